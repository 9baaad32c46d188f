"""Reads a sheet of an Excel workbook as strings, whole numbers without a point and dates as 2023-05-01."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from matcher.enterprises.registry.delimited import no_rows
from matcher.enterprises.registry.table import Ragged, Table, clean_headers, text_frame
from matcher.errors import RegistryError

TITLE_ROWS = 10  # a title, a unit line or a date may stand above the header


def read_excel(file: Path, sheet: str | None) -> Table:
    """The sheet called `sheet`, or the first that has content; RegistryError where the workbook cannot be read."""
    _refuse_encrypted(file)
    try:
        workbook = CalamineWorkbook.from_path(file)
        name, rows, others = _choose(workbook, sheet, file.name)
    except PasswordError as error:
        raise _encrypted(file) from error
    except CalamineError as error:
        raise RegistryError(
            "Excel 文件读不出来",
            where=file.name,
            cause="文件不完整、已损坏，或不是真正的 Excel 文件",
            remedy="用 Excel 打开后另存为 .xlsx 再试",
        ) from error
    notes = [f"读的是工作表「{name}」"]
    if others:
        notes.append(f"没有读的工作表：{'、'.join(others)}")
    return _table(rows, f"{file.name} 的工作表「{name}」", notes)


def _refuse_encrypted(file: Path) -> None:
    with file.open("rb") as stream:
        head = stream.read(1 << 16)
    if head.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in file.read_bytes():
        raise _encrypted(file)


def _encrypted(file: Path) -> RegistryError:
    return RegistryError(
        "Excel 文件设了打开密码",
        where=file.name,
        remedy="在 Excel 里去掉密码（文件 → 信息 → 保护工作簿 → 用密码进行加密，清空），保存后再试",
    )


def _choose(
    workbook: CalamineWorkbook, sheet: str | None, where: str
) -> tuple[str, list[list[str]], list[str]]:
    names = workbook.sheet_names
    if sheet is not None and sheet not in names:
        raise RegistryError(
            f"没有名叫「{sheet}」的工作表",
            where=where,
            cause=f"有的是：{'、'.join(names)}",
            remedy="改用其中一个名字",
        )
    for name in [sheet] if sheet else names:
        rows = [
            [cell_text(cell) for cell in row]
            for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        if any(any(row) for row in rows):
            return name, rows, [other for other in names if other != name]
    raise RegistryError("工作簿里没有内容", where=where, remedy="检查导出是否成功，换一个有内容的文件")


def cell_text(cell: object) -> str:
    """A cell as text.

    >>> cell_text(500.0), cell_text(0.125), cell_text(dt.date(2004, 4, 22)), cell_text(None), cell_text(True)
    ('500', '0.125', '2004-04-22', '', '是')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell).strip()


def _table(rows: list[list[str]], where: str, notes: list[str]) -> Table:
    start = header_row(rows)
    width = max(place for place, cell in enumerate(rows[start], 1) if cell)
    headers = clean_headers(rows[start][:width], where)
    if start and any(any(row) for row in rows[:start]):
        notes.append(f"表头在第 {start + 1} 行，它上面的标题行没有读")
    body = [(number, row) for number, row in enumerate(rows[start + 1 :], start + 2) if any(row)]
    if not body:
        raise no_rows(where, headers)
    wide = [
        Ragged(number, tuple(row), f"这一行在表头之外还有内容（表头有 {width} 列）")
        for number, row in body
        if any(row[width:])
    ]
    fitting = [(number, row[:width]) for number, row in body if not any(row[width:])]
    frame = text_frame(headers, [row for _, row in fitting])
    return Table(frame, pl.Series([number for number, _ in fitting], dtype=pl.Int64), wide, notes, where)


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Which row is the header: the first of the top rows with at least half of the widest row's cells filled."""
    top = [sum(bool(cell) for cell in row) for row in rows[:TITLE_ROWS]]
    return next(place for place, filled in enumerate(top) if filled and filled * 2 >= max(top))
