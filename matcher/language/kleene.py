"""Three-valued logic, written once, and what is known of a choice that cannot be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matcher.language.values import Num, Truth


@dataclass(frozen=True, slots=True)
class Options:
    """One of several values: a 若 whose condition is unknown, choosing between codes, dates or durations."""

    values: frozenset[Any]


def kleene_and(truths: list[Truth]) -> Truth:
    """Strong Kleene 且."""
    return False if False in truths else None if None in truths else True


def kleene_or(truths: list[Truth]) -> Truth:
    """Strong Kleene 或."""
    return True if True in truths else None if None in truths else False


def at_least(count: int, truths: list[Truth]) -> Truth:
    """至少 N 项: true ≥ N is true; true + unknown < N is false; else unknown."""
    sure = truths.count(True)
    if sure >= count:
        return True
    return False if sure + truths.count(None) < count else None


def either_of(left: Any, right: Any) -> Any:
    """What is known of a choice that cannot be made: the common value, or the bounds of both."""
    if left is None or right is None or isinstance(left, bool):
        return left if left is right else None
    if isinstance(left, Num):
        low = None if left.low is None or right.low is None else min(left.low, right.low)
        high = None if left.high is None or right.high is None else max(left.high, right.high)
        return None if low is None and high is None else Num(low, high)
    options = options_of(left) | options_of(right)
    return next(iter(options)) if len(options) == 1 else Options(options)


def options_of(value: Any) -> frozenset[Any]:
    """The values that a value may turn out to be."""
    return value.values if isinstance(value, Options) else frozenset({value})


def agreed(truths: set[Truth]) -> Truth:
    """The one answer that all options give, else unknown."""
    return next(iter(truths)) if len(truths) == 1 else None
