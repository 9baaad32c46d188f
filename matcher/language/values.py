"""What a condition computes with: exact numbers with bounds, calendar durations, ages, records.

None always means unknown. Numbers are intervals of Fractions: a known number is a point; a count over
records of which some are unknown has a lower and an upper bound. Truth is True, False or None.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Num:
    """An exact number known to lie in [low, high], in the base unit; None is unbounded."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def point(cls, value: Fraction | int) -> Num:
        """The number that is exactly `value`."""
        exact = Fraction(value)
        return cls(exact, exact)

    @property
    def is_point(self) -> bool:
        """Whether the number is known exactly."""
        return self.low is not None and self.low == self.high


ANY = Num(None, None)


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A calendar duration: whole months (may be fractional when stated) and days."""

    months: Fraction
    days: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Age:
    """The time since a day; compares with durations by dates (LANGUAGE 14)."""

    since: dt.date


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a list: its values by field name, None or absent where unknown.

    `asserted` marks a bare name: it says of itself that it is valid at as_of (LANGUAGE 6).
    """

    values: Mapping[str, object]
    asserted: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """The records known of one list, and the names for which the list is complete ("*": every name)."""

    rows: tuple[Record, ...]
    covers: frozenset[str]
    source: str = "官方"

    @property
    def complete(self) -> bool:
        """Whether the list is complete for every name."""
        return "*" in self.covers


NO_RECORDS = Records((), frozenset())


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later; the month's last day where that day does not exist (民法典 202).

    >>> add_months(dt.date(2020, 2, 29), 12)
    datetime.date(2021, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def shift(day: dt.date, by: Duration, sign: int = 1) -> dt.date | None:
    """day ± by; None where the duration is not whole or leaves the calendar."""
    if by.months.denominator != 1 or by.days.denominator != 1:
        return None
    try:
        return add_months(day, sign * int(by.months)) + dt.timedelta(days=sign * int(by.days))
    except (ValueError, OverflowError):
        return None


def negate(truth: Truth) -> Truth:
    """Kleene's not."""
    return None if truth is None else not truth
