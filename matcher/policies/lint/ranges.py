"""Ranges of one value: what a row of comparisons leaves possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

MIRRORED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "=": "=", "≠": "≠"}
OPPOSITE = {"≥": "<", "≤": ">", ">": "≤", "<": "≥", "=": "≠", "≠": "="}


@dataclass(frozen=True)
class Range:
    """A range of numbers; None is unbounded, `low_in` and `high_in` say whether the bound belongs to it.

    >>> Range().cut("≥", Fraction(5)).cut("<", Fraction(5)).empty
    True
    """

    low: Fraction | None = None
    low_in: bool = False
    high: Fraction | None = None
    high_in: bool = False
    holes: frozenset[Fraction] = frozenset()

    def cut(self, op: str, bound: Fraction) -> Range:
        """What is left once a comparison with `bound` holds."""
        if op == "≠":
            return replace(self, holes=self.holes | {bound})
        result = self
        if op in ("≥", ">", "="):
            result = result._raised(bound, op != ">")
        if op in ("≤", "<", "="):
            result = result._lowered(bound, op != "<")
        return result

    def _raised(self, bound: Fraction, inclusive: bool) -> Range:
        if self.low is None or bound > self.low:
            return replace(self, low=bound, low_in=inclusive)
        return replace(self, low_in=self.low_in and inclusive) if bound == self.low else self

    def _lowered(self, bound: Fraction, inclusive: bool) -> Range:
        if self.high is None or bound < self.high:
            return replace(self, high=bound, high_in=inclusive)
        return replace(self, high_in=self.high_in and inclusive) if bound == self.high else self

    @property
    def empty(self) -> bool:
        """Whether no number is left."""
        if self.low is None or self.high is None or self.low < self.high:
            return False
        if self.low > self.high:
            return True
        return not (self.low_in and self.high_in) or self.low in self.holes

    @property
    def first(self) -> tuple[bool, Fraction, bool]:
        """A key that sorts ranges by where they begin."""
        return self.low is not None, self.low or Fraction(0), not self.low_in

    def meets(self, other: Range) -> Range:
        """The numbers in both."""
        result = self
        if other.low is not None:
            result = result._raised(other.low, other.low_in)
        if other.high is not None:
            result = result._lowered(other.high, other.high_in)
        return replace(result, holes=self.holes | other.holes)

    def reaches(self, other: Range) -> bool:
        """Whether it ends no earlier than `other`."""
        if self.high is None:
            return True
        if other.high is None or self.high != other.high:
            return other.high is not None and self.high > other.high
        return self.high_in or not other.high_in

    def holds(self, other: Range) -> bool:
        """Whether every number of `other` lies in it, holes aside."""
        return self.first <= other.first and self.reaches(other)
