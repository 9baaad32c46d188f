"""Columns of values on their way to a comparison: stored numbers, constants, choices, derived or stated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from matcher.language.operators.row import Answer, Column, either
from matcher.language.systems import CodeSystem
from matcher.language.values import Duration

if TYPE_CHECKING:
    from matcher.language.columns import Compiler


@dataclass(frozen=True, slots=True)
class Raw:
    """A stored number in its field's unit, `factor` of the base unit; `time` marks durations in months.

    Kept apart from Column so that it can be compared with a constant in its own unit, without arithmetic: then
    the two floats are those nearest to the decimals, and no rounding can decide.
    """

    expression: pl.Expr
    factor: Fraction
    time: bool = False


def constant(value: Fraction) -> Column:
    """A constant as a column."""
    literal = pl.lit(float(value))
    return Column(literal, literal, exact=True)


def in_base(value: Any) -> Column:
    """A stored number or constant in base units."""
    if isinstance(value, Raw):
        if value.factor == 1:
            return Column(value.expression, value.expression, exact=True)
        scaled = value.expression * float(value.factor)
        return Column(scaled, scaled)
    if isinstance(value, Fraction):
        return constant(value)
    if isinstance(value, Choice):
        return value.number()
    if isinstance(value, Column):
        return value
    raise LookupError(f"{type(value).__name__} is not a column of numbers")


def aligned(left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides of a comparison in one unit, without arithmetic on stored numbers where that is possible."""
    if isinstance(left, Raw) and left.time and isinstance(right, Duration):
        return aligned(left, _months(right))
    if isinstance(right, Raw) and right.time and isinstance(left, Duration):
        return aligned(_months(left), right)
    if isinstance(left, Raw) and isinstance(right, Fraction):
        return _own(left), constant(right / left.factor)
    if isinstance(right, Raw) and isinstance(left, Fraction):
        return constant(left / right.factor), _own(right)
    if isinstance(left, Raw) and isinstance(right, Raw) and left.factor == right.factor:
        return _own(left), _own(right)
    return _settled(left), _settled(right)


def _months(value: Duration) -> Any:
    nothing = pl.lit(None, dtype=pl.Float64)
    return value.months if value.days == 0 else Column(nothing, nothing, exact=True)


def _own(value: Raw) -> Column:
    return Column(value.expression, value.expression, exact=True)


def _settled(value: Any) -> Any:
    return in_base(value) if isinstance(value, Raw | Fraction) else value


# --- choices ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Leaf:
    """One outcome of nested 若: the conditions on the way to it, each with the side taken, and the value."""

    guards: tuple[tuple[Answer, bool], ...]
    value: Any

    def possible(self) -> pl.Expr:
        """Whether no condition on the way rules this outcome out."""
        sides = [(c.truth if side else c.truth.not_()).fill_null(True) for c, side in self.guards]
        return pl.all_horizontal(sides) if len(sides) > 1 else sides[0]


@dataclass(frozen=True, slots=True)
class Choice:
    """Nested 若 as the list of its outcomes; a value None is "no value".

    Kept flat because writing each 若 as (c ∧ a) ∨ (¬c ∧ b) ∨ (a ∧ b) repeats a and b: twenty levels would make a
    million terms. The answer is the same: what all possible outcomes agree on.
    """

    leaves: tuple[Leaf, ...]

    def over(self, ask: Callable[[Any], Answer]) -> Answer:
        """The answer of a question asked of whichever outcome is chosen."""
        answers = [
            Answer(pl.lit(None, dtype=pl.Boolean)) if leaf.value is None else ask(leaf.value)
            for leaf in self.leaves
        ]
        doubts = either(*(answer.doubt for answer in answers), *self._doubts())
        possible = [leaf.possible() for leaf in self.leaves]
        truths = [answer.truth for answer in answers]
        pairs = list(zip(possible, truths, strict=True))
        all_true = pl.all_horizontal([p.not_() | truth.fill_null(False) for p, truth in pairs])
        all_false = pl.all_horizontal([p.not_() | truth.not_().fill_null(False) for p, truth in pairs])
        return Answer(pl.when(all_true).then(True).when(all_false).then(False), doubts)

    def _doubts(self) -> list[pl.Expr | None]:
        return [condition.doubt for leaf in self.leaves for condition, _ in leaf.guards]

    def number(self) -> Column:
        """The bounds of all possible outcomes; null where one of them is unknown."""
        columns = [None if leaf.value is None else in_base(leaf.value) for leaf in self.leaves]
        possible = [leaf.possible() for leaf in self.leaves]
        nothing = pl.lit(None, dtype=pl.Float64)
        lows = [
            pl.when(p).then(nothing if c is None else c.low) for p, c in zip(possible, columns, strict=True)
        ]
        highs = [
            pl.when(p).then(nothing if c is None else c.high) for p, c in zip(possible, columns, strict=True)
        ]
        unknown = pl.any_horizontal(
            [
                p & (pl.lit(True) if c is None else c.low.is_null())
                for p, c in zip(possible, columns, strict=True)
            ]
        )
        known = [(p, c) for p, c in zip(possible, columns, strict=True) if c is not None]
        size = pl.max_horizontal([pl.when(p).then(c.magnitude) for p, c in known])
        doubts = either(*(c.doubt for _, c in known), *self._doubts())
        low, high = (
            pl.when(unknown.not_()).then(pl.min_horizontal(lows)),
            pl.when(unknown.not_()).then(pl.max_horizontal(highs)),
        )
        return Column(low, high, size, doubts, all(c.exact for _, c in known))

    def is_number(self) -> bool:
        """Whether the outcomes are numbers, of which bounds can be given."""
        numbers = (Raw, Fraction, Column)
        return any(
            isinstance(one.value, numbers) and not getattr(one.value, "time", False) for one in self.leaves
        )

    def settled(self) -> Any:
        """The chosen value itself, null where possible outcomes differ; for dates and codes in columns."""
        possible = [leaf.possible() for leaf in self.leaves]
        values = [pl.lit(None) if leaf.value is None else leaf.value for leaf in self.leaves]
        first = pl.coalesce([pl.when(p).then(value) for p, value in zip(possible, values, strict=True)])
        agreed = pl.all_horizontal(
            [p.not_() | (value == first).fill_null(False) for p, value in zip(possible, values, strict=True)]
        )
        return pl.when(agreed).then(first)


def choose(condition: Answer, then: Any, other: Any) -> Choice:
    """若 between two columns; nested choices are flattened."""
    return Choice((*_guarded(condition, True, then), *_guarded(condition, False, other)))


def _guarded(condition: Answer, side: bool, value: Any) -> tuple[Leaf, ...]:
    if isinstance(value, Choice):
        return tuple(Leaf(((condition, side), *leaf.guards), leaf.value) for leaf in value.leaves)
    return (Leaf(((condition, side),), value),)


# --- derived or stated ------------------------------------------------------------------------------------
def preferred_number(derived: Column, stated: Column) -> Column:
    """`scalar.preferred` for numbers: a derived point wins; a stated value may narrow derived bounds."""
    point = derived.low == derived.high
    inside = (stated.low >= derived.low) & (stated.low <= derived.high)
    usable = stated.low.is_not_null() & (derived.low.is_null() | (inside & point.not_()))
    low = pl.when(usable).then(stated.low).otherwise(derived.low)
    high = pl.when(usable).then(stated.low).otherwise(derived.high)
    size = pl.when(usable).then(stated.magnitude).otherwise(derived.magnitude)
    return Column(low, high, size, derived.doubt, derived.exact and stated.exact)


@dataclass(frozen=True)
class CodeOrStated:
    """A derived code beside a stated one: the stated one counts where the derived one leaves it open."""

    compiler: Compiler
    derived: Any
    stated: pl.Expr
    system: CodeSystem

    def member(self, codes: frozenset[str]) -> Answer:
        """Whether the code is among `codes`."""
        derived = self.compiler.among(self.derived, codes, self.system)
        stated = self.compiler.among(self.stated, codes, self.system)
        fits = pl.any_horizontal([self._can_be(code) for code in self.system.entries])
        usable = self.stated.is_not_null() & (fits | self._nothing_derived())
        return Answer(
            pl.when(usable).then(stated.truth).otherwise(derived.truth), either(derived.doubt, stated.doubt)
        )

    def _can_be(self, code: str) -> pl.Expr:
        # A stated code fits where the derivation does not rule out exactly that code.
        answer = self.compiler.among(self.derived, frozenset({code}), self.system).truth
        return (self.stated == code).fill_null(False) & answer.fill_null(True)

    def _nothing_derived(self) -> pl.Expr:
        return pl.all_horizontal(
            [
                self.compiler.among(self.derived, frozenset({code}), self.system).truth.is_null()
                for code in self.system.entries
            ]
        )


def preferred_code(compiler: Compiler, derived: Any, stated: pl.Expr, system: CodeSystem) -> Any:
    """`scalar.preferred` for codes."""
    return CodeOrStated(compiler, derived, stated, system)
