"""An inferred industry as a fact: outranked by what is stated, missing where it is not sure, and said where it decides."""

from __future__ import annotations

import polars as pl
import pytest

import matcher
from matcher.enterprises.industry.table import shipped_classifier
from matcher.policies.library import Library

from .conftest import AS_OF, firm

VAGUE = {"企业名称": "上海样例有限公司", "经营范围": "橡胶制品、软件、餐饮、养老、建筑工程、运输、咨询服务"}


def answer(library: Library, **cells: str | None) -> dict[str, object]:
    """The match of one made-up firm with the policy for makers."""
    found = matcher.match(pl.DataFrame([firm(**cells)]), library, as_of=AS_OF)
    rows = found.filter(pl.col("policy") == "makers").to_dicts()
    return rows[0] if rows else {"verdict": "不符合"}


def test_a_match_that_rests_on_an_inferred_industry_says_so(small: Library) -> None:
    found = answer(small)
    assert (found["verdict"], found["basis"]) == ("符合", "推断")
    assert "推断·经营范围" in found["reasons"][0]["facts"][0]  # type: ignore[index]


def test_the_same_answer_comes_for_one_enterprise_alone(small: Library) -> None:
    alone = matcher.explain(firm(), "makers", as_of=AS_OF, library=small)
    assert (alone.verdict, alone.basis) == ("符合", "推断")


@pytest.mark.parametrize(("code", "verdict"), [("C29", "符合"), ("F51", "不符合")])
def test_a_stated_industry_outranks_the_words(small: Library, code: str, verdict: str) -> None:
    found = answer(small, 行业=code)
    assert found["verdict"] == verdict
    assert found.get("basis") != "推断"


def test_a_self_reported_industry_outranks_the_words_too(small: Library) -> None:
    frame = pl.DataFrame([firm(行业="C29") | {"行业@来源": "自报"}])
    found = matcher.match(frame, small, as_of=AS_OF).filter(pl.col("policy") == "makers").to_dicts()[0]
    assert (found["verdict"], found["basis"]) == ("符合", "自报")


def test_below_the_confidence_threshold_the_industry_counts_as_missing(small: Library) -> None:
    judged = matcher.classify_industry(pl.DataFrame([VAGUE]))
    assert 0 < judged["confidence"][0] < shipped_classifier().threshold_, "the best guess is still told"
    found = answer(small, **VAGUE)
    assert (found["verdict"], found["missing"]) == ("待核实", ["行业"])
