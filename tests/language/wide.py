"""Facts of one enterprise as a row of the wide table: the inverse of reading one."""

from __future__ import annotations

from typing import Any

import polars as pl

from matcher.enterprises.facts import ASSERTED, COVER, EnterpriseFacts
from matcher.enterprises.frames import stored_type
from matcher.language.units import DURATIONS
from matcher.language.values import Duration, Num, Record
from matcher.language.vocabulary import Field, Vocabulary


def stored(value: Any, item: Field) -> Any:
    """A value as the wide table keeps it."""
    if value is None:
        return None
    if isinstance(value, Num):
        assert value.low is not None
        return float(value.low / (item.unit.factor if item.unit else 1))
    if isinstance(value, Duration):
        return float(value.months / DURATIONS[item.unit.name if item.unit else "年"][0])
    return value


def record_row(record: Record, item: Field) -> dict[str, Any]:
    """A record as the struct that the wide table keeps."""
    row = {name: stored(record.values.get(name), part) for name, part in item.record.items()}
    return {**row, ASSERTED: record.asserted}


def wide_table(
    enterprises: list[EnterpriseFacts], vocabulary: Vocabulary, questions: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Enterprises as a wide table with every column that any of them knows."""
    columns: dict[str, tuple[list[Any], pl.DataType]] = {}
    for item in vocabulary.fields.values():
        if item.record:
            lists = [one.lists.get(item.name) for one in enterprises]
            rows = [
                None if found is None else [record_row(record, item) for record in found.rows]
                for found in lists
            ]
            columns[item.name] = (rows, stored_type(item))
            covers = [None if found is None else sorted(found.covers) for found in lists]
            columns[item.name + COVER] = (covers, pl.List(pl.String))
        elif item.by_year:
            years = sorted({year for one in enterprises for year in one.yearly.get(item.name, {})})
            for year in years:
                facts = [one.yearly.get(item.name, {}).get(year) for one in enterprises]
                values = [None if fact is None else stored(fact.value, item) for fact in facts]
                columns[f"{item.name}@{year}"] = (values, stored_type(item))
        else:
            facts = [one.points.get(item.name) for one in enterprises]
            columns[item.name] = (
                [None if fact is None else stored(fact.value, item) for fact in facts],
                stored_type(item),
            )
    for question in questions:
        judged = [one.judgments.get(question) for one in enterprises]
        columns[f"人工认定「{question}」"] = (
            [None if fact is None else fact.value for fact in judged],
            pl.Boolean(),
        )
    return pl.DataFrame({name: pl.Series(values, dtype=kind) for name, (values, kind) in columns.items()})
