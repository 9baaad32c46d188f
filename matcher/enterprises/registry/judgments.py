"""Reads a table of judgments (人工认定): one row an enterprise and question, with what an official decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from matcher.enterprises.registry.values import FALSE, TRUE, as_text
from matcher.language.numerals import plain

if TYPE_CHECKING:
    from matcher.enterprises.registry.tables import _Keys

TABLE, QUESTION, DECIDED = "人工认定", "问题", "结论"


def is_judgments(table: str | None, columns: list[str]) -> bool:
    """Whether a table holds judgments: it has the two columns, and is not declared to be another list."""
    return table in (None, TABLE) and {QUESTION, DECIDED} <= set(columns)


def judgments(keys: _Keys) -> pl.DataFrame:
    """One column a question (人工认定「…」), null where nothing or nothing readable was decided."""
    columns = dict(keys.who())
    questions = as_text(keys.frame[QUESTION]).str.strip_chars()
    answers = [_answer(text) for text in as_text(keys.frame[DECIDED]).to_list()]
    decided = pl.Series(answers, dtype=pl.Boolean)
    unread = int((decided.is_null() & keys.frame[DECIDED].is_not_null()).sum())
    if unread:
        keys.report.notes.append(f"{DECIDED} 一列有 {unread} 格读不懂，应是「是」或「否」，没有采用")
    nothing = pl.Series([None] * keys.frame.height, dtype=pl.Boolean)
    for question in questions.drop_nulls().unique(maintain_order=True).to_list():
        if question:
            asked = (questions == question).fill_null(False)
            columns[f"{TABLE}「{question}」"] = decided.zip_with(asked, nothing)
    return pl.DataFrame({name: series.alias(name) for name, series in columns.items()})


def _answer(text: str | None) -> bool | None:
    word = plain(text or "").strip().lower()
    return True if word in TRUE else False if word in FALSE else None
