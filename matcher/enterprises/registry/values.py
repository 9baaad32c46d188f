"""Reads cells of a column into the type and unit that the dictionary gives its field.

Work is done once for each distinct text; typed columns (Parquet, a frame in memory) pass through.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from matcher.enterprises.facts import ASSERTED
from matcher.enterprises.frames import stored_type
from matcher.enterprises.registry.cleaning import read_date
from matcher.enterprises.registry.layout import Layout
from matcher.language import vocabulary as kinds
from matcher.language.numerals import number_at, plain, share_at
from matcher.language.units import DURATIONS, PERCENT, POINTS, Unit
from matcher.language.vocabulary import Field, Vocabulary

TRUE = frozenset(["是", "有", "真", "对", "1", "1.0", "true", "yes", "y", "√", "✓", "已", "符合"])
FALSE = frozenset(["否", "没有", "假", "不是", "0", "0.0", "false", "no", "n", "×", "未", "不符合"])
_SPLIT = re.compile(r"[;；、|\n]|[,，](?!\d{3}\b)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell means: a value in the field's type, or None with the reason why it cannot be read."""

    value: Any = None
    problem: str | None = None
    remark: str | None = None


def distinct(series: pl.Series, read: Callable[[Any], Any]) -> dict[Any, Any]:
    """`read` of every distinct value of `series` that is not null."""
    return {value: read(value) for value in series.drop_nulls().unique(maintain_order=True).to_list()}


def mapped(
    series: pl.Series, answers: Mapping[Any, Any], dtype: pl.DataType | type[pl.DataType]
) -> pl.Series:
    """The answers for the values of `series`, in its order; null where it is null or has no answer."""
    keys = pl.Series("key", list(answers), dtype=series.dtype)
    table = pl.DataFrame(
        {"key": keys, "answer": pl.Series(list(answers.values()), dtype=dtype, strict=False)}
    )
    joined = series.alias("key").to_frame().join(table, on="key", how="left", maintain_order="left")
    return joined["answer"].alias(series.name)


def read_value(
    text: str, field: Field, vocabulary: Vocabulary, layout: Layout, unit: str | None = None
) -> Reading:
    """The value that `text` states for `field`, in the field's unit; `unit` is the column's own unit."""
    if field.kind in (kinds.QUANTITY, kinds.PERCENT):
        return _number(text, field, vocabulary, unit)
    if field.kind == kinds.DURATION:
        return _duration(text, field)
    if field.kind == kinds.BOOLEAN:
        word = plain(text).strip().lower()
        known = word in TRUE or (False if word in FALSE else None)
        return Reading(known, None if known is not None else "应是「是」或「否」")
    if field.kind == kinds.DATE:
        day = read_date(text, placeholders=layout.placeholders, earliest=layout.earliest)
        return Reading(day.value, day.problem)
    if field.kind == kinds.YEAR:
        found = re.match(r"^((?:19|20)\d{2})(?:年度?|\.0)?$|^((?:19|20)\d{2})-\d{2}", plain(text).strip())
        return Reading(int(found[1] or found[2])) if found else Reading(problem="应是年份，例如 2023")
    if field.kind == kinds.CODE:
        return read_name(text, field)
    return Reading(text)


def read_name(text: str, field: Field) -> Reading:
    """The code that a name, alias or code means in the field's system."""
    system = field.system
    if system is None:
        return Reading(text)
    for spelling in (text, plain(text), text.replace("(", "（").replace(")", "）"), re.sub(r"\s", "", text)):
        code = system.resolve(spelling)
        if code is not None:
            return Reading(code)
    first = re.match(r"^([A-Za-z]?\d{1,4})\s*\D", text)  # 2614 有机化学原料制造
    if first and (code := system.code_of(first[1])):
        return Reading(code)
    if system.open:
        return Reading(text)
    why = "在代码表里有几个同名的" if system.is_ambiguous(text) else "代码表里没有这个名称"
    return Reading(problem=f"「{text}」{why}")


def _number(text: str, field: Field, vocabulary: Vocabulary, column_unit: str | None) -> Reading:
    compact = re.sub(r"\s", "", plain(text))
    share = share_at(compact, 0)
    negative = compact.startswith("-")
    found = share or number_at(compact, 1 if negative else 0) or _scientific(compact)
    if found is None:
        return Reading(problem="读不出数字")
    value, end = found
    word = compact[end:].strip("()")
    own = field.unit if field.kind != kinds.PERCENT else vocabulary.units.find("%")
    if share is not None:
        return (
            Reading(float(value * 100))
            if not word and field.kind == kinds.PERCENT
            else Reading(problem="百分数不是这个指标的单位")
        )
    stated = word or column_unit
    unit = vocabulary.units.find(stated) if stated else own
    if unit is None or not _same_kind(unit, own):
        return Reading(problem=f"单位「{stated}」认不得，或与「{own.name if own else '没有单位'}」不是一类")
    factor = unit.factor / own.factor if own else Fraction(1)
    return Reading(
        float((-value if negative else value) * factor),
        None,
        None if stated or not _needs_unit(own) else "没有写单位",
    )


def _same_kind(unit: Unit | None, own: Unit | None) -> bool:
    if unit is None or own is None:
        return unit is own
    if {unit.kind, own.kind} & {PERCENT, POINTS}:
        return unit.kind == own.kind
    return unit.dimension == own.dimension


def _needs_unit(own: Unit | None) -> bool:
    """Whether leaving the unit out may mislead: where the unit is scaled, such as 万元."""
    return own is not None and own.factor not in (1, Fraction(1, 100))


def _scientific(text: str) -> tuple[Fraction, int] | None:
    found = re.match(r"-?\d*\.?\d+e[+-]?\d+$", text, re.IGNORECASE)
    return (abs(Fraction(found.group())), found.end()) if found else None


def _duration(text: str, field: Field) -> Reading:
    compact = re.sub(r"\s", "", plain(text))
    found = number_at(compact, 0)
    word = compact[found[1] :] if found else ""
    if found is None or (word and DURATIONS.get(word, (0, 0))[0] == 0):
        return Reading(problem="应是年数，例如 3年 或 6个月")
    months = DURATIONS[word or "年"][0]
    own = DURATIONS.get(field.unit.name if field.unit else "年", (12, 0))[0] or 12
    return Reading(float(found[0] * months / own))


def read_records(text: str, field: Field, vocabulary: Vocabulary, layout: Layout) -> Reading:
    """A cell that lists records: names with a separator between them, or JSON.

    A bare name asserts that it is valid on the day of the table (LANGUAGE 6).
    """
    if text.lstrip().startswith("["):
        return _json_records(text, field, vocabulary, layout)
    role = field.part("name")
    if role is None:
        return Reading(problem="这一列要用另一张表（一行一条记录）给出")
    readings = [
        read_value(word.strip(), role, vocabulary, layout) for word in _SPLIT.split(text) if word.strip()
    ]
    records = [{role.name: one.value, ASSERTED: True} for one in readings if one.problem is None]
    problems = "；".join(one.problem for one in readings if one.problem)
    return Reading(records, problems or None)


def _json_records(text: str, field: Field, vocabulary: Vocabulary, layout: Layout) -> Reading:
    try:
        rows = json.loads(text)
    except json.JSONDecodeError:
        return Reading(problem="方括号里的内容不是合法的 JSON")
    records, problems = [], []
    role = field.part("name")
    for row in rows:
        row = {role.name: row, ASSERTED: True} if isinstance(row, str) and role else row
        if not isinstance(row, dict):
            return Reading(problem="清单里应是名称或「键: 值」")
        record: dict[str, Any] = {}
        for key, value in row.items():
            part = field.part_named(key)
            if key == ASSERTED:
                record[key] = bool(value)
            elif part is None:
                problems.append(f"没有「{key}」这一项")
            elif value is not None:
                one = read_value(str(value), part, vocabulary, layout)
                record[part.name] = one.value
                problems += [one.problem] if one.problem else []
        records.append(record)
    return Reading(records, "；".join(problems) or None)


def is_typed(series: pl.Series, field: Field) -> bool:
    """Whether a column already has the field's own type (a number for a number, a list for a list)."""
    if field.kind in (kinds.LIST, kinds.RECORDS):
        return isinstance(series.dtype, pl.List)
    want = stored_type(field)
    if want in (pl.Float64(), pl.Int32()):
        return series.dtype.is_numeric()
    return bool(series.dtype == want) and want != pl.String()


def as_text(series: pl.Series) -> pl.Series:
    """A typed column as the text a person would have written."""
    if series.dtype == pl.String:
        return series
    if series.dtype == pl.Boolean:
        return mapped(series, {True: "是", False: "否"}, pl.String)
    if series.dtype.is_float():
        whole = series.cast(pl.Int64, strict=False).cast(pl.String)
        return (
            pl.select(pl.when(series == series.round(0)).then(whole).otherwise(series.cast(pl.String)))
            .to_series()
            .alias(series.name)
        )
    if isinstance(series.dtype, pl.List | pl.Struct | pl.Object):
        return pl.Series(
            series.name,
            [
                None if value is None else json.dumps(value, ensure_ascii=False, default=str)
                for value in series.to_list()
            ],
        )
    return series.cast(pl.String, strict=False)


def day_of(value: object) -> dt.date | None:
    """A date as a date; None where it is none."""
    return value.date() if isinstance(value, dt.datetime) else value if isinstance(value, dt.date) else None
