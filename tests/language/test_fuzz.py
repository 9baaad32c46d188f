"""Whatever is typed, the reader answers with a tree or with an error a person can use; deep and long texts end well."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.asking import AS_OF, YES, foreign, real
from language.trees import conditions
from matcher.enterprises.given import facts_of
from matcher.errors import MatcherError, Problems
from matcher.language.explain import explained
from matcher.language.facts import Context
from matcher.language.lexer import KEYWORDS
from matcher.language.parse import DEEPEST, DEEPEST_TREE, MOST_CHARACTERS, parse, parse_value
from matcher.language.printing import print_tree

SOUP = [
    *KEYWORDS,
    "营业收入",
    "独立法人",
    "行业",
    "资质",
    "项目",
    "固定资产投资",
    "制造业",
    "高新技术企业",
    "注册日期",
    "成立年限",
]
SOUP += [
    "3",
    "2000万元",
    "50人",
    "3%",
    "3年",
    "两千万",
    "百分之三",
    "2023-01-01",
    "2023年度",
    "上年",
    "近3年",
    "连续2年",
    "至少 2 项",
]
SOUP += [
    "人工认定「问」",
    "「",
    "」",
    "“",
    "”",
    '"',
    "'",
    "《",
    "》",
    "人工认定",
    "近",
    "连续",
    "年",
    "万",
    "亿",
    "元",
    " ",
    "\n",
    "，",
    "。",
    "？",
    "x",
]


def reads_or_tells(text: str) -> None:
    """Either a tree that works, or an error with what and a remedy."""
    for read in (parse, lambda words, vocabulary: parse_value(words, vocabulary)[0]):
        try:
            tree = read(text, real())
        except MatcherError as error:
            for one in error.errors if isinstance(error, Problems) else [error]:
                assert one.what
                assert one.remedy, one.what
                assert str(one)
        else:
            print_tree(tree)


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_random_text_is_read_or_told(text: str) -> None:
    reads_or_tells(text)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(SOUP), max_size=14))
def test_a_soup_of_words_is_read_or_told(words: list[str]) -> None:
    reads_or_tells("".join(words))
    reads_or_tells(" ".join(words))


@settings(max_examples=150)
@given(conditions(real(), depth=2), st.data())
def test_a_condition_with_a_slip_of_the_pen_is_read_or_told(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    slip = data.draw(
        st.sampled_from(("", "的", "(", ")", "3", "且", text[at] * 2, "「", "”", "年", "万元", "-"))
    )
    reads_or_tells(text[:at] + slip + text[at + 1 :])


@settings(max_examples=200)
@given(conditions(foreign(), depth=2), st.data())
def test_a_condition_cut_short_is_read_or_told(text: str, data: st.DataObject) -> None:
    reads_or_tells(text[: data.draw(st.integers(0, len(text)))])


# --- long and deep ---------------------------------------------------------------------------------------------
REPEATED = [
    "十", "一万", "亿", "一亿", "在", "的", "营业收入", "人工认定「", "“", "(", ")", "[", "非", "非 ", "上年", "近1年", "近1年 平均 ", "且", "独立法人 且 ",
    "若 独立法人 则 ", "若 独立法人 则 规上 否则 ", "至少 1 项 (", "营业收入+", "1元+", "1÷", "2023-13-45", "2023年", "1", "1,000,", "营", "天地 且 ", "最小(",
    "存在 项目 (", "百分之", "%", "‰", "-", "0.", "「」", "C", "C26;", "人", "A0111 ", "增长率(", "「（", "之间", "以上",
]  # fmt: skip


@pytest.mark.parametrize("part", REPEATED)
@pytest.mark.parametrize("frame", ["独立法人 且 {}", "行业 属于 ({})"])
def test_a_text_of_the_greatest_length_is_read_or_told(part: str, frame: str) -> None:
    room = MOST_CHARACTERS - len(frame) + 2
    reads_or_tells(frame.format((part * room)[:room]))


def test_a_text_longer_than_that_is_told_so() -> None:
    with pytest.raises(MatcherError) as caught:
        parse("独立法人 且 " * 1000 + "独立法人", real())
    assert str(MOST_CHARACTERS) in str(caught.value)


def nested(depth: int) -> list[str]:
    """Conditions that go `depth` brackets deep, each in its own way."""
    mixed = "独立法人"
    for level in range(depth):
        mixed = f"({mixed} {'且' if level % 2 else '或'} 独立法人)"
    return [
        "(" * depth + "独立法人" + ")" * depth,
        mixed,
        "非 (" * depth + "独立法人" + ")" * depth,
        "至少 1 项 (" * depth + "独立法人" + ")" * depth,
        "(" * depth + "营业收入" + " + 1元)" * depth + " ≥ 1元",
        "最小(" * depth + "营业收入" + ", 1亿元)" * depth + " ≥ 1元",
        "(若 独立法人 则 " * depth + "独立法人" + ")" * depth,
    ]


@pytest.mark.parametrize("number", range(7))
def test_conditions_as_deep_as_allowed_are_read_asked_and_printed(number: int) -> None:
    text = nested(DEEPEST)[number]
    tree = parse(text, real())
    assert parse(print_tree(tree), real()) == tree
    facts = facts_of({"独立法人": True, "营业收入": "5万元"}, real(), AS_OF)
    for of in (facts, facts_of({}, real(), AS_OF)):
        assert explained(tree, Context.at(of, AS_OF)).verdict
    assert hash(tree) == hash(parse(text, real()))
    assert len(list(tree.walk())) >= 1


@pytest.mark.parametrize("number", range(7))
def test_deeper_ones_are_told_so(number: int) -> None:
    with pytest.raises(MatcherError) as caught:
        parse(nested(DEEPEST + 1)[number], real())
    assert "层" in caught.value.what


@pytest.mark.parametrize(
    "part", ["非 {}", "{} + 1元", "若 独立法人 则 {}", "若 规上 则 规上 否则 {}", "上年 {}"]
)
def test_chains_without_brackets_have_a_limit_too(part: str) -> None:
    deep = "营业收入" if "元" in part or "上年" in part else "独立法人"
    for _ in range(DEEPEST_TREE + 5):
        deep = part.format(deep)
    with pytest.raises(MatcherError) as caught:
        parse(deep + (" ≥ 1元" if "元" in part or "上年" in part else ""), real())
    assert "层" in caught.value.what


def test_a_long_but_flat_condition_is_fine() -> None:
    text = " 且 ".join(["独立法人", "非 失信被执行"] * 150)
    tree = parse(text, real())
    facts = facts_of({"独立法人": True, "名录": []}, real(), AS_OF)
    assert explained(tree, Context.at(facts, AS_OF)).verdict == YES


def test_the_work_for_a_pasted_page_of_nonsense_is_bounded() -> None:
    # Nearest spellings are looked for a few times only, however many words are wrong.
    text = "行业 属于 (" + ";".join(f"甲乙丙{number}丁" for number in range(500)) + ")"
    with pytest.raises(Problems) as caught:
        parse(text, real())
    assert len(caught.value.errors) == 500
