"""Numbers and units: LANGUAGE 15–17. Every row was written from the specification."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.asking import MAYBE, NO, YES, Row, ask, case, check, foreign, real, verdict
from matcher.errors import ExpressionError, MatcherError


# --- 15. As if exact in decimals ---------------------------------------------------------------------------------
def ratio(part: str, whole: str) -> dict[str, Any]:
    """An enterprise with this 研发费用 and 营业收入."""
    return {"研发费用": part, "营业收入": whole}


SHARE = "研发费用 ÷ 营业收入 ≥ 3%"
EXACT = [
    case("a fifth", "增长率(产值) ≥ 20%", {"产值": {"2023": "120元", "2022": "100元"}}, YES),
    case("a tenth of a tenth", "研发费用 ÷ 营业收入 = 1%", ratio("0.1元", "10元"), YES),
    case("thirty of a thousand", SHARE, ratio("30万元", "1000万元"), YES),
    case("three of a hundred in fractions of a yuan", SHARE, ratio("0.03元", "1元"), YES),
    case("one hundred-millionth short", SHARE, ratio("2.99999997万元", "100万元"), NO),
    case("a third of three", "研发费用 ÷ 营业收入 × 3 = 1", ratio("1元", "3元"), YES),
    case("a sum of tenths", "研发费用 + 营业收入 = 0.3元", ratio("0.1元", "0.2元"), YES),
    case("a difference of tenths", "营业收入 - 研发费用 = 0.1元", ratio("0.2元", "0.3元"), YES),
    case(
        "300 billion over three years",
        "近3年 合计 营业收入 ≥ 9000亿元",
        {"营业收入": {"2023": "3000亿元", "2022": "3000亿元", "2021": "3000亿元"}},
        YES,
    ),
    case(
        "300 billion over three years, one fen short",
        "近3年 合计 营业收入 ≥ 9000亿元",
        {"营业收入": {"2023": "3000亿元", "2022": "3000亿元", "2021": "299999999999.99元"}},
        NO,
    ),
    case(
        "an average without a finite decimal",
        "近3年 平均 营业收入 × 3 = 100元",
        {"营业收入": {"2023": "33元", "2022": "33元", "2021": "34元"}},
        YES,
    ),
    case("square metres to mu", "用地面积 = 1亩", {"用地面积": "1亩"}, YES),
    case("mu against square metres", "建筑面积 ≥ 2亩", {"建筑面积": "1333.3333平方米"}, NO),
    case("mu against square metres, enough", "建筑面积 ≥ 3亩", {"建筑面积": "2000平方米"}, YES),
]


@pytest.mark.parametrize("row", EXACT)
def test_answers_are_as_if_exact_in_decimals(row: Row) -> None:
    check(row)


# Up to 12 digits with up to 4 decimals, as tables hold them.
amounts = st.decimals(min_value=0, max_value=10**8, places=4, allow_nan=False)


@given(amounts, amounts, st.decimals(min_value=0, max_value=100, places=2))
def test_a_share_compares_as_its_fractions_do(part: Any, whole: Any, percent: Any) -> None:
    given_ = ratio(f"{part}万元", f"{whole}万元")
    for op, holds in (
        ("≥", lambda a, b: a >= b),
        (">", lambda a, b: a > b),
        ("≤", lambda a, b: a <= b),
        ("<", lambda a, b: a < b),
        ("=", lambda a, b: a == b),
        ("≠", lambda a, b: a != b),
    ):
        answer = verdict(f"研发费用 ÷ 营业收入 {op} {percent}%", given_)
        if whole == 0:
            assert answer == MAYBE
        else:
            exact = Fraction(part) / Fraction(whole)
            assert answer == (YES if holds(exact, Fraction(percent) / 100) else NO)


@given(st.lists(amounts, min_size=4, max_size=4), amounts, st.integers(2, 3))
def test_sums_averages_and_growth_compare_as_their_fractions_do(
    years: list[Any], bound: Any, count: int
) -> None:
    stated = {"营业收入": {str(2023 - back): f"{amount}万元" for back, amount in enumerate(years)}}
    exact = [Fraction(amount) for amount in years]
    total, limit = sum(exact[:count], Fraction(0)), Fraction(bound)
    assert verdict(f"近{count}年 合计 营业收入 ≥ {bound}万元", stated) == (YES if total >= limit else NO)
    assert verdict(f"近{count}年 平均 营业收入 < {bound}万元", stated) == (
        YES if total / count < limit else NO
    )
    if exact[count]:
        grown, rate = exact[0] / exact[count], Fraction(bound) / 10**7
        expected = YES if grown >= (1 + rate) ** count else NO
        assert verdict(f"近{count}年 年均增长率(营业收入) ≥ {bound / 10**5:f}%", stated) == expected


# --- 16. Which words include the bound -------------------------------------------------------------------------------
# The bound itself, one below and one above it.
INCLUDING_UP = ["≥", ">=", "≧", "不低于", "不少于", "不小于", "大于等于", "大于或等于", "达到", "至少"]
INCLUDING_DOWN = ["≤", "<=", "≦", "不高于", "不超过", "不多于", "不大于", "小于等于", "小于或等于", "至多"]
EXCLUDING_UP = [">", "＞", "超过", "大于", "高于", "多于"]
EXCLUDING_DOWN = ["<", "＜", "低于", "小于", "少于", "不足", "不满", "未满"]
WORDS = [(word, (False, True, True)) for word in INCLUDING_UP]
WORDS += [(word, (True, True, False)) for word in INCLUDING_DOWN]
WORDS += [(word, (False, False, True)) for word in EXCLUDING_UP]
WORDS += [(word, (True, False, False)) for word in EXCLUDING_DOWN]
WORDS += [(word, (False, True, False)) for word in ("=", "==", "等于")]
WORDS += [(word, (True, False, True)) for word in ("≠", "!=", "<>", "不等于")]


def answers(expression: str) -> tuple[bool, ...]:
    """The answers for 49, 50 and 51 people."""
    verdicts = [verdict(expression, {"员工人数": f"{people}人"}) for people in (49, 50, 51)]
    assert MAYBE not in verdicts
    return tuple(answer == YES for answer in verdicts)


@pytest.mark.parametrize(("word", "expected"), WORDS, ids=[word for word, _ in WORDS])
@pytest.mark.parametrize("space", ["", " "], ids=["unspaced", "spaced"])
def test_each_word_of_comparison_includes_or_excludes_its_bound(
    word: str, expected: tuple[bool, ...], space: str
) -> None:
    assert answers(f"员工人数{space}{word}{space}50人") == expected


AFTER = [("以上", (False, True, True)), ("及以上", (False, True, True))]
AFTER += [(word, (True, True, False)) for word in ("以下", "及以下", "以内", "之内")]


@pytest.mark.parametrize(("word", "expected"), AFTER, ids=[word for word, _ in AFTER])
def test_words_after_the_number_include_it(word: str, expected: tuple[bool, ...]) -> None:
    assert answers(f"员工人数 50人{word}") == expected
    assert answers(f"员工人数在50人{word}") == expected


def test_words_before_and_after_the_number_may_agree_but_not_disagree() -> None:
    assert answers("员工人数 达到 50人 以上") == (False, True, True)
    assert answers("员工人数不超过50人以内") == (True, True, False)
    with pytest.raises(ExpressionError):
        answers("员工人数 超过 50人 以上")
    with pytest.raises(ExpressionError):
        answers("员工人数 低于 50人 以上")


@pytest.mark.parametrize("text", ["在 49人 到 50人 之间", "在49人至50人之间", "在 49人 ~ 50人 之间"])
def test_between_includes_both_ends(text: str) -> None:
    assert answers(f"员工人数 {text}") == (True, True, False)


def test_between_answers_as_soon_as_one_end_fails() -> None:
    expression = "员工人数 在 10人 到 研发人员数 之间"
    assert verdict(expression, {"员工人数": "9人"}) == NO
    assert verdict(expression, {"员工人数": "11人"}) == MAYBE


BOUNDS = [
    case("a low bound proves at least", "次数(工程 (完工)) ≥ 1", {"工程": [{"完工": True}, {}]}, YES),
    case(
        "a low bound does not prove equal",
        "次数(工程 (完工)) = 1",
        {"工程": [{"完工": True}, {}]},
        MAYBE,
        "完工",
    ),
    case("outside the bounds is unequal", "次数(工程 (完工)) = 3", {"工程": [{"完工": True}, {}]}, NO),
    case(
        "outside the bounds is unequal, negated", "次数(工程 (完工)) ≠ 3", {"工程": [{"完工": True}, {}]}, YES
    ),
    case("a smaller one caps", "最小(销售额, 净利) ≤ 5万元", {"净利": "5万元"}, YES),
    case("a smaller one does not lift", "最小(销售额, 净利) ≥ 5万元", {"净利": "5万元"}, MAYBE, "销售额"),
    case("a smaller one refutes", "最小(销售额, 净利) ≥ 6万元", {"净利": "5万元"}, NO),
    case("a larger one lifts", "最大(销售额, 净利) ≥ 5万元", {"净利": "5万元"}, YES),
    case("a larger one does not cap", "最大(销售额, 净利) ≤ 5万元", {"净利": "5万元"}, MAYBE, "销售额"),
    case(
        "both known",
        "最大(销售额, 净利) = 7万元 且 最小(销售额, 净利) = 5万元",
        {"净利": "5万元", "销售额": "7万元"},
        YES,
    ),
    case("three of them", "最大(1万元, 销售额, 净利) = 7万元", {"净利": "5万元", "销售额": "7万元"}, YES),
    case("unknown plus known", "销售额 + 净利 ≥ 1万元", {"净利": "5万元"}, MAYBE, "销售额"),
    case("unknown minus known", "销售额 - 净利 ≥ 1万元", {"净利": "5万元"}, MAYBE, "销售额"),
    case("known minus unknown", "净利 - 销售额 ≥ 1万元", {"净利": "5万元"}, MAYBE, "销售额"),
    case("unknown times known", "销售额 × 0 ≥ 0元", {}, MAYBE, "销售额"),
    case("unknown by known", "净利 ÷ 销售额 ≥ 0%", {"销售额": "5万元"}, MAYBE, "净利"),
    case("known by unknown", "净利 ÷ 销售额 ≥ 0%", {"净利": "5万元"}, MAYBE, "销售额"),
    case("a text holds a word", "备注 包含 “新材料”", {"备注": "生产新材料"}, YES),
    case("a text holds none of the words", "备注 包含 (“新材料”; “芯片”)", {"备注": "零售"}, NO),
    case("an unknown text", "备注 包含 “新材料”", {}, MAYBE, "备注"),
    case("an unknown day", "迁来日 ≥ 2023-01-01", {}, MAYBE, "迁来日"),
    case("an unknown boolean", "有许可", {}, MAYBE, "有许可"),
    case("an unknown share", "外资比 ≥ 25%", {}, MAYBE, "外资比"),
    case("an unknown item between", "发明 在 1项 到 5项 之间", {}, MAYBE, "发明"),
    case("an unknown item is not unequal", "发明 ≠ 3项", {}, MAYBE, "发明"),
    case("negative numbers", "净利 ≥ -5万元", {"净利": "-5万元"}, YES),
    case("a product of two unknown bounds", "次数(工程) × 2 ≥ 2", {"工程": [{}]}, YES),
    case("bounds times a number", "次数(工程 (完工)) × 2 ≥ 2", {"工程": [{"完工": True}, {}]}, YES),
    case("bounds times a number, above", "次数(工程 (完工)) × 2 > 4", {"工程": [{"完工": True}, {}]}, NO),
    case("a number by bounds", "10 ÷ 次数(工程 (完工)) ≥ 5", {"工程": [{"完工": True}, {}]}, YES),
]


@pytest.mark.parametrize("row", BOUNDS)
def test_each_operator_answers_on_unknown_and_on_bounds(row: Row) -> None:
    check(row, foreign())


# --- 17. Units -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("营业收入 ≥ 2000万元", "营业收入 ≥ 20000000元"),
        ("营业收入 ≥ 1亿元", "营业收入 ≥ 10000万元"),
        ("营业收入 ≥ 1.5亿元", "营业收入 ≥ 15,000万元"),
        ("营业收入 ≥ 3千万元", "营业收入 ≥ 三千万元"),
        ("营业收入 ≥ 2百万元", "营业收入 ≥ 二百万元"),
        ("营业收入 ≥ 1万亿元", "营业收入 ≥ 一万亿元"),
        ("综合能耗 ≥ 1万吨标准煤", "综合能耗 ≥ 10000吨标煤"),
        ("用水量 ≥ 1吨", "用水量 ≥ 1000千克"),
        ("光伏装机容量 ≥ 1兆瓦", "光伏装机容量 ≥ 1000千瓦"),
        ("用电量 ≥ 10万千瓦时", "用电量 ≥ 100000度"),
        ("建筑面积 ≥ 1公顷", "建筑面积 ≥ 10000平方米"),
        ("亩均税收 ≥ 30万元/亩", "亩均税收 ≥ 300000元/亩"),
        ("单位产值能耗 ≤ 0.5吨标准煤/万元", "单位产值能耗 ≤ 5000吨标准煤/亿元"),
        ("发明专利数 ≥ 2项", "发明专利数 ≥ 2件"),
        ("员工人数 ≥ 50人", "员工人数 ≥ 50名"),
        ("研发占比 ≥ 3%", "研发占比 ≥ 3.0％"),
        ("研发占比 ≥ 0.5%", "研发占比 ≥ 千分之五"),
        ("研发占比 ≥ 0.5%", "研发占比 ≥ 5‰"),
        ("实到外资 ≥ 1000万美元", "实到外资 ≥ 10000000美元"),
    ],
)
def test_units_of_one_measure_convert_exactly(one: str, other: str) -> None:
    from matcher.language.parse import parse

    assert parse(one, real()) == parse(other, real())


def test_a_derived_unit_is_what_it_is_made_of() -> None:
    stated = {"产值": "300万元", "用地面积": "2亩", "纳税额": "61万元"}
    assert verdict("产值 ÷ 用地面积 = 150万元/亩", stated) == YES
    assert verdict("亩均产值 = 150万元/亩 且 亩均税收 > 30万元/亩", stated) == YES


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("研发占比 ≥ 3", "3%"),
        ("研发占比 ≥ 0.03", "3%"),
        ("营业收入 ≥ 2000", "2000万元"),
        ("营业收入 > 0", "0万元"),
        ("员工人数 ≥ 50", "50人"),
        ("2000 ≤ 营业收入", "2000万元"),
        ("上年 研发占比 - 前年 研发占比 ≥ 1", "1百分点"),
        ("用地面积 ≥ 20", "20亩"),
        ("员工人数 ≥ 50万元", "人"),
        ("营业收入 ≥ 50人", "万元"),
        ("研发占比 ≥ 3百分点", "%"),
        ("上年 研发占比 - 前年 研发占比 ≥ 1%", "百分点"),
        ("研发占比 ≥ 3万元", "%"),
        ("营业收入 ≥ 3%", "万元"),
        ("亩均税收 ≥ 30万元", "万元/亩"),
        ("实到外资 ≥ 1000万元", "美元"),
        ("用地面积 ≥ 20吨", "亩"),
        ("营业收入 + 员工人数 ≥ 50人", "元"),
        ("最大(营业收入, 员工人数) ≥ 50人", ""),
        ("营业收入 在 1万元 到 5人 之间", "万元"),
    ],
)
def test_a_missing_or_foreign_unit_is_an_error_with_the_right_spelling(wrong: str, remedy: str) -> None:
    with pytest.raises(MatcherError) as caught:
        ask(wrong)
    assert remedy in str(caught.value)
    assert "^" in str(caught.value)


@pytest.mark.parametrize(
    "right",
    [
        "研发费用 ÷ 营业收入 ≥ 3%",
        "研发费用 ÷ 营业收入 ≥ 0.03",
        "营业收入 ÷ 净利润 ≥ 2倍",
        "上年 研发占比 - 前年 研发占比 ≥ 1百分点",
        "上年 研发占比 - 前年 研发占比 ≥ 1个百分点",
        "研发占比 - 1百分点 ≥ 3%",
        "营业收入 × 3% ≤ 研发费用",
        "研发占比 × 营业收入 ≥ 3万元",
        "营业收入 > 0元",
        "次数(资质) ≥ 3",
        "次数(资质) ≥ 3项",
        "营业收入 ÷ 员工人数 ≥ 100万元/人",
        "研发人员数 ÷ 员工人数 ≥ 10%",
        "增长率(产值) ≥ 20%",
    ],
)
def test_what_measures_the_same_may_be_compared(right: str) -> None:
    ask(right)
