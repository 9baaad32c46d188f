"""Columns of several years: a year word, every year, windows, the historical maximum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from matcher.language import tree as t
from matcher.language.column_values import in_base
from matcher.language.operators import OPERATORS, YearsOperator
from matcher.language.operators.row import Answer, Column
from matcher.language.scalar import year_of, yearly_names


class ColumnYears:
    """The part of the compiler that unrolls years; the years asked are known when compiling."""

    columns: frozenset[str]
    founded: str | None
    base_year: int
    year: int
    day: pl.Expr

    def in_year(self, node: t.Node, year: int) -> Any:
        """The node's column with `year` in force; given by Compiler."""
        raise AssertionError("Compiler gives in_year")

    def conjunction(self, answers: Sequence[Answer]) -> Answer:
        """Kleene 且; given by Compiler."""
        raise AssertionError("Compiler gives conjunction")

    def _at(self, node: t.At) -> Any:
        return self.in_year(node.item, year_of(node.year, self.base_year))

    def _every(self, node: t.Every) -> Answer:
        return self.conjunction([self.in_year(node.item, self.year - back) for back in range(node.years)])

    def _window(self, node: t.Window) -> Any:
        operator = OPERATORS[node.op]
        assert isinstance(operator, YearsOperator)
        if node.op == "历史最高":
            return self._peak(node, operator)
        offsets = operator.offsets(node.years or 0)
        values = [in_base(self.in_year(node.item, self.year + offset)) for offset in offsets]
        if node.op == "年均增长率":
            return operator.column(self.day, values, node.years)
        return operator.column(self.day, values)

    def _peak(self, node: t.Window, operator: YearsOperator) -> Column:
        stored = self._stored_years(yearly_names(node.item))
        values, points = [], {}
        for year, columns in sorted(stored.items()):
            value = in_base(self.in_year(node.item, year))
            present = pl.any_horizontal([pl.col(column).is_not_null() for column in columns])
            values.append(replace(value, low=pl.when(present).then(value.low)))
            points[year] = present & (value.low == value.high).fill_null(False)
        complete = self._complete_since_founding(points)
        return operator.column(self.day, values, complete)  # type: ignore[no-any-return]

    def _stored_years(self, names: frozenset[str]) -> dict[int, list[str]]:
        """The years before the one in force of which the table keeps anything, with the columns that do."""
        years: dict[int, list[str]] = {}
        for column in sorted(self.columns):
            name, _, year = column.partition("@")
            if name in names and year.isdigit() and int(year) < self.year:
                years.setdefault(int(year), []).append(column)
        return years

    def _complete_since_founding(self, points: dict[int, pl.Expr]) -> pl.Expr:
        """Whether every year from the founding year to the one before has an exact value."""
        founded = pl.col(self.founded) if self.founded in self.columns else pl.lit(None, dtype=pl.Date)
        first, start = founded.dt.year(), min(points, default=self.year)
        after = [(first > year) | points.get(year, pl.lit(False)) for year in range(start, self.year)]
        return pl.all_horizontal([first >= start, *after]).fill_null(False)
