"""What a comparison says: which value of which year, against which constant.

Two atoms speak of the same value only where tree and year are the same: what differs is taken to be independent,
so that nothing is called contradictory without proof.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

from matcher.language import tree as t
from matcher.language.printing import print_tree
from matcher.language.scalar import is_compound
from matcher.language.values import shift

Year = tuple[str, int]
"""The year in force: ("relative", 0) is 上年, ("year", 2023) is 2023年度."""
LAST_YEAR: Year = ("relative", 0)
Key = tuple[Year, str, str]
"""Year, canonical text, and the scale on which constants are compared."""


@dataclass(frozen=True)
class Comparison:
    """A value against a constant: `key` op `bound`; `like` is the constant as it was written."""

    key: Key
    op: str
    bound: Fraction
    term: t.Node
    like: t.Node


def year_after(word: t.YearWord) -> Year:
    """The year a year word puts in force."""
    return ("year", word.absolute) if word.absolute is not None else ("relative", word.offset or 0)


def back(year: Year, by: int) -> Year:
    """The year `by` years before."""
    return year[0], year[1] - by


def plain(node: t.Node, year: Year) -> t.Node:
    """The tree without year words that say what is in force anyway: 上年 X in a bare place is X."""
    if isinstance(node, t.At) and year_after(node.year) == year:
        return plain(node.item, year)
    if isinstance(node, t.Window | t.Every | t.Counted | t.At | t.FirstReach):
        return node  # what is inside stands in other years, or speaks of a record
    changed: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, t.Node):
            changed[item.name] = plain(value, year)
        elif isinstance(value, tuple) and any(isinstance(part, t.Node) for part in value):
            changed[item.name] = tuple(plain(part, year) for part in value)
    return replace(node, **changed) if changed else node


def named(node: t.Node, year: Year) -> tuple[Year, str]:
    """The year and the canonical text of a value."""
    while isinstance(node, t.At):
        year, node = year_after(node.year), node.item
    return year, print_tree(plain(node, year))


def constant(node: t.Node) -> tuple[str, Fraction] | None:
    """A constant as a number on a scale: amounts, days, durations in months or in days, years; None for others."""
    if isinstance(node, t.Number):
        return "", node.value
    if isinstance(node, t.Day):
        return "", Fraction(node.value.toordinal())
    if isinstance(node, t.Span_):
        return _duration(node)
    if isinstance(node, t.YearWord):
        scale, year = year_after(node)
        return scale, Fraction(year)
    if isinstance(node, t.BaseDay):
        return "base months", Fraction(0)
    return _moved(node) if isinstance(node, t.Call) and node.op in ("+", "-") else None


def _duration(node: t.Span_) -> tuple[str, Fraction] | None:
    if node.value.days == 0:
        return "months", node.value.months
    return ("days", node.value.days) if node.value.months == 0 else None


def _moved(node: t.Call) -> tuple[str, Fraction] | None:
    """A day ± a duration."""
    left, right = node.args
    if not isinstance(right, t.Span_):
        return None
    sign = 1 if node.op == "+" else -1
    if isinstance(left, t.Day):
        day = shift(left.value, right.value, sign)
        return None if day is None else ("", Fraction(day.toordinal()))
    by = _duration(right)
    if isinstance(left, t.BaseDay) and by is not None and by[1].denominator == 1:
        return f"base {by[0]}", sign * by[1]
    return None


def comparisons(node: t.Call, year: Year, mirrored: dict[str, str]) -> list[Comparison] | None:
    """The comparisons with constants that a node says, all of which must hold; None for what compares otherwise."""
    if node.op == "在…之间":
        item, low, high = node.args
        parts = [_one("≥", item, low, year), _one("≤", item, high, year)]
    else:
        left, right = node.args
        turned = constant(left) is not None
        parts = [_one(mirrored[node.op], right, left, year) if turned else _one(node.op, left, right, year)]
    known = [part for part in parts if part is not None]
    return known if len(known) == len(parts) else None


def _one(op: str, term: t.Node, like: t.Node, year: Year) -> Comparison | None:
    found = constant(like)
    if found is None or constant(term) is not None:
        return None
    scale, bound = found
    if is_compound(term) and bound < -1:
        return None  # below −100% all rates compare alike
    return Comparison((*named(term, year), scale), op, bound, term, like)
