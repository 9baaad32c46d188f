"""Writes a tree in its one canonical spelling; what is printed parses back to the same tree."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from matcher.language import numerals
from matcher.language import tree as t
from matcher.language.lexer import closing
from matcher.language.units import BUILT_IN, PERCENT, POINTS, PURE, RATIO, Unit, Units, scaled
from matcher.language.values import Duration

# The ladder of expressions: a part is bracketed where it binds looser than its place asks.
CHOICE, OR, AND, NOT, EVERY, COMPARE, SUM, PRODUCT, PREFIX = range(9)
# Known names need quotes only where 且, 或 or punctuation stands in them; names nobody knows also where a
# keyword would cut them.
_MARKS = re.compile(r"[^\w]|[且或]|^\d")
_CUTS = re.compile(
    r"[非若则的在]|属于|包含|列入|曾[获有]|存在|之间|否则|以[上下内]|超过|低于|不[足满低高少多]|未满|[大小等多少高]于"
    r"|达到|至[少多]|[拥具含]有|位于|平均|合计|累计|年均|增长率|次数|最[大小]|每年|同时|人工认定|近|连续"
)


def print_tree(node: t.Node) -> str:
    """The canonical text of a condition or value.

    Raises:
        LookupError: for a node that has no rule ("no printing rule for …").
    """
    return _printed(t.ById(node))


@lru_cache(maxsize=50_000)
def _printed(key: t.ById) -> str:
    return _rule(key.node)[1](key.node)


def _text(node: t.Node, place: int) -> str:
    level, rule = _rule(node)
    text = rule(node)
    return f"({text})" if level < place else text


def _rule(node: t.Node) -> tuple[int, Callable[[Any], str]]:
    if isinstance(node, t.Call):
        return _CALLS.get(node.op, (COMPARE, _comparison))
    if isinstance(node, t.Counted):
        return COMPARE if node.op == "存在" else PREFIX, _counted
    if type(node) not in _RULES:
        raise LookupError(f"no printing rule for {type(node).__name__}")
    return _RULES[type(node)]


def name_text(node: t.Name) -> str:
    """A name as it stands in a condition: quoted where it could be misread."""
    known = node.system is not None and node.system.codes_of(node.text) is not None
    safe = not _MARKS.search(node.text) and (known or not _CUTS.search(node.text))
    return node.text if safe else quoted(node.text)


def quoted(text: str) -> str:
    """A text between quotes of a kind that does not end inside it."""
    tried = [f"{left}{text}{right}" for left, right in ('""', "“”", "「」", "《》", "''")]
    return next((whole for whole in tried if closing(whole, 0) == len(whole) - 1), tried[0])


def _names(names: tuple[t.Node, ...]) -> str:
    parts = [_text(name, COMPARE) for name in names]
    return parts[0] if len(parts) == 1 else f"({'; '.join(parts)})"


def number_text(value: Fraction, dimension: Any, kind: str, unit: str = "") -> str:
    """A number with its unit: 2000万元, 3%, 50人; the unit written is kept only where it is the field's own."""
    if dimension == PURE:
        return _pure(value, kind)
    known = _unit_for(value, dimension, unit)
    if known is None:
        return numerals.numeral(value) + unit
    return numerals.numeral(value / known.factor) + known.name


def _pure(value: Fraction, kind: str) -> str:
    if kind == PERCENT:
        return numerals.numeral(value * 100) + "%"
    if kind == POINTS:
        return numerals.numeral(value * 100) + "百分点"
    return numerals.numeral(value) + ("倍" if kind == RATIO else "")


def _unit_for(value: Fraction, dimension: Any, written: str) -> Unit | None:
    units = [unit for unit in BUILT_IN.values() if unit.dimension == dimension]
    plain = _without_scale(written)
    own = Units().find(plain) if plain else None
    if own is not None and own.dimension == dimension:
        units.insert(0, own)
    return next(
        (unit for unit in units if numerals.decimal(value / unit.factor)), units[0] if units else None
    )


def _without_scale(written: str) -> str:
    above, slash, below = written.partition("/")
    return scaled(above)[1] + slash + below if written else ""


def duration_text(value: Duration) -> str:
    """A duration: 3年, 18个月, 30日."""
    months, days = value.months, value.days
    if months == 0 and days:
        return numerals.numeral(days) + "日"
    if months % 12 == 0:
        return numerals.numeral(months / 12) + "年"
    return numerals.numeral(months) + "个月"


def _day(value: dt.date) -> str:
    return value.isoformat()


def _year(node: t.YearWord) -> str:
    if node.absolute is not None:
        return f"{node.absolute}年" + ("末" if node.end else "度")
    return {0: "上年", -1: "前年", 1: "当年"}[node.offset or 0] + ("末" if node.end else "")


def _at_least(node: t.AtLeast) -> str:
    return f"至少 {node.count} 项 ({'; '.join(_text(item, CHOICE) for item in node.items)})"


def _choice(node: t.If) -> str:
    # A choice inside 则 would take the 否则 of the outer one: it is bracketed.
    text = f"若 {_text(node.condition, OR)} 则 {_text(node.then, OR)}"
    return text if node.otherwise is None else f"{text} 否则 {_text(node.otherwise, CHOICE)}"


def _every(node: t.Every) -> str:
    word = f"连续{node.years}年" if node.run else f"近{node.years}年 每年"
    return f"{word} {_text(node.item, COMPARE)}"


def _comparison(node: t.Call) -> str:
    left, right = node.args
    return f"{_text(left, SUM)} {node.op} {_text(right, SUM)}"


def _between(node: t.Call) -> str:
    item, low, high = (_text(part, SUM) for part in node.args)
    return f"{item} 在 {low} 到 {high} 之间"


def _binary(level: int) -> Callable[[t.Call], str]:
    def text(node: t.Call) -> str:
        left, right = node.args
        return f"{_text(left, level)} {node.op} {_text(right, level + 1)}"

    return text


def _function(node: t.Call) -> str:
    return f"{node.op}({', '.join(_text(part, CHOICE) for part in node.args)})"


def _window(node: t.Window) -> str:
    if node.op in {"平均", "合计"}:
        return f"近{node.years}年 {node.op} {_text(node.item, PREFIX)}"
    near = f"近{node.years}年 " if node.years else ""
    return f"{near}{node.op}({_text(node.item, CHOICE)})"


def _has(node: t.Has) -> str:
    near = f"近{node.years}年 " if node.years else ""
    if node.op == node.field.asked_by and node.op != "包含":
        return f"{near}{node.op} {_names(node.names)}"
    return f"{node.field.name} {node.op} {_names(node.names)}"


def _member(node: t.Member) -> str:
    words = node.names and isinstance(node.names[0], t.Words)
    return f"{_text(node.item, SUM)} {'包含' if words else '属于'} {_names(node.names)}"


def _counted(node: t.Counted) -> str:
    inner = "" if node.condition is None else print_tree(node.condition)
    if node.op == "存在":
        return f"存在 {node.field.name}" + (f" ({inner})" if inner else "")
    if node.op == "次数":
        body = (
            inner if isinstance(node.condition, t.Has) else node.field.name + (f" ({inner})" if inner else "")
        )
        return f"次数({body})"
    return f"合计({node.field.name} 的 {node.of.name if node.of else ''}{f' ({inner})' if inner else ''})"


_CALLS: dict[str, tuple[int, Callable[[Any], str]]] = {
    "+": (SUM, _binary(SUM)),
    "-": (SUM, _binary(SUM)),
    "×": (PRODUCT, _binary(PRODUCT)),
    "÷": (PRODUCT, _binary(PRODUCT)),
    "最大": (PREFIX, _function),
    "最小": (PREFIX, _function),
    "至今": (PREFIX, _function),
    "在…之间": (COMPARE, _between),
}
_RULES: dict[type, tuple[int, Callable[[Any], str]]] = {
    t.Or: (OR, lambda n: " 或 ".join(_text(item, AND) for item in n.items)),
    t.And: (AND, lambda n: " 且 ".join(_text(item, NOT) for item in n.items)),
    t.Not: (NOT, lambda n: f"非 {_text(n.item, NOT)}"),
    t.AtLeast: (COMPARE, _at_least),
    t.If: (CHOICE, _choice),
    t.Judgment: (COMPARE, lambda n: f"人工认定「{n.question}」"),
    t.Number: (PREFIX, lambda n: number_text(n.value, n.dimension, n.kind, n.unit)),
    t.Day: (PREFIX, lambda n: _day(n.value)),
    t.Span_: (PREFIX, lambda n: duration_text(n.value)),
    t.BaseDay: (PREFIX, lambda n: "基准日"),
    t.YearWord: (PREFIX, _year),
    t.Name: (PREFIX, name_text),
    t.Words: (PREFIX, lambda n: quoted(n.text)),
    t.FieldRef: (PREFIX, lambda n: n.field.name),
    t.Member: (COMPARE, _member),
    t.At: (PREFIX, lambda n: f"{_year(n.year)} {_text(n.item, PREFIX)}"),
    t.Every: (EVERY, _every),
    t.Window: (PREFIX, _window),
    t.Has: (COMPARE, _has),
    t.FirstReach: (COMPARE, lambda n: f"{_text(n.item, SUM)} 首次达到 {_text(n.threshold, SUM)}"),
}
