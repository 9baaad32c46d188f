"""What the linter may call impossible or implied: pairs that exclude each other, pairs that only seem to, and random ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from language.asking import AS_OF, foreign
from language.trees import trees
from language.worlds import enterprises

from matcher.language.facts import Context
from matcher.language.parse import parse
from matcher.language.scalar import compiled
from matcher.policies.lint.reasoning import Reasoner

NARROW = (
    "登记镇",
    "行当",
    "销售额",
    "员工",
    "创新投入",
    "开业日",
    "存续期",
    "有许可",
    "荣誉",
    "名单",
    "奖补",
    "工程",
)


def never(*texts: str) -> bool:
    return Reasoner().never(*(parse(text, foreign()) for text in texts))


def implied(given_text: str, text: str) -> bool:
    return Reasoner().implied([parse(given_text, foreign())], parse(text, foreign()))


@pytest.mark.parametrize(
    "text",
    [
        "销售额 ≥ 5亿元 且 销售额 < 3亿元",
        "销售额 > 5万元 且 销售额 ≤ 5万元",
        "上年 销售额 ≥ 5亿元 且 销售额 < 3亿元",
        "近3年 每年 销售额 ≥ 5万元 且 前年 销售额 < 5万元",
        "销售额 = 5万元 且 销售额 ≠ 5万元",
        "500万元 ≤ 销售额 且 销售额 不足 500万元",
        "销售额 在 5万元 到 3万元 之间",
        "创新投入 ÷ 销售额 ≥ 5% 且 上年 创新投入 ÷ 上年 销售额 < 3%",
        "创新投入 > 销售额 且 销售额 ≥ 创新投入",
        "近3年 平均 销售额 ≥ 5万元 且 近3年 平均 销售额 < 4万元",
        "销售额 首次达到 10亿元 且 销售额 < 5亿元",
        "存续期 ≥ 5年 且 存续期 < 3年",
        "存续期 ≥ 18个月 且 存续期 ≤ 1年",
        "开业日 ≥ 2023-01-01 且 开业日 < 2020-01-01",
        "开业日 ≥ 基准日 - 1年 且 开业日 < 基准日 - 2年",
        "入库年 = 2023年度 且 入库年 = 2022年度",
        "有许可 且 非 有许可",
        "非 (有许可 或 守约) 且 守约",
        "人工认定「好」 且 非 人工认定「好」",
        "至少 2 项 (销售额 ≥ 5万元; 销售额 < 3万元; 销售额 = 4万元)",
        "次数(工程) < 0",
        "若 有许可 则 销售额 < 1万元 否则 销售额 < 2万元 且 销售额 ≥ 3万元",
    ],
)
def test_what_nobody_can_satisfy_is_proved(text):
    if "若" in text:
        assert never("若 有许可 则 销售额 < 1万元 否则 销售额 < 2万元", "销售额 ≥ 3万元")
    else:
        assert never(text)


def test_codes_of_branches_that_do_not_meet_exclude_each_other(branches):
    upper, lower, other = branches
    assert never(f"行当 属于 {lower}", f"行当 属于 {other}")
    assert never(f"行当 属于 {lower}", f"非 行当 属于 {upper}")
    assert not never(f"行当 属于 {upper}", f"非 行当 属于 {lower}")
    assert never(f"行当 = {lower}", f"行当 ≠ {upper}")
    assert implied(f"行当 属于 {lower}", f"行当 属于 {upper}")
    assert not implied(f"行当 属于 {upper}", f"行当 属于 {lower}")


@pytest.fixture
def branches() -> tuple[str, str, str]:
    """Three trades: one, one below it, and one of another branch."""
    system = foreign().systems["trades"]
    lower = next(entry for entry in system.entries.values() if entry.parent)
    upper = system.entries[lower.parent]
    other = next(
        entry
        for entry in system.entries.values()
        if entry.code not in system.under(upper.code) and not entry.parent
    )
    return upper.code, lower.code, other.code


@pytest.mark.parametrize(
    "text",
    [
        "销售额 ≥ 5亿元 且 前年 销售额 < 3亿元",
        "销售额 ≥ 5亿元 且 2022年度 销售额 < 3亿元",
        "近3年 平均 销售额 ≥ 5万元 且 销售额 < 4万元",
        "非 (近3年 每年 销售额 ≥ 5万元) 且 销售额 ≥ 5万元",
        "存续期 ≥ 1年 且 存续期 < 12个月 或 有许可",
        "存续期 ≥ 30日 且 存续期 < 1个月",
        "销售额 ≥ 5万元 且 净利 < 3万元",
        "存在 工程 且 非 (存在 工程 (投资额 ≥ 500万元))",
        "近5年 曾获 起步补贴 且 非 (近3年 曾获 起步补贴)",
        "销售额 ≥ 5万元 且 销售额 ≤ 5万元",
        "备注 包含 “甲” 且 非 备注 包含 “乙”",
        "至少 1 项 (销售额 ≥ 5万元; 销售额 < 3万元)",
        "人工认定「好」 且 非 人工认定「很好」",
    ],
)
def test_what_somebody_may_satisfy_is_let_pass(text):
    assert not never(text)


@pytest.mark.parametrize(
    ("given_text", "text", "answer"),
    [
        ("销售额 ≥ 5亿元", "销售额 ≥ 3亿元", True),
        ("销售额 ≥ 3亿元", "销售额 ≥ 5亿元", False),
        ("近3年 每年 销售额 ≥ 5万元", "销售额 > 4万元", True),
        ("存续期 ≥ 5年", "存续期 > 3年", True),
        ("近3年 曾获 起步补贴", "曾获 起步补贴", True),
        ("曾获 起步补贴", "近3年 曾获 起步补贴", False),
        ("存在 工程 (投资额 ≥ 500万元)", "存在 工程", True),
        ("存在 工程 (投资额 ≥ 500万元)", "存在 工程 (投资额 ≥ 300万元)", True),
        ("存在 工程 (投资额 ≥ 300万元)", "存在 工程 (投资额 ≥ 500万元)", False),
        ("有许可", "有许可 或 守约", True),
        ("有许可 或 守约", "有许可", False),
    ],
)
def test_a_condition_follows_from_another_only_where_that_is_certain(given_text, text, answer):
    assert implied(given_text, text) is answer


def test_the_fewest_conditions_that_exclude_each_other_are_named():
    texts = ["有许可", "销售额 ≥ 5亿元", "守约", "销售额 < 3亿元"]
    assert Reasoner().core([parse(text, foreign()) for text in texts]) == [1, 3]


def test_a_search_that_grows_too_long_proves_nothing():
    either = " 且 ".join(f"(销售额 ≠ {n}万元 或 净利 ≠ {n}万元)" for n in range(1, 40))
    assert not never(f"{either} 且 (员工 = 1人 或 员工 = 2人 或 员工 = 3人) 且 员工 > 500人")
    assert never("(员工 = 1人 或 员工 = 2人 或 员工 = 3人) 且 员工 > 500人")


@settings(max_examples=200)
@given(tree=trees(foreign(), NARROW, depth=4), one=enterprises(foreign(), NARROW))
def test_what_is_called_impossible_no_enterprise_satisfies(tree, one):
    impossible, certain = Reasoner().never(tree), Reasoner().implied([], tree)
    for facts in (one.hidden, one.fuller, one.world):
        answer = compiled(tree)(Context.at(facts, AS_OF))
        assert not (impossible and answer is True)
        assert not (certain and answer is False)


@settings(max_examples=200)
@given(
    left=trees(foreign(), NARROW, 2), right=trees(foreign(), NARROW, 2), one=enterprises(foreign(), NARROW)
)
def test_what_is_called_implied_never_fails_where_the_other_holds(left, right, one):
    reasoner = Reasoner()
    implied_, excluded = reasoner.implied([left], right), reasoner.never(left, right)
    for facts in (one.hidden, one.fuller, one.world):
        first, second = (compiled(tree)(Context.at(facts, AS_OF)) for tree in (left, right))
        assert not (implied_ and first is True and second is False)
        assert not (excluded and first is True and second is True)
