"""Explains a verdict: for every part of a condition its answer, the facts it used, what is missing, how far.

The answers are scalar.py's; this module only walks the tree again and keeps what was seen on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from matcher.language import tree as t
from matcher.language.facts import Context, Lookup
from matcher.language.kleene import kleene_and
from matcher.language.printing import print_tree
from matcher.language.scalar import compiled
from matcher.language.values import Age, Duration, Num, Truth

ELIGIBLE, UNDETERMINED, INELIGIBLE = "符合", "待核实", "不符合"


def verdict_word(truth: Truth) -> str:
    """符合, 待核实 or 不符合."""
    return UNDETERMINED if truth is None else ELIGIBLE if truth else INELIGIBLE


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a failed comparison is from its threshold, in base units; `share` is of the threshold."""

    field: str
    op: str
    value: Any
    threshold: Any
    short: Fraction | None
    share: Fraction | None
    measure: t.Number | None = None
    """The literal compared with: its unit is that of value, threshold and short. None: the field's own."""


@dataclass(slots=True)
class Part:
    """One part of a condition with its answer and what led to it."""

    node: t.Node
    text: str
    truth: Truth
    missing: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    children: list[Part] = field(default_factory=list)
    gap: Gap | None = None
    year: int | None = None
    records: tuple[Part, ...] = ()
    """For 存在 that fails: what each record answered, so that the nearest can be told."""

    @property
    def verdict(self) -> str:
        """The answer in words."""
        return verdict_word(self.truth)

    def leaves(self) -> Iterator[Part]:
        """The parts that have no parts."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def failed(self) -> Iterator[Part]:
        """The leaves because of which this part does not hold."""
        if self.truth is not False:
            return
        if not self.children:
            yield self
        elif isinstance(self.node, t.Not):
            yield replace(self, children=[])
        else:
            for child in self.children:
                yield from child.failed()


def explained(node: t.Node, context: Context) -> Part:
    """The answer of a condition with the answers of all its parts.

    Args:
        node: a condition's tree.
        context: the facts and the date.
    """
    context.lookups = []
    context.reviews = []
    part = _explained(node, context)
    context.lookups = None
    return part


def _explained(node: t.Node, context: Context) -> Part:
    children = _children(node, context)
    if children is None:
        return _leaf(node, context)
    truth = _truth_of(node, children, context)
    reviews = tuple(dict.fromkeys(review for child in children for review in child.reviews))
    missing = () if truth is not None else _missing_of(node, children)
    return Part(node, print_tree(node), truth, missing, reviews, (), children, year=context.year)


def _children(node: t.Node, context: Context) -> list[Part] | None:
    if isinstance(node, t.And | t.Or | t.AtLeast):
        return [_explained(item, context) for item in node.items]
    if isinstance(node, t.Not):
        return [_explained(node.item, context)]
    if isinstance(node, t.FirstReach):
        return [_explained(item, context) for item in node.core.items]
    if isinstance(node, t.If):
        parts = [node.condition, node.then, *([node.otherwise] if node.otherwise is not None else [])]
        return [_explained(part, context) for part in parts]
    if isinstance(node, t.Every):
        return _each_year(node, context)
    if isinstance(node, t.At):
        outer, context.year = context.year, _year(node, context)
        try:
            return [_explained(node.item, context)]
        finally:
            context.year = outer
    return None


def _year(node: t.At, context: Context) -> int:
    word = node.year
    return word.absolute if word.absolute is not None else context.base_year + (word.offset or 0)


def _each_year(node: t.Every, context: Context) -> list[Part]:
    outer, parts = context.year, []
    for back in range(node.years):
        context.year = outer - back
        parts.append(_explained(node.item, context))
    context.year = outer
    return parts


def _truth_of(node: t.Node, children: list[Part], context: Context) -> Truth:
    if isinstance(node, t.Every | t.FirstReach | t.And):
        return kleene_and([child.truth for child in children])
    outer, context.lookups = context.lookups, None
    truth: Truth = compiled(node)(context)
    context.lookups = outer
    return truth


def _missing_of(node: t.Node, children: list[Part]) -> tuple[str, ...]:
    open_children = [child for child in children if child.truth is None]
    if isinstance(node, t.If) and children[0].truth is not None:
        chosen = children[1] if children[0].truth else children[2] if len(children) > 2 else None
        open_children = [chosen] if chosen is not None else []
    return tuple(dict.fromkeys(name for child in open_children for name in child.missing))


def _leaf(node: t.Node, context: Context) -> Part:
    outer_lookups, outer_reviews = context.lookups, context.reviews
    context.lookups, context.reviews = [], []
    truth: Truth = compiled(node)(context)
    seen = {(each.name, each.year, each.known): each for each in context.lookups}
    lookups, reviews = tuple(seen.values()), tuple(context.reviews)
    missing = () if truth is not None else missing_fields(lookups)
    gap = gap_of(node, context) if truth is False else None
    records = _records(node, context) if truth is False else ()
    context.lookups, context.reviews = outer_lookups, outer_reviews
    return Part(
        node, print_tree(node), truth, missing, reviews, lookups, gap=gap, year=context.year, records=records
    )


def _records(node: t.Node, context: Context) -> tuple[Part, ...]:
    """What each record of a failed 存在 answered."""
    if not isinstance(node, t.Counted) or node.op != "存在" or node.condition is None:
        return ()
    outer, parts = context.record, []
    for record in context.facts.records(node.field.name).rows:
        context.record = record
        parts.append(_explained(node.condition, context))
    context.record = outer
    return tuple(parts)


def missing_fields(lookups: tuple[Lookup, ...]) -> tuple[str, ...]:
    """The first names of the fields that were looked up and not known."""
    return tuple(dict.fromkeys(lookup.name for lookup in lookups if not lookup.known and lookup.name))


_TURNED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">"}


def gap_of(node: t.Node, context: Context) -> Gap | None:
    """How far a failed comparison with a constant is from holding; None where distance has no meaning."""
    if not isinstance(node, t.Call) or node.op not in {"≥", ">", "≤", "<", "在…之间"}:
        return None
    context.lookups = None
    values = [compiled(arg)(context) for arg in node.args]
    op, args = node.op, node.args
    if isinstance(args[0], t.Number | t.Span_) and op in _TURNED:  # 2000万元 ≤ X is X ≥ 2000万元
        op, args, values = _TURNED[op], args[::-1], values[::-1]
    subject = next((part for part in args[0].walk() if isinstance(part, t.FieldRef)), None)
    if subject is None:
        return None
    gap = (
        _range_gap(subject, values, context)
        if op == "在…之间"
        else _gap(subject.field.name, op, values[0], values[1], context)
    )
    return (
        None
        if gap is None
        else replace(gap, measure=next((arg for arg in args if isinstance(arg, t.Number)), None))
    )


def _range_gap(subject: t.FieldRef, values: list[Any], context: Context) -> Gap | None:
    low = _gap(subject.field.name, "≥", values[0], values[1], context)
    high = _gap(subject.field.name, "≤", values[0], values[2], context)
    return next(
        (gap for gap in (low, high) if gap is not None and gap.short is not None and gap.short > 0), None
    )


def _gap(name: str, op: str, value: Any, threshold: Any, context: Context) -> Gap | None:
    if isinstance(value, Num) and isinstance(threshold, Num):
        have = value.high if op in "≥>" else value.low
        if have is None or threshold.low is None:
            return None
        short = threshold.low - have if op in "≥>" else have - threshold.low
        return Gap(name, op, have, threshold.low, short, _share(short, threshold.low))
    if isinstance(value, Age) and isinstance(threshold, Duration) and op in "≥>" and threshold.days == 0:
        have = Fraction(
            (context.as_of.year - value.since.year) * 12 + context.as_of.month - value.since.month
        )
        have -= 1 if context.as_of.day < value.since.day else 0
        short = threshold.months - have
        return Gap(name, op, Duration(have), threshold, short, _share(short, threshold.months))
    return None


def _share(short: Fraction, threshold: Fraction) -> Fraction | None:
    return short / abs(threshold) if threshold else None
