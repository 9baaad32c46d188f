"""Reads a fact table: figures by year, one row a figure, or one row a record of a list.

The answer keeps one row a row of the table; attaching.py brings it to the enterprises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from matcher.enterprises.frames import stored_type
from matcher.enterprises.registry.declaration import Declaration, find_declaration
from matcher.enterprises.registry.fields import read_column
from matcher.enterprises.registry.headers import (
    FieldHeader,
    Headers,
    field_header,
    split_unit,
    standard_column,
)
from matcher.enterprises.registry.judgments import is_judgments, judgments
from matcher.enterprises.registry.layout import Layout
from matcher.enterprises.registry.reading import read_table
from matcher.enterprises.registry.report import FLAGGED, ColumnReport, QualityReport
from matcher.enterprises.registry.steps import read_codes, read_names
from matcher.enterprises.registry.table import Table
from matcher.enterprises.registry.values import as_text, distinct, mapped, read_value
from matcher.enterprises.registry.work import Work, clean_cells
from matcher.errors import RegistryError
from matcher.language import vocabulary as kinds
from matcher.language.vocabulary import Field, Vocabulary

CODE, NAME, NUMBER = "code ", "name ", "number "


@dataclass(frozen=True)
class FactTable:
    """A fact table that has been read.

    `rows`: CODE, NAME and NUMBER (of the row in the file), then for figures one column a field (甲@2023), for
    records one column a part of the record. `list`: the field whose records they are, else None.
    """

    source: str
    rows: pl.DataFrame
    declaration: Declaration
    report: QualityReport
    list: Field | None = None
    covers: frozenset[str] = field(default_factory=frozenset)


def read_facts(
    path: str | Path,
    *,
    vocabulary: Vocabulary,
    layout: Layout,
    declaration: Declaration | None = None,
    sheet: str | None = None,
) -> FactTable:
    """Reads the fact table at `path` with its declaration; RegistryError where it is none.

    Shapes known: figures by year (code, year, a column a field; or 甲@2023), one row a figure (code, field, period, value), records
    (one row each). A cell that cannot be read is reported and stays unknown.
    """
    file = Path(path)
    table = read_table(file, sheet=sheet)
    told = declaration or find_declaration(file, table.preamble)
    if told.columns:
        table.frame = table.frame.rename(
            {key: value for key, value in told.columns.items() if key in table.frame.columns}
        )
    keys = _Keys.of(table, layout, vocabulary)
    judged = is_judgments(told.table, table.frame.columns)
    of = None if judged else _list_of(told, file, table, vocabulary)
    if judged:
        rows = judgments(keys)
    elif of is not None:
        rows = _records(keys, of)
    elif {"field", "value"} <= set(keys.roles):
        rows = _one_row_a_figure(keys)
    else:
        rows = _figures(keys)
    for row in table.ragged:
        keys.report.rejected[row.reason] = keys.report.rejected.get(row.reason, 0) + 1
        keys.report.notes.append(f"第 {row.number} 行没有读：{row.reason}")
    return FactTable(table.source, rows, told, keys.report, of, _covered(told, of, table.source))


@dataclass
class _Keys:
    """A fact table with the columns found that say who and when."""

    work: Work
    frame: pl.DataFrame
    roles: Mapping[str, str]
    report: QualityReport

    @classmethod
    def of(cls, table: Table, layout: Layout, vocabulary: Vocabulary) -> _Keys:
        """Finds and cleans the columns of code and name; RegistryError where there is neither."""
        standard: dict[str, str] = {}
        for header in table.frame.columns:
            column = standard_column(header, layout)
            if (
                column
                and column.role in ("code", "name")
                and not (column.role == "name" and header in _part_words(vocabulary))
            ):
                standard.setdefault(column.name, header)
        report = QualityReport(table.source, table.rows_read, table.frame.height, notes=list(table.notes))
        if not standard:
            wanted = f"{layout.name_of('code')}或{layout.name_of('name')}"
            found = "、".join(table.frame.columns)
            raise RegistryError(
                f"事实表里没有{wanted}一列，对不上企业",
                where=table.source,
                cause=f"表里的列是：{found}",
                remedy=f"加上{layout.name_of('code')}一列，或在同名的 .yaml 里写 columns: {{表里的列名: {layout.name_of('code')}}}",
            )
        cells = {
            name: clean_cells(as_text(table.frame[header]), layout.missing).alias(name)
            for name, header in standard.items()
        }
        work = Work(layout, vocabulary, Headers(standard, {}, {}, (), (), ()), cells, table.numbers, report)
        read_names(work)
        read_codes(work)
        roles = {
            role: header
            for header in table.frame.columns
            for role, words in layout.tables.items()
            if header in words
        }
        return cls(work, table.frame, roles, report)

    def column(self, role: str) -> pl.Series | None:
        """The cleaned column of the table that says `role` (field, year, value, unit …), or None."""
        header = self.roles.get(role)
        return None if header is None else self.cells(header)

    def cells(self, header: str) -> pl.Series:
        """A column without blanks; null where it says that nothing is known."""
        return clean_cells(self.frame[header], self.work.layout.missing)

    def who(self) -> dict[str, pl.Series]:
        """Code, name and row number of each row."""
        return {CODE: self.work.text("code"), NAME: self.work.text("name"), NUMBER: self.work.numbers}

    def read(self, header: str, known: FieldHeader) -> pl.Series:
        """A column in its field's type; reported."""
        series = self.cells(header)
        self.report.columns.append(
            ColumnReport(header, header, known.column, len(series) - series.null_count(), series.null_count())
        )
        return read_column(series, known, self.work, self.report, self.work.numbers)


def _part_words(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(
        word
        for item in vocabulary.fields.values()
        for part in item.record.values()
        if part.role == "name"
        for word in (part.name, *part.synonyms)
    )


def _list_of(told: Declaration, file: Path, table: Table, vocabulary: Vocabulary) -> Field | None:
    """The list whose records the table holds: declared, or by the file's name, or by its columns."""
    if told.table:
        known = vocabulary.field(told.table)
        if known is None:
            names = "、".join(item.name for item in vocabulary.fields.values() if item.record)
            raise RegistryError(
                f"说明里的 table「{told.table}」不是指标",
                where=table.source,
                remedy=f"有记录的指标是：{names}；数字表不用写 table",
            )
        return known if known.record else None
    named = vocabulary.field(file.name.split(".")[0])
    if named is not None and named.record:
        return named
    lists = [item for item in vocabulary.fields.values() if item.record]
    headers = [split_unit(header)[0] for header in table.frame.columns]
    for item in lists:  # a column called like the list itself holds its names
        if (
            item.kind == kinds.LIST
            and item.part("name")
            and any(vocabulary.field(word) is item for word in headers)
        ):
            return item
    return None


def _covered(told: Declaration, of: Field | None, where: str) -> frozenset[str]:
    """The codes for which the list is complete, with all that lie below them."""
    if of is None or not told.covers:
        return frozenset()
    if "*" in told.covers:
        return frozenset({"*"})
    role = of.part("name")
    system = role.system if role else None
    codes: set[str] = set()
    for word in told.covers:
        known = system.codes_of(word) if system else None
        if known is None and not (system and system.open):
            raise RegistryError(
                f"说明里的 covers「{word}」在代码表里没有",
                where=where,
                remedy="改成代码表里的名称，或写「全部」",
            )
        for code in known or {word}:
            codes |= system.under(code) | {code} if system else {code}
    return frozenset(codes)


def _records(keys: _Keys, of: Field) -> pl.DataFrame:
    """One row a record: a column for each part; a part that the table lacks is unknown."""
    parts: dict[str, pl.Series] = {}
    used = set(keys.work.headers.standard.values())
    for header in keys.frame.columns:
        word, unit = split_unit(header)
        part = of.part_named(header) or of.part_named(word)
        if part is None and keys.work.vocabulary.field(word) is of:
            part = of.part("name")
        if part is not None and header not in used and part.name not in parts:
            parts[part.name] = keys.read(header, FieldHeader(part, None, unit if part.unit else None))
            used.add(header)
    _note_unused(keys, used)
    role = of.part("name")
    if not parts or (role is not None and role.name not in parts):
        need = role.name if role else "、".join(of.record)
        raise RegistryError(
            f"「{of.name}」的表里没有「{need}」一列",
            where=keys.report.source,
            cause=f"表里的列是：{'、'.join(keys.frame.columns)}",
            remedy=f"列名可用：{'、'.join(of.record)}",
        )
    if role is not None:
        keys.report.note_cells(
            role.name,
            "没有名称，这一条不算记录",
            FLAGGED,
            keys.work.numbers,
            keys.work.text("name"),
            parts[role.name].is_null(),
        )
    height = keys.work.height
    full = {
        name: parts.get(name, pl.Series([None] * height, dtype=stored_type(part))).alias(name)
        for name, part in of.record.items()
    }
    rows = pl.DataFrame({**keys.who(), **full})
    return rows.filter(pl.col(role.name).is_not_null()) if role is not None else rows


def _note_unused(keys: _Keys, used: set[str]) -> None:
    rest = [
        header for header in keys.frame.columns if header not in used and header not in keys.roles.values()
    ]
    for header in rest:
        column = standard_column(header, keys.work.layout)
        (keys.report.dropped_persons if column and column.role == "person" else keys.report.unused).append(
            header
        )


def _one_row_a_figure(keys: _Keys) -> pl.DataFrame:
    """指标, 期间, 值: turned so that each field and year has its column; each row keeps its number."""
    names, values = keys.column("field"), as_text(keys.column("value"))  # type: ignore[arg-type]
    assert names is not None
    units, years = keys.column("unit"), _years(keys)
    columns = dict(keys.who())
    known: dict[str, FieldHeader | None] = distinct(
        as_text(names), lambda word: field_header(word, keys.work.vocabulary)
    )
    unknown = mapped(
        as_text(names), {word: one is None for word, one in known.items()}, pl.Boolean
    ).fill_null(False)
    keys.report.note_cells(
        keys.roles["field"],
        "字典里没有这个指标，没有采用",
        FLAGGED,
        keys.work.numbers,
        as_text(names),
        unknown,
    )
    texts = (
        values
        if units is None
        else pl.select(pl.concat_str([values, as_text(units).fill_null("")])).to_series()
    )
    for word, header in known.items():
        if header is None:
            continue
        here = (as_text(names) == word).fill_null(False)
        read = _read_texts(
            keys, texts.zip_with(here, pl.Series([None] * len(texts), dtype=pl.String)), header
        )
        for year, column in _by_year(header, years, here).items():
            mask = (
                here & (years == year).fill_null(False) if year is not None and header.year is None else here
            )
            part = read.zip_with(mask, pl.Series([None] * len(read), dtype=read.dtype))
            columns[column] = (
                part
                if column not in columns
                else columns[column].zip_with(columns[column].is_not_null(), part)
            )
    return pl.DataFrame({name: series.alias(name) for name, series in columns.items()})


def _read_texts(keys: _Keys, texts: pl.Series, header: FieldHeader) -> pl.Series:
    field, work = header.field, keys.work
    answers = distinct(texts, lambda text: read_value(text, field, work.vocabulary, work.layout, header.unit))
    keys.report.note_problems(
        field.name,
        FLAGGED,
        work.numbers,
        texts,
        mapped(texts, {key: one.problem for key, one in answers.items()}, pl.String),
    )
    return mapped(texts, {key: one.value for key, one in answers.items()}, stored_type(field))


def _years(keys: _Keys) -> pl.Series:
    """The year that each row states, or null."""
    cells = keys.column("year")
    if cells is None:
        return pl.Series([None] * keys.work.height, dtype=pl.Int32)
    texts = as_text(cells)
    years = texts.str.extract(r"((?:19|20)\d{2})").cast(pl.Int32)
    keys.report.note_cells(
        cells.name, "读不出年份", FLAGGED, keys.work.numbers, texts, texts.is_not_null() & years.is_null()
    )
    return years


def _by_year(header: FieldHeader, years: pl.Series, here: pl.Series) -> dict[int | None, str]:
    """The wide columns that a field feeds, by the row's year."""
    if header.year is not None or not header.field.by_year:
        return {header.year: header.column}
    found = years.filter(here).drop_nulls().unique().sort().to_list()
    return {int(year): f"{header.field.name}@{year}" for year in found}


def _figures(keys: _Keys) -> pl.DataFrame:
    """One row an enterprise, or an enterprise and year: every column that names a field."""
    years = _years(keys)
    columns = dict(keys.who())
    used = set(keys.work.headers.standard.values())
    for header in keys.frame.columns:
        known = field_header(header, keys.work.vocabulary) if header not in used else None
        if known is None or header == keys.roles.get("year"):
            continue
        used.add(header)
        values = keys.read(header, known)
        filled = values.is_not_null()
        named = _by_year(known, years, filled) if "year" in keys.roles else {known.year: known.column}
        if known.field.by_year and known.year is None and "year" not in keys.roles:
            keys.report.notes.append(
                f"列「{header}」没有写年份，按最近一个完整年度理解；加一列「年度」更清楚"
            )
        for year, column in named.items():
            mask = (years == year).fill_null(False) if year is not None and known.year is None else filled
            columns[column] = values.zip_with(mask, pl.Series([None] * len(values), dtype=values.dtype))
    _note_unused(keys, used)
    if len(columns) == 3:
        raise RegistryError(
            "事实表里没有一列是指标",
            where=keys.report.source,
            cause=f"表里的列是：{'、'.join(keys.frame.columns)}",
            remedy="列名写指标名（可带单位和年份，如「指标名（万元）」「指标名@2023」）；"
            "一行一条记录的表，在同名的 .yaml 里写 table: 指标名",
        )
    return pl.DataFrame({name: series.alias(name) for name, series in columns.items()})
