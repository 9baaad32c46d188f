"""Columns of what is asked of lists and codes: who is among whom, and how many records satisfy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from matcher.language import tree as t
from matcher.language.operators import OPERATORS
from matcher.language.operators.lists import Gathered, column_any
from matcher.language.operators.row import Answer
from matcher.language.records import cover_of
from matcher.language.systems import CodeSystem
from matcher.language.vocabulary import Field


@dataclass(frozen=True)
class Gathering:
    """Work to do before the expressions run: count (or sum) the records of a list that satisfy a condition."""

    name: str
    field: Field
    condition: t.Node | None
    of: Field | None
    year: int


def code_relation(code: pl.Expr, codes: frozenset[str], system: CodeSystem, outside: bool | None) -> pl.Expr:
    """The relation of a column of codes to `codes`; `outside` answers for codes the table does not know."""
    answers: dict[str, bool | None] = {entry: system.relation(entry, codes) for entry in system.entries}
    if outside is not None:
        answers |= {raw: True for raw in codes if raw not in system.entries}
    else:
        answers = {entry: answer for entry, answer in answers.items() if answer is not None}
    if not answers:
        return pl.when(code.is_not_null()).then(pl.lit(outside, dtype=pl.Boolean))
    looked = code.replace_strict(
        list(answers),
        pl.Series(list(answers.values()), dtype=pl.Boolean),
        default=outside,
        return_dtype=pl.Boolean,
    )
    return pl.when(code.is_not_null()).then(looked)


class ColumnLists:
    """The part of the compiler that asks lists."""

    columns: frozenset[str]
    gatherings: dict[tuple[Any, ...], Gathering]
    prefix: str
    year: int

    def gathered(self, item: Field, condition: t.Node | None, of: Field | None) -> Gathered:
        """The counts of a list's records that satisfy a condition; the counting is done beforehand."""
        key = (item.name, condition, of.name if of else None, self.year)
        if key not in self.gatherings:
            self.gatherings[key] = Gathering(
                f"{self.prefix}.{len(self.gatherings)}", item, condition, of, self.year
            )
        name = self.gatherings[key].name
        complete = self._complete(item, condition)
        column = pl.col
        return Gathered(
            column(f"{name}.sure"),
            column(f"{name}.unsure"),
            complete,
            column(f"{name}.low") if of else None,
            column(f"{name}.high") if of else None,
            column(f"{name}.doubt"),
        )

    def _complete(self, item: Field, condition: t.Node | None) -> pl.Expr:
        if item.name not in self.columns and f"{item.name}@覆盖" not in self.columns:
            return pl.lit(False)
        if f"{item.name}@覆盖" not in self.columns:
            return pl.col(item.name).is_not_null()
        covers = pl.col(f"{item.name}@覆盖")
        everything = covers.list.contains("*").fill_null(False)
        needed = cover_of(item, condition)
        if needed is None:
            return everything
        # A cover has few names and many enterprises share it: membership of each needed name.
        return everything | pl.all_horizontal(
            [covers.list.contains(code).fill_null(False) for code in sorted(needed)]
        )

    def _has(self, node: t.Has) -> Answer:
        return column_any(self.gathered(node.field, node, None))

    def _counted(self, node: t.Counted) -> Any:
        return OPERATORS[node.op].column(self.gathered(node.field, node.condition, node.of))
