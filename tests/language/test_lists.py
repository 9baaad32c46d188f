"""Lists and records: LANGUAGE 6–9, one section a point. Every row was written from the specification."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from language.asking import MAYBE, NO, YES, Row, ask, ask_of, case, check, foreign, value, verdict
from matcher.enterprises.facts import EnterpriseFacts
from matcher.errors import ExpressionError
from matcher.language.values import Num, Record, Records


# --- 6. A list is complete per name -------------------------------------------------------------------------
def listed(name: str, covers: set[str], *records: dict[str, object]) -> EnterpriseFacts:
    """An enterprise of which one list is known, complete for the names in `covers`."""
    return EnterpriseFacts(lists={name: Records(tuple(map(Record, records)), frozenset(covers))})


def test_a_list_loaded_for_one_name_proves_nothing_about_another() -> None:
    facts = listed("名单", {"X"})
    assert ask_of(facts, "列入 失约名单", vocabulary=foreign()).verdict == NO
    part = ask_of(facts, "列入 欠薪名单", vocabulary=foreign())
    assert (part.verdict, part.missing) == (MAYBE, ("名单",))


def test_any_of_two_names_is_a_no_only_where_both_are_covered() -> None:
    asked = "列入 (失约名单; 欠薪名单)"
    assert ask_of(listed("名单", {"X"}), asked, vocabulary=foreign()).verdict == MAYBE
    assert ask_of(listed("名单", {"X", "Y"}), asked, vocabulary=foreign()).verdict == NO
    assert ask_of(listed("名单", {"*"}), asked, vocabulary=foreign()).verdict == NO
    assert ask_of(listed("名单", {"Y"}, {"名称": "X"}), asked, vocabulary=foreign()).verdict == YES


def test_a_record_counts_even_where_its_name_is_not_covered() -> None:
    assert ask_of(listed("名单", set(), {"名称": "X"}), "列入 失约名单", vocabulary=foreign()).verdict == YES


def test_a_name_with_names_below_it_is_covered_only_with_all_of_them() -> None:
    assert ask_of(listed("荣誉", {"H"}), "荣誉 包含 匠心企业", vocabulary=foreign()).verdict == MAYBE
    assert ask_of(listed("荣誉", {"H", "H1"}), "荣誉 包含 匠心企业", vocabulary=foreign()).verdict == NO
    assert ask_of(listed("荣誉", {"H1"}), "荣誉 包含 匠心小店", vocabulary=foreign()).verdict == NO


def test_the_real_lists_of_bad_credit_are_complete_by_name_too() -> None:
    facts = listed("名录", {"JYYC"})
    assert ask_of(facts, "列入 经营异常名录").verdict == NO
    assert ask_of(facts, "列入 严重违法失信名单").verdict == MAYBE
    assert ask_of(facts, "非 (列入 经营异常名录 或 列入 严重违法失信名单)").verdict == MAYBE


@pytest.mark.parametrize("verb", ["存在 荣誉", "存在 荣誉 (年度 ≥ 2020年度)"])
def test_a_question_open_to_any_name_is_a_no_only_where_all_names_are_covered(verb: str) -> None:
    assert ask_of(listed("荣誉", {"H", "H1", "G"}), verb, vocabulary=foreign()).verdict == MAYBE
    assert ask_of(listed("荣誉", {"*"}), verb, vocabulary=foreign()).verdict == NO


def test_a_record_condition_that_pins_the_name_needs_only_that_name_covered() -> None:
    pinned = "存在 荣誉 (名称 = 绿牌 且 年度 ≥ 2020年度)"
    assert ask_of(listed("荣誉", {"G"}), pinned, vocabulary=foreign()).verdict == NO
    assert ask_of(listed("荣誉", {"H"}), pinned, vocabulary=foreign()).verdict == MAYBE
    either = "存在 荣誉 ((名称 = 绿牌 或 名称 = 匠心小店) 且 年度 ≥ 2020年度)"
    assert ask_of(listed("荣誉", {"G"}), either, vocabulary=foreign()).verdict == MAYBE
    assert ask_of(listed("荣誉", {"G", "H1"}), either, vocabulary=foreign()).verdict == NO


def test_a_record_condition_that_only_sometimes_pins_the_name_needs_every_name() -> None:
    loose = "存在 荣誉 (名称 = 绿牌 或 年度 ≥ 2020年度)"
    assert ask_of(listed("荣誉", {"G"}), loose, vocabulary=foreign()).verdict == MAYBE
    negative = "存在 荣誉 (非 名称 = 绿牌)"
    assert ask_of(listed("荣誉", {"G"}), negative, vocabulary=foreign()).verdict == MAYBE


GIVEN_LISTS = [
    case("an empty list is known and empty", "资质 包含 高新技术企业", {"资质": []}, NO),
    case("an absent list is missing", "资质 包含 高新技术企业", {}, MAYBE, "资质"),
    case("null is missing", "资质 包含 高新技术企业", {"资质": None}, MAYBE, "资质"),
    case("a bare name is valid at as_of", "资质 包含 高新技术企业", {"资质": ["高新技术企业"]}, YES),
    case("a bare name by alias", "资质 包含 高新技术企业", {"资质": ["高企"]}, YES),
    case("a given list covers every name", "资质 包含 专精特新中小企业", {"资质": ["高新技术企业"]}, NO),
    case("not listed", "非 列入 经营异常名录", {"名录": []}, YES),
    case("listed by a bare name", "列入 经营异常名录", {"名录": ["经营异常名录"]}, YES),
    case("negation of an absent list", "非 列入 经营异常名录", {}, MAYBE, "名录"),
    case("a support by a bare name", "曾获 科技小巨人", {"曾获支持": ["科技小巨人"]}, YES),
    case("a derived boolean over a list", "失信被执行", {"名录": ["失信被执行人名单"]}, YES),
    case("a derived boolean over an empty list", "非 失信被执行", {"名录": []}, YES),
]


@pytest.mark.parametrize("row", GIVEN_LISTS)
def test_a_given_list_covers_every_name_and_a_bare_name_is_valid(row: Row) -> None:
    check(row)


# --- 7. Validity ---------------------------------------------------------------------------------------------
def cert(**values: Any) -> dict[str, Any]:
    """A 荣誉 with the name 绿牌."""
    return {"荣誉": [{"名称": "绿牌"} | values]}


VALIDITY = [
    case("valid through its last day", "荣誉 包含 绿牌", cert(到期日="2024-06-30"), YES),
    case("expired the day before", "荣誉 包含 绿牌", cert(到期日="2024-06-29"), NO),
    case("not yet begun", "荣誉 包含 绿牌", cert(授予日="2024-07-01", 到期日="2027-07-01"), NO),
    case("begun that day", "荣誉 包含 绿牌", cert(授予日="2024-06-30", 到期日="2027-07-01"), YES),
    case("no end is unknown", "荣誉 包含 绿牌", cert(), MAYBE, "到期日"),
    case("no end, but not yet begun", "荣誉 包含 绿牌", cert(授予日="2024-07-01"), NO),
    case("ever, though expired", "荣誉 曾有 绿牌", cert(到期日="2020-01-01"), YES),
    case("ever, without an end", "荣誉 曾有 绿牌", cert(), YES),
    case("ever, not in the future", "荣誉 曾有 绿牌", cert(授予日="2024-07-01"), NO),
    case("ever, year in the future", "荣誉 曾有 绿牌", cert(年度=2025), NO),
    case("of another name", "荣誉 包含 匠心企业", cert(到期日="2030-01-01"), NO),
    case(
        "one expired and one valid",
        "荣誉 包含 绿牌",
        {"荣誉": [{"名称": "绿牌", "到期日": "2020-01-01"}, {"名称": "绿牌", "到期日": "2030-01-01"}]},
        YES,
    ),
    case(
        "one expired and one without an end",
        "荣誉 包含 绿牌",
        {"荣誉": [{"名称": "绿牌", "到期日": "2020-01-01"}, {"名称": "绿牌"}]},
        MAYBE,
        "到期日",
    ),
    case("a name below is enough", "荣誉 包含 匠心企业", {"荣誉": ["匠心小店"]}, YES),
    case("a name above is not enough, nor a no", "荣誉 包含 匠心小店", {"荣誉": ["匠心企业"]}, MAYBE, "名称"),
    case("a record without a name", "荣誉 包含 绿牌", {"荣誉": [{"到期日": "2030-01-01"}]}, MAYBE, "名称"),
    case(
        "a name that no table knows is another name, and said",
        "荣誉 包含 绿牌",
        {"荣誉": ["绿排"]},
        NO,
        "",
        "绿排",
    ),
    case("any of several names", "荣誉 包含 (匠心小店; 绿牌)", {"荣誉": ["绿牌"]}, YES),
    case("none of several names", "荣誉 包含 (匠心小店; 匠心企业)", {"荣誉": ["绿牌"]}, NO),
    case("still listed", "列入 失约名单", {"名单": [{"名称": "失约名单", "列入日": "2020-01-01"}]}, YES),
    case("listed later", "列入 失约名单", {"名单": [{"名称": "失约名单", "列入日": "2024-07-01"}]}, NO),
    case("removed that day", "列入 失约名单", {"名单": [{"名称": "失约名单", "移出日": "2024-06-30"}]}, NO),
    case(
        "removed the day after",
        "列入 失约名单",
        {"名单": [{"名称": "失约名单", "移出日": "2024-07-01"}]},
        YES,
    ),
    case("the list named by itself", "名单 列入 失约名单", {"名单": ["失约名单"]}, YES),
    case(
        "ever listed, though removed",
        "名单 曾有 失约名单",
        {"名单": [{"名称": "失约名单", "移出日": "2021-01-01"}]},
        YES,
    ),
]


@pytest.mark.parametrize("row", VALIDITY)
def test_holding_a_name_means_holding_it_at_as_of(row: Row) -> None:
    check(row, foreign())


def test_belonging_to_several_means_belonging_to_any() -> None:
    assert verdict("行业 属于 (C26; C27)", {"行业": "C27"}) == YES
    assert verdict("行业 属于 (C26; C27)", {"行业": "C28"}) == NO


# --- 8. Records -----------------------------------------------------------------------------------------------
def works(*records: dict[str, Any]) -> dict[str, Any]:
    """An enterprise with these 工程."""
    return {"工程": list(records)}


BIG_OLD = {"投资额": "600万元", "动工日": "2020-01-01"}
SMALL_NEW = {"投资额": "100万元", "动工日": "2023-05-01"}
BIG_NEW = {"投资额": "600万元", "动工日": "2023-05-01"}
BOTH = "存在 工程 (投资额 ≥ 500万元 且 动工日 ≥ 2023-01-01)"
RECORDS = [
    case("one record satisfies all", BOTH, works(BIG_NEW), YES),
    case("two records do not share it", BOTH, works(BIG_OLD, SMALL_NEW), NO),
    case("a part is missing", BOTH, works({"投资额": "600万元"}), MAYBE, "动工日"),
    case("a part is missing where it does not matter", BOTH, works({"投资额": "100万元"}), NO),
    case("a part is missing beside a full one", BOTH, works({"投资额": "600万元"}, BIG_NEW), YES),
    case("none", BOTH, works(), NO),
    case("unknown", BOTH, {}, MAYBE, "工程"),
    case("any at all", "存在 工程", works({}), YES),
    case("none at all", "存在 工程", works(), NO),
    case("a boolean of the record", "存在 工程 (完工)", works({"完工": True}), YES),
    case("a code of the record", "存在 工程 (类别 属于 技改类)", works({"类别": "换机"}), YES),
    case("arithmetic in the record", "存在 工程 (投资额 × 2 ≥ 500万元)", works({"投资额": "250万元"}), YES),
    case("counted", "次数(工程 (投资额 ≥ 500万元)) ≥ 2", works(BIG_OLD, BIG_NEW), YES),
    case("counted too few", "次数(工程 (投资额 ≥ 500万元)) ≥ 2", works(BIG_OLD, SMALL_NEW), NO),
    case(
        "counted with one unknown that matters",
        "次数(工程 (投资额 ≥ 500万元)) ≥ 2",
        works(BIG_OLD, {}),
        MAYBE,
        "投资额",
    ),
    case(
        "counted with one unknown that does not", "次数(工程 (投资额 ≥ 500万元)) ≥ 1", works(BIG_OLD, {}), YES
    ),
    case(
        "counted with too many unknown to be few",
        "次数(工程 (投资额 ≥ 500万元)) < 2",
        works(BIG_OLD, {}),
        MAYBE,
        "投资额",
    ),
    case("counted in 次", "次数(工程) ≥ 2次", works({}, {}), YES),
    case("counted exactly", "次数(工程) = 2", works({}, {}), YES),
    case("counted of an unknown list", "次数(工程) ≥ 1", {}, MAYBE, "工程"),
    case("counted supports", "次数(曾获 起步补贴) < 3", {"奖补": ["起步补贴", "起步贴息"]}, YES),
    case(
        "three supports are not fewer than three", "次数(曾获 起步补贴) < 3", {"奖补": ["起步补贴"] * 3}, NO
    ),
    case("summed", "合计(工程 的 投资额) ≥ 700万元", works(BIG_OLD, SMALL_NEW), YES),
    case(
        "summed over those that satisfy",
        "合计(工程 的 投资额 (动工日 ≥ 2023-01-01)) ≥ 700万元",
        works(BIG_OLD, BIG_NEW),
        NO,
    ),
    case(
        "summed with an amount missing", "合计(工程 的 投资额) ≥ 700万元", works(BIG_OLD, {}), MAYBE, "投资额"
    ),
    case("summed enough without the missing one", "合计(工程 的 投资额) ≥ 500万元", works(BIG_OLD, {}), YES),
    case(
        "summed with a condition missing",
        "合计(工程 的 投资额 (动工日 ≥ 2023-01-01)) ≥ 1亿元",
        works({"投资额": "600万元"}),
        NO,
    ),
    case(
        "summed, open either way",
        "合计(工程 的 投资额 (动工日 ≥ 2023-01-01)) ≥ 5万元",
        works({"投资额": "600万元"}),
        MAYBE,
        "动工日",
    ),
    case("summed of nothing is nothing", "合计(工程 的 投资额) = 0元", works(), YES),
]


@pytest.mark.parametrize("row", RECORDS)
def test_one_record_satisfies_all_of_it_and_counts_and_sums_run_over_records(row: Row) -> None:
    check(row, foreign())


@pytest.mark.parametrize("outside", ["销售额 ≥ 1万元", "有许可", "存在 工程 (完工)", "曾获 起步补贴"])
def test_inside_a_record_only_its_own_fields_are_known(outside: str) -> None:
    with pytest.raises(ExpressionError):
        ask(f"存在 工程 (投资额 ≥ 500万元 且 {outside})", vocabulary=foreign())


def test_a_sum_with_unknown_parts_is_bounded() -> None:
    total = value(
        "合计(工程 的 投资额 (动工日 ≥ 2023-01-01))", works(BIG_NEW, {"投资额": "50万元"}), foreign()
    )
    assert total == Num(Fraction(6_000_000), Fraction(6_500_000))


def test_a_first_recognition_of_the_year_is_one_record_of_the_real_dictionary() -> None:
    asked = "存在 资质 (名称 = 高新技术企业 且 认定年度 = 2023年度 且 认定方式 = 首次)"
    record = {"名称": "高新技术企业", "认定年度": 2023, "认定方式": "首次"}
    assert verdict(asked, {"资质": [record]}) == YES
    assert verdict(asked, {"资质": [record | {"认定方式": "重新认定"}]}) == NO
    assert verdict(asked, {"资质": [record | {"认定方式": None}]}) == MAYBE


# --- 9. 近N年 曾获 ----------------------------------------------------------------------------------------------
def support(**values: Any) -> dict[str, Any]:
    """An enterprise that had 起步补贴."""
    return {"奖补": [{"名称": "起步补贴"} | values]}


NEAR = "近3年 曾获 起步补贴"
SUPPORTS = [
    case("this year", NEAR, support(年度=2024), YES),
    case("the third year before", NEAR, support(年度=2021), YES),
    case("the fourth year before", NEAR, support(年度=2020), NO),
    case("a year to come", NEAR, support(年度=2025), NO),
    case("by its day", NEAR, support(拨付日="2021-01-01"), YES),
    case("by its day, too early", NEAR, support(拨付日="2020-12-31"), NO),
    case("by its day, later this year", NEAR, support(拨付日="2024-12-31"), NO),
    case("undated", NEAR, support(), MAYBE, "年度"),
    case("undated, asked without years", "曾获 起步补贴", support(), YES),
    case("a bare name is undated", NEAR, {"奖补": ["起步补贴"]}, MAYBE, "年度"),
    case("none", NEAR, {"奖补": []}, NO),
    case("another support", NEAR, {"奖补": [{"名称": "厂房补贴", "年度": 2023}]}, NO),
    case(
        "a support outside the table is another name",
        NEAR,
        {"奖补": [{"名称": "龙年红包", "年度": 2023}]},
        NO,
    ),
    case("a support outside the table, asked by its name", "曾获 龙年红包", {"奖补": ["龙年红包"]}, YES),
    case("not had", "非 (近3年 曾获 起步补贴)", support(年度=2020), YES),
    case("counted over years", "次数(近3年 曾获 起步补贴) ≥ 1", support(年度=2020), NO),
]


@pytest.mark.parametrize("row", SUPPORTS)
def test_the_last_years_of_a_support_are_this_year_and_the_years_before(row: Row) -> None:
    check(row, foreign())


def test_the_years_of_a_support_follow_as_of() -> None:
    given = support(年度=2021)
    assert ask(NEAR, given, "2025-01-01", foreign()).verdict == NO
    assert ask(NEAR, given, dt.date(2021, 1, 1), foreign()).verdict == YES
