"""差一点: ineligible, but every failed condition is on something movable and within its stated reach."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from matcher.language import tree as t
from matcher.language.explain import Part
from matcher.language.values import Duration
from matcher.language.vocabulary import Field, Vocabulary


def is_near(parts: Iterable[Part], vocabulary: Vocabulary) -> bool:
    """Whether a failed match is near: all that failed is movable and within reach, nothing immovable is unknown.

    Args:
        parts: what each demand of the policy answered.
        vocabulary: says what is movable, and how far.
    """
    failed = False
    for part in parts:
        if part.truth is False:
            failed = True
            if not is_reachable(part, vocabulary):
                return False
        elif part.truth is None and not _movable_unknowns(part, vocabulary):
            return False
    return failed


def is_reachable(part: Part, vocabulary: Vocabulary) -> bool:
    """Whether a part that does not hold could be brought to hold: of 或 and 至少 N 项 enough branches suffice."""
    if part.truth is not False or not part.children:
        return part.truth is True or (part.truth is False and is_within_reach(part, vocabulary))
    if isinstance(part.node, t.Not):
        return all(is_within_reach(leaf, vocabulary) for leaf in part.failed())
    if isinstance(part.node, t.Or | t.AtLeast):
        needed = part.node.count if isinstance(part.node, t.AtLeast) else 1
        return (
            sum(child.truth is True or is_reachable(child, vocabulary) for child in part.children) >= needed
        )
    return all(is_reachable(child, vocabulary) for child in part.children if child.truth is False)


def _movable_unknowns(part: Part, vocabulary: Vocabulary) -> bool:
    for leaf in part.leaves():
        if leaf.truth is None and not isinstance(leaf.node, t.Judgment):
            subject = subject_of(leaf.node)
            if subject is None or not subject.movable:
                return False
    return True


def is_within_reach(leaf: Part, vocabulary: Vocabulary) -> bool:
    """Whether a failed condition could be met within the reach that the dictionary states for its field."""
    subject = subject_of(leaf.node)
    if subject is None or not subject.movable:
        return False
    if isinstance(leaf.node, t.Counted) and leaf.node.op == "存在" and leaf.node.condition is not None:
        return any(is_reachable(record, vocabulary) for record in leaf.records)
    if leaf.gap is None:
        # Yes-or-no facts and lists have no distance: movable says that they can be had.
        return subject.reach is None or isinstance(leaf.node, t.FieldRef | t.Has | t.Counted)
    if subject.reach is None or leaf.gap.short is None:
        return subject.reach is None
    kind, reach = subject.reach
    if kind == "share":
        return leaf.gap.share is not None and isinstance(reach, Fraction) and leaf.gap.share <= reach
    if kind == "duration":
        return (
            isinstance(reach, Duration)
            and isinstance(leaf.gap.threshold, Duration)
            and leaf.gap.short <= reach.months
        )
    return isinstance(reach, Fraction) and leaf.gap.short <= reach


def subject_of(node: t.Node) -> Field | None:
    """The field that a condition is about."""
    if isinstance(node, t.Not):
        return subject_of(node.item)
    if isinstance(node, t.Has | t.Counted):
        return node.field
    return next((part.field for part in node.walk() if isinstance(part, t.FieldRef)), None)
