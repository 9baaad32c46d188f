"""Evaluates trees for many enterprises at once: every condition becomes a nullable boolean Polars expression.

Gives the verdicts of scalar.py. Two things differ in how: yearly fields are columns `name@year`, since the years
asked are known when compiling; and floats stand for exact decimals, so rows where rounding could decide are marked
(`doubt`) and answered by scalar.py.

Kleene in Polars: & and | are three-valued; when(null) takes otherwise, sums and list operations skip nulls, so
those are never used on unknowns here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

from matcher.language import tree as t
from matcher.language import vocabulary as v
from matcher.language.codes import shared_system
from matcher.language.column_lists import ColumnLists, Gathering, code_relation
from matcher.language.column_values import (
    Choice,
    Raw,
    aligned,
    choose,
    constant,
    in_base,
    preferred_code,
    preferred_number,
)
from matcher.language.column_years import ColumnYears
from matcher.language.operators import OPERATORS
from matcher.language.operators.compare import COMPARISONS
from matcher.language.operators.membership import column_holds
from matcher.language.operators.row import AgeColumn, Answer, Column, either
from matcher.language.operators.years import GrowthColumn
from matcher.language.scalar import compound_bound, depends_on_year, is_condition, year_of
from matcher.language.systems import CodeSystem
from matcher.language.units import DURATIONS
from matcher.language.values import Duration
from matcher.language.vocabulary import Field

COMPARING = frozenset(row.name for row in COMPARISONS)
_EMPTY = {
    v.BOOLEAN: pl.Boolean,
    v.DATE: pl.Date,
    v.YEAR: pl.Int32,
    v.CODE: pl.String,
    v.TEXT: pl.String,
}


@dataclass(frozen=True)
class Atom:
    """A condition computed once as a column of its own; `level` counts the atoms it stands on."""

    name: str
    answer: Answer
    level: int

    def column(self) -> Answer:
        """The answer as it is read once the atom has been computed."""
        doubt = None if self.answer.doubt is None else pl.col(f"{self.name}?")
        return Answer(pl.col(self.name), doubt)

    def expressions(self) -> list[pl.Expr]:
        """What computes the atom."""
        doubt = self.answer.doubt
        return [self.answer.truth.alias(self.name)] + (
            [] if doubt is None else [doubt.fill_null(False).alias(f"{self.name}?")]
        )


@dataclass
class Compiler(ColumnYears, ColumnLists):
    """Compiles trees against the columns of one frame, at one date.

    Args:
        columns: the names of the frame's columns.
        as_of, base_year, base_date: as in Context.
        founded: the name of the field that says when an enterprise began.
        record: the record list whose exploded columns are compiled against, if any.
    """

    columns: frozenset[str]
    as_of: dt.date
    base_year: int
    base_date: dt.date
    founded: str | None = None
    record: Field | None = None
    gatherings: dict[tuple[Any, ...], Gathering] = field(default_factory=dict)
    year: int = 0
    prefix: str = "~"
    atoms: dict[tuple[t.Node, int], Atom] = field(default_factory=dict)
    _used: int = -1

    def __post_init__(self) -> None:
        self.year = self.year or self.base_year
        self.day = pl.lit(self.as_of, dtype=pl.Date)

    def condition(self, node: t.Node) -> Answer:
        """The column of verdicts of a condition; what is not built of conditions becomes an atom."""
        if isinstance(node, _COMPOUND):
            return self._answer(node)
        key = (node, self.year)
        if key not in self.atoms:
            outer, self._used = self._used, -1
            answer = self._answer(node)
            level, self._used = self._used + 1, outer
            self.atoms[key] = Atom(f"{self.prefix}:{len(self.atoms)}", answer, level)
        atom = self.atoms[key]
        self._used = max(self._used, atom.level)
        return atom.column()

    def _answer(self, node: t.Node) -> Answer:
        answer = self.value(node)
        if isinstance(answer, Choice):
            return answer.over(lambda one: one)
        if isinstance(answer, Answer):
            return answer
        raise LookupError(f"{type(node).__name__} is not a condition")

    def value(self, node: t.Node) -> Any:
        """The column of a condition or a value; LookupError where a node has no rule."""
        rule = _RULES.get(type(node))
        if rule is None:
            raise LookupError(f"no column rule for {type(node).__name__}")
        return rule(self, node)

    def in_year(self, node: t.Node, year: int) -> Any:
        """The node's column with `year` in force."""
        outer, self.year = self.year, year
        try:
            return self.value(node)
        finally:
            self.year = outer

    # --- Boolean ----------------------------------------------------------------------------------------
    def conjunction(self, answers: Sequence[Answer]) -> Answer:
        """Kleene 且."""
        if not answers:
            return Answer(pl.lit(True))
        return Answer(pl.all_horizontal([a.truth for a in answers]), either(*(a.doubt for a in answers)))

    def _and(self, node: t.And) -> Answer:
        return self.conjunction([self.condition(item) for item in node.items])

    def _or(self, node: t.Or) -> Answer:
        answers = [self.condition(item) for item in node.items]
        return Answer(pl.any_horizontal([a.truth for a in answers]), either(*(a.doubt for a in answers)))

    def _not(self, node: t.Not) -> Answer:
        answer = self.condition(node.item)
        return Answer(answer.truth.not_(), answer.doubt)

    def _at_least(self, node: t.AtLeast) -> Answer:
        answers = [self.condition(item) for item in node.items]
        sure = pl.sum_horizontal([a.truth.fill_null(False).cast(pl.Int32) for a in answers])
        unsure = pl.sum_horizontal([a.truth.is_null().cast(pl.Int32) for a in answers])
        never = sure + unsure < node.count
        truth = pl.when(sure >= node.count).then(True).when(never).then(False).otherwise(None)
        return Answer(truth, either(*(a.doubt for a in answers)))

    def _if(self, node: t.If) -> Any:
        condition, branch = self.condition(node.condition), self.value
        if is_condition(node.then):
            branch = self._branch
        if node.otherwise is not None:
            return choose(condition, branch(node.then), branch(node.otherwise))
        return choose(condition, branch(node.then), Answer(pl.lit(True)) if is_condition(node.then) else None)

    def _branch(self, node: t.Node) -> Any:
        return self._if(node) if isinstance(node, t.If) else self.condition(node)

    def _judgment(self, node: t.Judgment) -> Answer:
        name = f"人工认定「{node.question}」"
        return Answer(pl.col(name) if name in self.columns else pl.lit(None, dtype=pl.Boolean))

    # --- fields -----------------------------------------------------------------------------------------
    def _field(self, node: t.FieldRef) -> Any:
        item = node.field
        if item.owner is not None or item.derivation is None:
            return self._stored(item)
        derived = self.value(item.derivation)
        stated_applies = not depends_on_year(item) or self.year == self.base_year
        stated = self._stored(item) if stated_applies and self._column_of(item) in self.columns else None
        return derived if stated is None else self._preferred(item, derived, stated)

    def _preferred(self, item: Field, derived: Any, stated: Any) -> Any:
        if isinstance(derived, Answer):
            return Answer(pl.coalesce(derived.truth, stated.truth), derived.doubt)
        if isinstance(derived, AgeColumn):
            return AgeColumn(derived.since, in_base(stated).low)
        if isinstance(derived, Column | Raw):
            return preferred_number(in_base(derived), in_base(stated))
        if item.kind == v.CODE and item.system is not None:
            return preferred_code(self, derived, stated, item.system)
        return pl.coalesce(derived, stated)

    def _column_of(self, item: Field) -> str:
        return f"{item.name}@{self.year}" if item.by_year else item.name

    def _stored(self, item: Field) -> Any:
        name = self._column_of(item)
        known = name in self.columns
        if item.kind in (v.QUANTITY, v.PERCENT):
            factor = item.unit.factor if item.unit else Fraction(1)
            return Raw(pl.col(name) if known else pl.lit(None, dtype=pl.Float64), factor)
        if item.kind == v.DURATION:
            months = DURATIONS[item.unit.name if item.unit else "年"][0]
            return Raw(pl.col(name) if known else pl.lit(None, dtype=pl.Float64), Fraction(months), time=True)
        expression = pl.col(name) if known else pl.lit(None, dtype=_EMPTY[item.kind])
        return Answer(expression) if item.kind == v.BOOLEAN else expression

    def column(self, item: Field) -> pl.Expr:
        """A record field's own column, null throughout where the records lack it."""
        value = self._stored(item)
        return (
            value.truth
            if isinstance(value, Answer)
            else value
            if isinstance(value, pl.Expr)
            else value.expression
        )

    def base_column(self, item: Field) -> pl.Expr:
        """A record field's number in base units."""
        return in_base(self._stored(item)).low

    # --- operators --------------------------------------------------------------------------------------
    def _call(self, node: t.Call) -> Any:
        if node.op in COMPARING:
            if node.op in {"=", "≠"} and any(isinstance(arg, t.Name) for arg in node.args):
                return self._code_equal(node)
            if shared_system(node) is not None:
                return self._fields_equal(node)
            values = [self.value(arg) for arg in node.args]
            return self.compare(node.op, values)
        values = [self._plain(self.value(arg)) for arg in node.args]
        return OPERATORS[node.op].column(self.day, *values)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Choice):
            return value.number() if value.is_number() else value.settled()
        return in_base(value) if isinstance(value, Raw | Fraction) else value

    def compare(self, op: str, values: list[Any]) -> Answer:
        """A comparison of columns, choices tried one by one."""
        values = [v.number() if isinstance(v, Choice) and v.is_number() else v for v in values]
        for place, value in enumerate(values):
            if isinstance(value, Choice):
                fill: Callable[[Any], Any] = lambda one, at=place: [*values[:at], one, *values[at + 1 :]]  # type: ignore[misc]  # noqa: E731
                return value.over(lambda one, fill=fill: self.compare(op, fill(one)))  # type: ignore[misc]
        if op == "在…之间":
            item, low, high = values
            return self.conjunction([self.compare("≥", [item, low]), self.compare("≤", [item, high])])
        if any(value is None for value in values):
            return Answer(pl.lit(None, dtype=pl.Boolean))
        values = self._powers(values)
        left, right = aligned(values[0], values[1])
        operator = OPERATORS[op]
        answer: Answer = operator.column(self.day, left, right)
        age = next(
            (one for one in (left, right) if isinstance(one, AgeColumn) and one.stated is not None), None
        )
        if age is not None and any(isinstance(one, Duration) for one in (left, right)):
            return self._stated_age(op, left, right, answer)
        return answer

    def _stated_age(self, op: str, left: Any, right: Any, by_date: Answer) -> Answer:
        age = left if isinstance(left, AgeColumn) else right
        assert age.stated is not None
        months = Column(age.stated, age.stated, exact=True)
        sides = [months if one is age else constant_duration(one) for one in (left, right)]
        stated: Answer = OPERATORS[op].column(self.day, *sides)
        known = age.since.is_not_null()
        return Answer(pl.when(known).then(by_date.truth).otherwise(stated.truth), by_date.doubt)

    def _powers(self, values: list[Any]) -> list[Any]:
        growth = next((value for value in values if isinstance(value, GrowthColumn)), None)
        if growth is None:
            return values
        swapped: list[Any] = []
        for value in values:
            if value is growth:
                swapped.append(growth.ratio)
            else:
                bound = compound_bound(value, growth.intervals)
                swapped.append(Fraction(-1) if bound is None else bound)
        return swapped

    def _code_equal(self, node: t.Call) -> Answer:
        item, name = sorted(node.args, key=lambda arg: isinstance(arg, t.Name))
        assert isinstance(name, t.Name) and name.system is not None
        answer = self.among(self.value(item), name.codes, name.system)
        return answer if node.op == "=" else Answer(answer.truth.not_(), answer.doubt)

    def _fields_equal(self, node: t.Call) -> Answer:
        """Two fields that hold codes: hierarchies of pairs are asked one by one, of all rows where both are known."""
        known = [
            self.among(self.value(arg), frozenset(), _system(arg)).truth.is_not_null() for arg in node.args
        ]
        return Answer(pl.lit(None, dtype=pl.Boolean), pl.all_horizontal(known))

    def _member(self, node: t.Member) -> Answer:
        item = self.value(node.item)
        if node.names and isinstance(node.names[0], t.Words):
            return column_holds(item, [word.text for word in node.names if isinstance(word, t.Words)])
        names = [name for name in node.names if isinstance(name, t.Name)]
        assert names[0].system is not None
        return self.among(item, frozenset().union(*(name.codes for name in names)), names[0].system)

    def among(self, value: Any, codes: frozenset[str], system: CodeSystem) -> Answer:
        """Whether a column of codes is among `codes`, choices tried one by one."""
        if value is None:
            return Answer(pl.lit(None, dtype=pl.Boolean))
        if isinstance(value, Choice):
            return value.over(lambda one: self.among(one, codes, system))
        if isinstance(value, frozenset):  # a literal: all its codes must agree
            answers = {system.relation(code, codes) for code in value}
            return Answer(pl.lit(next(iter(answers)) if len(answers) == 1 else None, dtype=pl.Boolean))
        if hasattr(value, "member"):
            return value.member(codes)  # type: ignore[no-any-return]
        return Answer(code_relation(value, codes, system, outside=False if system.open else None))


def _system(node: t.Node) -> CodeSystem:
    assert isinstance(node, t.FieldRef) and node.field.system is not None
    return node.field.system


def constant_duration(value: Duration) -> Column:
    """A literal duration in months; null where it has days, since a month is not a number of days."""
    return (
        constant(value.months)
        if value.days == 0
        else Column(pl.lit(None, pl.Float64), pl.lit(None, pl.Float64))
    )


_COMPOUND = (t.And, t.Or, t.Not, t.AtLeast, t.Every, t.FirstReach)
_RULES: dict[type, Callable[[Compiler, Any], Any]] = {
    t.And: Compiler._and,
    t.Or: Compiler._or,
    t.Not: Compiler._not,
    t.AtLeast: Compiler._at_least,
    t.If: Compiler._if,
    t.Judgment: Compiler._judgment,
    t.Number: lambda compiler, node: node.value,
    t.Day: lambda compiler, node: pl.lit(node.value, dtype=pl.Date),
    t.Span_: lambda compiler, node: node.value,
    t.BaseDay: lambda compiler, node: pl.lit(compiler.base_date, dtype=pl.Date),
    t.YearWord: lambda compiler, node: pl.lit(year_of(node, compiler.base_year), dtype=pl.Int32),
    t.Name: lambda compiler, node: node.codes,
    t.Words: lambda compiler, node: pl.lit(node.text),
    t.FieldRef: Compiler._field,
    t.Call: Compiler._call,
    t.Member: Compiler._member,
    t.At: Compiler._at,
    t.Every: Compiler._every,
    t.Window: Compiler._window,
    t.Has: Compiler._has,
    t.Counted: Compiler._counted,
    t.FirstReach: lambda compiler, node: compiler.value(node.core),
}
