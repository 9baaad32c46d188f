"""Columns of a table that name dictionary fields outright (营业收入@2023, 行业, 资质): read into their types."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from matcher.enterprises.registry.headers import PROVENANCE, FieldHeader, field_header
from matcher.enterprises.registry.report import FLAGGED, QualityReport
from matcher.enterprises.registry.values import (
    Reading,
    as_text,
    column_type,
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
        remark_years(work.report, header, known)
        work.give(known.column, read_column(cells, known, work, work.report, work.numbers))


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


def remark_years(report: QualityReport, header: str, known: FieldHeader) -> None:
    """A column of a field with one value a year that names no year: its values belong to no year."""
    if known.field.by_year and known.year is None:
        report.notes.append(
            f"列「{header}」没有写年份，按最近一个完整年度理解；写成「{known.field.name}@2023」更清楚"
        )


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
    """A column of the field's own type, cast to the exact one of the wide table."""
    if field.kind in (kinds.LIST, kinds.RECORDS):
        inner = series.dtype.inner if isinstance(series.dtype, pl.List) else None
        if isinstance(inner, pl.Struct):
            return series
        return series
    return series.cast(column_type(field), strict=False)


def _spread(texts: pl.Series, answers: Mapping[str, object], field: Field) -> pl.Series:
    dtype = column_type(field)
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
