"""Imports a registry: reads it, cleans every column, and accounts for every row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from matcher.enterprises.registry import steps
from matcher.enterprises.registry.assemble import long_table, wide_table
from matcher.enterprises.registry.consistency import contradictions
from matcher.enterprises.registry.duplicates import refuse_duplicates
from matcher.enterprises.registry.fields import read_fields, read_provenance
from matcher.enterprises.registry.headers import Headers, find_headers
from matcher.enterprises.registry.layout import Layout
from matcher.enterprises.registry.places import Gazetteer
from matcher.enterprises.registry.rejected import rejected_rows
from matcher.enterprises.registry.report import FLAGGED, ColumnReport, QualityReport
from matcher.enterprises.registry.rules import apply_rules, drop_helpers, read_kinds
from matcher.enterprises.registry.straighten import straighten
from matcher.enterprises.registry.table import Ragged, Table
from matcher.enterprises.registry.values import as_text
from matcher.enterprises.registry.work import Refusal, Work, clean_cells
from matcher.enterprises.registry.writing import write_import
from matcher.language.facts import SOURCES
from matcher.language.vocabulary import CODE, Vocabulary

RAGGED, NOBODY = "格数不对", "没有名称也没有代码"


@dataclass(frozen=True)
class Imported:
    """An imported registry.

    `enterprises`: one row an enterprise (the wide table). `facts`: one row a fact. `rejected`: rows refused, all
    their columns with 行号, 原因 and 怎么办 (columns of natural persons left out). `report`: what was found.
    Rows read = rows of `enterprises` + rows of `rejected`.
    """

    enterprises: pl.DataFrame
    rejected: pl.DataFrame
    report: QualityReport
    state: Work = field(repr=False)

    @cached_property
    def facts(self) -> pl.DataFrame:
        """One row a fact; made when first asked for, since matching needs the wide table only."""
        return long_table(self.enterprises, self.state)

    def write(self, folder: str | Path, profile: pl.DataFrame | None = None) -> Path:
        """Writes it all, and the profile where given, into `folder`, whole or not at all; OutputError where it cannot."""
        return write_import(self, folder, profile)


def import_table(
    table: Table,
    *,
    vocabulary: Vocabulary,
    layout: Layout,
    mapping: Mapping[str, str] | None = None,
    as_of: dt.date | None = None,
    latest: dt.date | None = None,
    rates: Mapping[str, float] | None = None,
    source: str = SOURCES[0],
    lists_complete: bool = False,
) -> Imported:
    """Cleans a table that has been read.

    `mapping`: header → standard column or field. `as_of`: the day the table is of. `latest`: later dates are doubted.
    `rates`: units of home currency for one unit of each foreign currency. `source`: 官方, 自报 or 推断.
    """
    where = table.source
    headers = find_headers(table.frame.columns, layout, vocabulary, mapping=mapping, where=where)
    report = QualityReport(source=where or "内存中的表", rows_read=table.rows_read, notes=list(table.notes))
    places = _gazetteer(layout, vocabulary)
    table, refused, left = straighten(table, headers, layout, places, report)
    work = _start(table, headers, layout, vocabulary, report)
    work.lists_complete, work.latest = lists_complete, latest
    work.refused, work.as_of, work.rates, work.source, work.places = (
        refused,
        as_of,
        rates or {},
        source,
        places,
    )
    clean(work, table.frame)
    return _finish(work, table, left)


def clean(work: Work, frame: pl.DataFrame) -> None:
    """All steps in order; what a table states outright comes before what is concluded from other columns."""
    steps.read_names(work)
    steps.read_codes(work)
    steps.read_scopes(work)
    read_fields(work, frame)
    for column in work.layout.columns:
        if column.name in work.cells and column.role == "date":
            steps.read_dates(work, column)
        elif column.name in work.cells and column.role == "amount":
            steps.read_amounts(work, column)
    steps.read_places(work)
    read_kinds(work)
    apply_rules(work)
    read_provenance(work, frame)
    drop_helpers(work)
    doubt_contradictions(work)
    _refuse_nobody(work)
    refuse_duplicates(work)


def doubt_contradictions(work: Work) -> None:
    """A stated value that others contradict is reported and is no fact (LANGUAGE 5)."""
    plain = [name for name in work.facts if "@" not in name or name.partition("@")[2].isdigit()]
    frame = pl.DataFrame([work.facts[name].values.alias(name) for name in plain])
    for column, wrong, why in contradictions(frame, work.vocabulary):
        fact = work.facts[column]
        work.report.note_cells(column, why, FLAGGED, work.numbers, as_text(fact.values), wrong)
        fact.values = fact.values.zip_with(~wrong, pl.Series([None] * work.height, dtype=fact.values.dtype))


def _gazetteer(layout: Layout, vocabulary: Vocabulary) -> Gazetteer | None:
    field = vocabulary.field(layout.place_field) if layout.place_field else None
    return Gazetteer(field.system, layout.places) if field and field.kind == CODE and field.system else None


def _start(
    table: Table, headers: Headers, layout: Layout, vocabulary: Vocabulary, report: QualityReport
) -> Work:
    cells = {
        name: clean_cells(table.frame[header], layout.missing).alias(name)
        for name, header in headers.standard.items()
    }
    feeds = {column.name: column.field or "" for column in layout.columns}
    for name, series in cells.items():
        filled = len(series) - series.null_count()
        report.columns.append(
            ColumnReport(name, headers.standard[name], feeds.get(name, ""), filled, series.null_count())
        )
    for header, known in headers.fields.items():
        series = clean_cells(table.frame[header], layout.missing)
        report.columns.append(
            ColumnReport(header, header, known.column, len(series) - series.null_count(), series.null_count())
        )
    report.dropped_persons, report.unused = list(headers.persons), list(headers.unused)
    return Work(layout, vocabulary, headers, cells, table.numbers, report)


def _refuse_nobody(work: Work) -> None:
    nobody = work.text("name").is_null() & work.text("code").is_null()
    for row in nobody.arg_true().to_list():
        work.refused.setdefault(
            row, Refusal(NOBODY, "没有企业名称，也没有有效的信用代码，不知道是谁", "补上名称或代码后再导入")
        )


def _finish(work: Work, table: Table, left: Sequence[Ragged]) -> Imported:
    rows = sorted(work.refused)
    keep = ~pl.Series(range(work.height), dtype=pl.Int64).is_in(rows)
    wide = wide_table(work, keep)
    _count_feeds(work, wide)
    report = work.report
    report.rows_kept = wide.height
    for refusal in work.refused.values():
        report.rejected[refusal.kind] = report.rejected.get(refusal.kind, 0) + 1
    if left:
        report.rejected[RAGGED] = len(left)
    return Imported(wide, rejected_rows(work, table, left), report, work)


def _count_feeds(work: Work, wide: pl.DataFrame) -> None:
    """Adds to the report the facts that no column states but that follow from others."""
    told = {one.feeds for one in work.report.columns} | set(work.headers.standard)
    for name in wide.columns:
        if "@" not in name and name not in told and work.vocabulary.field(name):
            one = work.report.column(name)
            one.header, one.feeds = "（由其他列得出）", name
            one.filled, one.missing = wide.height - wide[name].null_count(), wide[name].null_count()
