"""Relevance in matches: the phrases that made it, policies for everyone, and registrars' templates."""

from __future__ import annotations

import numpy as np
import polars as pl

import matcher
from matcher.matching.phrases import best_phrases, pick
from matcher.matching.relevance import relevance_of
from matcher.matching.weights import Weights, load_weights
from matcher.policies.library import Library
from matcher.text.compiling import compiled
from matcher.text.phrase_index import BEARS

from .conftest import AS_OF, firm

SHOP = {"企业名称": "上海样例百货有限公司", "经营范围": "企业管理，货物进出口，日用百货销售"}
FIRMS = pl.DataFrame([firm(1), firm(2, **SHOP), firm(3, 经营范围="软件开发，企业管理")])


def matches(library: Library, policy: str) -> pl.DataFrame:
    return matcher.match(FIRMS, library, as_of=AS_OF).filter(pl.col("policy") == policy)  # type: ignore[no-any-return]


def test_the_phrases_of_the_scope_that_made_a_policy_relevant_are_told(small: Library) -> None:
    first = matches(small, "makers").to_dicts()[0]
    assert "经营范围中的「橡胶制品生产」" in first["relevance_phrases"]
    assert len(first["relevance_phrases"]) <= 3
    assert not any("企业管理" in phrase or "货物进出口" in phrase for phrase in first["relevance_phrases"])


def test_a_policy_for_everyone_is_as_relevant_to_one_as_to_another_and_names_no_phrase(
    small: Library,
) -> None:
    found = matches(small, "everyone")
    assert found.height == 3
    assert found["relevance"].n_unique() == 1
    assert found["relevance_phrases"].to_list() == [[], [], []]


def test_template_phrases_weigh_little() -> None:
    text = "橡胶制品企业技术改造"
    maker, template = matcher.text_relevance(
        text,
        [firm(经营范围="橡胶制品生产"), firm(企业名称="样例", 经营范围="企业管理，货物进出口，技术进出口")],
    )[0]
    assert maker > 2 * template


def test_the_phrases_are_those_that_the_index_itself_tells(small: Library) -> None:
    found = relevance_of(FIRMS, list(small), small, Weights(), "经营范围", "企业名称", 2023)
    told = found.phrases(np.array([0, 1, 2]), np.array([0, 0, 0])).to_list()
    for row, phrases in enumerate(told):
        expected = [phrase for phrase, _ in found.index.reasons(row, found.scores[:, 0])]
        assert len(phrases) == len(expected)
        assert all(
            phrase.removeprefix("名称：") in shown for phrase, shown in zip(expected, phrases, strict=True)
        )


def test_the_compiled_search_of_phrases_answers_as_plain_python(small: Library) -> None:
    found = relevance_of(FIRMS, list(small), small, Weights(), "经营范围", "企业名称", 2023)
    rows, columns = np.repeat([0, 1, 2], 2), np.tile([0, 1], 3)
    plain = best_phrases(found.index, found.scores, rows, columns)
    fast = np.full_like(plain, -1)
    index = found.index
    compiled(pick)(found.scores, index.starts, index.numbers, index.names, rows, columns, BEARS, fast)
    assert (plain == fast).all()


def test_the_parts_of_the_sum_stand_in_the_match(small: Library) -> None:
    weights = load_weights(small.folder)
    row = matches(small, "makers").to_dicts()[0]
    total = (weights.tags * row["relevance_tags"] + weights.text * row["relevance_text"]) / (
        weights.tags + weights.text
    )
    assert abs(row["relevance"] - total) < 1e-3
