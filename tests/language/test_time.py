"""Time: LANGUAGE 10–14, one section a point. Every row was written from the specification; as_of is 2024-06-30."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from language.asking import MAYBE, NO, YES, Row, ask, case, check, foreign, verdict
from matcher.errors import ExpressionError, MatcherError


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


# --- 12. Growth ---------------------------------------------------------------------------------------------------
GROWTH = [
    case("growth of last year over the year before", "增长率(销售额) = 50%", THREE, YES),
    case("exactly at the bound", "增长率(销售额) ≥ 20%", sales(y2023="120万元", y2022="100万元"), YES),
    case("just below the bound", "增长率(销售额) ≥ 20%", sales(y2023="119.9999万元", y2022="100万元"), NO),
    case("growth of the year before last", "前年 增长率(销售额) = 100%", THREE, YES),
    case("shrinking", "增长率(销售额) = -50%", sales(y2023="10万元", y2022="20万元"), YES),
    case("unknown without the year before", "增长率(销售额) ≥ 20%", sales(y2023="30万元"), MAYBE, "销售额"),
    case(
        "compound over two intervals",
        "近2年 年均增长率(销售额) ≥ 20%",
        sales(y2023="144万元", y2021="100万元"),
        YES,
    ),
    case("compound, exactly", "近2年 年均增长率(销售额) = 20%", sales(y2023="144万元", y2021="100万元"), YES),
    case(
        "compound, just below",
        "近2年 年均增长率(销售额) ≥ 20%",
        sales(y2023="143.9999万元", y2021="100万元"),
        NO,
    ),
    case(
        "compound over three intervals takes the fourth year",
        "近3年 年均增长率(销售额) > 9%",
        sales(y2023="133.1万元", y2020="100万元"),
        YES,
    ),
    case(
        "compound over three intervals, exactly",
        "近3年 年均增长率(销售额) = 10%",
        sales(y2023="133.1万元", y2020="100万元"),
        YES,
    ),
    case("compound of one year is growth", "近1年 年均增长率(销售额) = 50%", THREE, YES),
    case(
        "the constant may stand first",
        "20% ≤ 近2年 年均增长率(销售额)",
        sales(y2023="144万元", y2021="100万元"),
        YES,
    ),
    case(
        "compound shrinking", "近2年 年均增长率(销售额) ≥ -10%", sales(y2023="81万元", y2021="100万元"), YES
    ),
    case(
        "compound shrinking, below",
        "近2年 年均增长率(销售额) > -10%",
        sales(y2023="81万元", y2021="100万元"),
        NO,
    ),
    case(
        "compound between",
        "近2年 年均增长率(销售额) 在 10% 到 20% 之间",
        sales(y2023="144万元", y2021="100万元"),
        YES,
    ),
    case(
        "compound needs only its two ends",
        "近2年 年均增长率(销售额) ≥ 20%",
        sales(y2023="144万元", y2022=None, y2021="100万元"),
        YES,
    ),
    case(
        "compound needs both ends",
        "近2年 年均增长率(销售额) ≥ 20%",
        sales(y2023="144万元", y2022="1万元"),
        MAYBE,
        "销售额",
    ),
    case(
        "growth of a ratio",
        "增长率(净利 ÷ 销售额) > 0%",
        sales(y2023="10万元", y2022="10万元") | {"净利": {"2023": "2万元", "2022": "1万元"}},
        YES,
    ),
]


@pytest.mark.parametrize("row", GROWTH)
def test_growth_is_last_year_over_the_year_before_and_compound_growth_its_root(row: Row) -> None:
    check(row, foreign())


@pytest.mark.parametrize(
    "wrong",
    [
        "年均增长率(销售额) ≥ 20%",
        "近3年 年均增长率(销售额) ≥ 近2年 年均增长率(净利)",
        "近3年 年均增长率(销售额) ≥ 增长率(净利)",
        "近3年 年均增长率(销售额) + 1% ≥ 20%",
        "近3年 年均增长率(外资比) ≥ 20%",
        "增长率(上年 销售额) ≥ 20%",
        "增长率(有许可) ≥ 20%",
        "近3年 年均增长率(销售额) ≥ 20",
    ],
)
def test_growth_where_it_cannot_be_is_an_error(wrong: str) -> None:
    with pytest.raises(MatcherError):
        ask(wrong, vocabulary=foreign())


# --- 13. Historical maximum -------------------------------------------------------------------------------------------
def peak(founded: str | None = None, **years: str) -> dict[str, Any]:
    """An enterprise of which these years are known."""
    return sales(**years) | ({"开业日": founded} if founded else {})


FIRST = "销售额 首次达到 100万元"
PEAK = [
    case("asserted", FIRST, sales(y2023="120万元") | {"最高销售额": "90万元"}, YES),
    case("asserted and reached before", FIRST, sales(y2023="120万元") | {"最高销售额": "100万元"}, NO),
    case("not reached now", FIRST, sales(y2023="99万元"), NO),
    case(
        "complete since founding",
        FIRST,
        peak("2021-05-01", y2023="120万元", y2022="90万元", y2021="80万元"),
        YES,
    ),
    case(
        "a year since founding is missing",
        FIRST,
        peak("2020-05-01", y2023="120万元", y2022="90万元", y2021="80万元"),
        MAYBE,
        "最高销售额",
    ),
    case(
        "known years alone never prove it",
        FIRST,
        peak(None, y2023="120万元", y2022="90万元", y2021="80万元"),
        MAYBE,
        "最高销售额",
    ),
    case("known years can refute it", FIRST, peak(None, y2023="120万元", y2019="100万元"), NO),
    case("founded last year", FIRST, peak("2023-02-01", y2023="120万元"), YES),
    case("last year itself is not before", FIRST, peak("2022-02-01", y2023="120万元", y2022="0元"), YES),
    case("this year unknown", FIRST, peak("2022-02-01", y2022="50万元"), MAYBE, "销售额"),
    case("the bound is included", FIRST, peak("2022-02-01", y2023="100万元", y2022="99.99万元"), YES),
    case(
        "by the other word", "销售额 首次突破 100万元", peak("2022-02-01", y2023="100万元", y2022="1元"), YES
    ),
    case("a peak asked for itself", "最高销售额 ≥ 90万元", peak(None, y2019="90万元"), YES),
    case(
        "a peak asked for itself, not enough known",
        "最高销售额 ≥ 90万元",
        peak(None, y2019="80万元"),
        MAYBE,
        "最高销售额",
    ),
    case(
        "a peak of a field that has no field for it",
        "历史最高(净利) ≥ 90万元",
        {"净利": {"2019": "95万元"}},
        YES,
    ),
    case(
        "a peak of a field that has no field for it, unknown",
        "历史最高(净利) < 90万元",
        {"净利": {"2019": "85万元"}},
        MAYBE,
        "净利",
    ),
    case(
        "a first time of a field that has no field for it",
        "净利 首次达到 10万元",
        {"开业日": "2022-01-01", "净利": {"2023": "10万元", "2022": "1万元"}},
        YES,
    ),
]


@pytest.mark.parametrize("row", PEAK)
def test_a_first_time_is_proved_only_by_an_assertion_or_a_complete_history(row: Row) -> None:
    check(row, foreign())


def test_a_year_of_which_only_bounds_are_known_does_not_complete_a_history() -> None:
    given = {"开业日": "2022-01-01", "销售额": {"2022": "5万元", "2023": "5万元"}}
    part = ask("历史最高(最大(销售额, 净利)) < 10万元", given, vocabulary=foreign())
    assert part.verdict == MAYBE


@pytest.mark.parametrize(
    "wrong", ["外资比 首次达到 3%", "有许可 首次达到 3%", "销售额 首次达到 3", "销售额 首次达到 3人"]
)
def test_a_first_time_needs_a_yearly_number_and_its_unit(wrong: str) -> None:
    with pytest.raises(ExpressionError):
        ask(wrong, vocabulary=foreign())


# --- 14. Ages ----------------------------------------------------------------------------------------------------------
AGES = [
    case("to the day", "存续期 ≥ 3年", {"开业日": "2021-06-30"}, YES),
    case("a day short", "存续期 ≥ 3年", {"开业日": "2021-07-01"}, NO),
    case("more than, to the day", "存续期 > 3年", {"开业日": "2021-06-30"}, NO),
    case("more than, a day over", "存续期 > 3年", {"开业日": "2021-06-29"}, YES),
    case("less than, to the day", "存续期 < 3年", {"开业日": "2021-06-30"}, NO),
    case("at most, to the day", "存续期 ≤ 3年", {"开业日": "2021-06-30"}, YES),
    case("not fully", "存续期 不满 3年", {"开业日": "2021-07-01"}, YES),
    case("between, lower end", "存续期 在 1年 到 5年 之间", {"开业日": "2023-06-30"}, YES),
    case("between, upper end", "存续期 在 1年 到 5年 之间", {"开业日": "2019-06-30"}, YES),
    case("between, over", "存续期 在 1年 到 5年 之间", {"开业日": "2019-06-29"}, NO),
    case("in months", "存续期 ≥ 18个月", {"开业日": "2022-12-30"}, YES),
    case("one year and a half", "存续期 ≥ 1.5年", {"开业日": "2022-12-30"}, YES),
    case("in days", "存续期 ≥ 30日", {"开业日": "2024-05-31"}, YES),
    case("founded on a leap day", "存续期 ≥ 4年", {"开业日": "2020-02-29"}, YES, as_of="2024-02-29"),
    case(
        "founded on a leap day, in a common year",
        "存续期 ≥ 1年",
        {"开业日": "2020-02-29"},
        YES,
        as_of="2021-02-28",
    ),
    case("missing", "存续期 ≥ 3年", {}, MAYBE, "存续期"),
    case("stated", "存续期 ≥ 3年", {"存续期": "3年"}, YES),
    case("stated in months", "存续期 ≥ 3年", {"存续期": "35个月"}, NO),
    case("the day wins over what is stated", "存续期 ≥ 3年", {"存续期": "3年", "开业日": "2021-06-30"}, YES),
    case("a duration that is stated only", "深耕期 ≥ 3年", {"深耕期": "36个月"}, YES),
    case("since a day of one's own choice", "至今(迁来日) ≥ 1年", {"迁来日": "2023-06-30"}, YES),
    case("the constant first", "3年 ≤ 存续期", {"开业日": "2021-06-30"}, YES),
    case("of two, the older", "存续期 ≥ 至今(迁来日)", {"开业日": "2020-01-01", "迁来日": "2021-01-01"}, YES),
]


@pytest.mark.parametrize("row", AGES)
def test_ages_compare_by_dates(row: Row) -> None:
    check(row, foreign())


@pytest.mark.parametrize(
    "wrong", ["存续期 ≥ 3", "存续期 ≥ 0.1年", "存续期 ≥ 9000年", "存续期 ≥ 3人", "存续期 ≥ 3%"]
)
def test_an_age_needs_a_whole_and_possible_duration(wrong: str) -> None:
    with pytest.raises(ExpressionError):
        ask(wrong, vocabulary=foreign())
