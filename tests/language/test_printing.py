"""What is printed parses back to the same tree, and printing what was printed changes nothing (DESIGN)."""

from __future__ import annotations

import pytest
from hypothesis import given

from language.asking import foreign, real
from language.trees import amounts, conditions
from matcher.language import tree as t
from matcher.language.parse import parse, parse_value
from matcher.language.printing import print_tree
from matcher.language.vocabulary import Vocabulary


def holds(text: str, vocabulary: Vocabulary) -> None:
    tree = parse(text, vocabulary)
    printed = print_tree(tree)
    again = parse(printed, vocabulary)
    assert again == tree, printed
    assert print_tree(again) == printed


@given(conditions(foreign()))
def test_a_condition_printed_parses_back_to_itself(text: str) -> None:
    holds(text, foreign())


@given(conditions(real()))
def test_a_condition_over_the_real_dictionary_printed_parses_back_to_itself(text: str) -> None:
    holds(text, real())


@given(conditions(foreign()))
def test_a_condition_needs_none_of_the_spaces_it_is_printed_with(text: str) -> None:
    printed = print_tree(parse(text, foreign()))
    if '"' not in printed and "「" not in printed:
        assert parse(printed.replace(" ", ""), foreign()) == parse(printed, foreign()), printed


@given(amounts(foreign()))
def test_an_amount_printed_parses_back_to_itself(text: str) -> None:
    tree, kind = parse_value(text, foreign())
    printed = print_tree(tree)
    assert parse_value(printed, foreign()) == (tree, kind)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("(独立法人)", "独立法人"),
        ("((独立法人 且 (规上)))", "独立法人 且 规上"),
        ("独立法人 且 (规上 或 已上市)", "独立法人 且 (规上 或 已上市)"),
        ("(独立法人 且 规上) 或 已上市", "独立法人 且 规上 或 已上市"),
        ("非 (非 独立法人)", "非 非 独立法人"),
        ("非 (独立法人 且 规上)", "非 (独立法人 且 规上)"),
        ("营业收入 - (研发费用 - 净利润) ≥ 1元", "营业收入 - (研发费用 - 净利润) ≥ 1元"),
        ("(营业收入 - 研发费用) - 净利润 ≥ 1万元", "营业收入 - 研发费用 - 净利润 ≥ 1万元"),
        ("营业收入 ÷ (研发费用 × 2) ≥ 3", "营业收入 ÷ (研发费用 × 2) ≥ 3"),
        ("(营业收入 + 研发费用) × 2 ≥ 3万元", "(营业收入 + 研发费用) × 2 ≥ 3万元"),
        ("上年 (研发费用 ÷ 营业收入) ≥ 3%", "上年 (研发费用 ÷ 营业收入) ≥ 3%"),
        ("上年 研发费用 ÷ 营业收入 ≥ 3%", "上年 研发费用 ÷ 营业收入 ≥ 3%"),
        ("若 独立法人 则 (若 规上 则 已上市) 否则 规上", "若 独立法人 则 (若 规上 则 已上市) 否则 规上"),
        ("(若 独立法人 则 规上) 且 已上市", "(若 独立法人 则 规上) 且 已上市"),
        ("近3年 每年 (研发费用 ÷ 营业收入 ≥ 5%)", "近3年 每年 研发费用 ÷ 营业收入 ≥ 5%"),
        ("近3年 每年 (独立法人 或 营业收入 ≥ 1万元)", "近3年 每年 (独立法人 或 营业收入 ≥ 1万元)"),
        ("资质 包含 “高企”", "资质 包含 高新技术企业"),
        ("名录 列入 经营异常名录", "列入 经营异常名录"),
        ("行业 属于 C261", "行业 属于 C261"),
        ("注册地 属于 金山卫镇", "注册地 属于 金山卫镇"),
        ("成立年限 在 12个月 到 60个月 之间", "成立年限 在 1年 到 5年 之间"),
        ("营业收入 ≥ 123456789012元", "营业收入 ≥ 12345678.9012万元"),
        ("研发占比 ≥ 千分之五", "研发占比 ≥ 0.5%"),
        ("基准年 营业收入 ≥ 1万元", "上年 营业收入 ≥ 1万元"),
    ],
)
def test_the_canonical_spelling_drops_what_is_needless(text: str, printed: str) -> None:
    assert print_tree(parse(text, real())) == printed


def test_a_node_without_a_printing_rule_is_an_error_not_a_guess() -> None:
    with pytest.raises(LookupError):
        print_tree(t.Node())
