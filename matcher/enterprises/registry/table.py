"""A table as it was read: its cells, where each row stood in the file, and what could not be read as a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from matcher.errors import RegistryError


@dataclass(frozen=True, slots=True)
class Ragged:
    """A row whose cells do not fit the header: its number in the file, its cells as found, and why."""

    number: int
    cells: tuple[str, ...]
    reason: str


@dataclass
class Table:
    """A table read from a file.

    `frame`: one column a header cell, strings from text files and Excel, typed from Parquet.
    `numbers`: the row's number in the file (header = 1), as a person sees it. `notes`: how it was read, in Chinese.
    """

    frame: pl.DataFrame
    numbers: pl.Series
    ragged: list[Ragged] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    source: str = ""
    preamble: str = ""
    """Lines above the header that begin with `# `, without the mark."""

    @property
    def rows_read(self) -> int:
        """All rows with any content, those that do not fit the header included."""
        return self.frame.height + len(self.ragged)


def clean_headers(cells: Sequence[str], where: str) -> list[str]:
    """Header cells without blanks and line breaks; an empty one is named by its place; a repeat is an error."""
    names = ["".join(str(cell).split()) for cell in cells]
    names = [name or f"第{place}列" for place, name in enumerate(names, 1)]
    repeats = sorted({name for name in names if names.count(name) > 1})
    if repeats:
        raise RegistryError(
            f"表头有重复的列名：{'、'.join(repeats)}",
            where=where,
            cause="同名的列分不清哪一个为准",
            remedy="给其中一列改名，或删去多余的一列",
        )
    return names


def text_frame(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> pl.DataFrame:
    """A frame of strings; every row must have as many cells as there are headers."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headers)
    return pl.DataFrame(
        {
            name: pl.Series(name, list(cells), dtype=pl.String)
            for name, cells in zip(headers, columns, strict=True)
        }
    )


def joined(tables: Sequence[Table]) -> Table:
    """The tables of one file read in batches, as one."""
    first = tables[0]
    if len(tables) == 1:
        return first
    return Table(
        frame=pl.concat([table.frame for table in tables], rechunk=True),
        numbers=pl.concat([table.numbers for table in tables], rechunk=True),
        ragged=[row for table in tables for row in table.ragged],
        notes=list(dict.fromkeys(note for table in tables for note in table.notes)),
        source=first.source,
        preamble=first.preamble,
    )
