"""Puts rows right whose cells stand in the wrong columns, where that is certain; sets the others aside."""

from __future__ import annotations

import polars as pl

from matcher.enterprises.registry.headers import Headers
from matcher.enterprises.registry.layout import Layout
from matcher.enterprises.registry.places import Gazetteer
from matcher.enterprises.registry.report import REPAIRED, QualityReport
from matcher.enterprises.registry.shifted import Shape
from matcher.enterprises.registry.table import Ragged, Table
from matcher.enterprises.registry.work import Refusal

SHIFTED = "列错位"


def straighten(
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
    sure = set(shape.suspects(frame).arg_true().to_list())
    refused: dict[int, Refusal] = {}
    fixed: dict[int, list[str | None]] = {}
    for row in sorted(sure | set(shape.doubtful(frame).arg_true().to_list())):
        cells = [
            None if cell is None or cell.strip() in shape.layout.missing else cell
            for cell in map(_text_or_none, frame.row(row))
        ]
        way = shape.mended(cells)
        if way is None and row in sure:
            refused[row] = Refusal(
                SHIFTED,
                "列错位：有的格里是别的列的内容，且无法确定怎样归位",
                "对照原始登记把这一行的各格放回原位，再导入",
            )
        elif way is not None:
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
