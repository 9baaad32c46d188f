"""Mistakes in a condition: what, where (the caret), cause, remedy, the nearest spelling, all of them at once."""

from __future__ import annotations

import pytest

from language.asking import ask, real
from matcher.errors import ExpressionError, MatcherError, Problems, columns_of
from matcher.language.parse import parse


def mistake(text: str) -> ExpressionError:
    """The one mistake of a condition."""
    with pytest.raises(ExpressionError) as caught:
        parse(text, real())
    return caught.value


# The wrong part is put between ‹ ›; the caret must stand under it, wide characters counted as two columns.
PLACES = [
    "注册地 属于 ‹金山曲›",
    "‹营业收人› ≥ 2000万元",
    "注册地 属于 金山区 且 ‹营业收人› ≥ 2000万元",
    "营业收入 ≥ ‹2000›",
    "营业收入 ≥ ‹50人›",
    "行业 属于 (C26; ‹制早业›)",
    "存在 项目 (‹营业收入› ≥ 500万元)",
    "存在 ‹项木› (固定资产投资 ≥ 500万元)",
    "‹上年› 独立法人",
    "abc ‹营业收入›",
    "10人 ≤ 员工人数 ‹≤› 50人",
    "(独立法人‹)› )",
    "独立法人 且‹ ›",
    "独立法人 ‹规上›",
    "注册日期 ≥ ‹2023-02-30›",
    "经营范围 包含 ‹“›新材料",
    "成立年限 ≥ ‹0.1年›",
    "‹近99年› 平均 营业收入 ≥ 1元",
]


@pytest.mark.parametrize("marked", PLACES)
def test_the_caret_stands_under_the_wrong_part(marked: str) -> None:
    before, rest = marked.split("‹")
    wrong, after = rest.split("›")
    if marked.startswith("(独"):
        before, wrong, after = "(独立法人) ", ")", ""
    text = "(独立法人) )" if marked.startswith("(独") else marked.replace("‹", "").replace("›", "")
    _, line, carets, *_ = str(mistake(text if wrong.strip() else text.rstrip())).split("\n")
    assert line.strip() == text.strip()
    start = 4 + columns_of(before)
    assert carets.index("^") == start
    assert carets.count("^") == max(1, columns_of(wrong))
    del after


def test_the_caret_moves_by_columns_not_by_characters() -> None:
    lines = str(mistake("员工人数≥50人 且 abcd≥1")).split("\n")
    assert lines[2] == " " * (4 + 8 + 2 + 2 + 2 + 1 + 2 + 1 - 1) + "^^^^" or lines[2].strip() == "^^^^"
    place = lines[1].index("abcd")
    assert lines[2].index("^") == columns_of(lines[1][:place])


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("营业收人 ≥ 2000万元", "营业收入"),
        ("研发站比 ≥ 3%", "研发占比"),
        ("注册地 属于 金山曲", "金山区"),
        ("行业 属于 制早业", "制造业"),
        ("资质 包含 高新技术企叶", "高新技术企业"),
        ("列入 经营异常名单", "经营异常名录"),
        ("存在 项目 (固定资产投姿 ≥ 500万元)", "固定资产投资"),
        ("存在 项木 (固定资产投资 ≥ 500万元)", "项目"),
        ("员工数 ≥ 50人", "员工人数"),
    ],
)
def test_the_nearest_right_spelling_is_named(wrong: str, right: str) -> None:
    error = mistake(wrong)
    assert error.remedy is not None
    assert right in error.remedy


def test_a_name_where_a_field_should_stand_is_told_apart_from_an_unknown_word() -> None:
    assert "名称" in mistake("制造业").what
    assert "指标" in mistake("天马行空").what


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(Problems) as caught:
        parse(
            "营业收人 ≥ 2000万元 且 员工人数 ≥ 50 且 行业 属于 制早业 且 近99年 平均 营业收入 ≥ 1元", real()
        )
    assert len(caught.value.errors) == 4
    told = str(caught.value)
    for part in ("营业收人", "50人", "制早业", "年数"):
        assert part in told


def test_one_mistake_is_told_once() -> None:
    with pytest.raises(ExpressionError):
        parse("营业收人 ÷ 2 + 3万元 ≥ 2000万元", real())
    with pytest.raises(ExpressionError):
        parse("近3年 平均 (营业收人) ≥ 2000万元", real())


SYNTAX = [
    "营业收入 ≥", "≥ 2000万元", "营业收入 2000万元", "营业收入", "且 独立法人", "独立法人 且", "独立法人 且 且 规上", "(独立法人",
    "独立法人)", "((独立法人)", "()", "非", "若 独立法人", "若 独立法人 则", "若 独立法人 否则 规上", "则 独立法人",
    "独立法人 否则 规上", "至少 2 项", "至少 2 项 ()", "至少 5 项 (独立法人; 规上)", "至少 0 项 (独立法人)", "在 1年 到 5年 之间",
    "成立年限 在 1年 到 5年", "成立年限 在 1年", "成立年限 1年 到 5年 之间", "存在", "存在 (独立法人)", "次数() ≥ 1", "次数(独立法人) ≥ 1",
    "合计(项目) ≥ 1元", "合计(项目 的 名称) ≥ 1元", "合计(资质 的 名称) ≥ 1元", "最大(营业收入) ≥ 1元", "最小() ≥ 1元", "增长率 ≥ 3%",
    "人工认定", "人工认定「」", "人工认定「　」", "人工认定「没有右边", "人工认定 符合", "行业 属于", "行业 属于 ()", "行业 属于 (制造业", "资质 包含",
    "列入", "近3年", "近3年 列入", "近3年 营业收入 ≥ 1元", "连续2年", "“高新技术企业", "《", "'", "营业收入 ≥ 2000万元万元", "营业收入 ≥ ≥ 1元",
    "营业收入 + ≥ 1元", "营业收入 ÷ ÷ 2 ≥ 1元", "独立法人；规上", "独立法人，规上", "独立法人。", "营业收入 ≥ 2000 万 元 整", "@#￥", "1", "3%", "2023-01-01",
    "", "   ", "\n", "、", "的", "上年", "基准日", "资质 属于 高新技术企业", "行业 包含 制造业", "行业 ≥ 制造业", "营业收入 属于 制造业", "注册地 = 制造业",
    "注册地 = 行业", "注册日期 ≥ 3年", "成立年限 ≥ 2023-01-01", "历史最高(注册日期) ≥ 1元", "至今(营业收入) ≥ 3年", "营业收入 首次达到", "首次达到 3元",
    "若 独立法人 则 1元 否则 规上", "若 独立法人 则 1元 否则 3人", "若 营业收入 则 独立法人", "非 营业收入", "独立法人 且 营业收入", "1 ÷ 0", "-独立法人",
]  # fmt: skip


@pytest.mark.parametrize("text", SYNTAX)
def test_a_wrong_condition_is_told_with_its_cause_and_remedy(text: str) -> None:
    with pytest.raises(MatcherError) as caught:
        parse(text, real())
    errors = caught.value.errors if isinstance(caught.value, Problems) else [caught.value]
    for error in errors:
        assert error.what
        assert error.remedy, error.what
        assert "None" not in str(error)
        assert caught.value.exit_code in (1, 2)


def test_a_lacking_quote_names_the_quote_that_is_lacking() -> None:
    assert "”" in str(mistake("经营范围 包含 “新材料")) or '"' in str(mistake("经营范围 包含 “新材料"))
    assert "》" in str(mistake("资质 包含 《高新"))


def test_a_long_condition_shows_only_what_surrounds_the_mistake() -> None:
    text = " 且 ".join(["独立法人"] * 40 + ["营业收人 ≥ 1元"] + ["独立法人"] * 40)
    lines = str(mistake(text)).split("\n")
    assert len(lines[1]) < 80
    place = lines[2].index("^")
    assert lines[1][len(lines[1]) - len(lines[1].lstrip()) :].find("营业收人") >= 0
    assert place == columns_of(lines[1][: lines[1].index("营业收人")])


def test_a_condition_of_several_lines_shows_the_line_of_the_mistake() -> None:
    lines = str(mistake("独立法人\n且 营业收人 ≥ 1元\n且 规上")).split("\n")
    assert lines[1].strip() == "且 营业收人 ≥ 1元"
    assert lines[2].index("^") == columns_of(lines[1][: lines[1].index("营")])


def test_a_condition_may_stand_on_several_lines() -> None:
    assert ask("独立法人\n  且 规上\n", {"独立法人": True, "规上": True}).verdict == "符合"


def test_the_remedy_of_a_surprise_is_the_same_every_time() -> None:
    remedies = {mistake("营业收入 ≥ ≥ 1元").remedy for _ in range(5)}
    assert len(remedies) == 1


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("资质 包含 高新技术企业、专精特新中小企业", "(甲; 乙)"),
        ("独立法人; 规上", "且、或"),
        ("注册地 不属于 金山区", "非 写在最前面"),
        ("未列入 经营异常名录", "非 写在最前面"),
        ("员工人数 50人以上100人以下", "之间"),
        ("首次入统年度 = 2023", "2023年度"),
        ("研发费用 ≥ 1000万", "1000万元"),
        ("研发费用 ≥ 2亿", "2亿元"),
        ("独立法人 规上", "且、或"),
        ("独立法人)", "括号"),
        ("资质 包含 高新技术企业 且 专精特新中小企业", "指标 包含 名称"),
        ("营业收入", "≥"),
        ("独立法人 = 规上", "直接写"),
        ("资质 = 高新技术企业", "包含"),
        ("行业 ≥ 制造业", "属于"),
        ("资质 属于 高新技术企业", "包含"),
        ("营业收入 包含 制造业", "≥"),
        ("存在 营业收入 (独立法人)", "记录"),
        ("合计(项目 的 开工日期) ≥ 1元", "固定资产投资"),
        ("上年 独立法人", "去掉"),
        ("上年末 营业收入 ≥ 1元", "上年 营业收入"),
        ("近3年 每年 上年 营业收入 ≥ 1元", "去掉"),
        ("至少 3 项 (独立法人; 规上)", "分号"),
        ("成立年限 ≥ 3", "年"),
    ],
)
def test_a_common_slip_is_met_with_the_way_to_write_it(wrong: str, hint: str) -> None:
    assert hint in str(mistake(wrong))


@pytest.mark.parametrize("ending", ["营业收入 ≥", "独立法人 且", "若 独立法人", "(独立法人"])
def test_an_unfinished_condition_is_told_what_may_follow_and_where(ending: str) -> None:
    error = mistake(ending)
    assert "没有写完" in error.what
    lines = str(error).split("\n")
    assert lines[2].index("^") == columns_of(lines[1])
