"""Operators over several years: 平均 合计 增长率 年均增长率 历史最高.

Each row says which years it needs, relative to the year in force (0 is that year), and computes on the list of
their values. 年均增长率 is a root, so it is compared by powers instead of being computed (exact).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from matcher.language.facts import Context
from matcher.language.operators.arithmetic import column_divide, divide
from matcher.language.operators.row import Column, Operator, either
from matcher.language.values import Num


@dataclass(frozen=True, slots=True)
class Growth:
    """A compound growth rate kept as its exact ratio over `intervals` years: (1 + rate)^intervals = ratio."""

    ratio: Num
    intervals: int


@dataclass(frozen=True, slots=True)
class GrowthColumn:
    """A column of compound growth rates, as ratios over `intervals` years."""

    ratio: Column
    intervals: int


@dataclass(frozen=True)
class YearsOperator(Operator):
    """An operator over years; `offsets(n)` are the years it needs, 0 the year in force, −1 the one before."""

    offsets: Callable[[int], Sequence[int]] = lambda n: ()


def _last(n: int) -> Sequence[int]:
    return range(1 - n, 1)


def _total(context: Context, values: Sequence[Num | None]) -> Num | None:
    lows, highs = [], []
    for value in values:
        if value is None:
            return None
        lows.append(value.low)
        highs.append(value.high)
    return Num(_sum(lows), _sum(highs))


def _sum(bounds: Sequence[Fraction | None]) -> Fraction | None:
    known = [bound for bound in bounds if bound is not None]
    return sum(known, Fraction(0)) if len(known) == len(bounds) else None


def _average(context: Context, values: Sequence[Num | None]) -> Num | None:
    total = _total(context, values)
    return None if total is None else divide(context, total, Num.point(len(values)))


def _growth(context: Context, values: Sequence[Num | None]) -> Num | None:
    ratio = divide(context, values[1], values[0])
    return None if ratio is None else Num(_less_one(ratio.low), _less_one(ratio.high))


def _less_one(value: Fraction | None) -> Fraction | None:
    return None if value is None else value - 1


def _compound(context: Context, values: Sequence[Num | None], intervals: int) -> Growth | None:
    ratio = divide(context, values[1], values[0])
    return None if ratio is None else Growth(ratio, intervals)


def power_bound(rate: Fraction, intervals: int) -> Fraction:
    """The ratio that a compound growth of `rate` a year gives after `intervals` years; rate is above −100%."""
    return (1 + rate) ** intervals


# --- columns ----------------------------------------------------------------------------------------------
def _column_total(as_of: pl.Expr, values: Sequence[Column]) -> Column:
    low = _added([value.low for value in values])
    high = low if all(value.is_point for value in values) else _added([value.high for value in values])
    return Column(
        low, high, _added([value.magnitude for value in values]), either(*(value.doubt for value in values))
    )


def _added(parts: Sequence[pl.Expr]) -> pl.Expr:
    total = parts[0]
    for part in parts[1:]:
        total = total + part  # sum_horizontal would skip nulls
    return total


def _column_average(as_of: pl.Expr, values: Sequence[Column]) -> Column:
    total, count = _column_total(as_of, values), len(values)
    low = total.low / count
    return Column(low, low if total.is_point else total.high / count, total.magnitude / count, total.doubt)


def _column_growth(as_of: pl.Expr, values: Sequence[Column]) -> Column:
    ratio = column_divide(as_of, values[1], values[0])
    low = ratio.low - 1
    return Column(low, low if ratio.is_point else ratio.high - 1, ratio.magnitude + 1, ratio.doubt)


def _column_compound(as_of: pl.Expr, values: Sequence[Column], intervals: int) -> GrowthColumn:
    return GrowthColumn(column_divide(as_of, values[1], values[0]), intervals)


def _peak(context: Context, values: Sequence[Num | None], complete: bool) -> Num | None:
    """The maximum of the known years: exact when they are all there are, else a lower bound (LANGUAGE 13)."""
    known = [value.low for value in values if value is not None and value.low is not None]
    if complete:
        return Num.point(max(known, default=Fraction(0)))  # before it existed an enterprise produced nothing
    return Num(max(known), None) if known else None


def _column_peak(as_of: pl.Expr, values: Sequence[Column], complete: pl.Expr) -> Column:
    top = pl.max_horizontal([value.low for value in values] or [pl.lit(None, dtype=pl.Float64)])
    low = pl.when(complete).then(top.fill_null(0.0)).otherwise(top)
    high = pl.when(complete).then(low).when(top.is_not_null()).then(float("inf"))
    return Column(
        low, high, exact=all(value.exact for value in values), doubt=either(*(v.doubt for v in values))
    )


_NEEDED = "所需的任一年未知则未知"
YEARS = [
    YearsOperator(
        "平均", ("平均", "年均"), "近N年 平均 数", _average, _column_average, "近{n}年平均{0}",
        "到上年为止 N 年的平均数；比 ÷ 结合得紧。", _NEEDED, "近3年 平均 {money} ≥ 5000万元", _last,
    ),
    YearsOperator(
        "合计", ("合计", "累计"), "近N年 合计 数", _total, _column_total, "近{n}年合计{0}",
        "到上年为止 N 年的合计；比 ÷ 结合得紧。", _NEEDED, "近3年 合计 {cost} ≥ 1000万元", _last,
    ),
    YearsOperator(
        "增长率", ("增长率", "同比增长率"), "增长率(数)", _growth, _column_growth, "{0}的增长率",
        "上年 ÷ 前年 − 1。", _NEEDED + "；前年不为正数则未知并提示「分母为零」", "增长率({output}) ≥ 20%", lambda n: (-1, 0),
    ),
    YearsOperator(
        "年均增长率", ("年均增长率", "复合增长率"), "近N年 年均增长率(数)", _compound, _column_compound,
        "近{n}年{0}的年均增长率", "(上年 ÷ N 年前)的 N 次方根 − 1，只与常数比较。", _NEEDED + "；起点不为正数则未知并提示「分母为零」",
        "近3年 年均增长率({money}) ≥ 20%", lambda n: (-n, 0),
    ),
    YearsOperator(
        "历史最高", ("历史最高",), "历史最高(数)", _peak, _column_peak, "{0}的历史最高",
        "上年以前各年的最高值；成立以来各年齐全或官方确认才算准，否则只是下限。", "年份不全时只知下限：能证明不符合，不能证明符合",
        "历史最高({output}) < 10亿元",
    ),
]  # fmt: skip
