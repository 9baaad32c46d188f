"""The facts of one enterprise, from what a person states (given) or from a row of the wide table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from matcher.language import vocabulary as v
from matcher.language.facts import OFFICIAL, Fact
from matcher.language.units import DURATIONS
from matcher.language.values import NO_RECORDS, Duration, Num, Record, Records
from matcher.language.vocabulary import Field, Vocabulary

EVERY_NAME = frozenset({"*"})
COVER, SOURCE, DATE, DEPARTMENT = "@覆盖", "@来源", "@日期", "@部门"
ASSERTED = "@有效"
"""In a record of the wide table: the bare name asserts that it is valid (LANGUAGE 6)."""


@dataclass
class EnterpriseFacts:
    """What is known of one enterprise; answers what the language asks (language/facts.py, Facts)."""

    points: dict[str, Fact] = field(default_factory=dict)
    yearly: dict[str, dict[int, Fact]] = field(default_factory=dict)
    lists: dict[str, Records] = field(default_factory=dict)
    judgments: dict[str, Fact] = field(default_factory=dict)
    founded_field: str | None = None

    def fact(self, name: str, year: int | None) -> Fact | None:
        """The fact of a field, of `year` for a field by year."""
        return self.points.get(name) if year is None else self.yearly.get(name, {}).get(year)

    def founded(self) -> Fact | None:
        """The day the enterprise began."""
        return self.points.get(self.founded_field) if self.founded_field else None

    def known_years(self, name: str) -> dict[int, Fact]:
        """All known years of a field."""
        return self.yearly.get(name, {})

    def records(self, name: str) -> Records:
        """The records of a list."""
        return self.lists.get(name, NO_RECORDS)

    def judgment(self, question: str) -> Fact | None:
        """What was decided on a question of judgment."""
        return self.judgments.get(question)


def exact(number: float | int) -> Fraction:
    """The decimal that a stored float stands for: its shortest spelling, not its binary value.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def value_of(stored: Any, item: Field) -> Any:
    """A value of the wide table as the evaluators use it: numbers exact and in base units.

    Args:
        stored: a float in the dictionary's unit, a date, a code, a boolean, a year or a text; None is missing.
        item: its field.
    """
    if stored is None or stored != stored:
        return None
    if item.kind in (v.QUANTITY, v.PERCENT):
        factor = item.unit.factor if item.unit else Fraction(1)
        return Num.point(exact(stored) * factor)
    if item.kind == v.DURATION:
        months = DURATIONS[item.unit.name if item.unit else "年"][0]
        return Duration(exact(stored) * months)
    if isinstance(stored, dt.datetime):
        return stored.date()
    return stored


class RowReader:
    """Reads rows of a wide table into facts; knows once which column is which field and year."""

    def __init__(self, columns: Iterable[str], vocabulary: Vocabulary) -> None:
        self.columns: list[tuple[str, Field, int | None]] = []
        known = set(columns)
        self.extra = {name for name in known if name.endswith((COVER, SOURCE, DATE, DEPARTMENT))}
        self.judgments = {column: column[5:-1] for column in known if column.startswith("人工认定「")}
        for column in known - self.extra:
            name, _, year = column.partition("@")
            item = vocabulary.field(name)
            if item is not None and item.name == name and (item.by_year == bool(year)):
                self.columns.append((column, item, int(year) if year else None))
        founded = vocabulary.founded()
        self.founded = founded.name if founded else None

    def facts(self, row: Mapping[str, Any]) -> EnterpriseFacts:
        """The facts of one row."""
        facts = EnterpriseFacts(founded_field=self.founded)
        for column, question in self.judgments.items():
            if row[column] is not None:
                facts.judgments[question] = Fact(row[column])
        for column, item, year in self.columns:
            stored = row[column]
            if item.record:
                records = self._records(row, column, item)
                if records is not None:
                    facts.lists[item.name] = records
                continue
            value = value_of(stored, item)
            if value is None:
                continue
            fact = self._fact(row, column, value, item)
            if year is None:
                facts.points[item.name] = fact
            else:
                facts.yearly.setdefault(item.name, {})[year] = fact
        return facts

    def _fact(self, row: Mapping[str, Any], column: str, value: Any, item: Field) -> Fact:
        if not self.extra:
            return Fact(value, OFFICIAL, item.department)
        source = row.get(column + SOURCE) or OFFICIAL
        return Fact(value, source, row.get(column + DEPARTMENT) or item.department, row.get(column + DATE))

    def _records(self, row: Mapping[str, Any], column: str, item: Field) -> Records | None:
        stored = row[column]
        cover = row.get(column + COVER)
        if stored is None and not cover:
            return None
        covers = (
            frozenset(cover)
            if cover is not None
            else EVERY_NAME
            if column + COVER not in self.extra
            else frozenset()
        )
        records = tuple(record_of(one, item) for one in stored or ())
        return Records(records, covers, row.get(column + SOURCE) or OFFICIAL)


def record_of(stored: Any, item: Field) -> Record:
    """One stored record as the evaluators use it; a bare name asserts itself."""
    if not isinstance(stored, Mapping):
        part = item.part("name")
        return Record({part.name if part else "": stored}, asserted=True)
    values = {name: value_of(stored.get(name), part) for name, part in item.record.items()}
    return Record(values, bool(stored.get(ASSERTED)))
