"""Columns of several years: a year word, every year, windows, the historical maximum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from matcher.language import tree as t
from matcher.language.column_values import in_base
from matcher.language.operators import OPERATORS, YearsOperator
from matcher.language.operators.row import Answer, Column
from matcher.language.scalar import year_of


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
        yearly = {
            part.field.name for part in node.walk() if isinstance(part, t.FieldRef) and part.field.by_year
        }
        stored = [name.split("@") for name in self.columns if name.count("@") == 1]
        years = sorted(
            {
                int(year)
                for name, year in stored
                if name in yearly and year.isdigit() and int(year) < self.year
            }
        )
        values = [in_base(self.in_year(node.item, year)) for year in years]
        founded = pl.col(self.founded) if self.founded in self.columns else pl.lit(None, dtype=pl.Date)
        first = founded.dt.year()
        # Complete: every year from the founding year to the one before has a value.
        parts = [value.low.is_not_null() | (first > year) for year, value in zip(years, values, strict=True)]
        gap_free = first >= (years[0] if years else self.year)
        missing_years = (
            [first > year for year in range(years[0], self.year) if year not in years] if years else []
        )
        complete = pl.all_horizontal([gap_free, *parts, *missing_years]).fill_null(False)
        return operator.column(self.day, values, complete)  # type: ignore[no-any-return]
