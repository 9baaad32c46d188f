"""Columns of a table that name dictionary fields outright (甲@2023): read into their types."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from matcher.enterprises.frames import stored_type
from matcher.enterprises.registry.headers import PROVENANCE, FieldHeader, field_header
from matcher.enterprises.registry.report import FLAGGED, QualityReport
from matcher.enterprises.registry.values import (
    Reading,
    as_text,
    distinct,
    is_typed,
    mapped,
    read_records,
    read_value,
)
from matcher.enterprises.registry.work import Work, clean_cells
from matcher.language import vocabulary as kinds
from matcher.language.vocabulary import Field

_FRACTION = "全列都不大于 1 又没有写 %，可能是小数形式的比例，请核对（按 % 理解）"


def read_fields(work: Work, frame: pl.DataFrame) -> None:
    """Every column whose header names a field."""
    for header, known in work.headers.fields.items():
        cells = clean_cells(frame[header], work.layout.missing)
        dated = in_year(known, header, work)
        values = read_column(cells, known, work, work.report, work.numbers)
        work.give(dated.column, values)
        if known.field.record and not work.lists_complete and not is_typed(cells, known.field):
            _prove_only_what_is_listed(work, known)


def _prove_only_what_is_listed(work: Work, known: FieldHeader) -> None:
    """A list read from text covers nothing beyond what it names, unless a column beside it says so."""
    cover = f"{known.column}@{PROVENANCE[3]}"
    if cover not in work.headers.provenance:
        work.give(cover, pl.Series([[]] * work.height, dtype=pl.List(pl.String)))


def in_year(known: FieldHeader, header: str, work: Work) -> FieldHeader:
    """The year that a column means: its own, else (for a field with one value a year) the one before `as_of`."""
    if not known.field.by_year or known.year is not None:
        return known
    if work.as_of is None:
        work.report.notes.append(
            f"列「{header}」没有写年份，暂不能用于匹配；请写成「{known.field.name}@2023」的样子，或给出数据日期"
        )
        return known
    year = work.as_of.year - 1
    work.report.notes.append(
        f"列「{header}」没有写年份，按 {year} 年度理解；写成「{known.field.name}@{year}」更清楚"
    )
    return FieldHeader(known.field, year, known.unit)


def read_provenance(work: Work, frame: pl.DataFrame) -> None:
    """The columns X@来源, X@日期 … beside a column X: they say more of values that are already there."""
    for header in work.headers.provenance:
        word, _, mark = header.rpartition("@")
        known = field_header(word, work.vocabulary)
        column = known.column if known else word
        series = _provenance(frame[header], mark)
        fact = work.facts.get(column)
        if mark == PROVENANCE[0] and fact is not None:
            told = series.is_not_null() & fact.values.is_not_null()
            base = (
                fact.sources if fact.sources is not None else pl.Series([None] * len(series), dtype=pl.String)
            )
            fact.sources = series.zip_with(told, base)
        elif mark == PROVENANCE[4] and fact is not None:
            fact.originals = series if fact.originals is None else fact.originals.fill_null(series)
        elif mark != PROVENANCE[0]:
            work.give(f"{column}@{mark}", series)


def _provenance(series: pl.Series, mark: str) -> pl.Series:
    if series.dtype != pl.String:
        return series
    if mark == PROVENANCE[1]:
        return series.str.to_date("%Y-%m-%d", strict=False)
    return series.str.split(";") if mark == PROVENANCE[3] else series


def read_column(
    series: pl.Series, known: FieldHeader, work: Work, report: QualityReport, numbers: pl.Series
) -> pl.Series:
    """The column in its field's type and unit; cells that cannot be read are null and reported."""
    field = known.field
    if is_typed(series, field) and known.unit is None:
        return typed(series, field)
    texts = as_text(series)
    if field.kind in (kinds.LIST, kinds.RECORDS):
        answers: Mapping[str, Reading] = distinct(
            texts, lambda text: read_records(text, field, work.vocabulary, work.layout)
        )
    else:
        answers = distinct(
            texts, lambda text: read_value(text, field, work.vocabulary, work.layout, known.unit)
        )
    report.note_problems(
        series.name,
        FLAGGED,
        numbers,
        texts,
        mapped(texts, {key: one.problem for key, one in answers.items()}, pl.String),
    )
    remarks = {
        key: one.remark and f"{one.remark}，按{field.unit.name if field.unit else ''}理解"
        for key, one in answers.items()
    }
    report.note_problems(series.name, FLAGGED, numbers, texts, mapped(texts, remarks, pl.String))
    values = _spread(texts, {key: one.value for key, one in answers.items()}, field)
    _doubt_fractions(report, series.name, field, known.unit, texts, values, numbers)
    return values


def typed(series: pl.Series, field: Field) -> pl.Series:
    """A column of the field's own type, in the exact type of the wide table; lists keep their own shape."""
    return series if field.record else series.cast(stored_type(field), strict=False)


def _spread(texts: pl.Series, answers: Mapping[str, object], field: Field) -> pl.Series:
    dtype = stored_type(field)
    if field.kind not in (kinds.LIST, kinds.RECORDS):
        return mapped(texts, answers, dtype)
    return pl.Series(
        texts.name, [None if text is None else answers[text] for text in texts.to_list()], dtype=dtype
    )


def _doubt_fractions(
    report: QualityReport,
    name: str,
    field: Field,
    unit: str | None,
    texts: pl.Series,
    values: pl.Series,
    numbers: pl.Series,
) -> None:
    if field.kind != kinds.PERCENT or unit is not None or values.drop_nulls().is_empty():
        return
    if texts.str.contains("[%％]").any() or (values.abs().max() or 0) > 1:  # type: ignore[operator]
        return
    report.note_cells(name, _FRACTION, FLAGGED, numbers, texts, values.is_not_null())
