"""Brings fact tables to the enterprises: figures and records join by credit code, by name only where no code is.

Where two sources state different things the stronger one (官方 > 自报 > 推断) stands; equals that disagree are a
conflict: it is reported, and neither becomes a fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from matcher.enterprises.facts import ASSERTED
from matcher.enterprises.frames import stored_type, typed
from matcher.enterprises.registry.consistency import contradictions
from matcher.enterprises.registry.declaration import ALL
from matcher.enterprises.registry.headers import PROVENANCE
from matcher.enterprises.registry.layout import Layout
from matcher.enterprises.registry.steps import name_key
from matcher.enterprises.registry.tables import CODE, NAME, NUMBER, FactTable
from matcher.language.facts import SOURCES
from matcher.language.vocabulary import Field, Vocabulary

AT = "at "
SHOWN = 200


@dataclass
class Attached:
    """Enterprises with the facts of further tables; what was joined and what disagrees, in Chinese."""

    enterprises: pl.DataFrame
    notes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    unmatched: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Rows of the tables that belong to no enterprise of the registry: 表, 行号, code, name."""


def attach_facts(
    enterprises: pl.DataFrame, tables: Sequence[FactTable], *, vocabulary: Vocabulary, layout: Layout
) -> Attached:
    """The wide table with the columns of all `tables` added; conflicts are reported and are no facts."""
    result = Attached(enterprises)
    lost = []
    for table in tables:
        rows = _placed(result, table, layout)
        lost.append(
            rows.filter(pl.col(AT).is_null()).select(
                pl.lit(table.source).alias("表"),
                pl.col(NUMBER).alias("行号"),
                pl.col(CODE).alias(layout.header("code")),
                pl.col(NAME).alias(layout.header("name")),
            )
        )
        rows = rows.filter(pl.col(AT).is_not_null())
        if table.list is not None:
            _attach_records(result, table, table.list, rows, vocabulary)
        else:
            _attach_figures(result, table, rows)
    if lost:
        result.unmatched = pl.concat(lost)
    _drop_contradictions(result, vocabulary)
    return result


def _placed(result: Attached, table: FactTable, layout: Layout) -> pl.DataFrame:
    """The rows of a table with the place of their enterprise in the registry, null where it has none."""
    wide = result.enterprises
    keys = pl.DataFrame(
        {
            "c": wide[layout.header("code")],
            "n": name_key(wide[layout.header("name")]),
            "p": pl.int_range(wide.height, eager=True),
        }
    )
    by_code = keys.filter(pl.col("c").is_not_null()).unique("c", keep="none").select("c", "p")
    by_name = (
        keys.filter(pl.col("n").is_not_null()).unique("n", keep="none").select("n", pl.col("p").alias("q"))
    )
    rows = table.rows.with_columns(name_key(table.rows[NAME]).alias("n "))
    rows = rows.join(by_code, left_on=CODE, right_on="c", how="left", maintain_order="left")
    rows = rows.join(by_name, left_on="n ", right_on="n", how="left", maintain_order="left")
    coded = pl.col(CODE).is_not_null()
    rows = rows.with_columns(pl.when(coded).then(pl.col("p")).otherwise(pl.col("q")).alias(AT))
    named = rows.filter(~coded & pl.col(AT).is_not_null()).height
    lost = rows.filter(pl.col(AT).is_null()).height
    result.notes.append(
        f"{table.source}：{rows.height} 行，按代码对上 {rows.height - named - lost} 行，按名称对上 {named} 行，对不上 {lost} 行"
    )
    return rows.drop("n ", "p", "q")


def _attach_figures(result: Attached, table: FactTable, rows: pl.DataFrame) -> None:
    for name in rows.columns:
        if name in (CODE, NAME, NUMBER, AT):
            continue
        found = rows.select(AT, NUMBER, pl.col(name).alias("v")).filter(pl.col("v").is_not_null())
        several = found.group_by(AT).agg(
            pl.col("v").n_unique().alias("k"), pl.col("v").first(), pl.col(NUMBER), pl.col("v").alias("all")
        )
        for at, values, numbers in (
            several.filter(pl.col("k") > 1).select(AT, "all", NUMBER).sort(AT).iter_rows()
        ):
            _conflict(
                result,
                f"{_who(result, at)} 的{name}在{table.source}里有不同的值：{_list(values)}（第 {_list(numbers)} 行），都没有采用",
            )
        values = _aligned(result, several.filter(pl.col("k") == 1).select(AT, "v"), rows.schema[name])
        _merge(result, name, values, table)


def _aligned(result: Attached, found: pl.DataFrame, dtype: pl.DataType) -> pl.Series:
    """A column as long as the registry, with the values found at their places."""
    places = pl.int_range(result.enterprises.height, eager=True).alias(AT).to_frame()
    return places.join(found, on=AT, how="left", maintain_order="left")["v"].cast(dtype)


def _merge(result: Attached, name: str, new: pl.Series, table: FactTable) -> None:
    wide = result.enterprises
    told = table.declaration
    old = wide[name] if name in wide.columns else pl.Series([None] * wide.height, dtype=new.dtype)
    source = f"{name}@{PROVENANCE[0]}"
    sources = wide[source] if source in wide.columns else pl.Series([None] * wide.height, dtype=pl.String)
    sources = sources.fill_null(SOURCES[0])
    rank = sources.replace_strict({word: place for place, word in enumerate(SOURCES)}, return_dtype=pl.Int64)
    mine = SOURCES.index(told.source)
    both = old.is_not_null() & new.is_not_null() & (old != new).fill_null(False)
    clash = both & (rank == mine)
    for at in clash.arg_true().to_list():
        _conflict(
            result,
            f"{_who(result, at)} 的{name}：原有 {old[at]}，{table.source} 为 {new[at]}，来源同为{told.source}，都没有采用",
        )
    weaker = int((both & (rank != mine)).sum())
    if weaker:
        result.notes.append(f"{name}：{table.source} 与原有的值不同 {weaker} 处，取来源较可靠的")
    take = new.is_not_null() & (old.is_null() | (rank > mine) | clash)
    values = pl.select(pl.when(clash).then(None).when(take).then(new).otherwise(old)).to_series().alias(name)
    frame = wide.with_columns(values)
    kept = take & ~clash
    frame = _beside(frame, source, kept, told.source if told.source != SOURCES[0] else None)
    frame = _beside(frame, f"{name}@{PROVENANCE[1]}", kept, told.as_of)
    result.enterprises = _beside(frame, f"{name}@{PROVENANCE[2]}", kept, told.department or None)


def _beside(frame: pl.DataFrame, column: str, rows: pl.Series, value: object) -> pl.DataFrame:
    """A column of provenance that says `value` in `rows`; made only where it has something to say."""
    if value is None and column not in frame.columns:
        return frame
    dtype = pl.Date() if column.endswith(PROVENANCE[1]) else pl.String()
    old = frame[column] if column in frame.columns else pl.Series([None] * frame.height, dtype=dtype)
    return frame.with_columns(
        pl.select(pl.when(rows).then(pl.lit(value, dtype=dtype)).otherwise(old)).to_series().alias(column)
    )


def _attach_records(
    result: Attached, table: FactTable, of: Field, rows: pl.DataFrame, vocabulary: Vocabulary
) -> None:
    """Adds records to a list, without repeats, and what the list is complete for."""
    wide, dtype = typed(result.enterprises, vocabulary), stored_type(of)
    grouped = (
        rows.select(AT, pl.struct(*of.record, pl.lit(None, dtype=pl.Boolean).alias(ASSERTED)).alias("v"))
        .unique(maintain_order=True)
        .group_by(AT, maintain_order=True)
        .agg(pl.col("v"))
    )
    new = _aligned(result, grouped, dtype)
    listed = new.is_not_null()
    old = wide[of.name] if of.name in wide.columns else pl.Series([None] * wide.height, dtype=dtype)
    pair = pl.DataFrame({"o": old, "n": new})
    joined = pair.select(
        pl.when(pl.col("o").is_null())
        .then(pl.col("n"))
        .when(pl.col("n").is_null())
        .then(pl.col("o"))
        .otherwise(pl.concat_list("o", "n").list.unique(maintain_order=True))
    ).to_series()
    whole = pl.Series([True] * wide.height) if table.declaration.enterprises == ALL else listed
    if not table.covers:
        whole = pl.Series([False] * wide.height)
    empty = pl.Series([[]] * wide.height, dtype=dtype)
    result.enterprises = wide.with_columns(
        joined.zip_with(joined.is_not_null() | ~whole, empty).alias(of.name)
    )
    _cover(result, of.name, sorted(table.covers), whole, old.is_not_null())
    told = table.declaration
    mine = listed | whole
    # Records of two sources stand in one list: it is no stronger than the weaker of them.
    stays = (
        mine & old.list.len().fill_null(0).gt(0)
        if told.source == SOURCES[0]
        else pl.Series([False] * wide.height)
    )
    frame = _beside(
        result.enterprises,
        f"{of.name}@{PROVENANCE[0]}",
        mine & ~stays,
        told.source if told.source != SOURCES[0] else None,
    )
    frame = _beside(frame, f"{of.name}@{PROVENANCE[1]}", mine, told.as_of)
    result.enterprises = _beside(frame, f"{of.name}@{PROVENANCE[2]}", mine, told.department or None)


def _cover(result: Attached, name: str, names: list[str], rows: pl.Series, before: pl.Series) -> None:
    """Adds to what a list covers; one that was there without a word on it covered every name."""
    wide, column = result.enterprises, f"{name}@{PROVENANCE[3]}"
    dtype = pl.List(pl.String)
    nothing, everything = (pl.Series([words] * wide.height, dtype=dtype) for words in ([], ["*"]))
    old = wide[column] if column in wide.columns else everything.zip_with(before, nothing)
    more = pl.Series([names] * wide.height, dtype=dtype)
    both = (
        pl.DataFrame({"o": old, "m": more})
        .select(pl.concat_list("o", "m").list.unique(maintain_order=True))
        .to_series()
    )
    result.enterprises = wide.with_columns(both.zip_with(rows, old).alias(column))


def _drop_contradictions(result: Attached, vocabulary: Vocabulary) -> None:
    """A stated value that others contradict is a conflict and no fact (LANGUAGE 5)."""
    for column, wrong, why in contradictions(result.enterprises, vocabulary):
        stated = result.enterprises[column]
        for at in wrong.arg_true().to_list():
            _conflict(result, f"{_who(result, at)} 的{column} {stated[at]}：{why}，没有采用")
        none = pl.Series([None] * len(stated), dtype=stated.dtype)
        result.enterprises = result.enterprises.with_columns(stated.zip_with(~wrong, none).alias(column))


def _conflict(result: Attached, text: str) -> None:
    if len(result.conflicts) < SHOWN:
        result.conflicts.append(text)
    elif len(result.conflicts) == SHOWN:
        result.conflicts.append(f"还有更多，只列出前 {SHOWN} 处")


def _who(result: Attached, at: int) -> str:
    wide = result.enterprises
    return " ".join(str(wide[name][at]) for name in wide.columns[:2] if wide[name][at] is not None)


def _list(values: Sequence[object]) -> str:
    return "、".join(map(str, values))
