"""The starter library: every item loads, and every example answers as stated."""

from __future__ import annotations

import pytest

from matcher.matching.examples import example_problems
from matcher.policies.library import Library, load_library

LIBRARY = load_library()
CASES = [(policy, example) for policy in LIBRARY for example in policy.examples]


@pytest.fixture(scope="module")
def library() -> Library:
    return LIBRARY


@pytest.mark.parametrize(("policy", "example"), CASES, ids=[f"{p.id}: {e.name}" for p, e in CASES])
def test_an_example_answers_as_its_policy_states(policy, example):
    assert example_problems(policy, example, LIBRARY.vocabulary) == []


@pytest.mark.parametrize("policy", list(LIBRARY), ids=lambda policy: policy.id)
def test_every_item_has_an_example_of_each_verdict(policy):
    verdicts = {example.expect["verdict"] for example in policy.examples}
    assert verdicts >= {"符合", "不符合", "待核实"}


def test_the_library_holds_at_least_forty_items_and_every_level(library):
    assert len(library) >= 40
    assert {policy.document.level for policy in library} >= {"国家", "市", "区"}


def test_every_condition_that_decides_cites_its_source(library):
    assert [p.id for p in library for c in p.conditions if not c.cites] == []
