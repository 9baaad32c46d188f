"""Imports a registry: reads it, cleans every column, and accounts for every row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from matcher.enterprises.registry import steps
from matcher.enterprises.registry.assemble import long_table, wide_table
from matcher.enterprises.registry.duplicates import refuse_duplicates
from matcher.enterprises.registry.fields import read_fields
from matcher.enterprises.registry.headers import Headers, find_headers, read_mapping, standard_column
from matcher.enterprises.registry.layout import Layout
from matcher.enterprises.registry.places import Gazetteer
from matcher.enterprises.registry.reading import read_table
from matcher.enterprises.registry.report import FLAGGED, REPAIRED, ColumnReport, QualityReport
from matcher.enterprises.registry.rules import apply_rules, drop_helpers, read_kinds
from matcher.enterprises.registry.shifted import Shape
from matcher.enterprises.registry.table import Ragged, Table
from matcher.enterprises.registry.values import as_text
from matcher.enterprises.registry.work import Refusal, Work, clean_cells
from matcher.language.facts import SOURCES
from matcher.language.vocabulary import CODE, Vocabulary

ROW, REASON, REMEDY = "行号", "原因", "怎么办"
EXTRA = "多出的内容"
SHIFTED, RAGGED, NOBODY = "列错位", "格数不对", "没有名称也没有代码"


@dataclass(frozen=True)
class Imported:
    """An imported registry.

    `enterprises`: one row an enterprise (the wide table). `facts`: one row a fact. `rejected`: rows refused, all
    their columns with 行号, 原因 and 怎么办 (columns of natural persons left out). `report`: what was found.
    Rows read = rows of `enterprises` + rows of `rejected`.
    """

    enterprises: pl.DataFrame
    facts: pl.DataFrame
    rejected: pl.DataFrame
    report: QualityReport


def import_table(
    table: Table,
    *,
    vocabulary: Vocabulary,
    layout: Layout,
    mapping: Mapping[str, str] | None = None,
    as_of: dt.date | None = None,
    rates: Mapping[str, float] | None = None,
    source: str = SOURCES[0],
) -> Imported:
    """Cleans a table that has been read.

    `mapping`: header → standard column or field. `as_of`: the day the table is of; later dates are refused.
    `rates`: units of home currency for one unit of each foreign currency. `source`: 官方, 自报 or 推断.
    """
    where = table.source
    headers = find_headers(table.frame.columns, layout, vocabulary, mapping=mapping, where=where)
    report = QualityReport(source=where or "内存中的表", rows_read=table.rows_read, notes=list(table.notes))
    places = _gazetteer(layout, vocabulary)
    table, refused, left = _straighten(table, headers, layout, places, report)
    work = _start(table, headers, layout, vocabulary, report)
    work.refused, work.as_of, work.rates, work.source, work.places = (
        refused,
        as_of,
        rates or {},
        source,
        places,
    )
    clean(work, table.frame)
    return _finish(work, table, left)


def import_registry(
    path: str | Path,
    *,
    vocabulary: Vocabulary,
    layout: Layout,
    mapping: str | Path | Mapping[str, str] | None = None,
    as_of: dt.date | None = None,
    rates: Mapping[str, float] | None = None,
    source: str = SOURCES[0],
    sheet: str | None = None,
) -> Imported:
    """Reads and cleans the registry at `path` (CSV, Excel or Parquet); RegistryError where it cannot be used."""
    pairs = mapping if mapping is None or isinstance(mapping, Mapping) else read_mapping(mapping)
    return import_table(
        read_table(path, sheet=sheet),
        vocabulary=vocabulary,
        layout=layout,
        mapping=pairs,
        as_of=as_of,
        rates=rates,
        source=source,
    )


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
    drop_helpers(work)
    _refuse_nobody(work)
    refuse_duplicates(work)


def _gazetteer(layout: Layout, vocabulary: Vocabulary) -> Gazetteer | None:
    field = vocabulary.field(layout.place_field) if layout.place_field else None
    return Gazetteer(field.system, layout.places) if field and field.kind == CODE and field.system else None


def _straighten(
    table: Table, headers: Headers, layout: Layout, places: Gazetteer | None, report: QualityReport
) -> tuple[Table, dict[int, Refusal], list[Ragged]]:
    """The table with shifted and ragged rows put right where that is certain; the others refused or left out."""
    by_header = {header: name for name, header in headers.standard.items()}
    roles = {column.name: column.role for column in layout.columns}
    known = [
        roles[by_header[header]] if header in by_header else "person" if header in headers.persons else ""
        for header in table.frame.columns
    ]
    shape = Shape(tuple(known), layout, places)
    frame, refused = _shifted_rows(table, shape, report)
    mended, left = _ragged_rows(table, shape, report)
    if mended:
        extra = pl.DataFrame(
            [cells for _, cells in mended], schema=dict.fromkeys(frame.columns, pl.String), orient="row"
        )
        frame = pl.concat([frame, extra])
    numbers = pl.concat([table.numbers, pl.Series([number for number, _ in mended], dtype=pl.Int64)])
    return Table(frame, numbers, left, table.notes, table.source), refused, left


def _shifted_rows(
    table: Table, shape: Shape, report: QualityReport
) -> tuple[pl.DataFrame, dict[int, Refusal]]:
    frame = table.frame
    suspects = shape.suspects(frame).arg_true().to_list()
    refused: dict[int, Refusal] = {}
    fixed: dict[int, list[str | None]] = {}
    for row in suspects:
        cells = [
            None if cell is None or cell.strip() in shape.layout.missing else cell
            for cell in map(_text_or_none, frame.row(row))
        ]
        way = shape.mended(cells)
        if way is None:
            refused[row] = Refusal(
                SHIFTED,
                "列错位：有的格里是别的列的内容，且无法确定怎样归位",
                "对照原始登记把这一行的各格放回原位，再导入",
            )
        else:
            fixed[row] = way
    if fixed:
        columns = {name: frame[name].to_list() for name in frame.columns}
        for row, cells in fixed.items():
            for name, cell in zip(frame.columns, cells, strict=True):
                columns[name][row] = cell
        frame = pl.DataFrame(columns, schema=frame.schema)
    mask = pl.Series(range(frame.height), dtype=pl.Int64).is_in(list(fixed))
    if fixed:
        report.note_cells(
            "（整行）",
            "列错位，只有一种放法对得上，已归位",
            REPAIRED,
            table.numbers,
            _lines(table.frame),
            mask,
        )
    return frame, refused


def _text_or_none(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _lines(frame: pl.DataFrame) -> pl.Series:
    return frame.select(
        pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null("") for name in frame.columns[:4]], separator="｜"
        )
    ).to_series()


def _ragged_rows(
    table: Table, shape: Shape, report: QualityReport
) -> tuple[list[tuple[int, list[str | None]]], list[Ragged]]:
    mended, left = [], []
    all_text = all(dtype == pl.String for dtype in table.frame.dtypes)
    for row in table.ragged:
        way = shape.mended(row.cells) if all_text else None
        if way is None:
            left.append(row)
        else:
            mended.append((row.number, way))
    if mended:
        numbers = pl.Series([number for number, _ in mended], dtype=pl.Int64)
        lines = pl.Series(["｜".join(cell or "" for cell in cells[:4]) for _, cells in mended])
        report.note_cells(
            "（整行）",
            "格数与表头不符，只有一种放法对得上，已归位",
            REPAIRED,
            numbers,
            lines,
            pl.Series([True] * len(mended)),
        )
    return mended, left


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
    return Imported(wide, long_table(wide, work), _rejected(work, table, left), report)


def _count_feeds(work: Work, wide: pl.DataFrame) -> None:
    """Adds to the report the facts that no column states but that follow from others."""
    told = {one.feeds for one in work.report.columns} | set(work.headers.standard)
    for name in wide.columns:
        if "@" not in name and name not in told and work.vocabulary.field(name):
            one = work.report.column(name)
            one.header, one.feeds = "（由其他列得出）", name
            one.filled, one.missing = wide.height - wide[name].null_count(), wide[name].null_count()


def _rejected(work: Work, table: Table, left: Sequence[Ragged]) -> pl.DataFrame:
    """The refused rows as they were, without the columns of natural persons, with number, reason and remedy."""
    shown = [name for name in table.frame.columns if name not in work.headers.persons]
    rows = sorted(work.refused)
    whole = table.frame.select(pl.col(shown)).select(pl.all())[rows]
    texts = pl.DataFrame([as_text(whole[name]).alias(name) for name in shown]) if shown else pl.DataFrame()
    body = texts.with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA),
        pl.Series(ROW, [work.numbers[row] for row in rows], dtype=pl.Int64),
        pl.Series(REASON, [work.refused[row].why for row in rows], dtype=pl.String),
        pl.Series(REMEDY, [work.refused[row].remedy for row in rows], dtype=pl.String),
    )
    broken = pl.DataFrame([_broken(row, table.frame.columns, set(shown)) for row in left], schema=body.schema)
    ordered = pl.concat([body, broken]).sort(ROW).select(ROW, REASON, REMEDY, *shown, EXTRA)
    return ordered if ordered[EXTRA].null_count() < ordered.height else ordered.drop(EXTRA)


def _broken(row: Ragged, headers: Sequence[str], shown: set[str]) -> dict[str, object]:
    cells: dict[str, object] = dict.fromkeys(headers)
    cells |= dict(zip(headers, row.cells, strict=False))
    extra = "｜".join(row.cells[len(headers) :])
    return {
        **{name: cells[name] for name in headers if name in shown},
        EXTRA: extra or None,
        ROW: row.number,
        REASON: f"{row.reason}，且无法确定怎样归位",
        REMEDY: "对照原始登记改正这一行（内容里的逗号要放进引号），再导入",
    }


__all__ = ["FLAGGED", "Imported", "clean", "import_registry", "import_table", "standard_column"]
