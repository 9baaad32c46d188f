"""Both evaluators give the same verdict on every tree and every table (the column one is what registries are run by)."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from language.asking import AS_OF, foreign, real
from language.test_properties import REAL
from language.trees import QUESTIONS, conditions
from language.wide import wide_table
from language.worlds import Enterprise, enterprises
from matcher.enterprises.facts import RowReader
from matcher.language.column_run import Question, verdicts
from matcher.language.facts import Context
from matcher.language.parse import parse
from matcher.language.scalar import compiled
from matcher.language.vocabulary import Vocabulary


def same_answers(
    texts: list[str], worlds: list[Enterprise], vocabulary: Vocabulary, base_year: int | None
) -> None:
    facts = [known for one in worlds for known in (one.hidden, one.fuller, one.world)]
    table = wide_table(facts, vocabulary, QUESTIONS)
    reader = RowReader(table.columns, vocabulary)
    rows = [reader.facts(row) for row in table.to_dicts()]
    questions = [Question(parse(text, vocabulary), AS_OF, base_year) for text in texts]
    founded = vocabulary.founded()
    answers = verdicts(table, questions, founded.name if founded else None, lambda row: rows[row])
    for number, (text, question) in enumerate(zip(texts, questions, strict=True)):
        by_column = answers[str(number)].to_list()
        one_by_one = [compiled(question.node)(Context.at(known, AS_OF, base_year)) for known in rows]
        note(f"{text}\ncolumns {by_column}\nscalar  {one_by_one}")
        assert by_column == one_by_one
        assert one_by_one == [compiled(question.node)(Context.at(known, AS_OF, base_year)) for known in facts]


@settings(max_examples=250)
@given(
    st.lists(conditions(foreign()), min_size=1, max_size=5),
    st.lists(enterprises(foreign()), min_size=1, max_size=3),
    st.sampled_from([None, AS_OF.year - 2]),
)
def test_columns_answer_as_one_by_one(
    texts: list[str], worlds: list[Enterprise], base_year: int | None
) -> None:
    same_answers(texts, worlds, foreign(), base_year)


@settings(max_examples=80)
@given(
    st.lists(conditions(real(), REAL), min_size=1, max_size=4),
    st.lists(enterprises(real(), REAL), min_size=1, max_size=2),
)
def test_columns_answer_as_one_by_one_over_the_real_dictionary(
    texts: list[str], worlds: list[Enterprise]
) -> None:
    same_answers(texts, worlds, real(), None)


@pytest.mark.parametrize("share", ["20%", "33.3333%"])
def test_a_tie_in_decimals_is_a_tie_in_columns(share):
    # 120 ÷ 100 − 1 is 0.19999… in floats; as decimals it is 20% exactly.
    vocabulary = foreign()
    table = pl.DataFrame({"销售额@2023": [120.0, 120.0, 119.9999999], "销售额@2022": [100.0, 90.0, 100.0]})
    reader = RowReader(table.columns, vocabulary)
    question = Question(parse(f"增长率(销售额) ≥ {share}", vocabulary), dt.date(2024, 6, 30))
    answers = verdicts(table, [question], None, lambda row: reader.facts(table.row(row, named=True)))
    expected = {"20%": [True, True, False], "33.3333%": [False, True, False]}
    assert answers["0"].to_list() == expected[share]


def test_an_empty_table_has_no_answers():
    answers = verdicts(
        pl.DataFrame({"有许可": pl.Series([], dtype=pl.Boolean)}),
        [Question(parse("有许可", foreign()), AS_OF)],
        None,
        lambda row: None,
    )
    assert answers["0"].to_list() == []


def test_deeply_nested_choices_stay_small():
    text = "有许可"
    for _ in range(20):
        text = f"若 有许可 则 ({text}) 否则 盈利"
    table = pl.DataFrame({"有许可": [True, False, None]})
    reader = RowReader(table.columns, foreign())
    answers = verdicts(
        table,
        [Question(parse(text, foreign()), AS_OF)],
        None,
        lambda row: reader.facts(table.row(row, named=True)),
    )
    assert answers["0"].to_list() == [True, None, None]


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [("K21", "K21", True), ("K21", "K1", False), ("K21", "K2", None), ("K2", "K21", None), ("K21", "乌有镇", None),
     ("K21", None, None), ("K1", "K2", False)],
)  # fmt: skip
def test_two_places_are_one_place_only_where_both_are_known_well_enough(here, there, same):
    table = pl.DataFrame(
        {"登记镇": [here], "办公镇": [there]}, schema_overrides={"登记镇": pl.String, "办公镇": pl.String}
    )
    reader = RowReader(table.columns, foreign())
    for text, expected in (
        ("登记镇 = 办公镇", same),
        ("登记镇 ≠ 办公镇", None if same is None else not same),
    ):
        question = Question(parse(text, foreign()), AS_OF)
        answers = verdicts(table, [question], None, lambda row: reader.facts(table.row(row, named=True)))
        assert answers["0"].to_list() == [expected]
        assert compiled(question.node)(Context.at(reader.facts(table.row(0, named=True)), AS_OF)) is expected
