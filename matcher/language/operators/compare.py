"""Comparisons: ≥ ≤ > < = ≠ and 在 a 到 b 之间, on numbers, dates, ages, durations, years and codes.

以上, 以下, 以内, 达到, 在…之间 include the bound; 超过, 不满, 不足, 低于 exclude it (民法典 1259).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from matcher.language.facts import Context
from matcher.language.operators.row import AgeColumn, Answer, Column, Operator, either
from matcher.language.values import Age, Duration, Num, Truth, negate, shift

# Two floats nearer than this share of their magnitudes may be one decimal: explain decides such rows.
CLOSE = 1e-10


def _pair(context: Context, left: Any, right: Any) -> tuple[Any, Any]:
    """Ages become dates: age ≥ n年 ⇔ as_of ≥ day + n年 (LANGUAGE 14)."""
    if isinstance(left, Age) and isinstance(right, Duration):
        return context.as_of, shift(left.since, right)
    if isinstance(right, Age) and isinstance(left, Duration):
        return shift(right.since, left), context.as_of
    if isinstance(left, Age) and isinstance(right, Age):
        return right.since, left.since
    return left, right


def _durations(left: Duration, right: Duration) -> tuple[Any, Any]:
    if left.days == right.days == 0:
        return left.months, right.months
    if left.months == right.months == 0:
        return left.days, right.days
    return None, None  # a month is not a number of days


def _at_least(left: Any, right: Any) -> Truth:
    if isinstance(left, Num):
        if left.low is not None and right.high is not None and left.low >= right.high:
            return True
        return False if left.high is not None and right.low is not None and left.high < right.low else None
    return bool(left >= right)


def _more_than(left: Any, right: Any) -> Truth:
    return negate(_at_least(right, left))


def _equal(left: Any, right: Any) -> Truth:
    if isinstance(left, Num):
        if left.is_point and right.is_point:
            return bool(left.low == right.low)
        apart = _more_than(left, right) or _more_than(right, left)
        return False if apart else None
    return bool(left == right)


def _scalar(test: Any) -> Any:
    def compare(context: Context, left: Any, right: Any) -> Truth:
        if left is None or right is None:
            return None
        left, right = _pair(context, left, right)
        if isinstance(left, Duration) and isinstance(right, Duration):
            left, right = _durations(left, right)
        return None if left is None or right is None else test(left, right)

    return compare


def _between(context: Context, item: Any, low: Any, high: Any) -> Truth:
    above, below = AT_LEAST.scalar(context, item, low), AT_LEAST.scalar(context, high, item)
    if above is False or below is False:
        return False
    return True if above and below else None


# --- columns ----------------------------------------------------------------------------------------------
def near(left: Column, right: Column) -> pl.Expr | None:
    """The rows where rounding could decide the comparison of two columns."""
    doubt = either(left.doubt, right.doubt)
    if left.exact and right.exact:
        return doubt
    margin = CLOSE * (left.magnitude + right.magnitude)
    gaps = [(left.low - right.high).abs() <= margin]
    if not (left.is_point and right.is_point):
        gaps.append((left.high - right.low).abs() <= margin)
    return either(doubt, *gaps)


def _ages(as_of: pl.Expr, left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, AgeColumn) and isinstance(right, Duration):
        return as_of, later(left.since, right)
    if isinstance(right, AgeColumn) and isinstance(left, Duration):
        return later(right.since, left), as_of
    if isinstance(left, AgeColumn) and isinstance(right, AgeColumn):
        return right.since, left.since
    return left, right


def later(day: pl.Expr, by: Duration, sign: int = 1) -> pl.Expr:
    """day ± by for a column of dates; null where the duration is not whole, as `shift` answers."""
    if by.months.denominator != 1 or by.days.denominator != 1:
        return pl.lit(None, dtype=pl.Date)
    return day.dt.offset_by(f"{sign * int(by.months)}mo").dt.offset_by(f"{sign * int(by.days)}d")


def _column(on_numbers: Any, on_others: Any) -> Any:
    def compare(as_of: pl.Expr, left: Any, right: Any) -> Answer:
        left, right = _ages(as_of, left, right)
        if isinstance(left, Column):
            return Answer(on_numbers(left, right), near(left, right))
        return Answer(on_others(left, right))

    return compare


def _numbers_at_least(left: Column, right: Column) -> pl.Expr:
    sure = left.low >= right.high
    if left.is_point and right.is_point:
        return sure
    never = left.high < right.low
    return pl.when(sure).then(True).when(never).then(False).otherwise(None)


def _numbers_more_than(left: Column, right: Column) -> pl.Expr:
    return _numbers_at_least(right, left).not_()


def _numbers_equal(left: Column, right: Column) -> pl.Expr:
    if left.is_point and right.is_point:
        return left.low == right.low
    apart = (left.low > right.high) | (right.low > left.high)
    same = (left.low == left.high) & (right.low == right.high) & (left.low == right.low)
    return pl.when(apart).then(False).when(same).then(True).otherwise(None)


def _column_between(as_of: pl.Expr, item: Any, low: Any, high: Any) -> Answer:
    above, below = AT_LEAST.column(as_of, item, low), AT_LEAST.column(as_of, high, item)
    return Answer(above.truth & below.truth, either(above.doubt, below.doubt))


_UNKNOWN = "任一边未知则未知；只知上下限时，整个区间都成立或都不成立才有结论"

AT_LEAST = Operator(
    "≥",
    ("≥", ">=", "不低于", "不少于", "不小于", "大于等于", "大于或等于", "达到", "至少", "以上", "及以上"),
    "数 ≥ 数 · 日期 ≥ 日期 · 年限 ≥ 时长 · 年度 ≥ 年度",
    _scalar(_at_least),
    _column(_numbers_at_least, lambda left, right: left >= right),
    "{0}不低于{1}",
    "左边大于或等于右边，含本数。",
    _UNKNOWN,
    "{money} ≥ 2000万元",
)
COMPARISONS = [
    AT_LEAST,
    Operator(
        "≤",
        (
            "≤",
            "<=",
            "不高于",
            "不超过",
            "不多于",
            "不大于",
            "小于等于",
            "小于或等于",
            "至多",
            "以下",
            "及以下",
            "以内",
            "之内",
        ),
        "同 ≥",
        _scalar(lambda left, right: _at_least(right, left)),
        _column(lambda left, right: _numbers_at_least(right, left), lambda left, right: left <= right),
        "{0}不高于{1}",
        "左边小于或等于右边，含本数。",
        _UNKNOWN,
        "{age} ≤ 5年",
    ),
    Operator(
        ">",
        (">", "超过", "大于", "高于", "多于"),
        "同 ≥",
        _scalar(_more_than),
        _column(_numbers_more_than, lambda left, right: left > right),
        "{0}超过{1}",
        "左边大于右边，不含本数。",
        _UNKNOWN,
        "{people} > 50人",
    ),
    Operator(
        "<",
        ("<", "低于", "小于", "少于", "不足", "不满", "未满"),
        "同 ≥",
        _scalar(lambda left, right: _more_than(right, left)),
        _column(lambda left, right: _numbers_more_than(right, left), lambda left, right: left < right),
        "{0}低于{1}",
        "左边小于右边，不含本数。",
        _UNKNOWN,
        "{age} < 5年",
    ),
    Operator(
        "=",
        ("=", "==", "等于"),
        "数 = 数 · 日期 = 日期 · 代码 = 名称（同 属于）",
        _scalar(_equal),
        _column(_numbers_equal, lambda left, right: left == right),
        "{0}等于{1}",
        "两边相等；代码类指标按层级，同 属于。",
        _UNKNOWN,
        "{size} = {size_name}",
    ),
    Operator(
        "≠",
        ("≠", "!=", "<>", "不等于"),
        "同 =",
        _scalar(lambda left, right: negate(_equal(left, right))),
        _column(lambda left, right: _numbers_equal(left, right).not_(), lambda left, right: left != right),
        "{0}不等于{1}",
        "两边不相等；任一边未知则未知，不当作不相等。",
        _UNKNOWN,
        "{size} ≠ {size_name}",
    ),
    Operator(
        "在…之间",
        ("在 a 到 b 之间", "在 a 至 b 之间"),
        "数 在 数 到 数 之间 · 日期、年限同",
        _between,
        _column_between,
        "{0}在{1}到{2}之间",
        "含两端。",
        "有一端已不成立即为不符合；否则任一未知则未知",
        "{age} 在 1年 到 5年 之间",
    ),
]
