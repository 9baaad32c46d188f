"""Reads delimited text (CSV, TSV) record by record, so that one broken row never costs another.

A record that does not fit the header is kept aside with its reason. A quotation mark that is never closed
would swallow the rest of the file: its line is set aside and reading goes on with the next one.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import polars as pl

from matcher.enterprises.registry.encoding import decoded_lines, detect_encoding
from matcher.enterprises.registry.table import Ragged, Table, clean_headers, text_frame
from matcher.errors import RegistryError

DELIMITERS = (",", "\t", ";", "|")
DELIMITER_NAMES = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}
LONGEST_RECORD = 200  # lines; a longer one is an unclosed quotation mark
SAMPLE_LINES = 200
_PREAMBLE = re.compile(r"^#\s?(?=[^,\t]*[:：\-])")
csv.field_size_limit(1 << 28)

Record = tuple[int, list[str], str]
"""Line number, cells, and the reason why it is no record ("" where it is one)."""


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where its name ends in .gz."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def delimited_batches(path: Path, size: int) -> Iterator[Table]:
    """The file as tables of at most `size` rows; RegistryError where it cannot be read at all."""
    try:
        yield from _batches(path, size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RegistryError(
            "压缩文件不完整，读到一半断了",
            where=path.name,
            cause="下载或复制没有完成，或文件已损坏",
            remedy="重新下载或复制这个文件；能解压的话，直接用解压后的 .csv",
        ) from error


def _batches(path: Path, size: int) -> Iterator[Table]:
    with open_bytes(path) as stream:
        encoding = detect_encoding(stream, path.name)
    with open_bytes(path) as stream:
        lines = _Lines(decoded_lines(stream, encoding.name))
        preamble = lines.take_while(_PREAMBLE)
        delimiter = detect_delimiter(lines.peek(SAMPLE_LINES))
        records = (
            record for record in records_of(lines, delimiter) if any(cell.strip() for cell in record[1])
        )
        header = next(records, None)
        if header is None:
            raise RegistryError("文件是空的", where=path.name, remedy="检查导出是否成功，换一个有内容的文件")
        headers = clean_headers(header[1], path.name)
        notes = [f"文字编码 {encoding.name}（{encoding.why}），分隔符是{DELIMITER_NAMES[delimiter]}"]
        found = False
        for table in _tables(records, headers, size):
            found = True
            table.notes, table.source, table.preamble = notes, path.name, preamble
            yield table
        if not found:
            raise no_rows(path.name, headers)


def no_rows(where: str, headers: Iterable[str]) -> RegistryError:
    """The error for a table that has a header and nothing else."""
    return RegistryError(
        "文件只有表头，没有一行数据",
        where=where,
        cause=f"表头是：{'、'.join(headers)}",
        remedy="检查导出的条件，换一个有数据的文件",
    )


def _tables(records: Iterator[Record], headers: list[str], size: int) -> Iterator[Table]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    ragged: list[Ragged] = []
    width = len(headers)
    for number, cells, reason in records:
        if not reason and len(cells) != width:
            reason = f"这一行有 {len(cells)} 格，表头有 {width} 列"
        if reason:
            ragged.append(Ragged(number, tuple(cells), reason))
        else:
            rows.append(cells)
            numbers.append(number)
        if len(rows) + len(ragged) >= size:
            yield Table(text_frame(headers, rows), pl.Series(numbers, dtype=pl.Int64), ragged)
            rows, numbers, ragged = [], [], []
    if rows or ragged:
        yield Table(text_frame(headers, rows), pl.Series(numbers, dtype=pl.Int64), ragged)


class _TooLong(Exception):
    """A record has run over more lines than a record can."""


class _Lines:
    """Lines that can be given back, counted as a person counts them, with the lines of the record at hand."""

    def __init__(self, source: Iterable[str]) -> None:
        self._source = iter(source)
        self._given_back: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def peek(self, count: int) -> list[str]:
        """The next `count` lines, without taking them."""
        self._given_back.extend(itertools.islice(self._source, count))
        return list(self._given_back)

    def take_while(self, pattern: re.Pattern[str]) -> str:
        """The first lines as long as they match, each without what matched."""
        taken = []
        for line in self._source:
            if not (mark := pattern.match(line)):
                self._given_back.append(line)
                break
            taken.append(line[mark.end() :])
        self.number += len(taken)
        return "".join(taken)

    def give_back(self, lines: list[str]) -> None:
        """Puts lines back in front, to be read again."""
        self._given_back.extendleft(reversed(lines))
        self.number -= len(lines)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_RECORD:
            raise _TooLong
        line = self._given_back.popleft() if self._given_back else next(self._source)
        self.number += 1
        self.taken.append(line)
        return line


def records_of(lines: _Lines, delimiter: str) -> Iterator[Record]:
    """The records of `lines`; one spoilt by an unclosed quotation mark is its first line only."""
    width: int | None = None
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        start = lines.number + 1
        lines.taken = []
        try:
            cells = next(reader)
            spoilt = len(lines.taken) > 1 and width is not None and len(cells) != width
        except StopIteration:
            return
        except (_TooLong, csv.Error):
            spoilt, cells = True, []
        if spoilt:
            first, *rest = lines.taken
            lines.give_back(rest)
            reader = csv.reader(lines, delimiter=delimiter)
            yield start, first.rstrip("\r\n").split(delimiter), "引号没有配对，这一行读不准"
            continue
        width = width or (len(cells) if any(cell.strip() for cell in cells) else None)
        yield start, cells, ""


def detect_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts most lines into as many cells (more than one) as the header has."""

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return sum(width == widths[0] for width in widths) / len(widths), widths[0]

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[1] else ","
