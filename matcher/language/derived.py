"""Derived fields: a stated value against what follows from other facts, and how a use of one is told."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from matcher.language.facts import OFFICIAL, Fact, Lookup, weaker
from matcher.language.kleene import Options
from matcher.language.values import Num
from matcher.language.vocabulary import Field


def derived_lookup(
    field: Field, year: int | None, value: Any, derived: Any, stated: Fact | None, inner: list[Lookup]
) -> Lookup:
    """The use of a derived field: its value, whether known, and what it was derived from."""
    fact = stated if stated is not None and value is stated.value else None
    if fact is None and value is not None:
        source = OFFICIAL
        for lookup in inner:
            if lookup.fact is not None:
                source = weaker(source, lookup.fact.source)
        fact = Fact(value, source)
    if (
        value is None
    ):  # nothing is missing where all that it derives from is known: it has no value (LANGUAGE 3)
        known = bool(inner) and all(lookup.known for lookup in inner)
    else:
        known = not isinstance(value, Options) and (not isinstance(value, Num) or value.is_point)
    return Lookup(field.name, year, fact, known, tuple(inner))


def preferred(derived: Any, stated: Fact | None) -> tuple[Any, bool]:
    """Derived or stated: what follows from other facts wins; a stated value may narrow it (LANGUAGE 5).

    Returns the value, and whether the stated one contradicts what is derived.
    """
    if stated is None or derived is None:
        return (derived if stated is None else stated.value), False
    value = stated.value
    if isinstance(derived, Options):
        return (value, False) if value in derived.values else (derived, True)
    if isinstance(derived, Num) and isinstance(value, Num):
        if derived.is_point:
            return derived, _apart(derived.low, value.low)
        return (value, False) if _within(value, derived) else (derived, True)
    return derived, type(derived) is type(value) and derived != value


def _within(value: Num, bounds: Num) -> bool:
    if value.low is None or value.high is None:
        return False
    above = bounds.low is None or value.low >= bounds.low
    return above and (bounds.high is None or value.high <= bounds.high)


def _apart(left: Fraction | None, right: Fraction | None) -> bool:
    # Stated shares are rounded: a difference of a hundredth is no contradiction.
    return left is not None and right is not None and abs(left - right) > max(abs(left), abs(right)) / 100
