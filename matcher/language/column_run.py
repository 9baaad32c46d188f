"""Runs compiled conditions over a frame: records first, then all expressions at once, then the doubtful rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from matcher.language import tree as t
from matcher.language.column_lists import Gathering, code_relation
from matcher.language.columns import Compiler
from matcher.language.facts import Context, Facts
from matcher.language.operators import OPERATORS, ListOperator
from matcher.language.operators.row import Answer, either
from matcher.language.records import names_of
from matcher.language.scalar import compiled
from matcher.language.vocabulary import Field

ROW = "~row"
ASSERTED = "@有效"


@dataclass(frozen=True)
class Question:
    """A condition to ask of every row, at a date, with the policy's own base year and date if it fixes them."""

    node: t.Node
    as_of: dt.date
    base_year: int | None = None
    base_date: dt.date | None = None

    @property
    def year(self) -> int:
        """上年."""
        return self.as_of.year - 1 if self.base_year is None else self.base_year


def verdicts(
    frame: pl.DataFrame, questions: Sequence[Question], founded: str | None, facts_of: Callable[[int], Facts]
) -> pl.DataFrame:
    """The verdicts of every question for every row: nullable booleans, null is 待核实.

    Args:
        frame: the wide table, one row an enterprise.
        questions: the conditions; their columns are named by their position.
        founded: the field that says when an enterprise began.
        facts_of: the facts of a row by its number, for the rows where rounding could decide.
    """
    indexed = frame.with_row_index(ROW)
    answers: list[Answer] = []
    compilers: dict[tuple[int, dt.date, dt.date], Compiler] = {}
    for question in questions:
        key = (question.year, question.base_date or question.as_of, question.as_of)
        if key not in compilers:
            compilers[key] = Compiler(
                frozenset(frame.columns),
                question.as_of,
                question.year,
                question.base_date or question.as_of,
                founded,
            )
            compilers[key].prefix = f"~{len(compilers)}"
        answers.append(compilers[key].condition(question.node))
    for compiler in compilers.values():
        for gathering in compiler.gatherings.values():
            indexed = _gathered(indexed, gathering, compiler)
        indexed = with_atoms(indexed, compiler)
    if not questions:
        return pl.DataFrame()
    truths = [answer.truth.alias(str(number)) for number, answer in enumerate(answers)]
    doubts = [
        a.doubt.fill_null(False).alias(f"doubt{n}") for n, a in enumerate(answers) if a.doubt is not None
    ]
    result = indexed.lazy().select([spread(expression) for expression in (*truths, *doubts)]).collect()
    return _settled(result, questions, facts_of)


def spread(expression: pl.Expr) -> pl.Expr:
    """The expression over all rows: one that reads no column would be a single value, not a column."""
    if expression.meta.root_names():
        return expression
    return pl.when(pl.col(ROW).is_not_null()).then(expression).alias(expression.meta.output_name())


def with_atoms(frame: pl.DataFrame, compiler: Compiler) -> pl.DataFrame:
    """The frame with the compiler's atoms computed, those first on which others stand."""
    for level in sorted({atom.level for atom in compiler.atoms.values()}):
        atoms = [atom for atom in compiler.atoms.values() if atom.level == level]
        expressions = [spread(expression) for atom in atoms for expression in atom.expressions()]
        # Lazily: Polars 2.1's eager with_columns gives a single null where a when() holds for no row.
        frame = frame.lazy().with_columns(expressions).collect()
    return frame


def _settled(
    result: pl.DataFrame, questions: Sequence[Question], facts_of: Callable[[int], Facts]
) -> pl.DataFrame:
    """Answers by scalar evaluation the rows that floats cannot decide."""
    columns = []
    for number, question in enumerate(questions):
        truth = result[str(number)]
        if f"doubt{number}" in result.columns and result[f"doubt{number}"].any():
            rows = result[f"doubt{number}"].arg_true()
            evaluate = compiled(question.node)
            exact = [
                evaluate(Context.at(facts_of(row), question.as_of, question.base_year, question.base_date))
                for row in rows.to_list()
            ]
            truth = truth.scatter(rows, pl.Series(exact, dtype=pl.Boolean))
        columns.append(truth.alias(str(number)))
    return pl.DataFrame(columns)


def _gathered(frame: pl.DataFrame, gathering: Gathering, compiler: Compiler) -> pl.DataFrame:
    """Joins to each row how many of its records satisfy the condition."""
    name, item = gathering.name, gathering.field
    names = [f"{name}.sure", f"{name}.unsure", f"{name}.low", f"{name}.high", f"{name}.doubt"]
    blank = [
        pl.lit(0).alias(names[0]),
        pl.lit(0).alias(names[1]),
        pl.lit(0.0).alias(names[2]),
        pl.lit(0.0).alias(names[3]),
    ]
    nothing = frame.with_columns(*blank, pl.lit(False).alias(names[4]))
    if item.name not in frame.columns or frame[item.name].dtype == pl.Null:
        return nothing
    records = frame.select(ROW, item.name).explode(item.name).drop_nulls(item.name)
    if not records.height:
        return nothing
    records = records.unnest(item.name)
    inner = Compiler(
        frozenset(records.columns),
        compiler.as_of,
        compiler.base_year,
        compiler.base_date,
        None,
        item,
        year=gathering.year,
    )
    answer = _asked(inner, gathering.condition, item)
    counted = (
        with_atoms(records, inner)
        .select(ROW, *map(spread, _counts(answer, gathering, inner)))
        .group_by(ROW)
        .agg(
            pl.col("sure").sum().alias(names[0]),
            pl.col("unsure").sum().alias(names[1]),
            pl.col("low").sum().alias(names[2]),
            pl.col("high").sum().alias(names[3]),
            pl.col("doubt").any().alias(names[4]),
        )
    )
    joined = frame.join(counted, on=ROW, how="left", maintain_order="left")
    return joined.with_columns(
        *(pl.col(column).fill_null(0) for column in names[:4]), pl.col(names[4]).fill_null(False)
    )


def _counts(answer: Answer, gathering: Gathering, inner: Compiler) -> list[pl.Expr]:
    truth = answer.truth
    sure, unsure = truth.fill_null(False), truth.is_null()
    low = high = pl.lit(0.0)
    if gathering.of is not None:
        column = inner.base_column(gathering.of)
        least, most = column.fill_null(0.0), column.fill_null(float("inf"))
        zero = pl.lit(0.0)
        low = pl.when(sure).then(least).when(unsure).then(pl.min_horizontal(least, zero)).otherwise(0.0)
        high = pl.when(sure).then(most).when(unsure).then(pl.max_horizontal(most, zero)).otherwise(0.0)
    doubt = pl.lit(False) if answer.doubt is None else answer.doubt.fill_null(False)
    return [
        sure.cast(pl.Int64).alias("sure"),
        unsure.cast(pl.Int64).alias("unsure"),
        low.alias("low"),
        high.alias("high"),
        doubt.alias("doubt"),
    ]


def _asked(inner: Compiler, condition: t.Node | None, item: Field) -> Answer:
    if condition is None:
        return Answer(pl.lit(True))
    if isinstance(condition, t.Has):
        return _asks_record(inner, condition)
    return inner.condition(condition)


def _asks_record(inner: Compiler, node: t.Has) -> Answer:
    """`records.asks_record` for exploded records."""
    codes, system = names_of(node)
    operator = OPERATORS[node.op]
    assert isinstance(operator, ListOperator)
    name, start, end, year = (node.field.part(role) for role in ("name", "start", "end", "year"))
    assert name is not None
    truths = [code_relation(inner.column(name), codes, system, outside=False)]
    asserted = pl.col(ASSERTED).fill_null(False) if ASSERTED in inner.columns else pl.lit(False)
    begun = _begun(inner, start, year)
    if operator.valid:
        truths.append(pl.when(asserted).then(begun).otherwise(_valid(inner, start, end, node.field)))
    else:
        truths.append(begun)
    if node.years is not None:
        truths.append(_within(inner, start, year, node.years))
    return Answer(pl.all_horizontal(truths), either())


def _valid(inner: Compiler, start: Field | None, end: Field | None, item: Field) -> pl.Expr:
    begun = (inner.column(start) <= inner.day).fill_null(True) if start else pl.lit(True)
    if end is None:
        return begun
    ends = inner.column(end)
    holds = ends > inner.day if item.open_ended else ends >= inner.day
    if item.open_ended:
        holds = holds.fill_null(True)
    return begun & holds


def _begun(inner: Compiler, start: Field | None, year: Field | None) -> pl.Expr:
    by_year = (inner.column(year) <= inner.as_of.year).fill_null(True) if year else pl.lit(True)
    if start is None:
        return by_year
    day = inner.column(start)
    return pl.when(day.is_not_null()).then(day <= inner.day).otherwise(by_year)


def _within(inner: Compiler, start: Field | None, year: Field | None, years: int) -> pl.Expr:
    parts = [inner.column(year)] if year else []
    parts += [inner.column(start).dt.year()] if start else []
    granted = pl.coalesce(parts) if parts else pl.lit(None, dtype=pl.Int32)
    return granted.is_between(inner.as_of.year - years, inner.as_of.year)
