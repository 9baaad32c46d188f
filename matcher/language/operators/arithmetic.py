"""Arithmetic on values of one moment: + − × ÷ 最大 最小 至今.

Answers are as if exact in decimals (LANGUAGE 15): Fractions here, floats with a margin in columns.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import polars as pl

from matcher.language.facts import Context
from matcher.language.operators.compare import CLOSE, later
from matcher.language.operators.row import AgeColumn, Column, Operator, either
from matcher.language.values import Age, Duration, Num, shift

ZERO_DENOMINATOR = "分母为零"


def _add(context: Context, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, dt.date):
        return shift(left, right)
    return Num(_sum(left.low, right.low), _sum(left.high, right.high))


def _sum(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left + right


def _subtract(context: Context, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, dt.date):
        return shift(left, right, -1)
    return Num(_difference(left.low, right.high), _difference(left.high, right.low))


def _difference(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left - right


def _multiply(context: Context, left: Any, right: Any) -> Num | None:
    if left is None or right is None:
        return None
    if left.is_point and right.is_point:
        return Num.point(left.low * right.low)
    return _hull(left, right)


def _hull(left: Num, right: Num) -> Num | None:
    """The product of two intervals; bounds only where a factor is known and not negative (amounts, shares)."""
    low = _product(left.low, right.low)
    if low is None or left.low < 0 or right.low < 0:  # type: ignore[operator]
        return None
    return Num(low, _product(left.high, right.high))


def _product(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else left * right


def divide(context: Context, left: Any, right: Any) -> Num | None:
    """left ÷ right; unknown, and said so, where the denominator is zero or less (LANGUAGE 3)."""
    if right is not None and right.high is not None and right.high <= 0:
        context.review(ZERO_DENOMINATOR)
        return None
    if left is None or right is None or right.low is None or right.low <= 0:
        return None
    if left.is_point and right.is_point:
        return Num.point(left.low / right.low)
    if left.low is None or left.low < 0:
        return None
    low = Fraction(0) if right.high is None else left.low / right.high
    return Num(low, None if left.high is None else left.high / right.low)


def _largest(context: Context, *items: Any) -> Any:
    if any(isinstance(item, dt.date) for item in items):
        return None if None in items else max(items)
    bounds = [item or Num(None, None) for item in items]
    lows = [item.low for item in bounds if item.low is not None]
    highs = [item.high for item in bounds]
    return _known(Num(max(lows) if lows else None, None if None in highs else max(highs)))  # type: ignore[type-var]


def _smallest(context: Context, *items: Any) -> Any:
    if any(isinstance(item, dt.date) for item in items):
        return None if None in items else min(items)
    bounds = [item or Num(None, None) for item in items]
    lows = [item.low for item in bounds]
    highs = [item.high for item in bounds if item.high is not None]
    return _known(Num(None if None in lows else min(lows), min(highs) if highs else None))  # type: ignore[type-var]


def _known(number: Num) -> Num | None:
    return None if number.low is None and number.high is None else number


def _age(context: Context, day: Any) -> Age | None:
    return None if day is None else Age(day)


# --- columns ----------------------------------------------------------------------------------------------
def _both(
    left: Column, right: Column, low: Any, high: Any, size: pl.Expr | None, doubt: Any = None
) -> Column:
    low_expr = low
    high_expr = low_expr if left.is_point and right.is_point else high
    return Column(low_expr, high_expr, size, either(left.doubt, right.doubt, doubt))


def _column_add(as_of: pl.Expr, left: Any, right: Any) -> Any:
    if isinstance(right, Duration):
        return later(left, right)
    size = left.magnitude + right.magnitude
    return _both(left, right, left.low + right.low, left.high + right.high, size)


def _column_subtract(as_of: pl.Expr, left: Any, right: Any) -> Any:
    if isinstance(right, Duration):
        return later(left, right, -1)
    size = left.magnitude + right.magnitude
    return _both(left, right, left.low - right.high, left.high - right.low, size)


def _column_multiply(as_of: pl.Expr, left: Column, right: Column) -> Column:
    size, doubts = left.magnitude * right.magnitude, either(left.doubt, right.doubt)
    low, high = left.low * right.low, left.high * right.high
    if left.is_point and right.is_point:
        return Column(low, low, size, doubts)
    sound = ((left.low >= 0) & (right.low >= 0)) | _points(left, right)
    endless = left.high.is_infinite() | right.high.is_infinite()  # inf × 0 would be NaN
    return Column(
        _only(low, sound), _only(pl.when(endless).then(float("inf")).otherwise(high), sound), size, doubts
    )


def _points(left: Column, right: Column) -> pl.Expr:
    return (left.low == left.high) & (right.low == right.high)


def _only(value: pl.Expr, where: pl.Expr) -> pl.Expr:
    return pl.when(where).then(value)


def column_divide(as_of: pl.Expr, left: Column, right: Column) -> Column:
    """left ÷ right of columns; null where the denominator is not surely positive, doubt where it nears zero."""
    positive = right.low > 0
    doubt = None if right.exact else right.low.abs() <= CLOSE * right.magnitude
    doubts, size = either(left.doubt, right.doubt, doubt), left.magnitude / right.low.abs()
    if left.is_point and right.is_point:
        value = _only(left.low / right.low, positive)
        return Column(value, value, size, doubts)
    sound = positive & ((left.low >= 0) | _points(left, right))
    return Column(_only(left.low / right.high, sound), _only(left.high / right.low, sound), size, doubts)


def _column_extreme(pick_low: Any, pick_high: Any) -> Any:
    def extreme(as_of: pl.Expr, *items: Any) -> Any:
        if not isinstance(items[0], Column):
            known = pl.all_horizontal([item.is_not_null() for item in items])
            return _only(pick_low(list(items)), known)
        low = pick_low([item.low.fill_null(float("-inf")) for item in items])
        high = pick_high([item.high.fill_null(float("inf")) for item in items])
        known = low.is_finite() | high.is_finite()
        size = pl.sum_horizontal([item.magnitude for item in items])
        exact = all(item.exact for item in items)
        return Column(
            _only(low, known), _only(high, known), size, either(*(item.doubt for item in items)), exact
        )

    return extreme


def _column_age(as_of: pl.Expr, day: pl.Expr) -> AgeColumn:
    return AgeColumn(day)


ARITHMETIC = [
    Operator(
        "+", ("+", "＋"), "数 + 数（同单位） · 日期 + 时长", _add, _column_add, "{0}加{1}", "相加。", "任一边未知则未知",
        "{money} + {cost} ≥ 500万元",
    ),
    Operator(
        "-", ("-", "−", "－"), "数 − 数（同单位） · 日期 − 时长", _subtract, _column_subtract, "{0}减{1}",
        "相减；两个百分比相减得百分点。", "任一边未知则未知", "{money} - {cost} ≥ 500万元",
    ),
    Operator(
        "×", ("×", "*", "乘以"), "数 × 数", _multiply, _column_multiply, "{0}乘以{1}", "相乘。", "任一边未知则未知",
        "{money} × 3% ≤ {cost}",
    ),
    Operator(
        "÷", ("÷", "/", "除以"), "数 ÷ 数", divide, column_divide, "{0}除以{1}",
        "相除；分母为零或负数时未知，并提示「分母为零」。", "任一边未知、分母不为正则未知", "{cost} ÷ {money} ≥ 3%",
    ),
    Operator(
        "最大", ("最大",), "最大(数, 数, …)", _largest,
        _column_extreme(pl.max_horizontal, pl.max_horizontal), "{0}中的最大者", "几个数中最大的。",
        "有未知的只知下限", "最大({money}, {cost}) ≥ 2000万元",
    ),
    Operator(
        "最小", ("最小",), "最小(数, 数, …)", _smallest,
        _column_extreme(pl.min_horizontal, pl.min_horizontal), "{0}中的最小者", "几个数中最小的，常用来封顶。",
        "有未知的只知上限", "最小({money}, {cost}) ≥ 2000万元",
    ),
    Operator(
        "至今", ("至今",), "至今(日期)", _age, _column_age, "{0}至今", "从那天到申报日的年限，按对应日计算。",
        "日期未知则未知", "至今({founded}) ≥ 3年",
    ),
]  # fmt: skip
