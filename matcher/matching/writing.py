"""Writes matches batch by batch: Parquet, CSV (lists as JSON) or Excel."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from xlsxwriter.exceptions import FileCreateError

from matcher.errors import UsageError

EXCEL_ROWS = 1_048_575
SUFFIXES = (".parquet", ".csv", ".xlsx")


def is_one_file(out: Path) -> bool:
    """Whether a result asked for at `out` is one file; else it is a folder.

    Raises:
        UsageError: it ends like a file of a kind that is not written.
    """
    if not out.suffix or out.is_dir():
        return False
    if out.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"不会写「{out.suffix}」文件",
            where=str(out),
            remedy="写成文件夹，或以 .parquet、.csv、.xlsx 结尾",
        )
    return True


def write_matches(tables: Iterable[pl.DataFrame], path: Path, suffix: str) -> int:
    """Writes the tables one after another into one file; returns the number of rows.

    Args:
        tables: at least one table; all of one shape.
        path: where to write.
        suffix: .parquet, .csv or .xlsx.

    Raises:
        UsageError: more rows than a sheet of Excel holds.
        OSError: the file cannot be written.
    """
    writer = {".parquet": _parquet, ".csv": _csv, ".xlsx": _excel}[suffix]
    return writer(tables, path)


def _parquet(tables: Iterable[pl.DataFrame], path: Path) -> int:
    rows, writer = 0, None
    try:
        for table in tables:
            arrow = table.to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or pq.ParquetWriter(path, arrow.schema, compression="zstd")
            writer.write_table(arrow)
            rows += table.height
    finally:
        if writer is not None:
            writer.close()
    return rows


def flat(table: pl.DataFrame) -> pl.DataFrame:
    """The table with lists and structs as JSON text, for formats that have none."""
    nested = [name for name, kind in table.schema.items() if isinstance(kind, pl.List | pl.Struct)]
    return table.with_columns(_json(table, name) for name in nested)


def _json(table: pl.DataFrame, name: str) -> pl.Series:
    # Structs encode to {"name": [...]}; what is between is the list itself.
    encoded = table.select(pl.struct(name).struct.json_encode()).to_series()
    head = len(f'{{"{name}":')
    return encoded.str.slice(head).str.head(-1).alias(name)


def _csv(tables: Iterable[pl.DataFrame], path: Path) -> int:
    rows = 0
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # so that Excel reads it as UTF-8
        for number, table in enumerate(tables):
            file.write(flat(table).write_csv(include_header=number == 0).encode())
            rows += table.height
    return rows


def _excel(tables: Iterable[pl.DataFrame], path: Path) -> int:
    parts = [flat(table) for table in tables]
    table = pl.concat(parts)
    if table.height > EXCEL_ROWS:
        raise UsageError(
            f"有 {table.height} 行，Excel 一张表放不下",
            cause=f"最多 {EXCEL_ROWS} 行",
            remedy="加 --top 10，或改写 .csv、.parquet",
        )
    widths: dict[Any, int] = {"title": 240, "reasons": 320, "missing": 200, "failed": 200}

    book = io.BytesIO()  # a half-written file on a full disk would complain once more when it is cleared away
    try:
        table.with_columns(
            _safe(name) for name, kind in table.schema.items() if kind == pl.String
        ).write_excel(
            book,
            worksheet="匹配结果",
            freeze_panes=(1, 0),
            column_widths={k: v for k, v in widths.items() if k in table.columns},
        )
    except FileCreateError as error:  # not an OSError, though it carries one
        raise OSError(*getattr(error.args[0], "args", error.args)) from error
    path.write_bytes(book.getvalue())
    return table.height


def _safe(name: str) -> pl.Expr:
    """Text that a spreadsheet would run as a formula is kept as text; cells hold at most 32,767 characters."""
    text = pl.col(name).str.slice(0, 32_000)
    return pl.when(text.str.contains(r"^[=+\-@\t]")).then("'" + text).otherwise(text).alias(name)
