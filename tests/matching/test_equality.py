"""A table of matches says of every pair what asking for that pair alone says."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from language.asking import foreign as vocabulary
from language.trees import QUESTIONS, conditions
from language.wide import wide_table
from language.worlds import Enterprise, enterprises

from matcher.language.column_run import Question, verdicts
from matcher.matching.details import Explainer
from matcher.matching.eligibility import verdict_of
from matcher.matching.match import Matches, match_wide
from matcher.policies.files import parse_policies
from matcher.policies.library import Library
from matcher.policies.taxonomy import Taxonomy
from matching.desk import AS_OF, THEN, foreign, layout, library, one_by_one, sample

CODE = "统一社会信用代码"


@cache
def whole() -> Matches:
    return match_wide(sample(), library(), as_of=AS_OF, layout=layout(), everything=True)


@cache
def whole_rows() -> dict[tuple[int, str], dict[str, Any]]:
    places = {code: row for row, code in enumerate(sample()[CODE].to_list())}
    return {(places[row[CODE]], row["policy"]): row for row in whole().table.to_dicts()}


@cache
def expected() -> dict[tuple[int, str], dict[str, Any]]:
    return one_by_one(sample(), library(), AS_OF)


def test_every_pair_of_the_sample_is_there_once():
    assert whole().table.height == sample().height * len(library())
    assert whole_rows().keys() == expected().keys()


@pytest.mark.parametrize(
    "column",
    ["verdict", "group", "basis", "amount_low", "amount_high", "missing", "failed", "review", "reasons"],
)
def test_every_pair_of_the_sample_is_told_as_it_is_told_alone(column):
    different = {
        pair: (told[column], expected()[pair][column])
        for pair, told in whole_rows().items()
        if told[column] != expected()[pair][column]
    }
    assert different == {}


def test_what_is_kept_is_what_is_not_ineligible_and_what_is_near():
    kept = match_wide(sample(), library(), as_of=AS_OF, layout=layout())
    places = {code: row for row, code in enumerate(sample()[CODE].to_list())}
    got = {(places[code], policy) for code, policy in kept.table.select(CODE, "policy").iter_rows()}
    assert got == {pair for pair, told in expected().items() if told["verdict"] != "不符合" or told["near"]}
    same = whole().table.filter((pl.col("verdict") != "不符合") | (pl.col("group") == "差一点"))
    assert kept.table.equals(same)


def test_verdicts_by_columns_are_the_verdicts_one_by_one():
    wide, reader = sample(), Explainer(sample(), library().vocabulary)
    facts = [reader.facts(row) for row in range(wide.height)]
    founded = library().vocabulary.founded()
    questions = [Question(one.demand, AS_OF, one.base_year, one.base_date) for one in library()]
    answers = verdicts(wide, questions, founded.name if founded else None, lambda row: facts[row])
    for number, policy in enumerate(library()):
        assert answers[str(number)].to_list() == [verdict_of(policy, one, AS_OF) for one in facts], policy.id


def test_pairs_are_counted_by_verdict():
    counted = dict(whole().table["verdict"].value_counts().iter_rows())
    assert whole().pairs == {one: counted.get(one, 0) for one in ("符合", "待核实", "不符合")}
    assert all(whole().pairs.values()), "the sample must show every verdict"


def test_the_sample_shows_every_group_and_every_basis():
    assert set(whole().table["group"]) == {"可申报", "符合(窗口未开或待核)", "差一点", "待核实", "不符合"}
    assert {"官方", "自报", "推断"} <= set(whole().table["basis"].drop_nulls())


@pytest.mark.parametrize("size", [1, 7, 100])
def test_batches_make_no_difference(size):
    wide = sample().head({1: 6, 7: 28}.get(size, 282))
    parts = [
        match_wide(wide.slice(start, size), library(), as_of=AS_OF, layout=layout(), top=8).table
        for start in range(0, wide.height, size)
    ]
    assert pl.concat(parts).equals(
        match_wide(wide, library(), as_of=AS_OF, layout=layout(), top=8).table, null_equal=True
    )


# --- random libraries ---------------------------------------------------------------------------------------
HEAD = "document: {slug: x, title: x, level: 区, issuers: [x], region: 海州, state: 现行}\npolicies:\n"
BENEFITS = (
    "{kind: 资金, pay: 20万元}",
    "{kind: 资金, tiers: [{if: 销售额 ≥ 3万元, pay: 3万元}, {if: 员工 ≥ 2人, pay: 1万元}]}",
    "{kind: 资金, pay: '最小(销售额 × 10%, 1万元)', cap: 5万元}",
    "{kind: 资金, per: 工程, pay: 1万元}",
    "{kind: 称号}",
)


def item(number: int, texts: list[tuple[str, str]], benefit: str) -> str:
    """One item of a random library."""
    lines = "".join(f"      - {{if: {quoted(text)}, kind: {kind}, cites: x}}\n" for text, kind in texts)
    return (
        f"  - id: p-{number}\n    title: x\n    summary: x\n    departments: [x]\n    tags: {{}}\n    conditions:\n"
        f"{lines}    benefit: {benefit}\n    application: {{window: 长期}}\n    examples: []\n"
    )


def quoted(text: str) -> str:
    """A text as YAML takes it whatever it holds."""
    return "'" + text.replace("'", "''") + "'"


KIND = st.sampled_from(["硬条件", "硬条件", "硬条件", "排除", "程序"])
ITEM = st.tuples(
    st.lists(st.tuples(conditions(vocabulary(), depth=2), KIND), min_size=1, max_size=3),
    st.sampled_from(BENEFITS),
)


@settings(max_examples=25)
@given(
    st.lists(ITEM, min_size=1, max_size=3),
    st.lists(enterprises(vocabulary()), min_size=1, max_size=3),
)
def test_random_libraries_and_tables_are_matched_as_one_by_one(
    items: list[tuple[list[tuple[str, str]], str]], worlds: list[Enterprise]
) -> None:
    text = HEAD + "".join(item(number, *one) for number, one in enumerate(items))
    made = Library(tuple(parse_policies(text, "x.yaml", vocabulary(), Taxonomy())), vocabulary())
    wide = wide_table([known for one in worlds for known in (one.hidden, one.world)], vocabulary(), QUESTIONS)
    alone = one_by_one(wide, made, THEN)
    found = match_wide(wide, made, as_of=THEN, everything=True)
    rows = dict(
        zip(
            zip(found.ranked["row"], found.ranked["policy"], strict=True), found.table.to_dicts(), strict=True
        )
    )
    assert rows.keys() == alone.keys()
    for pair, one in alone.items():
        near = one.pop("near")
        assert {name: rows[pair][name] for name in one} == one
        assert near == (one["group"] == "差一点")
    kept = match_wide(wide, made, as_of=THEN)
    assert set(zip(kept.ranked["row"], kept.ranked["policy"], strict=True)) == {
        pair for pair, one in alone.items() if one["group"] != "不符合"
    }


def test_the_small_foreign_library_is_matched_as_one_by_one():
    wide = pl.DataFrame(
        {
            "Firma": ["a", "b", "c"],
            "Sitz": ["BYM", "HE", None],
            "Umsatz@2023": [5000.0, 900.0, float("nan")],
            "Forschung@2023": [200.0, None, 3.0],
            "Rechtsform": ["G", "A", None],
            "Patente": [None, 2.0, 3.0],
        }
    )
    found = match_wide(wide, foreign(), as_of=THEN, everything=True)
    told = {(int(row), policy): one for (row, policy), one in zip(
        found.ranked.select("row", "policy").iter_rows(), found.table.to_dicts(), strict=True)}  # fmt: skip
    for pair, one in one_by_one(wide, foreign(), THEN).items():
        one.pop("near")
        assert {name: told[pair][name] for name in one} == one
