"""What is possible for an enterprise once some conditions are said to hold and others not to.

A region only ever grows smaller. `None` means that nothing is left. What the region does not understand it keeps
as a yes-or-no question of its own, so that it never proves more than it may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from matcher.language import tree as t
from matcher.language.records import names_of
from matcher.language.systems import CodeSystem
from matcher.policies.lint.atoms import Comparison, Key, Year, comparisons, named
from matcher.policies.lint.ranges import MIRRORED, OPPOSITE, Range

if TYPE_CHECKING:
    from matcher.policies.lint.reasoning import Reasoner

Place = tuple[Year, str]
ELSEWHERE = "\0elsewhere"
ORDERS = {
    "≥": frozenset("=>"), "≤": frozenset("=<"), ">": frozenset(">"), "<": frozenset("<"), "=": frozenset("="),
    "≠": frozenset("<>"),
}  # fmt: skip
TURNED = {"<": ">", ">": "<", "=": "="}


@dataclass(frozen=True)
class Region:
    """What is left: ranges of values, sets of codes, answers to questions, and what lists hold or do not hold."""

    ranges: Mapping[Key, Range] = field(default_factory=dict)
    codes: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    orders: Mapping[tuple[Year, str, str], frozenset[str]] = field(default_factory=dict)
    flags: Mapping[Place, bool] = field(default_factory=dict)
    lists: tuple[tuple[bool, t.Has], ...] = ()
    records: tuple[tuple[bool, t.Counted], ...] = ()

    def assume(self, node: t.Node, holds: bool, year: Year, reasoner: Reasoner) -> Region | None:
        """The region in which an atom holds, or does not hold; None where there is none."""
        if isinstance(node, t.Call):
            return self._compared(node, holds, year, reasoner)
        if isinstance(node, t.Member) and isinstance(node.names[0], t.Name):
            names = [name for name in node.names if isinstance(name, t.Name)]
            codes = frozenset().union(*(name.codes for name in names))
            return self._among(node.item, codes, names[0].system, holds, year, reasoner)
        if isinstance(node, t.Has):
            return self._listed(node, holds)
        if isinstance(node, t.Counted):
            return self._recorded(node, holds, reasoner)
        return self._flag(("any", 0) if isinstance(node, t.Judgment) else year, node, holds)

    def _flag(self, year: Year, node: t.Node, holds: bool) -> Region | None:
        place = named(node, year)
        if self.flags.get(place, holds) is not holds:
            return None
        return replace(self, flags={**self.flags, place: holds})

    # --- values -------------------------------------------------------------------------------------------
    def _compared(self, node: t.Call, holds: bool, year: Year, reasoner: Reasoner) -> Region | None:
        name = next((arg for arg in node.args if isinstance(arg, t.Name)), None)
        if name is not None:
            item = next((arg for arg in node.args if arg is not name), name)
            return self._among(item, name.codes, name.system, holds is (node.op == "="), year, reasoner)
        found = comparisons(node, year, MIRRORED)
        if found is None:
            return self._ordered(node, holds, year)
        region: Region | None = self
        for one in found:  # a 在…之间 that does not hold is taken apart before it comes here
            region = region._ranged(one, holds) if region is not None else None
        return region

    def _ranged(self, one: Comparison, holds: bool) -> Region | None:
        known = self.ranges.get(one.key)
        if known is None:
            counts = isinstance(one.term, t.Counted) and one.term.op == "次数"
            known = Range(Fraction(0), True) if counts else Range()
        left = known.cut(one.op if holds else OPPOSITE[one.op], one.bound)
        return None if left.empty else replace(self, ranges={**self.ranges, one.key: left})

    def _ordered(self, node: t.Call, holds: bool, year: Year) -> Region | None:
        if len(node.args) != 2 or node.op not in ORDERS:
            return self._flag(year, node, holds)
        (left_year, left), (right_year, right) = (named(arg, year) for arg in node.args)
        if left_year != right_year:
            return self._flag(year, node, holds)
        allowed = ORDERS[node.op] if holds else frozenset("<=>") - ORDERS[node.op]
        if left > right:
            left, right, allowed = right, left, frozenset(TURNED[one] for one in allowed)
        key = (left_year, left, right)
        rest = self.orders.get(key, frozenset("<=>")) & allowed
        return replace(self, orders={**self.orders, key: rest}) if rest else None

    def _among(
        self, item: t.Node, codes: frozenset[str], system: CodeSystem | None, holds: bool, year: Year,
        reasoner: Reasoner,
    ) -> Region | None:  # fmt: skip
        if system is None or not codes <= system.entries.keys():
            return self._flag(year, t.Member(item, (t.Name("、".join(sorted(codes)), codes),)), holds)
        place, allowed = named(item, year), reasoner.codes(system, codes, holds)
        rest = self.codes[place] & allowed if place in self.codes else allowed
        return replace(self, codes={**self.codes, place: rest}) if rest else None

    # --- lists and records --------------------------------------------------------------------------------
    def _listed(self, node: t.Has, holds: bool) -> Region | None:
        """包含, 列入, 曾获: what is said to be there against what is said not to be."""
        for other_holds, other in self.lists:
            here, absent = (node, other) if holds else (other, node)
            if other_holds is not holds and includes(here, absent):
                return None
        return replace(self, lists=(*self.lists, (holds, node)))

    def _recorded(self, node: t.Counted, holds: bool, reasoner: Reasoner) -> Region | None:
        """存在: a record that is said to be there against records said not to be."""
        if holds and node.condition is not None and not _asks_list(node) and reasoner.never(node.condition):
            return None
        for other_holds, other in self.records:
            here, absent = (node, other) if holds else (other, node)
            if other_holds is not holds and here.field is absent.field and _covers(absent, here, reasoner):
                return None
        return replace(self, records=(*self.records, (holds, node)))


def _asks_list(node: t.Counted) -> bool:
    return isinstance(node.condition, t.Has)


def _covers(wide: t.Counted, narrow: t.Counted, reasoner: Reasoner) -> bool:
    """Whether every record that satisfies `narrow` cannot fail `wide`."""
    if wide.condition is None or wide.condition == narrow.condition:
        return True
    if narrow.condition is None or _asks_list(wide) or _asks_list(narrow):
        return False
    return reasoner.implied([narrow.condition], wide.condition)


def includes(here: t.Has, absent: t.Has) -> bool:
    """Whether what is listed for `here` (one name) is surely listed for `absent`."""
    if here.field is not absent.field or here.op != absent.op:
        return False
    if absent.years is not None and (here.years is None or here.years > absent.years):
        return False
    (codes, system), (wanted, _) = names_of(here), names_of(absent)
    return all(code in wanted or system.relation(code, wanted) is True for code in codes)
