"""What a person states of an enterprise: values in any usual spelling, and errors with a remedy."""

from __future__ import annotations

from typing import Any

import pytest

from language.asking import YES, ask, value, verdict
from matcher.errors import MatcherError, UsageError
from matcher.language.values import Num


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("3000万元", 30_000_000),
        ("0.3亿元", 30_000_000),
        ("三千万元", 30_000_000),
        ("３０００万元", 30_000_000),
        ("30,000,000元", 30_000_000),
        ("3000 万元", 30_000_000),
        ("3千万元", 30_000_000),
        ("-5万元", -50_000),
        ("0元", 0),
        ("两万元", 20_000),
        ("1.2345万元", 12_345),
    ],
)
def test_given_amounts_are_read_with_their_units(stated: str, expected: int) -> None:
    assert value("营业收入", {"营业收入": stated}) == Num.point(expected)


@pytest.mark.parametrize(
    "stated",
    [
        "3000",
        3000,
        "很多",
        "3000人",
        "3%",
        True,
        [],
        "3000万元左右",
        "99999999999999亿元",
        "1e30万元",
        "--3万元",
    ],
)
def test_a_given_amount_without_its_unit_or_not_to_be_read_is_an_error(stated: Any) -> None:
    with pytest.raises(UsageError) as caught:
        value("营业收入", {"营业收入": stated})
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("field", "stated", "expression"),
    [
        ("员工人数", 50, "员工人数 = 50人"),
        ("员工人数", "50", "员工人数 = 50人"),
        ("发明专利数", "3件", "发明专利数 = 3项"),
        ("研发占比", "百分之五", "研发占比 = 5%"),
        ("研发占比", "5％", "研发占比 = 5%"),
        ("独立法人", "是", "独立法人"),
        ("独立法人", "否", "非 独立法人"),
        ("注册日期", "2020/1/2", "注册日期 = 2020-01-02"),
        ("注册日期", "2020年1月2日", "注册日期 = 2020-01-02"),
        ("注册日期", "20200102", "注册日期 = 2020-01-02"),
        ("首次入统年度", "2023年度", "首次入统年度 = 2023年度"),
        ("首次入统年度", 2023, "首次入统年度 = 上年"),
        ("行业", "C26", "行业 属于 化学原料和化学制品制造业"),
        ("细分市场年限", "18个月", "细分市场年限 ≥ 1.5年"),
        ("营业收入", {"值": "5万元", "来源": "自报"}, "营业收入 = 5万元"),
        ("营业收入", {"2022年度": "5万元"}, "前年 营业收入 = 5万元"),
    ],
)
def test_given_values_are_read_in_any_usual_spelling(field: str, stated: Any, expression: str) -> None:
    assert verdict(expression, {field: stated}) == YES


@pytest.mark.parametrize(
    "stated",
    [
        {"独立法人": "也许"},
        {"注册日期": "2020-13-01"},
        {"注册日期": "2020年"},
        {"研发占比": 5},
        {"研发占比": "5"},
        {"首次入统年度": "去年"},
        {"没有的指标": 1},
        {"资质": 3},
        {"资质": [3]},
        {"项目": ["改造"]},
        {"项目": [{"投资": "5万元"}]},
        {"营业收入": {"去年": "5万元"}},
        {"营业收入": {"值": "5万元", "来源": "传闻"}},
        {"人工认定": True},
        {"人工认定": {"问": "也许"}},
        {"细分市场年限": 3},
        {"外资股比": {"某日": "3%"}},
    ],
)
def test_given_values_that_cannot_be_read_are_errors_with_a_remedy(stated: dict[str, Any]) -> None:
    with pytest.raises(MatcherError) as caught:
        ask("独立法人", stated)
    assert caught.value.remedy


def test_all_mistakes_of_given_are_told_at_once() -> None:
    with pytest.raises(MatcherError) as caught:
        ask("独立法人", {"研发占比": "5", "营业收入": "3000", "没有的指标": 1})
    assert all(name in str(caught.value) for name in ("研发占比", "营业收入", "没有的指标"))
