"""The types of values in a condition, and how they may meet; a mismatch is told in a person's words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matcher.language.systems import CodeSystem
from matcher.language.units import PERCENT, PLAIN, POINTS, PURE, RATIO, Dimension, product
from matcher.language.vocabulary import Field


@dataclass(frozen=True)
class Type:
    """What kind of value a part of a condition has.

    `name` is one of bool, number, date, duration, age, year, code, text, list, name, any. A `name` is a word
    whose meaning only the other side of an operator can tell; `any` follows an error already reported.
    """

    name: str
    dimension: Dimension = PURE
    kind: str = PLAIN
    system: CodeSystem | None = None
    field: Field | None = None
    by_year: bool = False
    counted: bool = False
    """A count of records: compares with a bare number."""
    compound: bool = False
    """A compound growth rate: compares with a constant only."""
    years_inside: bool = False
    """A year word or a span of years stands inside."""


BOOL, DATE, DURATION, AGE, YEAR = Type("bool"), Type("date"), Type("duration"), Type("age"), Type("year")
TEXT, WORD, UNKNOWN = Type("text"), Type("name"), Type("any")

_NAMES = {
    "bool": "条件",
    "number": "数",
    "date": "日期",
    "duration": "时长",
    "age": "年限",
    "year": "年度",
    "code": "代码",
    "text": "文字",
    "list": "名单",
    "name": "名称",
}
_DIMENSIONS = {
    "人民币": "金额（元）",
    "人": "人数",
    "项": "项数",
    "面积": "面积",
    "质量": "重量",
    "能量": "能耗",
    "电量": "电量",
}


def described(kind: Type) -> str:
    """The type in words: 金额（元）, 百分比, 日期 …"""
    if kind.name != "number":
        return _NAMES.get(kind.name, kind.name)
    if kind.dimension == PURE:
        return {PLAIN: "没有单位的数", RATIO: "比值", PERCENT: "百分比", POINTS: "百分点"}[kind.kind]
    words = [
        _DIMENSIONS.get(name, name) + ("" if power == 1 else f"的{power}次方")
        for name, power in kind.dimension
    ]
    return "·".join(words)


def same_measure(left: Type, right: Type) -> bool:
    """Whether two numbers may be compared: one dimension, and for pure numbers kinds that agree (LANGUAGE 17)."""
    if left.dimension != right.dimension:
        return False
    if left.dimension != PURE:
        return True
    kinds = {left.kind, right.kind}
    return len(kinds) == 1 or kinds in ({RATIO, PERCENT}, {RATIO, PLAIN})


def added(left: Type, right: Type, sign: str) -> Type | None:
    """The type of left ± right for two numbers, or None where they cannot be added."""
    if left.dimension != right.dimension:
        return None
    merged = replace(left, counted=False, field=None, by_year=left.by_year or right.by_year)
    if left.dimension != PURE:
        return merged
    kinds = (left.kind, right.kind)
    if kinds == (PERCENT, PERCENT):
        return replace(merged, kind=POINTS if sign == "-" else PERCENT)
    if POINTS in kinds:
        other = kinds[1] if kinds[0] == POINTS else kinds[0]
        return replace(merged, kind=other) if other in (POINTS, PERCENT, RATIO) else None
    return replace(merged, kind=PLAIN if kinds == (PLAIN, PLAIN) else RATIO)


def multiplied(left: Type, right: Type, sign: int) -> Type:
    """The type of left × right (sign 1) or left ÷ right (sign −1)."""
    dimension = product(left.dimension, right.dimension, sign)
    plain = dimension == PURE and left.kind == right.kind == PLAIN and left.dimension == PURE
    kind = PLAIN if plain or dimension != PURE else RATIO
    return Type("number", dimension, kind, by_year=left.by_year or right.by_year)
