"""Finds out whether conditions can hold together: the linter's only proof.

Conditions are taken apart branch by branch over regions of what is possible. An answer of "never" is a proof; where
the search grows too long the answer is "may be". Conditions are read as if everything were known: by monotony
(LANGUAGE 5) what cannot hold then cannot be 符合 while facts are missing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import comb

from matcher.language import tree as t
from matcher.language.scalar import is_condition
from matcher.language.systems import CodeSystem
from matcher.policies.lint.atoms import LAST_YEAR, Year, back, year_after
from matcher.policies.lint.region import ELSEWHERE, Region

STEPS = 20_000
MOST_CHOICES = 300
Claim = tuple[t.Node, bool, Year]
"""A condition, whether it holds, and the year in force."""
Choice = tuple[Claim, list[list[Claim]]]
"""A claim and the ways in which it can be true."""


class _TooLong(Exception):
    """The search is given up: nothing is proved."""


class Reasoner:
    """Proves that conditions exclude or imply each other."""

    def __init__(self) -> None:
        self._codes: dict[tuple[int, frozenset[str], bool], frozenset[str]] = {}
        self._systems: dict[int, CodeSystem] = {}
        self._left = STEPS

    def never(self, *nodes: t.Node) -> bool:
        """Whether the conditions can surely not all hold."""
        return self._impossible([(node, True, LAST_YEAR) for node in nodes])

    def implied(self, given: Iterable[t.Node], node: t.Node) -> bool:
        """Whether a condition can surely not fail where all of `given` hold."""
        return self._impossible([*((one, True, LAST_YEAR) for one in given), (node, False, LAST_YEAR)])

    def core(self, nodes: Sequence[t.Node]) -> list[int]:
        """The places of conditions of `nodes` that exclude each other, as few as can be; nodes never all hold."""
        kept = list(range(len(nodes)))
        for place in range(len(nodes)):
            rest = [one for one in kept if one != place]
            if self.never(*(nodes[one] for one in rest)):
                kept = rest
        return kept

    def codes(self, system: CodeSystem, targets: frozenset[str], holds: bool) -> frozenset[str]:
        """The codes of a table that are surely below `targets`, or surely not."""
        key = (id(system), targets, holds)
        if key not in self._codes:
            self._systems[id(system)] = system  # kept, so that its id stays its own
            decided = {code for code, answer in system.decided(targets).items() if answer is holds}
            other = {ELSEWHERE} if system.open and not holds else set()
            self._codes[key] = frozenset(decided | other)
        return self._codes[key]

    def _impossible(self, claims: list[Claim]) -> bool:
        outermost = self._left == STEPS
        try:
            return not self._possible(claims, Region())
        except _TooLong:
            return False
        finally:
            if outermost:
                self._left = STEPS

    def _possible(self, claims: list[Claim], region: Region) -> bool:
        """Whether a branch is found in which all claims hold; what leaves no choice first, the fewest ways next."""
        settled = self._settled(claims, region)
        if settled is None:
            return False
        left, choices = settled
        if not choices:
            return True
        choices.sort(key=lambda choice: len(choice[1]))
        (_, branches), *others = choices
        return any(self._possible([*branch, *(claim for claim, _ in others)], left) for branch in branches)

    def _settled(self, claims: list[Claim], region: Region) -> tuple[Region, list[Choice]] | None:
        """The region once what leaves no choice is assumed, with the choices that remain; None where none is left."""
        pending, choices = list(claims), []
        while pending:
            self._left -= 1
            if self._left < 0:
                raise _TooLong
            claim = pending.pop()
            branches = list(_branches(*claim))
            if not branches:
                return None
            if len(branches) > 1:
                choices.append((claim, branches))
            elif len(branches[0]) == 1 and branches[0][0][0] is claim[0]:
                smaller = region.assume(*claim, self)
                if smaller is None:
                    return None
                region = smaller
            else:
                pending += branches[0]
        return region, choices


def _branches(node: t.Node, holds: bool, year: Year) -> Iterator[list[Claim]]:
    """The ways in which a condition can hold (or fail), each a row of smaller claims; an atom is its own way."""
    if isinstance(node, t.Not):
        yield [(node.item, not holds, year)]
    elif isinstance(node, t.And | t.Or):
        every = isinstance(node, t.And) is holds
        claims: list[Claim] = [(item, holds, year) for item in node.items]
        yield from [claims] if every else [[claim] for claim in claims]
    elif isinstance(node, t.AtLeast):
        yield from _enough(node, holds, year)
    elif isinstance(node, t.If) and is_condition(node):
        yield from _chosen(node, holds, year)
    elif isinstance(node, t.At) and is_condition(node.item):
        yield [(node.item, holds, year_after(node.year))]
    elif isinstance(node, t.Every):
        years: list[Claim] = [(node.item, holds, back(year, by)) for by in range(node.years)]
        yield from [years] if holds else [[claim] for claim in years]
    elif isinstance(node, t.FirstReach):
        yield [(node.core, holds, year)]
    elif isinstance(node, t.Call) and node.op == "在…之间" and not holds:
        item, low, high = node.args
        yield [(t.Call("≥", (item, low)), False, year)]
        yield [(t.Call("≤", (item, high)), False, year)]
    elif isinstance(node, t.Has) and holds and len(_names(node)) > 1:
        for name in _names(node):
            yield [(t.Has(node.op, node.field, (name,), node.years), True, year)]
    else:
        yield [(node, holds, year)]


def _names(node: t.Has) -> list[t.Name]:
    return [
        t.Name(code, frozenset({code}), name.system)
        for name in node.names
        if isinstance(name, t.Name)
        for code in sorted(name.codes)
    ]


def _enough(node: t.AtLeast, holds: bool, year: Year) -> Iterator[list[Claim]]:
    count = node.count if holds else len(node.items) - node.count + 1
    if comb(len(node.items), max(count, 0)) > MOST_CHOICES:
        yield [(node, holds, year)]
        return
    for picked in combinations(node.items, count):
        yield [(item, holds, year) for item in picked]


def _chosen(node: t.If, holds: bool, year: Year) -> Iterator[list[Claim]]:
    """若: by its condition, or where that is never known by both sides agreeing."""
    yield [(node.condition, True, year), (node.then, holds, year)]
    if node.otherwise is not None:
        yield [(node.condition, False, year), (node.otherwise, holds, year)]
        yield [(node.then, holds, year), (node.otherwise, holds, year)]
    elif holds:
        yield [(node.condition, False, year)]
        yield [(node.then, True, year)]
