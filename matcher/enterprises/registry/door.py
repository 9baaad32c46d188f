"""The doors of the import: a registry, fact tables, a frame or a single row, against one dictionary."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from matcher.enterprises.fields import load_vocabulary
from matcher.enterprises.registry import attaching, importing, tables
from matcher.enterprises.registry.attaching import Attached
from matcher.enterprises.registry.declaration import Declaration
from matcher.enterprises.registry.headers import read_mapping
from matcher.enterprises.registry.importing import Imported
from matcher.enterprises.registry.layout import Layout, load_layout
from matcher.enterprises.registry.reading import read_table
from matcher.enterprises.registry.rejected import REASON, REMEDY
from matcher.enterprises.registry.table import Table
from matcher.enterprises.registry.tables import FactTable
from matcher.errors import RegistryError
from matcher.language.facts import SOURCES
from matcher.language.vocabulary import Vocabulary


@dataclass(frozen=True)
class Dictionary:
    """What a folder enterprises/ says of fields (fields.yaml, codes/) and of registries (registry.yaml)."""

    vocabulary: Vocabulary
    layout: Layout


def load_dictionary(folder: str | Path) -> Dictionary:
    """Reads fields.yaml, its code tables and registry.yaml; DictionaryError or Problems where they are wrong."""
    return Dictionary(load_vocabulary(Path(folder)), load_layout(folder))


def import_registry(
    path: str | Path,
    *,
    dictionary: Dictionary,
    mapping: str | Path | Mapping[str, str] | None = None,
    as_of: dt.date | None = None,
    rates: Mapping[str, float] | None = None,
    source: str = SOURCES[0],
    sheet: str | None = None,
) -> Imported:
    """Reads and cleans the registry at `path` (CSV, CSV.gz, Excel, Parquet).

    `mapping`: header → standard column or field, or the path of a YAML file that says so. `as_of`: the day the
    table is of; later dates are doubted. `rates`: home currency for one unit of a foreign one (without it foreign
    capital is kept as text). `source`: 官方, 自报 or 推断. Raises RegistryError where the file cannot be used.
    """
    pairs = mapping if mapping is None or isinstance(mapping, Mapping) else read_mapping(mapping)
    return _clean(read_table(path, sheet=sheet), dictionary, pairs, as_of, rates, source, latest=as_of)


def clean_frame(
    frame: pl.DataFrame,
    dictionary: Dictionary,
    *,
    mapping: Mapping[str, str] | None = None,
    as_of: dt.date | None = None,
    rates: Mapping[str, float] | None = None,
    source: str = SOURCES[0],
) -> Imported:
    """Cleans a registry that is already in memory, under the registry's column names or the wide table's.

    The wide table of an earlier import comes back as it is. `as_of` gives columns without a year their year; dates
    after it stay what they are. Row numbers in the report count from 1.
    """
    numbers = pl.int_range(1, frame.height + 1, eager=True, dtype=pl.Int64)
    return _clean(Table(frame, numbers), dictionary, mapping, as_of, rates, source)


def clean_row(
    row: Mapping[str, Any],
    dictionary: Dictionary,
    *,
    as_of: dt.date | None = None,
    source: str = SOURCES[0],
) -> dict[str, Any]:
    """Cleans one enterprise given as {column: value}; RegistryError where it would be rejected.

    Values are as in a registry; a field with one value a year may be {"2023": "90万元"}, a list a list of names
    or of records, and then covers every name.
    """
    cells: dict[str, str | None] = {}
    for name, value in row.items():
        known = dictionary.vocabulary.field(name)
        if isinstance(value, Mapping) and known is not None and known.by_year:
            cells |= {f"{known.name}@{year}": _cell(one) for year, one in value.items()}
        else:
            cells[name] = _cell(value)
    frame = pl.DataFrame({name: pl.Series([cell], dtype=pl.String) for name, cell in cells.items()})
    table = Table(frame, pl.Series([1], dtype=pl.Int64))
    imported = _clean(table, dictionary, None, as_of, None, source, lists_complete=True)
    if imported.enterprises.is_empty():
        why, remedy = imported.rejected.select(REASON, REMEDY).row(0)
        raise RegistryError(f"这家企业的资料不能用：{why}", remedy=remedy)
    return imported.enterprises.row(0, named=True)


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple | dict):
        return json.dumps(
            value if isinstance(value, list | tuple) else [value], ensure_ascii=False, default=str
        )
    return str(value)


def read_facts(
    path: str | Path,
    dictionary: Dictionary,
    *,
    declaration: Declaration | None = None,
    sheet: str | None = None,
) -> FactTable:
    """Reads a fact table with the declaration beside it or at its head; RegistryError where it is none."""
    return tables.read_facts(
        path, vocabulary=dictionary.vocabulary, layout=dictionary.layout, declaration=declaration, sheet=sheet
    )


def attach_facts(
    enterprises: pl.DataFrame, fact_tables: Sequence[FactTable], dictionary: Dictionary
) -> Attached:
    """The wide table with the facts of further tables; conflicts are reported and are no facts."""
    return attaching.attach_facts(
        enterprises, fact_tables, vocabulary=dictionary.vocabulary, layout=dictionary.layout
    )


def _clean(
    table: Table,
    dictionary: Dictionary,
    mapping: Mapping[str, str] | None,
    as_of: dt.date | None,
    rates: Mapping[str, float] | None,
    source: str,
    lists_complete: bool = False,
    latest: dt.date | None = None,
) -> Imported:
    return importing.import_table(
        table,
        vocabulary=dictionary.vocabulary,
        layout=dictionary.layout,
        mapping=mapping,
        as_of=as_of,
        rates=rates,
        source=source,
        lists_complete=lists_complete,
        latest=latest,
    )
