"""The state of one import as it goes through the steps: cells by standard column, facts found, rows refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from matcher.enterprises.registry.cleaning import INVISIBLE
from matcher.enterprises.registry.headers import Headers
from matcher.enterprises.registry.layout import Layout
from matcher.enterprises.registry.places import Gazetteer
from matcher.enterprises.registry.report import QualityReport
from matcher.enterprises.registry.values import as_text
from matcher.language.facts import SOURCES
from matcher.language.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was refused, in a word for counting and in full, and what to do."""

    kind: str
    why: str
    remedy: str


@dataclass
class Facts:
    """One column of facts: values, and row by row the source where it is not the table's own."""

    values: pl.Series
    sources: pl.Series | None = None
    originals: pl.Series | None = None
    """The text as found, where it could not become a value but is kept."""


@dataclass
class Work:
    """An import under way. All series have one length: one row a row of the table, refused rows included."""

    layout: Layout
    vocabulary: Vocabulary
    headers: Headers
    cells: dict[str, pl.Series]
    """By standard column: stripped text, null where missing (or typed as it came)."""
    numbers: pl.Series
    report: QualityReport
    as_of: dt.date | None = None
    """The day the table is of: a column without a year means the year before."""
    latest: dt.date | None = None
    """The last day that a date may be."""
    rates: Mapping[str, float] = field(default_factory=dict)
    source: str = SOURCES[0]
    places: Gazetteer | None = None
    lists_complete: bool = False
    """Whether a list given as text covers every name (true of what a person states of one enterprise)."""
    facts: dict[str, Facts] = field(default_factory=dict)
    """By column of the wide table (甲@2023 …)."""
    code_kinds: pl.Series | None = None
    refused: dict[int, Refusal] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Rows at hand."""
        return len(self.numbers)

    def role(self, role: str) -> pl.Series:
        """The cells of the column that plays `role`; all null where the table has none."""
        found = self.cells.get(self.layout.name_of(role))
        return found if found is not None else pl.Series(role, [None] * self.height, dtype=pl.String)

    def text(self, role: str) -> pl.Series:
        """The cells of `role` as text."""
        return as_text(self.role(role))

    def give(
        self,
        column: str,
        values: pl.Series,
        sources: pl.Series | None = None,
        originals: pl.Series | None = None,
    ) -> None:
        """States facts; what an earlier step stated stays, the new ones fill its gaps."""
        values = values.alias(column)
        known = self.facts.get(column)
        if known is None:
            self.facts[column] = Facts(values, sources, originals)
            return
        gap = known.values.is_null()
        known.sources = _filled(known.sources, sources, gap)
        known.originals = _filled(known.originals, originals, gap)
        known.values = known.values.zip_with(~gap, values)


def _filled(old: pl.Series | None, new: pl.Series | None, gap: pl.Series) -> pl.Series | None:
    if new is None:
        return old if old is None else old.zip_with(~gap, pl.Series([None] * len(gap), dtype=old.dtype))
    base = old if old is not None else pl.Series([None] * len(gap), dtype=new.dtype)
    return base.zip_with(~gap, new)


def clean_cells(series: pl.Series, missing: frozenset[str]) -> pl.Series:
    """Text without blanks at its ends and without invisible marks; null where it is a word for "not known"."""
    if series.dtype != pl.String:
        return series
    column = pl.col(series.name)
    expression = column.str.replace_all(INVISIBLE, " ").str.strip_chars()
    frame = series.to_frame().select(expression)
    return (
        frame.select(pl.when(column.is_in(sorted(missing))).then(None).otherwise(column))
        .to_series()
        .alias(series.name)
    )
