"""Finds stated values that other facts contradict: a maximum below a known year, a ratio that is not one.

LANGUAGE 5: a stated value that contradicts others is an import conflict, reported, not a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from matcher.language import vocabulary as kinds
from matcher.language.vocabulary import Field, Vocabulary

Contradiction = tuple[str, pl.Series, str]
"""A column of the wide table, the rows where it is contradicted, and by what (in Chinese)."""

_QUOTIENT = re.compile(r"^\s*(\S+?)\s*÷\s*(\S+?)\s*$")
ROUNDING = 0.5  # of the last digit that is stated


def contradictions(frame: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[Contradiction]:
    """All contradictions in the columns of `frame` (wide table)."""
    for item in vocabulary.fields.values():
        peak = vocabulary.peak_of(item.name)
        if peak is not None and peak.name in frame.columns:
            yield from _below_a_year(frame, item, peak)
        if item.kind in (kinds.PERCENT, kinds.QUANTITY) and item.derivation_text:
            yield from _not_the_quotient(frame, item, vocabulary)


def _years(frame: pl.DataFrame, item: Field) -> list[str]:
    head = f"{item.name}@"
    return [name for name in frame.columns if name.startswith(head) and name.removeprefix(head).isdigit()]


def _below_a_year(frame: pl.DataFrame, item: Field, peak: Field) -> Iterator[Contradiction]:
    # The newest year may be the one that set the record: a maximum stated before it is no contradiction.
    years = sorted(_years(frame, item))[:-1]
    if not years:
        return
    wrong = frame.select((pl.col(peak.name) < pl.max_horizontal(years)).fill_null(False)).to_series()
    if wrong.any():
        yield peak.name, wrong, f"低于已知年份的{item.name}"


def _not_the_quotient(frame: pl.DataFrame, item: Field, vocabulary: Vocabulary) -> Iterator[Contradiction]:
    """A stated a ÷ b that is further from the quotient of the year's figures than rounding explains."""
    found = _QUOTIENT.match(item.derivation_text or "")
    above, below = (vocabulary.field(found[1]), vocabulary.field(found[2])) if found else (None, None)
    if above is None or below is None or not (above.unit and below.unit and item.unit):
        return
    factor = float(above.unit.factor / below.unit.factor / item.unit.factor)
    for column in _years(frame, item) or (
        [item.name] if item.name in frame.columns and not item.by_year else []
    ):
        year = column.removeprefix(item.name)
        parts = [f"{part.name}{year if part.by_year else ''}" for part in (above, below)]
        if not set(parts) <= set(frame.columns):
            continue
        quotient = pl.col(parts[0]) / pl.col(parts[1]) * factor
        far = (pl.col(column) - quotient).abs() > _rounding(pl.col(column))
        wrong = frame.select((far & (pl.col(parts[1]) > 0)).fill_null(False)).to_series()
        if wrong.any():
            yield column, wrong, f"与 {parts[0]} ÷ {parts[1]} 不符"


def _rounding(stated: pl.Expr) -> pl.Expr:
    """Half of the last digit that is stated: 3 may stand for 3.4, 3.0 and 3 being the same number."""
    digits = (
        stated.cast(pl.String).str.extract(r"\.(\d+)$").str.strip_chars_end("0").str.len_chars().fill_null(0)
    )
    return pl.lit(10.0).pow(-digits.cast(pl.Float64)) * ROUNDING + 1e-9
