"""Lists and records: 包含 曾有 列入 曾获 · 存在 次数 合计.

A list is complete per name (LANGUAGE 6): the absence of a record proves a 'no' only where the list covers that
name. `statuses` are what each record answers to the question: True, False, or None where it cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from matcher.language.operators.row import Answer, Column, Operator
from matcher.language.values import Num, Truth


def any_of(statuses: Sequence[Truth], complete: bool) -> Truth:
    """Whether any record satisfies: unknown where a record is unknown, or the list may hold others."""
    if True in statuses:
        return True
    return None if None in statuses or not complete else False


def count_of(statuses: Sequence[Truth], complete: bool) -> Num:
    """How many records satisfy, in bounds."""
    sure = statuses.count(True)
    return Num(Fraction(sure), Fraction(sure + statuses.count(None)) if complete else None)


def total_of(statuses: Sequence[Truth], complete: bool, amounts: Sequence[Any]) -> Num | None:
    """The sum of an amount over the records that satisfy, in bounds; amounts are taken to be 0 or more."""
    low, high = Fraction(0), Fraction(0) if complete else None
    for status, amount in zip(statuses, amounts, strict=True):
        if status is False:
            continue
        least = amount.low if amount is not None and amount.low is not None else Fraction(0)
        most = amount.high if amount is not None else None
        low += least if status else min(least, Fraction(0))
        high = None if high is None or most is None else high + (most if status else max(most, Fraction(0)))
    return Num(low, high)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered of a list, row by row of the enterprises: counts of records, and sums where asked."""

    sure: pl.Expr
    unsure: pl.Expr
    complete: pl.Expr
    low: pl.Expr | None = None
    high: pl.Expr | None = None
    doubt: pl.Expr | None = None


def column_any(gathered: Gathered) -> Answer:
    """`any_of` for columns."""
    never = (gathered.unsure == 0) & gathered.complete
    return Answer(
        pl.when(gathered.sure > 0).then(True).when(never).then(False).otherwise(None), gathered.doubt
    )


def column_count(gathered: Gathered) -> Column:
    """`count_of` for columns."""
    low = gathered.sure.cast(pl.Float64)
    high = pl.when(gathered.complete).then(low + gathered.unsure).otherwise(float("inf"))
    return Column(low, high, exact=True, doubt=gathered.doubt)


def column_total(gathered: Gathered) -> Column:
    """`total_of` for columns."""
    assert gathered.low is not None and gathered.high is not None
    high = pl.when(gathered.complete).then(gathered.high).otherwise(float("inf"))
    return Column(gathered.low, high, gathered.low.abs(), gathered.doubt)


@dataclass(frozen=True)
class ListOperator(Operator):
    """An operator that asks a list for names; `valid` asks for validity at as_of, `dated` for when."""

    valid: bool = False


_COVER = "名单未覆盖所问名称则未知；覆盖而没有才是不符合"
LISTS = [
    ListOperator(
        "包含", ("包含", "含有", "具有", "拥有"), "名单 包含 名称", any_of, column_any, "{0}包含{1}",
        "有这个名称（或其下级）的记录，且在申报日有效；没有有效期至的记录算未知。", _COVER,
        "{held} 包含 {held_name}", valid=True,
    ),
    ListOperator(
        "曾有", ("曾有",), "名单 曾有 名称", any_of, column_any, "{0}曾有{1}", "有这个名称的记录，不问是否仍有效。", _COVER,
        "{held} 曾有 {held_name}",
    ),
    ListOperator(
        "列入", ("列入",), "列入 名单", any_of, column_any, "列入{1}", "在申报日仍列在名单上；移出的不算。", _COVER,
        "非 列入 {listed_name}", valid=True,
    ),
    ListOperator(
        "曾获", ("曾获", "曾获得", "已获得"), "曾获 名称 · 近N年 曾获 名称", any_of, column_any, "曾获{1}",
        "得到过这项支持；近N年 指今年和之前 N 年，没有年份的算未知。", _COVER, "非 (近3年 曾获 {got_name})",
    ),
]  # fmt: skip
COUNTED = [
    Operator(
        "存在", ("存在",), "存在 记录 (条件)", any_of, column_any, "有一条{0}满足：{1}", "同一条记录满足括号里的全部条件。",
        "没有记录满足而有记录或名单未知，则未知", "存在 {records} ({record_money} ≥ 500万元 且 {record_day} ≥ 2023-01-01)",
    ),
    Operator(
        "次数", ("次数",), "次数(记录 (条件)) · 次数(曾获 名称)", count_of, column_count, "满足{1}的{0}的条数",
        "满足条件的记录有几条。", "有未知时只知上下限", "次数(曾获 {got_name}) < 3",
    ),
    Operator(
        "记录合计", ("合计",), "合计(记录 的 指标 (条件))", total_of, column_total, "满足{1}的{0}的合计",
        "满足条件的记录的某个数相加。", "有未知时只知上下限", "合计({records} 的 {record_money}) ≥ 1000万元",
    ),
]  # fmt: skip
