"""Properties of the exact evaluator: what is decided stays decided, and agrees with every way the rest may turn out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from language.asking import AS_OF, foreign, real
from language.trees import amounts, conditions
from language.worlds import Enterprise, enterprises
from matcher.enterprises.facts import EnterpriseFacts
from matcher.language.explain import explained
from matcher.language.facts import Context
from matcher.language.parse import parse, parse_value
from matcher.language.scalar import compiled
from matcher.language.tree import Node
from matcher.language.values import Num

# What the conditions over the real dictionary speak of, so that conditions and facts meet often.
REAL = (
    "注册地", "行业", "注册日期", "成立年限", "独立法人", "企业规模", "员工人数", "营业收入", "研发费用", "研发占比", "产值",
    "历史最高年产值", "资产总额", "资质", "名录", "曾获支持", "项目", "失信被执行", "信用良好", "发明专利数", "首次入统年度",
)  # fmt: skip


def truth(tree: Node, facts: EnterpriseFacts) -> Any:
    """The evaluator's answer, without explanation."""
    return compiled(tree)(Context.at(facts, AS_OF))


def stays_decided(text: str, tree: Node, one: Enterprise) -> None:
    answers = [truth(tree, facts) for facts in (one.hidden, one.fuller, one.world)]
    note(f"{text}: {answers}")
    for before, after in pairwise(answers):
        assert before is None or before is after


@settings(max_examples=150)
@given(conditions(foreign()), enterprises(foreign()))
def test_a_fact_that_comes_later_flips_no_verdict(text: str, one: Enterprise) -> None:
    stays_decided(text, parse(text, foreign()), one)


@settings(max_examples=150)
@given(conditions(real(), REAL), enterprises(real(), REAL))
def test_a_fact_that_comes_later_flips_no_verdict_over_the_real_dictionary(
    text: str, one: Enterprise
) -> None:
    stays_decided(text, parse(text, real()), one)


@settings(max_examples=100)
@given(amounts(foreign()), enterprises(foreign()))
def test_a_fact_that_comes_later_only_narrows_an_amount(text: str, one: Enterprise) -> None:
    tree, _ = parse_value(text, foreign())
    bounds = [truth(tree, facts) or Num(None, None) for facts in (one.hidden, one.fuller, one.world)]
    note(f"{text}: {bounds}")
    for before, after in pairwise(bounds):
        assert before.low is None or (after.low is not None and after.low >= before.low)
        assert before.high is None or (after.high is not None and after.high <= before.high)


@settings(max_examples=150)
@given(conditions(foreign()), enterprises(foreign()))
def test_an_explanation_gives_the_same_answer_and_says_what_is_open(text: str, one: Enterprise) -> None:
    tree = parse(text, foreign())
    for facts in (one.hidden, one.world):
        part = explained(tree, Context.at(facts, AS_OF))
        assert part.truth is truth(tree, facts)
        if part.truth is None:
            assert part.missing or part.reviews, "nothing is unknown with nothing missing (LANGUAGE 3)"
        else:
            assert part.missing == ()
        for leaf in part.leaves():
            assert leaf.truth is None or leaf.missing == ()


@given(conditions(foreign()), enterprises(foreign()))
def test_a_condition_and_its_negation_never_agree(text: str, one: Enterprise) -> None:
    tree, negated = parse(text, foreign()), parse(f"非 ({text})", foreign())
    for facts in (one.hidden, one.world):
        answer = truth(tree, facts)
        assert truth(negated, facts) is (None if answer is None else not answer)


@given(conditions(foreign(), depth=2), conditions(foreign(), depth=2), enterprises(foreign()))
def test_de_morgan_holds_with_unknowns(one: str, other: str, enterprise: Enterprise) -> None:
    left = parse(f"非 (({one}) 且 ({other}))", foreign())
    right = parse(f"(非 ({one})) 或 (非 ({other}))", foreign())
    assert truth(left, enterprise.hidden) is truth(right, enterprise.hidden)


@given(st.lists(conditions(foreign(), depth=1), min_size=1, max_size=4), enterprises(foreign()))
def test_at_least_one_is_or_and_at_least_all_is_and(items: list[str], one: Enterprise) -> None:
    listed = "; ".join(items)
    bracketed = [f"({item})" for item in items]
    for count, joined in ((1, " 或 ".join(bracketed)), (len(items), " 且 ".join(bracketed))):
        least = parse(f"至少 {count} 项 ({listed})", foreign())
        assert truth(least, one.hidden) is truth(parse(joined, foreign()), one.hidden)


@given(
    conditions(foreign(), depth=1),
    conditions(foreign(), depth=1),
    conditions(foreign(), depth=1),
    enterprises(foreign()),
)
def test_a_choice_is_what_kleene_logic_makes_of_it(test: str, then: str, other: str, one: Enterprise) -> None:
    choice = parse(f"若 ({test}) 则 ({then}) 否则 ({other})", foreign())
    a, b, c = f"({test})", f"({then})", f"({other})"
    logic = parse(f"({a} 且 {b}) 或 (非 {a} 且 {c}) 或 ({b} 且 {c})", foreign())
    assert truth(choice, one.hidden) is truth(logic, one.hidden)


@given(conditions(foreign()), enterprises(foreign()))
def test_asking_twice_gives_the_same_answer(text: str, one: Enterprise) -> None:
    tree = parse(text, foreign())
    context = Context.at(one.hidden, AS_OF)
    first = explained(tree, context)
    assert explained(tree, context).truth is first.truth
    assert context.year == context.base_year
    assert context.record is None
