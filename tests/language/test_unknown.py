"""What is unknown: LANGUAGE 1–5, one section a point. Every row was written from the specification."""

from __future__ import annotations

import pytest

from language.asking import MAYBE, NO, YES, Row, ask, case, check, foreign, real, value, verdict
from matcher.language.parse import parse

# Three facts of each answer: 有许可 true, false or absent.
T, F = "员工 ≥ 1人", "员工 < 1人"
U = "发明 ≥ 1项"
GIVEN = {"员工": "10人"}
LETTERS = {"T": T, "F": F, "U": U}


def spelled(formula: str) -> str:
    """T, F and U put as conditions that are true, false and unknown."""
    return "".join(LETTERS.get(letter, letter) for letter in formula)


# --- 1. Strong Kleene, 至少 N 项, 若 ------------------------------------------------------------------------
KLEENE = [
    ("T且T", YES),
    ("T且F", NO),
    ("T且U", MAYBE),
    ("F且F", NO),
    ("F且U", NO),
    ("U且F", NO),
    ("U且U", MAYBE),
    ("T或T", YES),
    ("T或F", YES),
    ("T或U", YES),
    ("U或T", YES),
    ("F或F", NO),
    ("F或U", MAYBE),
    ("U或U", MAYBE),
    ("非T", NO),
    ("非F", YES),
    ("非U", MAYBE),
    ("非(U且F)", YES),
    ("非(U或T)", NO),
    ("非非U", MAYBE),
    ("U且非U", MAYBE),
    ("U或非U", MAYBE),
    ("至少 1 项 (T; F; U)", YES),
    ("至少 2 项 (T; F; U)", MAYBE),
    ("至少 3 项 (T; F; U)", NO),
    ("至少 2 项 (T; T; U)", YES),
    ("至少 2 项 (F; F; U)", NO),
    ("至少 1 项 (F; F; U)", MAYBE),
    ("至少 1 项 (F)", NO),
    ("若 T 则 T 否则 F", YES),
    ("若 T 则 F 否则 T", NO),
    ("若 F 则 T 否则 F", NO),
    ("若 F 则 F 否则 T", YES),
    ("若 T 则 U 否则 T", MAYBE),
    ("若 F 则 T 否则 U", MAYBE),
    ("若 U 则 T 否则 T", YES),
    ("若 U 则 F 否则 F", NO),
    ("若 U 则 T 否则 F", MAYBE),
    ("若 U 则 F 否则 T", MAYBE),
    ("若 U 则 U 否则 U", MAYBE),
    ("若 U 则 T 否则 U", MAYBE),
    ("若 T 则 T", YES),
    ("若 T 则 F", NO),
    ("若 T 则 U", MAYBE),
    ("若 F 则 F", YES),
    ("若 F 则 U", YES),
    ("若 U 则 T", YES),
    ("若 U 则 F", MAYBE),
    ("若 U 则 U", MAYBE),
]


@pytest.mark.parametrize(("formula", "expected"), KLEENE, ids=[formula for formula, _ in KLEENE])
def test_true_false_and_unknown_combine_as_kleene_has_it(formula: str, expected: str) -> None:
    part = ask(spelled(formula), GIVEN, vocabulary=foreign())
    assert part.verdict == expected
    assert part.missing == (("发明",) if expected == MAYBE else ())


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("若 T 则 F 否则 T 或 T", "若 T 则 F 否则 (T 或 T)"),
        ("若 T 则 F 否则 T 且 T", "若 T 则 F 否则 (T 且 T)"),
        ("若 F 则 T 否则 若 T 则 T 否则 F", "若 F 则 T 否则 (若 T 则 T 否则 F)"),
        ("T 且 T 或 F", "(T 且 T) 或 F"),
        ("非 T 或 T", "(非 T) 或 T"),
        ("若 T 则 T 且 F 否则 T", "若 T 则 (T 且 F) 否则 T"),
    ],
)
def test_an_else_reaches_as_far_right_as_it_can_and_or_binds_loosest(short: str, long: str) -> None:
    left, right = (parse(spelled(text), foreign()) for text in (short, long))
    assert left == right


def test_a_choice_may_give_a_value() -> None:
    expression = "创新强度 ≥ (若 行当 属于 制造 则 10% 否则 30%)"
    given = {"创新投入": "15万元", "销售额": "100万元"}
    assert verdict(expression, given | {"行当": "棉纺"}, vocabulary=foreign()) == YES
    assert verdict(expression, given | {"行当": "零售"}, vocabulary=foreign()) == NO
    part = ask(expression, given, vocabulary=foreign())
    assert (part.verdict, part.missing) == (MAYBE, ("行当",))


def test_a_choice_of_values_that_cannot_be_made_lies_between_them() -> None:
    expression = "创新强度 ≥ (若 行当 属于 制造 则 10% 否则 30%)"
    given = {"销售额": "100万元"}
    assert verdict(expression, given | {"创新投入": "5万元"}, vocabulary=foreign()) == NO
    assert verdict(expression, given | {"创新投入": "40万元"}, vocabulary=foreign()) == YES


def test_a_value_without_an_else_is_not_made_up() -> None:
    part = ask(
        "销售额 ≥ (若 行当 属于 制造 则 10万元)", {"销售额": "1亿元", "行当": "零售"}, vocabulary=foreign()
    )
    assert part.verdict == MAYBE
    assert part.missing == ()
    assert part.reviews


# --- 2. What is missing ------------------------------------------------------------------------------------
MISSING = [
    case("one unknown field", "营业收入 ≥ 2000万元", {}, MAYBE, "营业收入"),
    case("a synonym is told by its first name", "营收 ≥ 2000万元", {}, MAYBE, "营业收入"),
    case("each field once", "营业收入 ≥ 2000万元 且 营业收入 ≤ 1亿元", {}, MAYBE, "营业收入"),
    case("each field once over years", "近3年 每年 营业收入 ≥ 2000万元", {}, MAYBE, "营业收入"),
    case("both sides", "研发费用 ÷ 营业收入 ≥ 3%", {}, MAYBE, "研发费用 营业收入"),
    case("nothing under a decided and", "营业收入 ≥ 2000万元 且 独立法人", {"独立法人": False}, NO),
    case("nothing under a decided or", "营业收入 ≥ 2000万元 或 独立法人", {"独立法人": True}, YES),
    case(
        "only what is open",
        "(营业收入 ≥ 2000万元 或 独立法人) 且 员工人数 ≥ 10人",
        {"独立法人": True},
        MAYBE,
        "员工人数",
    ),
    case(
        "not what stands beside a no inside an open or",
        "(营业收入 ≥ 2000万元 且 独立法人) 或 员工人数 ≥ 10人",
        {"独立法人": False},
        MAYBE,
        "员工人数",
    ),
    case(
        "not under a decided item of at least",
        "至少 2 项 (营业收入 ≥ 2000万元 且 独立法人; 员工人数 ≥ 10人; 净利润 ≥ 1万元)",
        {"独立法人": False},
        MAYBE,
        "员工人数 净利润",
    ),
    case(
        "only the branch that is taken",
        "若 独立法人 则 营业收入 ≥ 1万元 否则 员工人数 ≥ 1人",
        {"独立法人": True},
        MAYBE,
        "营业收入",
    ),
    case(
        "both branches where the choice is open",
        "若 独立法人 则 营业收入 ≥ 1万元 否则 员工人数 ≥ 1人",
        {},
        MAYBE,
        "独立法人 营业收入 员工人数",
    ),
    case(
        "nothing under the decided condition of a value",
        "营业收入 ≥ (若 独立法人 且 员工人数 ≥ 50人 则 100万元 否则 200万元)",
        {"员工人数": "10人"},
        MAYBE,
        "营业收入",
    ),
    case("a sugar's own fields", "年产值 首次达到 10亿元", {"年产值": "12亿元"}, MAYBE, "历史最高年产值"),
    case("a sugar that fails lacks nothing", "年产值 首次达到 10亿元", {"年产值": "9亿元"}, NO),
    case("a judgment is missing by its question", "人工认定「符合导向」", {}, MAYBE, "人工认定「符合导向」"),
    case("a list that is absent", "资质 包含 高新技术企业", {}, MAYBE, "资质"),
    case("given takes synonyms", "营业收入 ≥ 2000万元", {"营收": "2000万元"}, YES),
    case("null is missing", "营业收入 ≥ 2000万元", {"营业收入": None}, MAYBE, "营业收入"),
    case("a derived field by its own name", "研发占比 ≥ 3%", {"研发费用": "3万元"}, MAYBE, "研发占比"),
]


@pytest.mark.parametrize("row", MISSING)
def test_missing_lists_the_unknown_fields_by_first_name_and_nothing_decided(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("营收 ≥ 2000万元", "营业收入不低于20000000元"),
        ("营业收入 2000万元以上", "营业收入>=2,000万元"),
        ("注册地 属于 金山区", "工商注册地 在 金山区"),
        ("行业 属于 制造业", "所属行业 属于 C"),
        ("研发占比 ≥ 3%", "研发投入强度 达到 百分之三"),
        ("成立年限 ≥ 24个月", "成立年限 ≥ 两年"),
        ("连续2年 增长率(产值) ≥ 20%", "近2年 每年 增长率(年产值) ≥ 20%"),
        ("资质 包含 高新技术企业", "企业资质 具有 高企"),
        ("非 独立法人", "并非 独立法人资格"),
        ("营业收入 ≥ 1万元 且 (独立法人 且 规上)", "营业收入 ≥ 1万元 且 独立法人 且 规上"),
    ],
)
def test_trees_are_equal_whatever_the_spelling(one: str, other: str) -> None:
    assert parse(one, real()) == parse(other, real())


# --- 3. A denominator of zero or less ----------------------------------------------------------------------
ZERO = "分母为零"
DENOMINATORS = [
    case("zero", "研发费用 ÷ 营业收入 ≥ 3%", {"研发费用": "5万元", "营业收入": "0元"}, MAYBE, "", ZERO),
    case("zero by zero", "研发费用 ÷ 营业收入 ≥ 3%", {"研发费用": "0元", "营业收入": "0元"}, MAYBE, "", ZERO),
    case(
        "zero, asked the other way",
        "研发费用 ÷ 营业收入 < 3%",
        {"研发费用": "5万元", "营业收入": "0元"},
        MAYBE,
        "",
        ZERO,
    ),
    case("negated", "非 研发费用 ÷ 营业收入 ≥ 3%", {"研发费用": "5万元", "营业收入": "0元"}, MAYBE, "", ZERO),
    case("less than zero", "营业收入 ÷ 净利润 ≥ 3", {"营业收入": "5万元", "净利润": "-1元"}, MAYBE, "", ZERO),
    case("a derived field", "研发占比 ≥ 3%", {"研发费用": "5万元", "营业收入": "0元"}, MAYBE, "", ZERO),
    case(
        "growth from nothing",
        "增长率(产值) ≥ 20%",
        {"产值": {"2023": "5万元", "2022": "0元"}},
        MAYBE,
        "",
        ZERO,
    ),
    case(
        "growth from a loss",
        "增长率(净利润) ≥ 20%",
        {"净利润": {"2023": "5万元", "2022": "-5万元"}},
        MAYBE,
        "",
        ZERO,
    ),
    case(
        "compound growth from nothing",
        "近2年 年均增长率(产值) ≥ 20%",
        {"产值": {"2023": "5万元", "2021": "0元"}},
        MAYBE,
        "",
        ZERO,
    ),
    case(
        "one unit above zero divides", "研发费用 ÷ 营业收入 ≥ 3%", {"研发费用": "1元", "营业收入": "1元"}, YES
    ),
    case(
        "a stated value stands where nothing can be derived",
        "研发占比 ≥ 3%",
        {"研发占比": "5%", "营业收入": "0元", "研发费用": "1元"},
        YES,
        "",
        ZERO,
    ),
]


@pytest.mark.parametrize("row", DENOMINATORS)
def test_a_denominator_of_zero_or_less_is_unknown_and_said(row: Row) -> None:
    check(row)


# --- 4. Codes that are unknown or too coarse ----------------------------------------------------------------
CODES = [
    case("itself", "登记镇 属于 西镇", {"登记镇": "西镇"}, YES),
    case("below", "登记镇 属于 海州", {"登记镇": "西镇一村"}, YES),
    case("beside", "登记镇 属于 西镇", {"登记镇": "东镇"}, NO),
    case("elsewhere", "登记镇 属于 海州", {"登记镇": "北镇"}, NO),
    case("coarser than asked", "登记镇 属于 西镇", {"登记镇": "海州"}, MAYBE, "登记镇", "粗"),
    case("coarser by two levels", "登记镇 属于 西镇一村", {"登记镇": "海州"}, MAYBE, "登记镇", "粗"),
    case("coarse but elsewhere", "登记镇 属于 西镇", {"登记镇": "山州"}, NO),
    case("not in the table", "登记镇 属于 西镇", {"登记镇": "蓬莱"}, MAYBE, "", "蓬莱"),
    case("not in the table, negated", "非 登记镇 属于 西镇", {"登记镇": "蓬莱"}, MAYBE, "", "蓬莱"),
    case("equals asks as 属于 does", "登记镇 = 海州", {"登记镇": "西镇一村"}, YES),
    case("unequal is its negation", "登记镇 ≠ 海州", {"登记镇": "西镇一村"}, NO),
    case("unequal to a coarse one is unknown", "登记镇 ≠ 西镇", {"登记镇": "海州"}, MAYBE, "登记镇", "粗"),
    case("any of several", "登记镇 属于 (东镇; 北镇)", {"登记镇": "北镇"}, YES),
    case(
        "coarse for one, foreign to the other",
        "登记镇 属于 (东镇; 北镇)",
        {"登记镇": "海州"},
        MAYBE,
        "登记镇",
        "粗",
    ),
    case(
        "all children named still do not make the parent",
        "登记镇 属于 (东镇; 西镇)",
        {"登记镇": "海州"},
        MAYBE,
        "登记镇",
        "粗",
    ),
    case("a group", "行当 属于 实体", {"行当": "棉纺"}, YES),
    case("outside a group", "行当 属于 (实体)", {"行当": "商贸"}, MAYBE, "行当", "粗"),
    case("by code and by alias", "登记镇 属于 K2 且 登记镇 属于 西溪", {"登记镇": "K21"}, YES),
    case("missing", "登记镇 属于 西镇", {}, MAYBE, "登记镇"),
]


@pytest.mark.parametrize("row", CODES)
def test_a_code_that_is_unknown_or_coarse_is_never_a_no(row: Row) -> None:
    check(row, foreign())


REAL_CODES = [
    case("C against C26", "行业 属于 C26", {"行业": "C"}, MAYBE, "行业", "粗"),
    case("C26 against C", "行业 属于 C", {"行业": "C26"}, YES),
    case("the city against the district", "注册地 属于 金山区", {"注册地": "上海市"}, MAYBE, "注册地", "粗"),
    case("a town of the district", "注册地 属于 金山区", {"注册地": "枫泾镇"}, YES),
    case("another district", "注册地 属于 金山区", {"注册地": "奉贤区"}, NO),
    case("another planet", "注册地 属于 金山区", {"注册地": "火星"}, MAYBE, "", "火星"),
    case("industry as the nation groups it", "行业 属于 工业", {"行业": "D44"}, YES),
    case("an industry nobody knows", "行业 属于 工业", {"行业": "占星"}, MAYBE, "", "占星"),
]


@pytest.mark.parametrize("row", REAL_CODES)
def test_places_and_industries_of_the_real_tables_answer_the_same_way(row: Row) -> None:
    check(row)


# --- 5. Consistent facts only narrow; what contradicts is said -----------------------------------------------
def test_a_stated_value_that_contradicts_its_own_parts_is_reported_and_does_not_win() -> None:
    given = {"创新强度": "50%", "创新投入": "1万元", "销售额": "100万元"}
    part = ask("创新强度 ≥ 10%", given, vocabulary=foreign())
    assert part.verdict == NO
    assert any("创新强度" in remark for remark in part.reviews)


def test_a_rounded_stated_share_is_no_contradiction() -> None:
    given = {"创新强度": "33.3%", "创新投入": "1万元", "销售额": "3万元"}
    assert ask("创新强度 ≥ 33%", given, vocabulary=foreign()).reviews == ()


def test_a_stated_peak_below_a_known_year_is_reported_and_does_not_win() -> None:
    given = {"最高销售额": "10万元", "销售额": {"2023": "50万元", "2021": "30万元"}}
    part = ask("最高销售额 < 20万元", given, vocabulary=foreign())
    assert part.verdict == NO
    assert any("最高销售额" in remark for remark in part.reviews)


def test_an_amount_that_rests_on_a_missing_fact_is_bounded_not_made_up() -> None:
    amount = value("最小(创新投入 × 10%, 300万元)", {}, foreign())
    assert (amount.low, amount.high) == (None, 3_000_000)
    sure = value("最小(创新投入 × 10%, 300万元)", {"创新投入": "1000万元"}, foreign())
    assert (sure.low, sure.high) == (1_000_000, 1_000_000)
