"""Reads a table from CSV (also .gz), Excel or Parquet, and says plainly why a file cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
from pyarrow import ArrowException

from matcher.enterprises.registry.delimited import delimited_batches, no_rows
from matcher.enterprises.registry.excel import read_excel
from matcher.enterprises.registry.table import Table, clean_headers, joined
from matcher.errors import RegistryError

BATCH = 200_000
TEXT, EXCEL, PARQUET = (".csv", ".tsv", ".txt"), (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"), (".parquet",)
ACCEPTED = "CSV（.csv、.csv.gz、.tsv、.txt）、Excel（.xlsx、.xls）或 Parquet（.parquet）"
_SIGNS = (
    (b"PK\x03\x04", "zip", "Excel（.xlsx）"),
    (b"\xd0\xcf\x11\xe0", "ole", "旧版 Excel（.xls）"),
    (b"PAR1", "parquet", "Parquet"),
    (b"\x1f\x8b", "gzip", "gzip 压缩文件"),
    (b"%PDF", "pdf", "PDF"),
)


def read_table(path: str | Path, *, sheet: str | None = None) -> Table:
    """The whole table of `path`; `sheet` names an Excel sheet (else the first with content).

    Raises RegistryError where the file is missing, empty, damaged, encrypted or of another kind.
    """
    return joined(list(read_batches(path, sheet=sheet)))


def read_batches(path: str | Path, *, size: int = BATCH, sheet: str | None = None) -> Iterator[Table]:
    """The table of `path` in parts of at most `size` rows, so that a large one need not fit in memory."""
    file = Path(path)
    kind = kind_of(file)
    if kind == "text":
        yield from delimited_batches(file, size)
    elif kind == "excel":
        yield read_excel(file, sheet)
    else:
        yield from _parquet_batches(file, size)


def kind_of(file: Path) -> str:
    """text, excel or parquet, by name and first bytes; RegistryError where they disagree or neither is known."""
    head = _head(file)
    suffixes = [suffix.lower() for suffix in file.suffixes]
    gzipped = bool(suffixes) and suffixes[-1] == ".gz"
    suffix = (
        (suffixes[-2] if len(suffixes) > 1 else ".csv") if gzipped else (suffixes[-1] if suffixes else "")
    )
    sign = next(((code, word) for mark, code, word in _SIGNS if head.startswith(mark)), ("", ""))
    if suffix in TEXT and sign[0] == ("gzip" if gzipped else ""):
        return "text"
    if suffix in EXCEL and not gzipped and sign[0] in ("zip", "ole"):
        return "excel"
    if suffix in PARQUET and not gzipped and sign[0] == "parquet":
        return "parquet"
    if suffix not in TEXT + EXCEL + PARQUET or (gzipped and suffix not in TEXT):
        raise RegistryError(f"不认识这种文件：{file.name}", where=file.name, remedy=f"请给 {ACCEPTED}")
    raise RegistryError(
        f"扩展名与内容不符：{file.name} 的内容{f'是{sign[1]}' if sign[1] else '不是它的扩展名所说的那种'}",
        where=file.name,
        cause="文件被改过名，或没有下载完整",
        remedy=f"改成与内容相符的扩展名，或另存为 {ACCEPTED}",
    )


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            head = stream.read(8)
    except FileNotFoundError as error:
        raise RegistryError(
            f"找不到文件：{file.name}", where=str(file), remedy="检查路径和文件名（注意扩展名和大小写）"
        ) from error
    except OSError as error:
        raise RegistryError(
            f"打不开文件：{file.name}",
            where=str(file),
            cause=_plainly(error),
            remedy="检查它是不是文件夹、有没有读取权限",
        ) from error
    if not head:
        raise RegistryError("文件是空的", where=file.name, remedy="检查导出是否成功，换一个有内容的文件")
    return head


def _plainly(error: OSError) -> str:
    kinds = {IsADirectoryError: "这是一个文件夹", PermissionError: "没有读取权限"}
    return kinds.get(type(error), error.strerror or "系统拒绝读取")


def _parquet_batches(file: Path, size: int) -> Iterator[Table]:
    try:
        source = pq.ParquetFile(file)
        clean_headers(source.schema_arrow.names, file.name)
        if source.metadata.num_rows == 0:
            raise no_rows(file.name, source.schema_arrow.names)
        start = 1
        for batch in source.iter_batches(batch_size=size):
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)
            numbers = pl.int_range(start, start + frame.height, eager=True, dtype=pl.Int64)
            start += frame.height
            yield Table(frame, numbers, notes=["Parquet 文件，保留原有的数据类型"], source=file.name)
    except (ArrowException, OSError) as error:
        raise RegistryError(
            "Parquet 文件读不出来",
            where=file.name,
            cause="文件不完整或已损坏",
            remedy="重新导出或复制这个文件",
        ) from error
