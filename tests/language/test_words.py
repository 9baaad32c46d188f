"""Words: LANGUAGE 18–20, spellings, and every condition of DESIGN. Written from the specification."""

from __future__ import annotations

import pytest

from language.asking import MAYBE, NO, YES, ask, foreign, real, verdict
from matcher.errors import ExpressionError, MatcherError
from matcher.language.parse import parse
from matcher.language.printing import print_tree


# --- 18. Booleans and groups -----------------------------------------------------------------------------------------
def test_a_boolean_field_stands_alone() -> None:
    assert verdict("独立法人", {"独立法人": True}) == YES
    assert verdict("独立法人", {"独立法人": False}) == NO
    assert verdict("非 失信被执行", {"失信被执行": False}) == YES
    assert verdict("非 失信被执行", {}) == MAYBE


@pytest.mark.parametrize(
    "wrong",
    ["独立法人 = 1", "独立法人 ≥ 1项", "独立法人 属于 制造业", "营业收入", "行业", "资质", "3万元", "上年"],
)
def test_only_a_boolean_stands_alone_and_it_is_not_compared(wrong: str) -> None:
    with pytest.raises(MatcherError):
        ask(wrong)


@pytest.mark.parametrize(
    ("group", "inside", "outside"),
    [("工业", "B06", "E47"), ("工业", "C26", "F51"), ("工业", "D44", "A01"), ("服务业", "I65", "C26")],
)
def test_named_groups_of_codes_are_data(group: str, inside: str, outside: str) -> None:
    assert verdict(f"行业 属于 {group}", {"行业": inside}) == YES
    assert verdict(f"行业 属于 {group}", {"行业": outside}) == NO


def test_a_group_of_sizes_is_asked_of_the_size() -> None:
    assert verdict("企业规模 属于 中小微企业", {"企业规模": "小型"}) == YES
    assert verdict("企业规模 属于 中小微企业", {"企业规模": "大型"}) == NO
    assert verdict("企业规模 ≠ 大型", {"企业规模": "小型"}) == YES


# --- 19. Chains, quotes, names with 或 and 且 ------------------------------------------------------------------------
@pytest.mark.parametrize("chain", ["10人 ≤ 员工人数 ≤ 50人", "1元<营业收入<2元", "研发费用 = 营业收入 = 1元"])
def test_a_chained_comparison_is_an_error_with_a_hint(chain: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        ask(chain)
    assert "之间" in str(caught.value)
    assert "且" in str(caught.value)


@pytest.mark.parametrize(
    "question",
    ["ａｂｃ（１）", "符合　导向", "是否“重点”", "1 ＋ 1", " 两边有空格 ", "营业收入≥２０００万元 且 非"],
)
def test_nothing_inside_corner_brackets_is_normalised(question: str) -> None:
    assert verdict(f"人工认定「{question}」", {"人工认定": {question: True}}) == YES
    assert parse(print_tree(parse(f"人工认定「{question}」", real())), real()).question == question  # type: ignore[attr-defined]


def test_a_judgment_is_unknown_until_decided() -> None:
    assert verdict("人工认定「符合导向」", {"人工认定": {"符合导向": True}}) == YES
    assert verdict("人工认定「符合导向」", {"人工认定": {"符合导向": False}}) == NO
    assert verdict("人工认定「符合导向」", {"人工认定": {"符合导向": None}}) == MAYBE
    assert verdict("人工认定「符合导向」", {"人工认定": {"另一问": True}}) == MAYBE
    assert verdict("人工认定『符合导向』", {"人工认定": {"符合导向": True}}) == YES


@pytest.mark.parametrize("quotes", ['"{}"', "“{}”", "'{}'", "「{}」", "《{}》"])
def test_names_with_and_or_or_marks_are_quoted(quotes: str) -> None:
    name = quotes.format("农、林、牧、渔业")
    assert verdict(f"行业 属于 {name}", {"行业": "A01"}) == YES


def test_an_open_list_takes_any_quoted_name() -> None:
    asked = "曾获 “技改或扩建（二期）且达产奖励”"
    assert verdict(asked, {"曾获支持": ["技改或扩建（二期）且达产奖励"]}) == YES
    assert verdict(asked, {"曾获支持": ["技改"]}) == NO
    assert parse(print_tree(parse(asked, real())), real()) == parse(asked, real())


# --- 20. No spaces needed ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tight", "loose"),
    [
        ("近3年平均营业收入≥5000万元", "近3年 平均 营业收入 ≥ 5000万元"),
        ("非行业属于非金属矿物制品业", "非 (行业 属于 非金属矿物制品业)"),
        ("注册地属于金山区且行业属于制造业", "注册地 属于 金山区 且 行业 属于 制造业"),
        ("行业属于C26且独立法人", "行业 属于 C26 且 独立法人"),
        (
            "资质包含高新技术企业或资质包含专精特新中小企业",
            "资质 包含 高新技术企业 或 资质 包含 专精特新中小企业",
        ),
        ("列入经营异常名录", "列入 经营异常名录"),
        ("非列入经营异常名录且非列入严重违法失信名单", "非 列入 经营异常名录 且 非 列入 严重违法失信名单"),
        ("近3年曾获科技小巨人", "近3年 曾获 科技小巨人"),
        ("上年营业收入≥2000万元", "上年 营业收入 ≥ 2000万元"),
        ("上年研发费用÷上年营业收入≥3%", "上年 研发费用 ÷ 上年 营业收入 ≥ 3%"),
        ("近3年每年(研发费用÷营业收入)≥5%", "近3年 每年 (研发费用 ÷ 营业收入) ≥ 5%"),
        ("连续2年增长率(产值)≥20%", "连续2年 增长率(产值) ≥ 20%"),
        ("年产值首次达到10亿元", "年产值 首次达到 10亿元"),
        ("成立年限在1年到5年之间", "成立年限 在 1年 到 5年 之间"),
        (
            "至少2项(员工人数≥50人;发明专利数≥2项;独立法人)",
            "至少 2 项 (员工人数 ≥ 50人; 发明专利数 ≥ 2项; 独立法人)",
        ),
        (
            "若行业属于制造业则研发占比≥10%否则研发占比≥30%",
            "若 行业 属于 制造业 则 研发占比 ≥ 10% 否则 研发占比 ≥ 30%",
        ),
        ("发明专利数≥2项", "发明专利数 ≥ 2项"),
        ("2023年度营业收入≥1万元", "2023年度 营业收入 ≥ 1万元"),
        ("企业规模属于(小型;微型)", "企业规模 属于 (小型; 微型)"),
        ("企业规模属于（小型、微型）", "企业规模 属于 (小型; 微型)"),
        (
            "存在项目(固定资产投资≥500万元且开工日期≥2023-01-01)",
            "存在 项目 (固定资产投资 ≥ 500万元 且 开工日期 ≥ 2023-01-01)",
        ),
    ],
)
def test_names_and_words_need_no_spaces(tight: str, loose: str) -> None:
    assert parse(tight, real()) == parse(loose, real())


def test_a_longer_name_wins_over_its_beginning() -> None:
    # 发明 is a field of the foreign dictionary; 发明专利数 is one of the real one.
    with pytest.raises(ExpressionError) as caught:
        parse("发明专利数 ≥ 2项", foreign())
    assert "发明专利数" in caught.value.what
    parse("发明≥2项", foreign())
    assert verdict("非行当属于非金属制造", {"行当": "零售"}, vocabulary=foreign()) == YES


@pytest.mark.parametrize(
    ("wide", "plain"),
    [
        ("研发占比≧３％", "研发占比 ≥ 3%"),
        ("营业收入＞２，０００万元", "营业收入 > 2000万元"),
        ("（独立法人）且（规上）", "独立法人 且 规上"),
        ("至少２项（独立法人；规上；信用良好）", "至少 2 项 (独立法人; 规上; 信用良好)"),
        ("行业　属于　Ｃ２６", "行业 属于 C26"),
        ("开工", None),
        ("注册日期≥２０２３－０１－０１", "注册日期 ≥ 2023-01-01"),
        ("营业收入－研发费用≥１元", "营业收入 - 研发费用 ≥ 1元"),
        ("营业收入＋研发费用≥１元", "营业收入 + 研发费用 ≥ 1元"),
        ("研发费用／营业收入≥３％", "研发费用 ÷ 营业收入 ≥ 3%"),
        ("营业收入＊３％≤研发费用", "营业收入 × 3% ≤ 研发费用"),
    ],
)
def test_full_width_and_half_width_read_the_same(wide: str, plain: str | None) -> None:
    if plain is None:
        with pytest.raises(MatcherError):
            parse(wide, real())
    else:
        assert parse(wide, real()) == parse(plain, real())


@pytest.mark.parametrize(
    ("chinese", "digits"),
    [
        ("研发占比 不低于 百分之三", "研发占比 ≥ 3%"),
        ("研发占比 ≥ 百分之三点五", "研发占比 ≥ 3.5%"),
        ("研发占比 ≥ 百分之十", "研发占比 ≥ 10%"),
        ("研发占比 ≥ 百分之二十五", "研发占比 ≥ 25%"),
        ("营业收入 ≥ 三千万元", "营业收入 ≥ 3000万元"),
        ("营业收入 ≥ 两亿元", "营业收入 ≥ 2亿元"),
        ("营业收入 ≥ 一亿五千万元", "营业收入 ≥ 1.5亿元"),
        ("营业收入 ≥ 一百二十万元", "营业收入 ≥ 120万元"),
        ("营业收入 ≥ 十万元", "营业收入 ≥ 10万元"),
        ("员工人数 ≥ 一百零五人", "员工人数 ≥ 105人"),
        ("成立年限 ≥ 两年", "成立年限 ≥ 2年"),
        ("成立年限 ≥ 十二个月", "成立年限 ≥ 12个月"),
        ("近三年 平均 营业收入 ≥ 1元", "近3年 平均 营业收入 ≥ 1元"),
        ("最近两个会计年度 合计 营业收入 ≥ 1元", "近2年 合计 营业收入 ≥ 1元"),
        ("连续两年 规上标准", None),
        ("连续三年 营业收入 ≥ 1元", "连续3年 营业收入 ≥ 1元"),
        ("至少两项(独立法人; 规上)", "至少 2 项 (独立法人; 规上)"),
    ],
)
def test_chinese_numerals_read_as_digits(chinese: str, digits: str | None) -> None:
    if digits is None:
        with pytest.raises(MatcherError):
            parse(chinese, real())
    else:
        assert parse(chinese, real()) == parse(digits, real())


# --- every condition that DESIGN shows -----------------------------------------------------------------------------------
DESIGN = [
    "注册地 属于 金山区 且 行业 属于 制造业",
    "上年 营业收入 ≥ 2000万元 且 上年 研发费用 ÷ 上年 营业收入 ≥ 3%",
    "近3年 每年 (研发费用 ÷ 营业收入) ≥ 5%",
    "连续2年 增长率(产值) ≥ 20%",
    "资质 包含 高新技术企业 或 资质 包含 专精特新中小企业",
    "非 (列入 经营异常名录 或 列入 严重违法失信名单)",
    "年产值 首次达到 10亿元",
    "成立年限 在 1年 到 5年 之间",
    "至少 4 项 (员工人数 ≥ 50人; 发明专利数 ≥ 2项; 独立法人; 规上)",
    "若 行业 属于 制造业 则 研发占比 ≥ 10% 否则 研发占比 ≥ 30%",
    "存在 项目 (固定资产投资 ≥ 500万元 且 开工日期 ≥ 2023-01-01)",
    "存在 资质 (名称 = 高新技术企业 且 认定年度 = 2023年度 且 认定方式 = 首次)",
    "非 (近3年 曾获 上海市高新技术企业培育入库资助)",
    "次数(曾获 科技小巨人) < 3",
    "独立法人",
    "行业 属于 (C26; C27)",
    "人工认定「符合本区产业导向」",
]


@pytest.mark.parametrize("text", DESIGN)
def test_every_condition_of_the_design_parses_prints_and_is_unknown_of_nobody(text: str) -> None:
    tree = parse(text, real())
    printed = print_tree(tree)
    assert parse(printed, real()) == tree
    assert print_tree(parse(printed, real())) == printed
    part = ask(text)
    assert part.verdict == MAYBE
    assert part.missing


def test_the_design_amount_is_an_expression_too() -> None:
    from matcher.language.parse import parse_value

    parse_value("最小(营业收入 × 10%, 300万元)", real())


def test_the_numeral_is_printed_with_wan_and_yi_and_the_unit_of_the_field() -> None:
    printed = {
        text: print_tree(parse(text, real()))
        for text in ("营业收入 ≥ 20000000元", "营收不低于1.5亿元", "成立年限 ≥ 24个月")
    }
    assert list(printed.values()) == ["营业收入 ≥ 2000万元", "营业收入 ≥ 1.5亿元", "成立年限 ≥ 2年"]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("研发占比 3%（含）以上", "研发占比 ≥ 3%"),
        ("营业收入 5000万元以上（含本数）", "营业收入 ≥ 5000万元"),
        ("员工人数 50人(含)以下", "员工人数 ≤ 50人"),
    ],
)
def test_said_to_be_included_is_included(written: str, means: str) -> None:
    assert parse(written, real()) == parse(means, real())
