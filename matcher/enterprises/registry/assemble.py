"""Puts an import together: the wide table of enterprises and the long table of facts."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl

from matcher.enterprises.facts import ASSERTED
from matcher.enterprises.registry.headers import PROVENANCE
from matcher.enterprises.registry.values import distinct, mapped
from matcher.enterprises.registry.work import Work
from matcher.language import vocabulary as kinds
from matcher.language.facts import SOURCES
from matcher.language.vocabulary import Field

IDENTITY = ("code", "name", "scope", "address")
LONG = ("指标", "期间", "值", "来源", "部门", "日期")


def wide_table(work: Work, keep: pl.Series) -> pl.DataFrame:
    """One row an enterprise: identity, then each fact's column, with its provenance beside it where it differs."""
    columns: list[pl.Series] = []
    for role in IDENTITY:
        if role in work.layout.identity:
            columns.append(work.text(role).alias(work.layout.header(role)))
    for name in sorted(work.facts, key=lambda name: _place(name, work)):
        fact = work.facts[name]
        if fact.values.null_count() == len(fact.values) and "@" in name:
            continue
        columns.append(fact.values.alias(name))
        if (sources := _sources(work, name)) is not None:
            columns.append(sources.alias(f"{name}@{PROVENANCE[0]}"))
        if fact.originals is not None and fact.originals.null_count() < len(fact.originals):
            columns.append(fact.originals.alias(f"{name}@{PROVENANCE[4]}"))
    unique = {series.name: series for series in reversed(columns)}
    return pl.DataFrame([unique[name] for name in dict.fromkeys(series.name for series in columns)]).filter(
        keep
    )


def _place(name: str, work: Work) -> tuple[int, str]:
    order = {field: place for place, field in enumerate(work.vocabulary.fields)}
    return order.get(name.split("@")[0], -1), name


def _sources(work: Work, name: str) -> pl.Series | None:
    """The source of each value where it is not 官方 throughout; null where there is no value."""
    fact = work.facts[name]
    if name.rpartition("@")[2] in PROVENANCE:
        return None
    sources = fact.sources if fact.sources is not None else pl.Series([None] * work.height, dtype=pl.String)
    sources = sources.fill_null(work.source).zip_with(
        fact.values.is_not_null(), pl.Series([None] * work.height, dtype=pl.String)
    )
    return None if sources.drop_nulls().is_in([SOURCES[0]]).all() else sources


def long_table(wide: pl.DataFrame, work: Work) -> pl.DataFrame:
    """One row a known fact: who, which field, which year, the value in words, and where it comes from."""
    keys = [work.layout.header("code"), work.layout.header("name")]
    parts = [_empty(wide, keys)]
    for name in wide.columns:
        word, _, mark = name.partition("@")
        field = work.vocabulary.field(word)
        if field is None or (mark and not mark.isdigit()):
            continue
        part = wide.select(
            *keys,
            pl.lit(field.name).alias(LONG[0]),
            pl.lit(mark or None, dtype=pl.String).alias(LONG[1]),
            _in_words(wide, name, field).alias(LONG[2]),
            _beside(wide, name, PROVENANCE[0], pl.lit(work.source)).alias(LONG[3]),
            _beside(wide, name, PROVENANCE[2], pl.lit(work.layout.department or field.department)).alias(
                LONG[4]
            ),
            _beside(wide, name, PROVENANCE[1], pl.lit(work.as_of, dtype=pl.Date)).alias(LONG[5]),
        )
        parts.append(part.filter(pl.col(LONG[2]).is_not_null()))
    return pl.concat(parts)


def _beside(wide: pl.DataFrame, name: str, mark: str, otherwise: pl.Expr) -> pl.Expr:
    """The provenance that stands beside a fact, else that of the whole table."""
    column = f"{name}@{mark}"
    return pl.coalesce(pl.col(column), otherwise) if column in wide.columns else otherwise


def _empty(wide: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    dates = {LONG[5]: pl.Date()}
    return pl.DataFrame(
        schema={
            **{key: wide.schema[key] for key in keys},
            **{name: dates.get(name, pl.String()) for name in LONG},
        }
    )


def _in_words(wide: pl.DataFrame, name: str, field: Field) -> pl.Series:
    """The values as words that read back as the same values; foreign amounts as they were written."""
    series = wide[name]
    words = (
        mapped(series, distinct(series, lambda value: in_words(value, field)), pl.String)
        if not _nested(series)
        else _nested_words(series, field)
    )
    original = f"{name}@{PROVENANCE[4]}"
    if original in wide.columns:
        words = words.zip_with(series.is_not_null(), wide[original])
    return words


def _nested(series: pl.Series) -> bool:
    return isinstance(series.dtype, pl.List | pl.Struct)


def _nested_words(series: pl.Series, field: Field) -> pl.Series:
    return pl.Series(
        series.name,
        [None if value is None else in_words(value, field) for value in series.to_list()],
        dtype=pl.String,
    )


def in_words(value: object, field: Field) -> str:
    """A value as a person writes it, with its unit; codes by their first name; records as JSON."""
    if isinstance(value, list):
        rows = [_record_in_words(row, field) for row in value]
        return json.dumps(rows, ensure_ascii=False, default=str)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    if field.kind == kinds.CODE and field.system is not None:
        return (
            str(field.system.print_name(str(value)))
            if field.system.label(str(value)) == str(value)
            else _name(field, str(value))
        )
    if isinstance(value, float):
        number = format(value, ".15g") if abs(value) < 1e15 else format(value, "f")
        unit = (
            "%"
            if field.kind == kinds.PERCENT
            else field.unit.name
            if field.unit
            else "年"
            if field.kind == kinds.DURATION
            else ""
        )
        return number + unit
    return str(value)


def _record_in_words(row: dict[str, object], field: Field) -> object:
    """A record as {part: words}; one that is a bare name as the name."""
    words = {
        key: in_words(one, field.record[key])
        for key, one in row.items()
        if one is not None and key in field.record
    }
    role = field.part("name")
    return words[role.name] if row.get(ASSERTED) and role and list(words) == [role.name] else words


def _name(field: Field, code: str) -> str:
    assert field.system is not None
    label = field.system.label(code)
    return label if field.system.code_of(label) == code else code
