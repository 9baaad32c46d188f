"""Checks of a ladder of tiers: is each tier reached, does order pay the most, do bounds meet."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction

from matcher.language import tree as t
from matcher.language.printing import print_tree
from matcher.language.units import PLAIN, PURE, base
from matcher.policies.lint.atoms import LAST_YEAR, Key, comparisons
from matcher.policies.lint.conditions import conjuncts, demanded
from matcher.policies.lint.finding import ERROR, WARNING, Desk, Finding, place
from matcher.policies.lint.ranges import MIRRORED, Range
from matcher.policies.model import Policy, Tier

WHOLE = (base("人"), base("项"))
"""What is counted in whole numbers: no value lies between 10 and 11."""


@dataclass(frozen=True)
class Profile:
    """A tier as ranges of values and the rest of its conditions; `words` are its bounds as written."""

    ranges: dict[Key, Range]
    rest: frozenset[str]
    words: dict[Fraction, str]
    whole: bool


def check_tiers(policy: Policy, desk: Desk) -> Iterator[Finding]:
    """All findings on the tiers of an item."""
    reached = yield from _unreached(policy, desk)
    profiles = [(tier, found) for tier in reached if (found := profile(tier.node)) is not None]
    yield from _worse_first(policy, profiles)
    yield from _bounds(policy, [found for _, found in profiles] if len(profiles) == len(reached) else [])


def _unreached(policy: Policy, desk: Desk) -> Generator[Finding, None, list[Tier]]:
    """Tiers that nobody reaches; returns the others."""
    parts = [part.node for part in demanded(policy.conditions)]
    if desk.reasoner.never(*parts):  # told already: the ladder is judged by itself
        parts = []
    earlier: list[t.Node] = []
    reached: list[Tier] = []
    for number, tier in enumerate(policy.benefit.tiers, 1):
        node = tier.node if tier.node is not None else t.And(())
        cause = None
        if desk.reasoner.never(node):
            cause = "这一档自身的条件矛盾"
        elif desk.reasoner.never(node, *parts):
            cause = "这一档与事项的条件矛盾"
        elif desk.reasoner.never(node, *parts, *(t.Not(other) for other in earlier)):
            cause = "前面的档次已经把它全包括了：各档从上往下看，先成立的一档算数"
        if cause is None:
            reached.append(tier)
        else:
            remedy = "把门槛高的档次写在前面" if cause.startswith("前面") else "对照原文改正这一档"
            yield Finding(
                ERROR, place(policy, tier.line), f"第 {number} 档「{_said(tier)}」永远够不到", cause, remedy
            )
        earlier.append(node)
    return reached


def _said(tier: Tier) -> str:
    return tier.text or "（无条件）"


def profile(node: t.Node | None) -> Profile | None:
    """A tier's ranges; None where it says more than comparisons joined by 且."""
    if node is None:
        return None
    ranges: dict[Key, Range] = {}
    rest, words, whole = set(), {}, True
    for part in conjuncts(node):
        steps = conjuncts(part.core) if isinstance(part, t.FirstReach) else [part]
        for step in steps:
            found = comparisons(step, LAST_YEAR, MIRRORED) if isinstance(step, t.Call) else None
            if found is None:
                if isinstance(step, t.Or | t.If | t.AtLeast):
                    return None
                rest.add(print_tree(step))
            for one in found or ():
                ranges[one.key] = ranges.get(one.key, Range()).cut(one.op, one.bound)
                words[one.bound] = print_tree(one.like)
                whole = whole and _is_whole(one.like)
    return Profile(ranges, frozenset(rest), words, whole)


def _is_whole(node: t.Node) -> bool:
    """Whether a constant counts things that come whole."""
    return (
        isinstance(node, t.Number)
        and (node.dimension in WHOLE or (node.dimension == PURE and node.kind == PLAIN))
        and node.value.denominator == 1
    )


# --- order ------------------------------------------------------------------------------------------------
def _worse_first(policy: Policy, profiles: list[tuple[Tier, Profile]]) -> Iterator[Finding]:
    """A tier that pays less and stands before one that pays more, where one enterprise can have both."""
    for place_, (tier, found) in enumerate(profiles):
        for later, other in profiles[place_ + 1 :]:
            pays, more = _constant(tier), _constant(later)
            if pays is None or more is None or pays >= more or not _both(found, other):
                continue
            yield Finding(
                WARNING,
                place(policy, later.line),
                f"同时够「{_said(tier)}」和「{_said(later)}」的企业按前面的 {tier.pay.text} 算，得不到 {later.pay.text}",
                "低档写在高档前面",
                "把给得多的档次写在前面，或给前面的档次加上限",
            )
            break


def _constant(tier: Tier) -> Fraction | None:
    return tier.pay.node.value if isinstance(tier.pay.node, t.Number) else None


def _both(left: Profile, right: Profile) -> bool:
    if left.rest != right.rest:
        return False
    if len(left.ranges) == 1 and left.ranges.keys() == right.ranges.keys():
        (one,), (two,) = left.ranges.values(), right.ranges.values()
        if not one.holds(two) and not two.holds(one):
            return False  # told as an overlap
    shared = left.ranges.keys() & right.ranges.keys()
    return not any(left.ranges[key].meets(right.ranges[key]).empty for key in shared)


# --- bounds -----------------------------------------------------------------------------------------------
def _bounds(policy: Policy, profiles: list[Profile]) -> Iterator[Finding]:
    """Gaps and overlaps of tiers that speak of one value, and otherwise ask for the same."""
    ladders: dict[tuple[Key, frozenset[str]], list[Profile]] = {}
    for one in profiles:
        if len(one.ranges) == 1:
            ladders.setdefault((next(iter(one.ranges)), one.rest), []).append(one)
    for (key, _), steps in ladders.items():
        if len(steps) > 1:
            yield from _ladder(policy, key, steps)


def _ladder(policy: Policy, key: Key, profiles: list[Profile]) -> Iterator[Finding]:
    words = {bound: word for one in profiles for bound, word in one.words.items()}
    ranges = sorted((one.ranges[key] for one in profiles), key=lambda one: one.first)
    whole, reach = all(one.whole for one in profiles), ranges[0]
    line = policy.benefit.tiers[0].line
    for one in ranges[1:]:
        if _gap(reach, one, whole):
            low, high = words[reach.high or Fraction(0)], words[one.low or Fraction(0)]
            at = f"恰好 {low} 时" if low == high else f"{low} 到 {high} 之间"
            yield Finding(
                WARNING, place(policy, line), f"各档之间有空当：{key[1]} {at}没有档次", "界线漏写，或含不含本数写错",
                "补上一档；原文确实没有的写进 open",
            )  # fmt: skip
        else:
            yield from _overlap(policy, reach, one, key, words, line)
        reach = one if one.reaches(reach) else reach


def _gap(reach: Range, one: Range, whole: bool) -> bool:
    if reach.high is None or one.low is None or one.low < reach.high:
        return False
    if one.low == reach.high:
        return not (reach.high_in or one.low_in)
    return not (whole and reach.high_in and one.low_in and one.low - reach.high <= 1)


def _overlap(
    policy: Policy, reach: Range, one: Range, key: Key, words: dict[Fraction, str], line: int
) -> Iterator[Finding]:
    """Two tiers of which neither holds the other meet in more than nothing."""
    shared = reach.meets(one)
    if shared.empty or one.low is None or reach.high is None or reach.holds(one) or one.holds(reach):
        return  # where one tier holds the other, the first in order decides
    at = (
        f"恰好 {words[one.low]} 时"
        if shared.low == shared.high
        else f"{words[one.low]} 到 {words[reach.high]} 之间"
    )
    yield Finding(
        WARNING, place(policy, line), f"档次重叠：{key[1]} {at}有两档都成立，按写在前面的一档算", "两档都含本数，或界线写错",
        "一档用“不低于”，相邻的用“低于”",
    )  # fmt: skip
