"""The profile of many enterprises: each distinct set of facts is answered once and carried to every enterprise that has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from matcher.enterprises.facts import COVER, DATE, DEPARTMENT, SOURCE, RowReader
from matcher.enterprises.frames import column_field
from matcher.enterprises.portrait.rules import Dimension, ProfileRules
from matcher.enterprises.portrait.tags import Tag, tags_of
from matcher.language import tree as t
from matcher.language.facts import INFERRED, Context
from matcher.language.vocabulary import Vocabulary

COLUMNS = ("维度", "标签", "代码", "关系", "状态", "来源", "日期", "有效期至", "依据")
WORDS, CONFIDENCE = "@依据", "@置信度"
ROWS = "~rows"


def profile_table(
    wide: pl.DataFrame, rules: ProfileRules, vocabulary: Vocabulary, as_of: dt.date, keys: Sequence[str]
) -> pl.DataFrame:
    """The labels of every enterprise of a wide table, one row a label, in the order of enterprises and dimensions.

    Args:
        wide: the wide table, typed (frames.typed).
        rules: from `load_rules`.
        vocabulary: the dictionary.
        as_of: the day asked about; also the 日期 of what a table states without a date.
        keys: the identity columns to put in front (code, name); those that are not there are null.
    """
    parts = [_answered(wide, place, one, vocabulary, as_of) for place, one in enumerate(rules.dimensions)]
    table = pl.concat([_nothing(), *parts]).sort("row", "place", maintain_order=True)
    identity = [
        wide[key].gather(table["row"]).alias(key)
        if key in wide.columns
        else pl.Series(key, [None] * table.height, dtype=pl.String)
        for key in keys
    ]
    return pl.DataFrame([*identity, *table.select(COLUMNS).get_columns()])


def _nothing() -> pl.DataFrame:
    dates = ("日期", "有效期至")
    kinds = {name: pl.Date() if name in dates else pl.String() for name in COLUMNS}
    return pl.DataFrame(schema={"row": pl.UInt32(), "place": pl.Int32(), **kinds})


def _answered(
    wide: pl.DataFrame, place: int, dimension: Dimension, vocabulary: Vocabulary, as_of: dt.date
) -> pl.DataFrame:
    """The labels of one dimension for all rows."""
    names = fields_of(dimension)
    columns = [
        name for name in wide.columns if name.partition("@")[0] in names and _is_read(name, vocabulary)
    ]
    if not columns or wide.is_empty():
        return _nothing()
    part = wide.select(columns)
    groups = _groups(part)
    reader = RowReader(columns, vocabulary)
    rows: list[list[int]] = []
    tags: list[Tag] = []
    for members in groups:
        facts = reader.facts(part.row(members[0], named=True))
        for tag in tags_of(dimension, Context.at(facts, as_of), vocabulary):
            rows.append(members)
            tags.append(tag)
    found = _as_frame(rows, tags, dimension.name, place, as_of)
    return _with_words(found, wide, dimension)


def _groups(part: pl.DataFrame) -> Iterator[list[int]]:
    """The numbers of the rows that are alike; nested values are compared by their JSON."""
    keys = []
    for name, kind in part.schema.items():
        nested = isinstance(kind, pl.List | pl.Struct)
        keys.append(
            part.select(pl.struct(name).struct.json_encode()).to_series().alias(name)
            if nested
            else part[name]
        )
    alike = pl.DataFrame(keys).with_row_index(ROWS)
    grouped = alike.group_by(part.columns, maintain_order=True).agg(pl.col(ROWS))
    yield from grouped[ROWS].to_list()


def _as_frame(rows: list[list[int]], tags: list[Tag], name: str, place: int, as_of: dt.date) -> pl.DataFrame:
    table = pl.DataFrame(
        {
            "row": pl.Series(rows, dtype=pl.List(pl.UInt32)),
            "place": pl.Series([place] * len(tags), dtype=pl.Int32),
            "维度": pl.Series([name] * len(tags), dtype=pl.String),
            "标签": pl.Series([tag.label for tag in tags], dtype=pl.String),
            "代码": pl.Series([tag.code for tag in tags], dtype=pl.String),
            "关系": pl.Series([tag.relation for tag in tags], dtype=pl.String),
            "状态": pl.Series([tag.state for tag in tags], dtype=pl.String),
            "来源": pl.Series([tag.source for tag in tags], dtype=pl.String),
            "日期": pl.Series([tag.date or as_of for tag in tags], dtype=pl.Date),
            "有效期至": pl.Series([tag.until for tag in tags], dtype=pl.Date),
            "依据": pl.Series([tag.ground for tag in tags], dtype=pl.String),
        }
    )
    return table.explode("row")


def _with_words(found: pl.DataFrame, wide: pl.DataFrame, dimension: Dimension) -> pl.DataFrame:
    """What was inferred from words says from which, and how sure that is."""
    names = [rule.node.field.name for rule in dimension.codes if isinstance(rule.node, t.FieldRef)]
    name = next((one for one in names if one + WORDS in wide.columns), None)
    if name is None:
        return found
    words = wide[name + WORDS].gather(found["row"])
    confidence = wide[name + CONFIDENCE].gather(found["row"]).round(2)
    told = found.with_columns(words.alias("~words"), confidence.alias("~sure"))
    ground = pl.format("{}，由「{}」判读，置信度 {}", pl.col("依据"), pl.col("~words"), pl.col("~sure"))
    inferred = pl.col("来源").eq(INFERRED) & pl.col("~words").is_not_null()
    return told.with_columns(pl.when(inferred).then(ground).otherwise(pl.col("依据")).alias("依据")).drop(
        "~words", "~sure"
    )


def _is_read(column: str, vocabulary: Vocabulary) -> bool:
    """Whether an evaluation can read a column: a field's own or its provenance."""
    return column_field(column, vocabulary) is not None or column.endswith((COVER, SOURCE, DATE, DEPARTMENT))


def fields_of(dimension: Dimension) -> set[str]:
    """The names of the fields that a dimension's rules look at, derivations followed."""
    found: set[str] = {dimension.records.name} if dimension.records is not None else set()
    _collect([rule.node for rule in dimension.codes] + list(dimension.tags.values()), found)
    return found


def _collect(nodes: Iterable[t.Node], found: set[str]) -> None:
    for node in nodes:
        for part in node.walk():
            if isinstance(part, t.FirstReach):
                _collect([part.core], found)
            item = part.field if isinstance(part, t.FieldRef | t.Has | t.Counted) else None
            if item is None or item.owner is not None or item.name in found:
                continue
            found.add(item.name)
            if item.derivation is not None:
                _collect([item.derivation], found)
