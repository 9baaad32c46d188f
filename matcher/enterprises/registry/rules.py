"""Facts that follow from a registry's words by rule: the rules are data (registry.yaml), read in order."""

from __future__ import annotations

import polars as pl

from matcher.enterprises.frames import stored_type
from matcher.enterprises.registry.layout import Rule
from matcher.enterprises.registry.report import FLAGGED
from matcher.enterprises.registry.values import as_text, distinct, mapped, read_name
from matcher.enterprises.registry.work import Facts, Work
from matcher.language import vocabulary as kinds
from matcher.language.facts import SOURCES
from matcher.language.vocabulary import Field


def read_kinds(work: Work) -> None:
    """A column of the role `kind` states its field where its words are in the code table; rules do the rest."""
    for column in work.layout.columns:
        field = work.vocabulary.field(column.field) if column.field else None
        if column.role != "kind" or column.name not in work.cells or field is None:
            continue
        cells = as_text(work.cells[column.name])
        answers = {text: read_name(text, field).value for text in distinct(cells, str)}
        work.give(field.name, mapped(cells, answers, pl.String))


def apply_rules(work: Work) -> None:
    """All rules, in order; for each field the first that matches decides. Fields not in the dictionary only serve rules."""
    for rule in work.layout.rules:
        field = work.vocabulary.field(rule.field)
        fits = _fits(work, rule)
        value = _value(rule, field)
        if value is None:
            work.report.notes.append(
                f"registry.yaml 的规则给「{rule.field}」的值「{rule.value}」在代码表里没有，没有采用"
            )
            continue
        dtype = stored_type(field) if field else pl.String() if isinstance(value, str) else pl.Boolean()
        values = pl.select(pl.when(fits).then(pl.lit(value, dtype=dtype))).to_series()
        source = rule.source if rule.source != SOURCES[0] else None
        sources = pl.select(pl.when(fits).then(pl.lit(source, dtype=pl.String))).to_series()
        work.give(rule.field, values, sources)


def drop_helpers(work: Work) -> None:
    """Forgets facts that only served rules, and doubts words of a kind that no rule knows."""
    for column in work.layout.columns:
        if column.role == "kind" and column.name in work.cells and column.field in work.facts:
            cells = as_text(work.cells[column.name])
            unread = cells.is_not_null() & work.facts[column.field].values.is_null()
            work.report.note_cells(
                column.name, "这种写法认不得，没有采用", FLAGGED, work.numbers, cells, unread
            )
    helpers = {rule.field for rule in work.layout.rules if work.vocabulary.field(rule.field) is None}
    for name in helpers & set(work.facts):
        del work.facts[name]


def _fits(work: Work, rule: Rule) -> pl.Series:
    if rule.role == "fact":
        known = work.facts.get(rule.fact or "")
        cells = _words(known) if known else pl.Series([None] * work.height, dtype=pl.String)
    else:
        cells = work.text(rule.role)
    fits = cells.str.contains(rule.when).fill_null(False)
    return fits & work.text(rule.without).is_null() if rule.without else fits


def _words(known: Facts) -> pl.Series:
    if known.values.dtype == pl.Boolean:
        return known.values.cast(pl.String)
    return as_text(known.values)


def _value(rule: Rule, field: Field | None) -> object:
    if field is not None and field.kind == kinds.CODE and field.system is not None:
        return field.system.code_of(str(rule.value))
    return rule.value
