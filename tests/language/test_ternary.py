"""The three-valued logic of conditions beside DMN's published tables and beside SQL, run for real through sqlite3."""

from __future__ import annotations

import sqlite3
from itertools import product
from typing import Any

import pytest

from language.asking import MAYBE, NO, YES, foreign, verdict
from language.ternary import FEEL_AND, FEEL_NOT, FEEL_OR, SHARED, Answer, Shared
from matcher.language.kleene import at_least, kleene_and, kleene_or
from matcher.language.values import negate

P, Q = "有许可", "完工吗"
ANSWERS = {YES: True, NO: False, MAYBE: None}


def asked(text: str, p: Answer, q: Answer) -> Answer:
    """Our answer where p is 有许可 and q a judgment, each true, false or unknown."""
    given: dict[str, Any] = {"有许可": p, "人工认定": {Q: q}}
    return ANSWERS[verdict(text, given, vocabulary=foreign())]


@pytest.mark.parametrize(("left", "right", "answer"), FEEL_AND)
def test_conjunction_is_that_of_feel(left: Answer, right: Answer, answer: Answer) -> None:
    assert asked(f"{P} 且 人工认定「{Q}」", left, right) is answer
    assert kleene_and([left, right]) is answer
    assert at_least(2, [left, right]) is answer


@pytest.mark.parametrize(("left", "right", "answer"), FEEL_OR)
def test_disjunction_is_that_of_feel(left: Answer, right: Answer, answer: Answer) -> None:
    assert asked(f"{P} 或 人工认定「{Q}」", left, right) is answer
    assert kleene_or([left, right]) is answer
    assert at_least(1, [left, right]) is answer


@pytest.mark.parametrize(("item", "answer"), FEEL_NOT)
def test_negation_is_that_of_feel(item: Answer, answer: Answer) -> None:
    assert asked(f"非 {P}", item, None) is answer
    assert negate(item) is answer


def in_sql(question: Shared, row: dict[str, Any]) -> Answer:
    """What SQLite answers for one row."""
    connection = sqlite3.connect(":memory:")
    try:
        names = list(row)
        columns = ", ".join(f"? AS {name}" for name in names)
        [(answer,)] = connection.execute(
            f"SELECT {question.sql} FROM (SELECT {columns})", [row[name] for name in names]
        ).fetchall()
    finally:
        connection.close()
    return None if answer is None else bool(answer)


def in_ours(question: Shared, row: dict[str, Any]) -> Answer:
    """What a condition answers for the same row: a and b are 销售额 of 上年 and 前年."""
    words = {"p": P, "q": f"人工认定「{Q}」", "a": "销售额", "b": "前年 销售额"}
    given: dict[str, Any] = {"有许可": row["p"], "人工认定": {Q: row["q"]}}
    given["销售额"] = {
        year: None if row[n] is None else f"{row[n]}万元" for n, year in (("a", "2023"), ("b", "2022"))
    }
    return ANSWERS[verdict(question.ours.format(**words), given, vocabulary=foreign())]


def rows(question: Shared) -> list[dict[str, Any]]:
    """Every combination of knowns and nulls of what the question uses."""
    domains = {"p": (True, False, None), "q": (True, False, None), "a": (0, 1, 2, None), "b": (0, 1, 2, None)}
    used = {
        name: values if f"{{{name}}}" in question.ours or name in question.sql else values[:1]
        for name, values in domains.items()
    }
    return [dict(zip(used, values, strict=True)) for values in product(*used.values())]


@pytest.mark.parametrize("question", [one for one in SHARED if not one.differs], ids=lambda one: one.name)
def test_what_is_shared_with_sql_agrees_for_every_combination(question: Shared) -> None:
    for row in rows(question):
        assert in_ours(question, row) is in_sql(question, row), row


@pytest.mark.parametrize("question", [one for one in SHARED if one.differs], ids=lambda one: one.name)
def test_where_sql_differs_it_does_so_only_over_a_null(question: Shared) -> None:
    differing = [row for row in rows(question) if in_ours(question, row) is not in_sql(question, row)]
    assert differing, "the reason given would be about nothing"
    assert all(None in row.values() for row in differing)
