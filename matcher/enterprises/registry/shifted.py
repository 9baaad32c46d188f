"""Finds rows whose cells stand in the wrong columns, and puts them right only where one way alone fits.

A cell betrays a shift when it is plainly of another kind: a date where a name belongs, a credit code in a
column of text. A repair is certain when exactly one way of moving the cells satisfies every column that can
be checked: a valid credit code, a date, an amount, a district that exists, a name that is no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from matcher.enterprises.registry.cleaning import read_amount, read_code, read_date
from matcher.enterprises.registry.layout import Layout
from matcher.enterprises.registry.places import Gazetteer

FURTHEST = 3
_DATE = r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s.*)?$"
_CODE = r"(?i)^[1-9AY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
_LONG = 7  # characters; longer than the name of a district
_NEVER_A_PLACE = ("name", "scope", "kind")
_LETTERS = re.compile(r"[\u3400-\u9fffA-Za-z]")


@dataclass(frozen=True)
class Shape:
    """The columns of a table in their order: each one's role ("" where unknown), and what districts exist."""

    roles: tuple[str, ...]
    layout: Layout
    places: Gazetteer | None

    @cached_property
    def plain(self) -> Mapping[str, str]:
        """By role, the pattern of a cell that can be of no other."""
        units, currencies = self.layout.amounts.units_pattern, self.layout.amounts.currencies_pattern
        money = rf"(?:{units})\s*(?:{currencies})?|(?:{currencies})" if units and currencies else r"\b\B"
        return {
            "date": _DATE,
            "code": _CODE,
            "amount": rf"^[0-9][0-9,]*(?:\.[0-9]+)?\s*[(（]?\s*(?:{money})\s*[)）]?$",
        }

    @cached_property
    def never(self) -> Mapping[str, str]:
        """By role, the pattern of a text that the layout says is none of its own."""
        return {column.role: column.never for column in self.layout.columns if column.never}

    def suspects(self, frame: pl.DataFrame) -> pl.Series:
        """Which rows of `frame` (strings, in the table's order) hold a cell that is plainly of another column."""
        wrong = pl.lit(False)
        for name, role in zip(frame.columns, self.roles, strict=True):
            if not role or role == "text" or frame.schema[name] != pl.String:
                continue
            for kind, pattern in self.plain.items():
                # An identity card has 18 digits too, and the number of one is no sign of a shift.
                if kind != role and (role, kind) != ("person", "code"):
                    wrong = wrong | pl.col(name).str.contains(pattern).fill_null(False)
            if role in self.never:
                wrong = wrong | pl.col(name).str.contains(self.never[role]).fill_null(False)
            if role in _NEVER_A_PLACE and self.places is not None:
                wrong = wrong | pl.col(name).str.strip_chars().is_in(
                    sorted(self.places.words_known)
                ).fill_null(False)
        return frame.with_columns(wrong.alias("suspect "))["suspect "]

    def doubtful(self, frame: pl.DataFrame) -> pl.Series:
        """Which rows have a long text that is no place in a column of places: worth trying to mend, no more."""
        odd = pl.lit(False)
        for name, role in zip(frame.columns, self.roles, strict=True):
            if (
                role in ("district", "province")
                and self.places is not None
                and frame.schema[name] == pl.String
            ):
                text = pl.col(name).str.strip_chars()
                odd = odd | (
                    text.str.len_chars().ge(_LONG) & ~text.is_in(sorted(self.places.words_known))
                ).fill_null(False)
        return frame.with_columns(odd.alias("odd "))["odd "]

    def mended(self, cells: Sequence[str | None]) -> list[str | None] | None:
        """The cells in their right columns, where exactly one way of placing them fits; else None.

        What stands in a column of natural persons never becomes the name of an enterprise.
        """
        persons = {cell for cell, role in zip(cells, self.roles, strict=False) if role == "person" and cell}
        name = self.roles.index("name") if "name" in self.roles else None
        ways = {tuple(way): None for way in self._ways(list(cells)) if self.fits(way)}
        if name is None or len(ways) != 1:
            return None
        way = list(next(iter(ways)))
        return None if way[name] in persons and way[name] != cells[name] else way

    def _ways(self, cells: list[str | None]) -> Iterator[list[str | None]]:
        width = len(self.roles)
        spare = len(cells) - width
        if spare > 0:
            yield from self._merged(cells, spare)
        elif spare < 0:
            for place in range(len(cells) + 1):
                yield [*cells[:place], *([None] * -spare), *cells[place:]]
        else:
            yield from _moved(cells)

    def _merged(self, cells: list[str | None], spare: int) -> Iterator[list[str | None]]:
        if not any(cells[-spare:]):
            yield cells[:-spare]
        for place in range(len(self.roles)):
            joined = ",".join(cell or "" for cell in cells[place : place + spare + 1])
            yield [*cells[:place], joined, *cells[place + spare + 1 :]]

    def fits(self, cells: Sequence[str | None]) -> bool:
        """Whether every cell suits its column: at least the name and a valid code must be there."""
        seen = {"name": False, "code": False}
        for cell, role in zip(cells, self.roles, strict=True):
            text = (cell or "").strip()
            if text in self.layout.missing:
                continue
            if not self._suits(text, role):
                return False
            seen[role] = True
        return seen["name"] and seen["code"]

    def _suits(self, text: str, role: str) -> bool:
        if role == "code":
            return read_code(text).value is not None
        if role == "date":
            return read_date(text).value is not None
        if role == "amount":
            return read_amount(text, self.layout.amounts).value is not None
        if role in ("district", "province") and self.places is not None:
            return self.places.named(text) is not None
        if role in self.never and re.search(self.never[role], text):
            return False
        if role in _NEVER_A_PLACE and self.places is not None and text in self.places.words_known:
            return False
        if role in ("name", "scope", "address", "kind", "person"):
            return bool(_LETTERS.search(text) or text in "*") and not any(
                re.match(pattern, text) for pattern in self.plain.values()
            )
        return True


def _moved(cells: list[str | None]) -> Iterator[list[str | None]]:
    """All ways to slide the cells sideways without losing one, to slide a part of them, or to swap two."""
    width = len(cells)
    for step in range(1, FURTHEST + 1):
        for gap in range(width):
            if not any(cells[-step:]):  # room at the end: everything from `gap` on moves right
                yield [*cells[:gap], *([None] * step), *cells[gap : width - step]]
            if (
                not any(cells[gap : gap + step]) and gap + step <= width
            ):  # an empty cell too many: the rest moves left
                yield [*cells[:gap], *cells[gap + step :], *([None] * step)]
    for first in range(width):
        for second in range(first + 1, width):
            if not cells[first] or not cells[second]:
                continue  # a cell that moved into an empty one has slid, with all that follows it
            swapped = list(cells)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            yield swapped
