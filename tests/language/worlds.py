"""Random enterprises over any vocabulary: missing years, records with missing parts, coverage by name, judgments.

A world is an enterprise of which everything is known and consistent; hidden is the same enterprise with some of it not
known yet. What is decided of the hidden one must stay so (LANGUAGE 5).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from language.trees import QUESTIONS, unit_of
from matcher.enterprises.facts import EnterpriseFacts
from matcher.language import vocabulary as v
from matcher.language.facts import SOURCES, Fact
from matcher.language.values import Duration, Num, Record, Records
from matcher.language.vocabulary import Field, Vocabulary

STORED = tuple(Fraction(text) for text in ("0", "0.5", "1", "2", "3", "10", "33", "0.07", "1.25", "10000"))
DAYS = tuple(
    dt.date(*day)
    for day in ((2019, 6, 30), (2021, 1, 1), (2022, 2, 28), (2023, 6, 30), (2024, 6, 30), (2025, 1, 1))
)


@dataclass
class Enterprise:
    """One enterprise three times: with much hidden, with less hidden, and with all that is to be known."""

    hidden: EnterpriseFacts
    fuller: EnterpriseFacts
    world: EnterpriseFacts


def enterprises(vocabulary: Vocabulary, fields: tuple[str, ...] = ()) -> st.SearchStrategy[Enterprise]:
    """Enterprises with consistent facts, of which more and more is known."""
    return st.composite(lambda draw: _enterprise(draw, vocabulary, fields))()


def facts(vocabulary: Vocabulary, fields: tuple[str, ...] = ()) -> st.SearchStrategy[EnterpriseFacts]:
    """What is known of an enterprise: missing years, records with missing parts, coverage by name, judgments."""
    return enterprises(vocabulary, fields).map(lambda one: one.hidden)


def _enterprise(draw: Any, vocabulary: Vocabulary, fields: tuple[str, ...]) -> Enterprise:
    items = [item for name, item in vocabulary.fields.items() if not fields or name in fields]
    founded = vocabulary.founded()
    world = EnterpriseFacts(founded_field=founded.name if founded else None)
    for item in items:
        _know(draw, item, world)
    for question in QUESTIONS:
        if draw(st.booleans()):
            world.judgments[question] = Fact(draw(st.booleans()))
    if founded and founded.name in world.points:
        began = world.points[founded.name].value.year
        for years in world.yearly.values():
            for year in [year for year in years if year < began]:
                del years[year]  # before it existed there was nothing to know
    fuller = _less(draw, world, vocabulary)
    return Enterprise(_less(draw, fuller, vocabulary), fuller, world)


def _know(draw: Any, item: Field, world: EnterpriseFacts) -> None:
    if item.record:
        rows = tuple(_record(draw, item) for _ in range(draw(st.integers(0, 3))))
        world.lists[item.name] = Records(rows, frozenset({"*"}))
    elif item.derivation is None and item.by_year:
        world.yearly[item.name] = {year: _fact(draw, item) for year in range(2019, 2025)}
    elif item.derivation is None and draw(st.integers(0, 5)):
        world.points[item.name] = _fact(draw, item)


def _fact(draw: Any, item: Field) -> Fact:
    return Fact(stored(draw, item), draw(st.sampled_from(SOURCES)))


def stored(draw: Any, item: Field) -> Any:
    """A value of a field, near the literals of conditions."""
    if item.kind in (v.QUANTITY, v.PERCENT):
        return Num.point(draw(st.sampled_from(STORED)) * unit_of(item).factor)
    if item.kind == v.CODE:
        assert item.system is not None
        return draw(st.sampled_from(sorted(item.system.entries) or ["x"]))
    return {
        v.BOOLEAN: lambda: draw(st.booleans()),
        v.DATE: lambda: draw(st.sampled_from(DAYS[:-1])),
        v.DURATION: lambda: Duration(Fraction(draw(st.sampled_from((12, 18, 24, 36, 60))))),
        v.YEAR: lambda: draw(st.integers(2019, 2024)),
        v.TEXT: lambda: draw(st.sampled_from(("新材料", "零售", ""))),
    }[item.kind]()


def _record(draw: Any, item: Field) -> Record:
    values = {name: stored(draw, part) for name, part in item.record.items()}
    start, end, year = (item.part(role) for role in ("start", "end", "year"))
    if start and year:  # a record is of the year of its day
        values[year.name] = values[start.name].year
    if end:
        values[end.name] = draw(st.sampled_from((*DAYS, *((None,) if item.open_ended else ()))))
    return Record(values)


def _less(draw: Any, known: EnterpriseFacts, vocabulary: Vocabulary) -> EnterpriseFacts:
    """The same enterprise with some of it hidden: never what a consistent table would not leave out."""
    keep = lambda: draw(st.integers(0, 3)) > 0  # noqa: E731
    less = EnterpriseFacts(founded_field=known.founded_field)
    less.points = {name: fact for name, fact in known.points.items() if keep()}
    less.yearly = {
        name: {y: fact for y, fact in years.items() if keep()} for name, years in known.yearly.items()
    }
    less.judgments = {question: fact for question, fact in known.judgments.items() if keep()}
    for name, records in known.lists.items():
        item = vocabulary.fields[name]
        covers = _fewer(draw, records.covers, item)
        rows = [_partly(draw, row, item) for row in records.rows if _stays(draw, row, item, covers)]
        if rows or covers or draw(st.booleans()):
            less.lists[name] = Records(tuple(rows), covers)
    return less


def _fewer(draw: Any, covers: frozenset[str], item: Field) -> frozenset[str]:
    form = draw(st.sampled_from(("same", "some", "none")))
    if form == "same":
        return covers
    part = item.part("name")
    if form == "none" or part is None or part.system is None:
        return frozenset()
    pool = sorted(part.system.entries if "*" in covers else covers)
    return frozenset(draw(st.lists(st.sampled_from(pool), max_size=4))) if pool else frozenset()


def _stays(draw: Any, row: Record, item: Field, covers: frozenset[str]) -> bool:
    """A record whose name is covered is listed; so is one that may turn out to bear a covered name."""
    part = item.part("name")
    code = row.values.get(part.name) if part else None
    if "*" in covers or (code is None and covers):
        return True
    if part is not None and part.system is not None and part.system.under(str(code)) & covers:
        return True
    return bool(draw(st.booleans()))


def _partly(draw: Any, row: Record, item: Field) -> Record:
    """A record without some of its parts; an end that has passed on an open-ended list is what a table would say."""
    fixed = {part.name for part in item.record.values() if part.role == "end" and item.open_ended}
    values = {
        name: value if name in fixed or draw(st.integers(0, 3)) else None
        for name, value in row.values.items()
    }
    return Record(values, row.asserted)
