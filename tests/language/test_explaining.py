"""Explanations: which parts failed, by how much, which facts were used and where they come from."""

from __future__ import annotations

from typing import Any

import pytest

from language.asking import MAYBE, NO, YES, ask, foreign, real
from matcher.language.display import gap_text, lookup_text, value_text
from matcher.language.explain import Part


def distance(expression: str, given: dict[str, Any]) -> str:
    """How far the only failed leaf is from holding, in words."""
    part = ask(expression, given)
    assert part.verdict == NO
    [leaf] = part.failed()
    return "" if leaf.gap is None else gap_text(leaf.gap, real())


GAPS = [
    ("营业收入 ≥ 2000万元", {"营业收入": "1800万元"}, "现为 1800万元，还差 200万元（10%）"),
    ("营业收入 > 2000万元", {"营业收入": "1800万元"}, "现为 1800万元，还差 200万元（10%）"),
    ("2000万元 ≤ 营业收入", {"营业收入": "1800万元"}, "现为 1800万元，还差 200万元（10%）"),
    ("员工人数 ≤ 100人", {"员工人数": 120}, "现为 120人，超出 20人（20%）"),
    ("员工人数 < 100人", {"员工人数": 120}, "现为 120人，超出 20人（20%）"),
    ("员工人数 在 50人 到 100人 之间", {"员工人数": 120}, "现为 120人，超出 20人（20%）"),
    ("员工人数 在 50人 到 100人 之间", {"员工人数": 40}, "现为 40人，还差 10人（20%）"),
    ("员工人数 > 50人", {"员工人数": 50}, "现为 50人，正好在界上，还须超过"),
    ("员工人数 < 50人", {"员工人数": 50}, "现为 50人，正好在界上，还须低于"),
    (
        "研发费用 ÷ 营业收入 ≥ 3%",
        {"研发费用": "2万元", "营业收入": "100万元"},
        "现为 2%，还差 1百分点（33.3333%）",
    ),
    ("研发占比 ≥ 3%", {"研发费用": "2万元", "营业收入": "100万元"}, "现为 2%，还差 1百分点（33.3333%）"),
    ("营业收入 ÷ 净利润 ≥ 3", {"营业收入": "2元", "净利润": "1元"}, "现为 2，还差 1（33.3333%）"),
    ("增长率(产值) ≥ 20%", {"产值": {"2023": "11万元", "2022": "10万元"}}, "现为 10%，还差 10百分点（50%）"),
    (
        "产值 ÷ 用地面积 ≥ 150万元/亩",
        {"产值": "100万元", "用地面积": "1亩"},
        "现为 100万元/亩，还差 50万元/亩（33.3333%）",
    ),
    (
        "营业收入 ≥ 研发费用 × 10",
        {"营业收入": "100万元", "研发费用": "11万元"},
        "现为 100万元，还差 10万元（9.0909%）",
    ),
    ("成立年限 ≥ 3年", {"注册日期": "2022-07-30"}, "成立年限现为 23个月，还差 13个月"),
    ("成立年限 ≥ 3年", {"注册日期": "2022-06-30"}, "成立年限现为 2年，还差 1年"),
    ("成立年限 ≥ 90日", {"注册日期": "2024-06-01"}, ""),
    ("成立年限 ≤ 5年", {"注册日期": "2012-06-30"}, ""),
    ("独立法人", {"独立法人": False}, ""),
    ("行业 属于 制造业", {"行业": "F51"}, ""),
    ("员工人数 = 50人", {"员工人数": 49}, ""),
    ("净利润 ≥ 0元", {"净利润": "-5万元"}, "现为 -5万元，还差 5万元"),
    ("净利润 ≥ -1万元", {"净利润": "-5万元"}, "现为 -5万元，还差 4万元（400%）"),
    ("近3年 年均增长率(产值) ≥ 20%", {"产值": {"2023": "11万元", "2020": "10万元"}}, ""),
    ("年产值 首次达到 10亿元", {"年产值": "9亿元"}, "现为 9亿元，还差 1亿元（10%）"),
]


@pytest.mark.parametrize(("expression", "given", "words"), GAPS)
def test_a_failed_comparison_says_how_far_it_is_from_holding(
    expression: str, given: dict[str, Any], words: str
) -> None:
    assert distance(expression, given) == words


def test_what_holds_or_is_open_has_no_distance() -> None:
    for given in ({"营业收入": "2000万元"}, {}):
        assert [leaf.gap for leaf in ask("营业收入 ≥ 2000万元", given).leaves()] == [None]


def failed(expression: str, given: dict[str, Any]) -> list[str]:
    """The texts of the leaves because of which a condition does not hold."""
    return [leaf.text for leaf in ask(expression, given, vocabulary=foreign()).failed()]


def test_the_failed_leaves_are_those_that_bring_the_whole_down() -> None:
    given = {"员工": 5, "有许可": True, "销售额": "5万元"}
    assert failed("有许可 且 员工 ≥ 10人", given) == ["员工 ≥ 10人"]
    assert failed("员工 ≥ 10人 或 销售额 ≥ 9万元", given) == ["员工 ≥ 10人", "销售额 ≥ 9万元"]
    assert failed("有许可 或 员工 ≥ 10人", given) == []
    assert failed("非 有许可", given) == ["非 有许可"]
    assert failed("近2年 每年 销售额 ≥ 1万元", {"销售额": {"2023": "5万元", "2022": "0元"}}) == [
        "销售额 ≥ 1万元"
    ]


def test_each_year_of_a_span_is_a_part_with_its_year() -> None:
    part = ask("近2年 每年 销售额 ≥ 1万元", {"销售额": {"2023": "5万元"}}, vocabulary=foreign())
    assert [(child.year, child.verdict) for child in part.children] == [(2023, YES), (2022, MAYBE)]
    part = ask("前年 盈利", {"净利": {"2022": "1元"}}, vocabulary=foreign())
    assert [(leaf.year, leaf.verdict) for leaf in part.leaves()] == [(2022, YES)]
    part = ask("上年 盈利 且 当年 盈利", {"净利": {"2023": "1元", "2024": "0元"}}, vocabulary=foreign())
    assert [(leaf.year, leaf.verdict) for leaf in part.leaves()] == [(2023, YES), (2024, NO)]


def test_a_choice_shows_its_condition_and_both_branches() -> None:
    part = ask("若 有许可 则 员工 ≥ 1人 否则 员工 ≥ 2人", {"员工": 1}, vocabulary=foreign())
    assert [child.verdict for child in part.children] == [MAYBE, YES, NO]


def test_a_sugar_is_explained_by_its_parts_under_its_own_words() -> None:
    part = ask("销售额 首次达到 3万元", {"销售额": "5万元"}, vocabulary=foreign())
    assert part.text == "销售额 首次达到 3万元"
    assert [child.text for child in part.children] == ["销售额 ≥ 3万元", "最高销售额 < 3万元"]
    assert [child.verdict for child in part.children] == [YES, MAYBE]


def used(part: Part, vocabulary: Any) -> list[str]:
    """The facts that were used, in words."""
    return [lookup_text(lookup, vocabulary) for leaf in part.leaves() for lookup in leaf.lookups]


@pytest.mark.parametrize(
    ("expression", "given", "words"),
    [
        ("员工 ≥ 1人", {"员工": 5}, ["员工（2023年度）：5人（官方）"]),
        ("前年 员工 ≥ 1人", {"员工": 5}, ["员工（2022年度）：缺"]),
        ("有许可", {"有许可": False}, ["有许可：否（官方）"]),
        ("销售额 ≥ 1万元", {"销售额": {"值": "5万元", "来源": "自报"}}, ["销售额（2023年度）：5万元（自报）"]),
        ("存续期 ≥ 1年", {"开业日": "2020-01-02"}, ["存续期：自 2020-01-02 起（官方），由 开业日：2020-01-02（官方） 得出"]),
        ("登记镇 属于 海州", {"登记镇": "K1"}, ["登记镇：东镇（官方）"]),
        ("创新强度 ≥ 1%", {"创新投入": "1万元", "销售额": "4万元"},
         ["创新强度（2023年度）：25%（官方），由 创新投入（2023年度）：1万元（官方）、销售额（2023年度）：4万元（官方） 得出"]),
        ("荣誉 包含 绿牌", {"荣誉": [{"名称": "绿牌", "到期日": "2025-01-01"}]}, ["荣誉：绿牌（到期日 2025-01-01）（官方）"]),
        ("荣誉 包含 绿牌", {"荣誉": []}, ["荣誉：没有符合的记录（官方）"]),
        ("荣誉 包含 绿牌", {}, ["荣誉：缺"]),
    ],
)  # fmt: skip
def test_the_facts_used_are_told_with_year_source_and_origin(
    expression: str, given: dict[str, Any] | None, words: list[str]
) -> None:
    if given is not None:
        assert used(ask(expression, given, vocabulary=foreign()), foreign()) == words


def test_a_derived_value_is_as_weak_as_its_weakest_part() -> None:
    given = {"创新投入": {"值": "1万元", "来源": "推断"}, "销售额": {"值": "4万元", "来源": "自报"}}
    [leaf] = ask("创新强度 ≥ 1%", given, vocabulary=foreign()).leaves()
    [lookup] = leaf.lookups
    assert lookup.fact is not None
    assert lookup.fact.source == "推断"


def test_bounds_and_open_choices_are_told_as_such() -> None:
    part = ask("最高销售额 < 20万元", {"销售额": {"2020": "30万元"}}, vocabulary=foreign())
    assert "不低于 30万元" in used(part, foreign())[0]
    part = ask("企业规模 = 小型", {"行业": "C26", "营业收入": "300万元"})
    assert "小型 或 微型" in used(part, real())[0] or "微型 或 小型" in used(part, real())[0]


def test_an_unknown_value_is_told_as_unknown() -> None:
    assert value_text(None, None) == "未知"


def test_the_facts_of_a_derived_condition_that_is_open_name_the_field_itself() -> None:
    part = ask("守约", {}, vocabulary=foreign())
    assert (part.verdict, part.missing) == (MAYBE, ("守约",))
