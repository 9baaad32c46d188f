"""Choices that cannot be made, every unit of time, and other corners that a small slip in the engine would show in."""

from __future__ import annotations

from fractions import Fraction

import pytest

from language.asking import MAYBE, NO, YES, Row, case, check, foreign, real, value, verdict
from matcher.language.parse import parse
from matcher.language.printing import print_tree
from matcher.language.units import BUILT_IN, DURATIONS, Units, scaled
from matcher.language.values import Num

LATER = "(若 有许可 则 2023-01-01 否则 2021-01-01)"
SPAN = "(若 有许可 则 3年 否则 1年)"
CHOICES = [
    case("after both days", f"迁来日 ≥ {LATER}", {"迁来日": "2023-06-01"}, YES),
    case("before both days", f"迁来日 ≥ {LATER}", {"迁来日": "2020-06-01"}, NO),
    case("between the days", f"迁来日 ≥ {LATER}", {"迁来日": "2022-06-01"}, MAYBE, "有许可"),
    case("the choice first", f"{LATER} ≤ 迁来日", {"迁来日": "2023-06-01"}, YES),
    case("the choice first, open", f"{LATER} ≤ 迁来日", {"迁来日": "2022-06-01"}, MAYBE, "有许可"),
    case("two choices, apart", f"{LATER} ≥ (若 持证 则 2020-01-01 否则 2019-01-01)", {}, YES),
    case("two choices, crossing", f"{LATER} ≥ (若 持证 则 2022-01-01 否则 2019-01-01)", {}, MAYBE, "有许可"),
    case("a choice of days is not computed with", f"{LATER} + 1年 ≤ 2024-01-01", {}, MAYBE, "有许可"),
    case("a choice of days once made is computed with", f"{LATER} + 1年 ≤ 2024-01-01", {"有许可": True}, YES),
    case("older than both ages", f"存续期 ≥ {SPAN}", {"开业日": "2020-01-01"}, YES),
    case("younger than both ages", f"存续期 ≥ {SPAN}", {"开业日": "2024-01-01"}, NO),
    case("between the ages", f"存续期 ≥ {SPAN}", {"开业日": "2022-01-01"}, MAYBE, "有许可"),
    case(
        "the same either way",
        "迁来日 ≥ (若 有许可 则 2023-01-01 否则 2023-01-01)",
        {"迁来日": "2023-06-01"},
        YES,
    ),
    case("between in a choice", f"迁来日 在 {LATER} 到 2024-01-01 之间", {"迁来日": "2023-06-01"}, YES),
    case(
        "below zero: nothing is known of a missing amount but that it is not less",
        "合计(工程 的 投资额) ≥ 0元",
        {"工程": [{}]},
        YES,
    ),
    case(
        "a number at the very end and a year at the very beginning",
        "2023年度 销售额 ÷ 净利 ≥ 3",
        {"销售额": "3元", "净利": "1元"},
        YES,
    ),
]


@pytest.mark.parametrize("row", CHOICES)
def test_a_choice_that_cannot_be_made_answers_what_both_ways_agree_on(row: Row) -> None:
    check(row, foreign())


def test_a_choice_of_codes_answers_what_its_codes_agree_on() -> None:
    # 300万元 of income in C26 is at least 小型 by income; the head count decides between 小型 and 微型.
    given = {"行业": "C26", "营业收入": "300万元"}
    assert verdict("企业规模 属于 小微企业", given) == YES
    assert verdict("企业规模 属于 大中型企业", given) == NO
    assert verdict("企业规模 = 微型", given) == MAYBE
    assert verdict("企业规模 ≠ 大型", given) == YES
    assert verdict("企业规模 = 微型", given | {"员工人数": 19}) == YES
    assert verdict("企业规模 = 小型", given | {"员工人数": 20}) == YES


DAYS_AFTER = [
    ("1年", "2025-01-31"), ("1周年", "2025-01-31"), ("1个月", "2024-02-29"), ("1月", "2024-02-29"), ("2周", "2024-02-14"),
    ("1日", "2024-02-01"), ("30天", "2024-03-01"), ("一年", "2025-01-31"),
]  # fmt: skip


@pytest.mark.parametrize(("span", "day"), DAYS_AFTER)
def test_every_unit_of_time_moves_a_day_as_the_calendar_does(span: str, day: str) -> None:
    assert verdict(f"迁来日 + {span} = {day}", {"迁来日": "2024-01-31"}, vocabulary=foreign()) == YES
    assert verdict(f"迁来日 - {span} < 迁来日", {"迁来日": "2024-01-31"}, vocabulary=foreign()) == YES


@pytest.mark.parametrize("unit", sorted(DURATIONS))
def test_every_unit_of_time_reads_and_prints_back(unit: str) -> None:
    tree = parse(f"存续期 ≥ 7{unit}", foreign())
    assert parse(print_tree(tree), foreign()) == tree


# What one of each unit is, in the base unit of its measure, by the law of measures or by definition.
FACTORS = {
    "元": "1元", "美元": "1美元", "人": "1人", "名": "1人", "位": "1人", "平方米": "1平方米", "㎡": "1平方米", "公顷": "10000平方米",
    "平方公里": "1000000平方米", "吨": "1000千克", "公斤": "1千克", "吨标煤": "1吨标准煤", "度": "1千瓦时", "兆瓦": "1000千瓦",
}  # fmt: skip


@pytest.mark.parametrize(("unit", "same"), sorted(FACTORS.items()))
def test_each_unit_is_worth_what_its_measure_says(unit: str, same: str) -> None:
    units = Units()
    number = same.rstrip("".join(sorted(set("".join(BUILT_IN)))))
    other = units.find(same[len(number) :])
    own = units.find(unit)
    assert own is not None
    assert other is not None
    assert own.dimension == other.dimension
    assert own.factor == int(number) * other.factor


def test_fifteen_mu_are_a_hectare() -> None:
    units = Units()
    mu, hectare = units.find("亩"), units.find("公顷")
    assert mu is not None
    assert hectare is not None
    assert 15 * mu.factor == hectare.factor


@pytest.mark.parametrize(
    ("spelling", "split"),
    [
        ("万元", (10**4, "元")),
        ("亿元", (10**8, "元")),
        ("万亿元", (10**12, "元")),
        ("千元", (1000, "元")),
        ("千瓦", (1, "千瓦")),
        ("元", (1, "元")),
    ],
)
def test_a_scale_is_split_off_a_unit_but_not_off_a_name_that_begins_like_one(
    spelling: str, split: tuple[int, str]
) -> None:
    assert scaled(spelling) == split


@pytest.mark.parametrize("unit", ["", "万", "元/", "/元", "元/元/元", "丈", "万丈", "元/丈", "丈/元"])
def test_what_is_no_unit_is_not_found(unit: str) -> None:
    assert Units().find(unit) is None


def test_a_plain_product_is_no_share() -> None:
    from matcher.errors import MatcherError

    parse("次数(资质) × 2 ≥ 6", real())
    with pytest.raises(MatcherError):
        parse("次数(资质) × 2 ≥ 50%", real())
    parse("研发占比 × 2 ≥ 50%", real())
    parse("研发费用 ÷ 营业收入 × 2 ≥ 50%", real())
    parse("1百分点 + 研发占比 ≥ 3%", real())


@pytest.mark.parametrize(
    "unit", ["元", "美元", "人", "项", "件", "平方米", "吨", "吨标准煤", "千瓦时", "千瓦", "小时", "分", "倍"]
)
def test_each_measure_counts_in_its_own_unit(unit: str) -> None:
    found = Units().find(unit)
    assert found is not None
    assert found.factor == 1


def test_a_sum_of_a_missing_amount_is_bounded_by_nothing_below() -> None:
    assert value("合计(工程 的 投资额)", {"工程": [{}]}, foreign()) == Num(Fraction(0), None)
