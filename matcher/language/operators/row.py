"""The shape of an operator's row, and what a column of values looks like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers in bounds: `low` and `high` are the same expression where values are exact points.

    Null is unknown. Floats stand for exact decimals: `size` bounds the magnitudes that went in, so that a
    comparison can tell when rounding could matter; `doubt` marks rows that only `explain` may decide.
    `exact` says no arithmetic was done: the float nearest a decimal of at most 15 digits identifies it.
    """

    low: pl.Expr
    high: pl.Expr
    size: pl.Expr | None = None
    doubt: pl.Expr | None = None
    exact: bool = False

    @property
    def is_point(self) -> bool:
        """Whether low and high are one expression."""
        return self.low is self.high

    @property
    def magnitude(self) -> pl.Expr:
        """A bound on the magnitudes that went into the value."""
        return self.low.abs() if self.size is None else self.size


@dataclass(frozen=True, slots=True)
class Answer:
    """A column of verdicts: nullable booleans, and the rows where rounding could have changed one."""

    truth: pl.Expr
    doubt: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class AgeColumn:
    """A column of ages: the day each began, or where that is unknown the months that were stated."""

    since: pl.Expr
    stated: pl.Expr | None = None


def either(*doubts: pl.Expr | None) -> pl.Expr | None:
    """The rows in any of the doubts."""
    known = [doubt for doubt in doubts if doubt is not None]
    if not known:
        return None
    return pl.any_horizontal([doubt.fill_null(False) for doubt in known]) if len(known) > 1 else known[0]


@dataclass(frozen=True)
class Operator:
    """One operator: its names, its types, both executions, its sentence and its line of documentation."""

    name: str
    spellings: Sequence[str]
    signature: str
    scalar: Callable[..., Any]
    column: Callable[..., Any]
    sentence: str
    doc: str
    unknown: str
    example: str
