"""What an evaluator asks of an enterprise: facts with their source, records, judgments.

The language only states the questions; enterprises/facts.py answers them for one enterprise.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

from matcher.language.values import Records

OFFICIAL, DECLARED, INFERRED = "官方", "自报", "推断"
SOURCES = (OFFICIAL, DECLARED, INFERRED)
"""From the strongest to the weakest."""


def weaker(left: str, right: str) -> str:
    """The weaker of two sources.

    >>> weaker("官方", "推断")
    '推断'
    """
    return left if SOURCES.index(left) >= SOURCES.index(right) else right


@dataclass(frozen=True, slots=True)
class Fact:
    """One known value: its source, the department it comes from, and the day it is of."""

    value: Any
    source: str = OFFICIAL
    department: str = ""
    date: dt.date | None = None


class Facts(Protocol):
    """What is known of one enterprise."""

    def fact(self, name: str, year: int | None) -> Fact | None:
        """The fact of a field, of `year` for a field that has one value a year; None if missing."""

    def founded(self) -> Fact | None:
        """The day the enterprise began."""

    def known_years(self, name: str) -> dict[int, Fact]:
        """All known years of a field."""

    def records(self, name: str) -> Records:
        """The records of a list and the names for which the list is complete."""

    def judgment(self, question: str) -> Fact | None:
        """What an official decided on a question of judgment; None if nobody did."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One use of a field by an evaluation: which year, what was found (None: missing), from what."""

    name: str
    year: int | None
    fact: Fact | None
    known: bool
    inputs: tuple[Lookup, ...] = ()


@dataclass(slots=True)
class Context:
    """Everything an evaluation depends on. Time is given: no clock is read.

    `base_year` is 上年 (as_of's year − 1 unless the policy fixes it); `year` is the year that a bare annual
    field means just now; `record` is the record being looked at inside 存在, 次数 and 合计.
    """

    facts: Facts
    as_of: dt.date
    base_year: int
    base_date: dt.date
    year: int
    record: Any = None
    lookups: list[Lookup] | None = None
    reviews: list[str] = field(default_factory=list)

    @classmethod
    def at(
        cls, facts: Facts, as_of: dt.date, base_year: int | None = None, base_date: dt.date | None = None
    ) -> Context:
        """The context of an evaluation at `as_of`, with the policy's own 基准年 and 基准日 if it fixes them."""
        year = as_of.year - 1 if base_year is None else base_year
        return cls(facts, as_of, year, base_date or as_of, year)

    def saw(self, lookup: Lookup) -> None:
        """Notes a use of a field, if anybody wants to know."""
        if self.lookups is not None:
            self.lookups.append(lookup)

    def review(self, remark: str) -> None:
        """Notes a remark for a person: why something is unknown though nothing is missing."""
        if self.lookups is not None and remark not in self.reviews:
            self.reviews.append(remark)
