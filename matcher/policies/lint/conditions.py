"""Checks of an item's conditions: can anybody satisfy them, does each add something, does each cite its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.language import tree as t
from matcher.language.printing import print_tree
from matcher.policies.lint.finding import ERROR, HINT, WARNING, Desk, Finding, place
from matcher.policies.lint.reasoning import Reasoner
from matcher.policies.model import HARD, JUDGMENT, PROCEDURE, Condition, Policy


@dataclass(frozen=True)
class Part:
    """One thing an item demands, and the line it stands on."""

    node: t.Node
    line: int


def check_conditions(policy: Policy, desk: Desk) -> Iterator[Finding]:
    """All findings on the conditions of an item."""
    parts = list(demanded(policy.conditions))
    yield from _uncited(policy)
    yield from _unmarked(policy)
    contradictions = list(_contradictions(policy, parts, desk.reasoner))
    if contradictions:
        yield from contradictions
        return
    yield from _always(policy, parts, desk.reasoner)
    yield from _redundant(policy, parts, desk.reasoner)
    yield from _dead_branches(policy, parts, desk.reasoner)


def demanded(conditions: Sequence[Condition]) -> Iterator[Part]:
    """What conditions demand, 且 taken apart and 排除 turned around."""
    for condition in conditions:
        if condition.demand is not None:
            for node in conjuncts(condition.demand):
                yield Part(node, condition.line)


def conjuncts(node: t.Node) -> Iterator[t.Node]:
    """The conditions that must all hold for `node` to hold."""
    if isinstance(node, t.And):
        for item in node.items:
            yield from conjuncts(item)
    elif isinstance(node, t.Not) and isinstance(node.item, t.Or):
        for item in node.item.items:
            yield from conjuncts(t.Not(item))
    else:
        yield node


def _contradictions(policy: Policy, parts: list[Part], reasoner: Reasoner) -> Iterator[Finding]:
    """Each group of conditions that exclude each other, no condition in two groups."""
    left = list(parts)
    while reasoner.never(*(part.node for part in left)):
        core = [left[one] for one in reasoner.core([part.node for part in left])]
        yield _contradiction(policy, core)
        left = [part for part in left if not any(part is one for one in core)]


def _contradiction(policy: Policy, core: list[Part]) -> Finding:
    texts = "」与「".join(print_tree(part.node) for part in core)
    alone = len(core) == 1
    return Finding(
        ERROR,
        place(policy, max(part.line for part in core)),
        f"条件「{texts}」自相矛盾，没有企业能符合"
        if alone
        else f"条件「{texts}」不能同时成立，没有企业能符合",
        "上下限写反、单位差了一万倍，或把“或”写成了“且”",
        "对照原文改正其中一条",
    )


def _always(policy: Policy, parts: list[Part], reasoner: Reasoner) -> Iterator[Finding]:
    for part in parts:
        if reasoner.implied([], part.node):
            yield Finding(
                WARNING,
                place(policy, part.line),
                f"条件「{print_tree(part.node)}」对任何企业都成立，等于没写",
                "“或”的两边合起来包括了一切",
                "对照原文改正，或删去",
            )


def _redundant(policy: Policy, parts: list[Part], reasoner: Reasoner) -> Iterator[Finding]:
    """Conditions that one other condition already says; of two that say the same, the later."""
    for place_, part in enumerate(parts):
        for other_place, other in enumerate(parts):
            if other is part or not reasoner.implied([other.node], part.node):
                continue
            if other_place > place_ and reasoner.implied([part.node], other.node):
                continue
            if not reasoner.implied([], part.node):
                yield Finding(
                    HINT,
                    place(policy, part.line),
                    f"条件「{print_tree(part.node)}」多余：「{print_tree(other.node)}」成立时它一定成立",
                    "同一要求写了两遍，一宽一严",
                    "只留严的一条；原文确实两处都写的可以不改",
                )
            break


def _dead_branches(policy: Policy, parts: list[Part], reasoner: Reasoner) -> Iterator[Finding]:
    for part in parts:
        if not isinstance(part.node, t.Or):
            continue
        rest = [other.node for other in parts if other is not part]
        for branch in part.node.items:
            if reasoner.never(branch, *rest):
                yield Finding(
                    WARNING,
                    place(policy, part.line),
                    f"“或”的一支「{print_tree(branch)}」永远走不到",
                    "它自相矛盾，或与别的条件矛盾",
                    "对照原文改正这一支",
                )


def _uncited(policy: Policy) -> Iterator[Finding]:
    for condition in policy.conditions:
        if condition.kind != PROCEDURE and not condition.cites:
            yield Finding(
                WARNING,
                place(policy, condition.line),
                f"条件「{condition.text}」没有引原文",
                "cites 没写",
                "补上原文里定位用的几个字",
            )


def _unmarked(policy: Policy) -> Iterator[Finding]:
    """A condition that only a person can settle says so, and none says so without asking a person."""
    for condition in policy.conditions:
        asks = any(isinstance(node, t.Judgment) for node in condition.node.walk())
        if condition.kind == JUDGMENT and not asks:
            yield Finding(
                WARNING, place(policy, condition.line), f"条件「{condition.text}」标为{JUDGMENT}，里面却没有要人认定的问题",
                "kind 写错，或问题漏写", f"写成 {JUDGMENT}「…」，或去掉 kind",
            )  # fmt: skip
        if condition.kind == HARD and isinstance(condition.node, t.Judgment):
            yield Finding(
                HINT, place(policy, condition.line), f"条件「{condition.text}」要人认定，却没有标出来", "kind 没写",
                f"加上 kind: {JUDGMENT}",
            )  # fmt: skip
