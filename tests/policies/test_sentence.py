"""Conditions and amounts in plain Chinese."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from language.asking import foreign
from language.trees import conditions

from matcher.language.parse import parse, parse_value
from matcher.language.sentence import sentence
from matcher.language.tree import Node
from matcher.policies.library import load_library


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("近3年 平均 销售额 ≥ 5000万元 且 非 列入 失约名单", "近3年平均销售额不低于5000万元，且未列入失约名单"),
        ("登记镇 属于 海州", "登记镇属于海州"),
        ("登记镇 属于 (海州; 东镇)", "登记镇属于海州或东镇"),
        ("非 登记镇 属于 海州", "登记镇不属于海州"),
        ("行当 = P", "行当为制造（P）"),
        ("行当 ≠ P", "行当不是制造（P）"),
        ("有许可", "有许可"),
        ("非 有许可", "非有许可"),
        ("非 (有许可 或 列入 失约名单)", "非有许可，且未列入失约名单"),
        ("非 销售额 ≥ 3万元", "销售额低于3万元"),
        ("非 (销售额 ≥ 3万元 且 有许可)", "并非“销售额不低于3万元，且有许可”"),
        ("员工 在 10人 到 50人 之间", "员工在10人到50人之间"),
        ("开业日 ≥ 2020-01-01", "开业日不早于2020-01-01"),
        ("开业日 < 基准日 - 1年", "开业日早于基准日减1年"),
        ("存续期 ≥ 3年", "存续期不低于3年"),
        ("至今(迁来日) ≥ 3年", "迁来日至今不低于3年"),
        ("入库年 = 2023年度", "入库年为2023年度"),
        ("上年 创新投入 ÷ 上年 销售额 ≥ 3%", "上年创新投入除以上年销售额不低于3%"),
        ("(销售额 - 净利) ÷ 销售额 ≥ 3%", "（销售额减净利）除以销售额不低于3%"),
        ("增长率(销售额) ≥ 20%", "销售额的增长率不低于20%"),
        ("近3年 年均增长率(销售额) > 20%", "近3年销售额的年均增长率超过20%"),
        ("连续2年 增长率(销售额) ≥ 20%", "连续2年每年销售额的增长率不低于20%"),
        ("近3年 每年 (销售额 ≥ 1万元 或 有许可)", "近3年每年（销售额不低于1万元，或者有许可）"),
        ("销售额 首次达到 10亿元", "销售额首次达到10亿元"),
        ("荣誉 包含 匠心企业", "有匠心企业（荣誉）"),
        ("非 荣誉 曾有 匠心企业", "未曾有匠心企业（荣誉）"),
        ("非 (近3年 曾获 起步补贴)", "近3年未曾获起步补贴"),
        ("次数(曾获 起步补贴) < 3", "曾获起步补贴的次数低于3"),
        ("存在 工程 (投资额 ≥ 500万元 且 完工)", "有工程（投资额不低于500万元，且完工）"),
        ("非 存在 工程", "没有工程"),
        ("合计(工程 的 投资额 (完工)) ≥ 1亿元", "工程（完工）的投资额合计不低于1亿元"),
        ("备注 包含 “甲”", "备注里有“甲”"),
        ("人工认定「符合导向」", "经认定「符合导向」"),
        ("非 人工认定「符合导向」", "经认定并非「符合导向」"),
        ("至少 2 项 (有许可; 员工 ≥ 50人; 守约)", "以下至少满足2项：①有许可；②员工不低于50人；③守约"),
        ("若 有许可 则 员工 ≥ 50人 否则 员工 ≥ 80人", "有许可的，须员工不低于50人；否则须员工不低于80人"),
        ("若 有许可 则 员工 ≥ 50人", "有许可的，须员工不低于50人"),
        ("(有许可 且 守约) 或 员工 ≥ 50人", "（有许可，且守约）；或者员工不低于50人"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(text, words):
    assert sentence(parse(text, foreign())) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20万元", "20万元"),
        ("最小(创新投入 × 10%, 300万元)", "创新投入乘以10%，最高300万元"),
        ("最大(净利 × 5%, 0元)", "净利乘以5%，最低0元"),
        ("最大(净利, 销售额)", "净利、销售额中的最大者"),
        ("最小(净利, 5万元) × 2", "（净利，最高5万元）乘以2"),
        ("销售额 × (若 有许可 则 5% 否则 3%)", "销售额乘以（有许可的，为5%；否则为3%）"),
    ],
)
def test_an_amount_reads_as_a_phrase(text, words):
    assert sentence(parse_value(text, foreign())[0]) == words


@settings(max_examples=150)
@given(conditions(foreign()))
def test_every_condition_has_words(text):
    words = sentence(parse(text, foreign()))
    assert words
    assert "None" not in words
    assert "{" not in words


def test_every_condition_and_amount_of_the_library_has_words():
    for policy in load_library():
        for node in policy.nodes():
            assert sentence(node)


def test_a_node_without_words_is_refused_by_name():
    @dataclass(frozen=True)
    class Odd(Node):
        """A node that nobody knows."""

    with pytest.raises(LookupError, match="no words for Odd"):
        sentence(Odd())
