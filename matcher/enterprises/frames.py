"""Brings a wide table into the exact types that the evaluators expect, column by column.

Values keep the dictionary's unit; lists become lists of structs with every field of the record, and bare names
become records that assert themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from matcher.enterprises.facts import ASSERTED, COVER
from matcher.errors import RegistryError
from matcher.language import vocabulary as v
from matcher.language.vocabulary import Field, Vocabulary

_TYPES: dict[str, pl.DataType] = {
    v.QUANTITY: pl.Float64(),
    v.PERCENT: pl.Float64(),
    v.DURATION: pl.Float64(),
    v.BOOLEAN: pl.Boolean(),
    v.DATE: pl.Date(),
    v.YEAR: pl.Int32(),
    v.CODE: pl.String(),
    v.TEXT: pl.String(),
}


def column_field(column: str, vocabulary: Vocabulary) -> Field | None:
    """The field that a column of the wide table holds, or None for identity and provenance columns."""
    name, _, rest = column.partition("@")
    item = vocabulary.field(name)
    if item is None or item.name != name:
        return None
    return item if (rest.isdigit() if item.by_year else not rest) else None


def record_type(item: Field) -> pl.Struct:
    """The struct of one record of a list."""
    return pl.Struct(
        {**{name: _TYPES[part.kind] for name, part in item.record.items()}, ASSERTED: pl.Boolean()}
    )


def stored_type(item: Field) -> pl.DataType:
    """The Polars type in which the wide table keeps a field."""
    return pl.List(record_type(item)) if item.record else _TYPES[item.kind]


def typed(frame: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The wide table with every field's column in its exact type.

    Raises:
        RegistryError: a column cannot be read as its field's type.
    """
    changes = []
    for column in frame.columns:
        item = column_field(column, vocabulary)
        if item is not None and frame.schema[column] != stored_type(item):
            changes.append(_cast(frame[column], item))
        elif column.endswith(COVER) and frame.schema[column] != pl.List(pl.String):
            changes.append(frame[column].cast(pl.List(pl.String)))
        elif column.startswith("人工认定「") and frame.schema[column] != pl.Boolean:
            changes.append(frame[column].cast(pl.Boolean))
    return frame.with_columns(changes) if changes else frame


def _cast(series: pl.Series, item: Field) -> pl.Series:
    wanted = stored_type(item)
    try:
        if item.record:
            return _records(series, item, wanted)
        return series.cast(wanted)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        raise RegistryError(
            f"列「{series.name}」不能当作{item.name}来读",
            where=f"列 {series.name}",
            cause=f"列的类型是 {series.dtype}：{str(error).splitlines()[0]}",
            remedy="先用 matcher import 整理这张表，或改正这一列",
        ) from None


def _records(series: pl.Series, item: Field, wanted: pl.DataType) -> pl.Series:
    inner = series.dtype.inner if isinstance(series.dtype, pl.List) else None
    if isinstance(inner, pl.Struct) and not any(
        isinstance(one.dtype, pl.Null | pl.Object) for one in inner.fields
    ):
        known = {one.name: one.dtype for one in inner.fields}
        if all(
            known.get(name) == kind for name, kind in record_type(item).to_schema().items() if name in known
        ):
            return _widened(series, item, set(known))
    rows = [_plain_rows(value, item) for value in series.to_list()]
    return pl.Series(series.name, rows, dtype=wanted, strict=False)


def _widened(series: pl.Series, item: Field, known: set[str]) -> pl.Series:
    """Adds the record fields that a list of structs lacks, without leaving Polars."""
    element = pl.element().struct
    parts = [
        element.field(name) if name in known else pl.lit(None, dtype=kind).alias(name)
        for name, kind in record_type(item).to_schema().items()
    ]
    return (
        series.to_frame()
        .select(pl.col(series.name).list.eval(pl.struct(parts)))[series.name]
        .cast(stored_type(item))
    )


def _plain_rows(value: Any, item: Field) -> list[Mapping[str, Any]] | None:
    if value is None:
        return None
    part = item.part("name")
    rows: list[Mapping[str, Any]] = []
    for row in value:
        if isinstance(row, Mapping):
            rows.append({name: row.get(name) for name in (*item.record, ASSERTED)})
        elif row is not None and part is not None:
            code = part.system.resolve(str(row)) if part.system else None
            rows.append({**dict.fromkeys(item.record), part.name: code or str(row), ASSERTED: True})
    return rows
