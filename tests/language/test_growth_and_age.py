"""Growth, historical maxima and ages: LANGUAGE 12–14. Every row was written from the specification."""

from __future__ import annotations

from typing import Any

import pytest

from language.asking import MAYBE, NO, YES, Row, ask, case, check, foreign
from matcher.errors import ExpressionError, MatcherError


def sales(**years: str | None) -> dict[str, Any]:
    """销售额 by year: y2023="90万元"."""
    return {"销售额": {year[1:]: amount for year, amount in years.items()}}


THREE = sales(y2024="40万元", y2023="30万元", y2022="20万元", y2021="10万元")


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
