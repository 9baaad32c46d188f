"""Time: LANGUAGE 10 and 11, one section a point. Every row was written from the specification; as_of is 2024-06-30."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from language.asking import MAYBE, NO, YES, Row, ask, case, check, foreign, verdict
from matcher.errors import MatcherError


def sales(**years: str | None) -> dict[str, Any]:
    """销售额 by year: y2023="90万元"."""
    return {"销售额": {year[1:]: amount for year, amount in years.items()}}


# --- 10. Years relative to as_of --------------------------------------------------------------------------------
THREE = sales(y2024="40万元", y2023="30万元", y2022="20万元", y2021="10万元")
YEARS = [
    case("a bare yearly field is last year's", "销售额 = 30万元", THREE, YES),
    case("a bare given value is last year's", "2023年度 销售额 = 9万元", {"销售额": "9万元"}, YES),
    case("never the latest", "销售额 = 40万元", THREE, NO),
    case("never the latest known", "销售额 ≥ 1万元", sales(y2022="20万元"), MAYBE, "销售额"),
    case("last year", "上年 销售额 = 30万元", THREE, YES),
    case("the year before last", "前年 销售额 = 20万元", THREE, YES),
    case("this year", "当年 销售额 = 40万元", THREE, YES),
    case("this year by another word", "本年度 销售额 = 40万元", THREE, YES),
    case("a year by its number", "2021年度 销售额 = 10万元", THREE, YES),
    case("a year by its number, short", "2021年销售额 = 10万元", THREE, YES),
    case("two years in one condition", "上年 销售额 - 前年 销售额 = 10万元", THREE, YES),
    case("year words bind tighter than ÷", "上年 销售额 ÷ 前年 销售额 = 1.5", THREE, YES),
    case(
        "a bracket under a year word", "前年 (净利 ÷ 销售额) ≥ 10%", THREE | {"净利": {"2022": "2万元"}}, YES
    ),
    case("a value at a year's end", "上年末 资产 = 5万元", {"资产": "5万元"}, YES),
    case("a value at a numbered year's end", "2022年末 资产 = 4万元", {"资产": {"2022": "4万元"}}, YES),
    case("a year of which nothing is known", "2019年度 销售额 ≥ 1万元", THREE, MAYBE, "销售额"),
    case("at the turn of the year", "销售额 = 30万元", THREE, YES, as_of="2024-01-01"),
    case("on the last day of the year", "销售额 = 30万元", THREE, YES, as_of="2024-12-31"),
    case("a day later", "销售额 = 40万元", THREE, YES, as_of="2025-01-01"),
    case("a year as a value", "入库年 = 上年", {"入库年": 2023}, YES),
    case("a year as a numbered value", "入库年 ≥ 2022年度", {"入库年": 2021}, NO),
    case("a year of a missing value", "入库年 = 上年", {}, MAYBE, "入库年"),
    case(
        "a point-in-time field takes the newest at as_of",
        "外资比 = 2%",
        {"外资比": {"2023-01-01": "1%", "2024-06-30": "2%", "2024-07-01": "3%"}},
        YES,
    ),
    case("a day against a day", "迁来日 ≥ 2023-01-01", {"迁来日": "2023-01-01"}, YES),
    case("a day before a day", "迁来日 < 2023年1月1日", {"迁来日": "2022-12-31"}, YES),
    case("a day plus months", "迁来日 + 6个月 ≥ 2024-06-30", {"迁来日": "2023-12-30"}, YES),
    case("a day minus a year", "迁来日 ≥ 基准日 - 1年", {"迁来日": "2023-06-30"}, YES),
    case("a day more than a year before", "迁来日 ≥ 基准日 − 1年", {"迁来日": "2023-06-29"}, NO),
    case("days", "迁来日 + 30日 = 2024-01-31", {"迁来日": "2024-01-01"}, YES),
    case("a leap day plus a year", "迁来日 + 1年 = 2021-02-28", {"迁来日": "2020-02-29"}, YES),
    case(
        "the last day of a month plus a month", "迁来日 + 1个月 = 2024-02-29", {"迁来日": "2024-01-31"}, YES
    ),
    case(
        "the later of two days",
        "最大(迁来日, 开业日) ≥ 2023-01-01",
        {"迁来日": "2023-01-01", "开业日": "2020-01-01"},
        YES,
    ),
    case(
        "the later of two days, one unknown",
        "最大(迁来日, 开业日) ≥ 2023-01-01",
        {"迁来日": "2023-01-01"},
        MAYBE,
        "开业日",
    ),
]


@pytest.mark.parametrize("row", YEARS)
def test_years_and_days_are_told_from_as_of(row: Row) -> None:
    check(row, foreign())


def test_a_policy_may_fix_its_base_year_and_base_day() -> None:
    given = {"销售额": {"2021": "7万元"}, "迁来日": "2022-03-01"}
    part = ask("销售额 = 7万元", given, vocabulary=foreign(), base_year=2021)
    assert part.verdict == YES
    fixed = {"vocabulary": foreign(), "base_date": dt.date(2023, 3, 1)}
    assert ask("迁来日 ≥ 基准日 - 1年", given, **fixed).verdict == YES
    assert ask("迁来日 > 基准日 - 1年", given, **fixed).verdict == NO
    assert ask("基准年 销售额 = 7万元", given, vocabulary=foreign(), base_year=2021).verdict == YES
    assert ask("前年 销售额 = 7万元", given, vocabulary=foreign(), base_year=2022).verdict == YES


@pytest.mark.parametrize(
    "wrong",
    [
        "上年 有许可",
        "上年 外资比 ≥ 1%",
        "上年末 销售额 ≥ 1万元",
        "上年 (前年 销售额) ≥ 1万元",
        "销售额 ≥ 2023-01-01",
        "迁来日 + 3 ≥ 2023-01-01",
        "迁来日 × 2 ≥ 2023-01-01",
        "迁来日 ≥ 2023-02-30",
    ],
)
def test_years_and_days_where_they_cannot_be_are_errors(wrong: str) -> None:
    with pytest.raises(MatcherError):
        ask(wrong, vocabulary=foreign())


# --- 11. 近N年, 每年, 连续N年, 平均, 合计 ------------------------------------------------------------------------
SPANS = [
    case("every year holds", "近3年 每年 销售额 ≥ 10万元", THREE, YES),
    case(
        "the last years end at last year",
        "近3年 每年 销售额 ≥ 10万元",
        THREE | sales(y2023="30万元", y2022="20万元", y2021="10万元", y2024="1万元"),
        YES,
    ),
    case("one failing year decides", "近3年 每年 销售额 ≥ 15万元", sales(y2021="10万元"), NO),
    case(
        "one unknown year leaves it open",
        "近3年 每年 销售额 ≥ 10万元",
        sales(y2023="30万元", y2021="10万元"),
        MAYBE,
        "销售额",
    ),
    case("in a row is the same", "连续3年 销售额 ≥ 10万元", THREE, YES),
    case("in a row, one failing", "连续3年 销售额 ≥ 11万元", THREE, NO),
    case(
        "a bracket holds in each year",
        "近2年 每年 (净利 ÷ 销售额 ≥ 10%)",
        THREE | {"净利": {"2023": "3万元", "2022": "2万元"}},
        YES,
    ),
    case(
        "a ratio in each year",
        "近2年 每年 (净利 ÷ 销售额) ≥ 10%",
        THREE | {"净利": {"2023": "3万元", "2022": "1万元"}},
        NO,
    ),
    case(
        "in each year, tighter than and",
        "近2年 每年 销售额 ≥ 20万元 且 有许可",
        THREE | {"有许可": True},
        YES,
    ),
    case(
        "in each year, tighter than and: the second part is asked once",
        "有许可 且 近2年 每年 销售额 ≥ 20万元",
        THREE | {"有许可": False},
        NO,
    ),
    case("a yearly boolean in each year", "连续2年 盈利", {"净利": {"2023": "1万元", "2022": "0元"}}, NO),
    case("growth in each year", "连续2年 增长率(销售额) ≥ 50%", THREE, YES),
    case(
        "growth in each year needs one year more",
        "连续2年 增长率(销售额) ≥ 50%",
        sales(y2023="30万元", y2022="20万元"),
        MAYBE,
        "销售额",
    ),
    case("average", "近3年 平均 销售额 = 20万元", THREE, YES),
    case("average by another word", "近3年 年均 销售额 = 20万元", THREE, YES),
    case("sum", "近3年 合计 销售额 = 60万元", THREE, YES),
    case("sum by another word", "近三年累计销售额=60万元", THREE, YES),
    case(
        "an average needs every year",
        "近3年 平均 销售额 ≥ 1万元",
        sales(y2023="30万元", y2022="20万元"),
        MAYBE,
        "销售额",
    ),
    case(
        "average binds tighter than ÷",
        "近2年 平均 净利 ÷ 近2年 平均 销售额 = 10%",
        THREE | {"净利": {"2023": "3万元", "2022": "2万元"}},
        YES,
    ),
    case(
        "sum binds tighter than ÷",
        "近2年 合计 净利 ÷ 近2年 合计 销售额 ≥ 10%",
        THREE | {"净利": {"2023": "3万元", "2022": "2万元"}},
        YES,
    ),
    case("one year", "近1年 平均 销售额 = 30万元", THREE, YES),
]


@pytest.mark.parametrize("row", SPANS)
def test_the_last_n_years_end_at_last_year(row: Row) -> None:
    check(row, foreign())


def test_each_year_covers_one_comparison_and_not_what_follows() -> None:
    # 有许可 has no years: if 每年 reached over 且, this could not be read.
    assert verdict("近2年 每年 销售额 ≥ 20万元 或 有许可", {"有许可": True}, vocabulary=foreign()) == YES


@pytest.mark.parametrize(
    "wrong",
    [
        "近3年 每年 上年 销售额 ≥ 1万元",
        "近3年 每年 (前年 销售额 ≥ 1万元)",
        "连续2年 近2年 平均 销售额 ≥ 1万元",
        "近3年 每年 有许可",
        "近3年 平均 外资比 ≥ 1%",
        "近3年 平均 (上年 销售额) ≥ 1万元",
        "近0年 平均 销售额 ≥ 1万元",
        "近99年 平均 销售额 ≥ 1万元",
        "近3年 每年 销售额",
        "近3年 销售额 ≥ 1万元",
    ],
)
def test_year_words_do_not_nest_and_need_a_yearly_field(wrong: str) -> None:
    with pytest.raises(MatcherError):
        ask(wrong, vocabulary=foreign())
