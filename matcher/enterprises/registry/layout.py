"""How a registry's table is laid out: which header means what, what its words mean — read from registry.yaml.

Nothing here knows a header, a field or a place; another district replaces the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from matcher.errors import DictionaryError, MatcherError, Problems
from matcher.language.facts import SOURCES

FILE = "registry.yaml"
ROLES = (
    "name",
    "code",
    "scope",
    "address",
    "district",
    "province",
    "date",
    "amount",
    "kind",
    "person",
    "text",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A standard column: its header, other headers it goes by, its role, the field that it feeds.

    `never`: a pattern of text that cannot stand in it, so that it belongs to another column.
    """

    name: str
    role: str
    field: str | None = None
    synonyms: tuple[str, ...] = ()
    never: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the text of a role (or an earlier field) matches, the field has this value."""

    field: str
    role: str
    when: str
    value: object
    fact: str | None = None
    without: str | None = None
    source: str = SOURCES[0]


@dataclass(frozen=True)
class Amounts:
    """How amounts are written: scale words in the base unit, and the spellings of each currency."""

    units: Mapping[str, int]
    home: str
    currencies: Mapping[str, str]
    default_unit: str
    base: str = ""

    @cached_property
    def units_pattern(self) -> str:
        """An alternative of all scale words, longest first."""
        return _alternatives(self.units)

    @cached_property
    def currencies_pattern(self) -> str:
        """An alternative of all spellings of currencies, longest first."""
        return _alternatives(self.currencies)


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words of addresses: what marks a full name, what follows a road's name, former names, codes of areas."""

    suffixes: tuple[str, ...] = ()
    roads: str = ""
    former: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """The whole of registry.yaml."""

    identity: Mapping[str, str]
    missing: frozenset[str]
    columns: tuple[Column, ...]
    department: str
    place_field: str | None
    amounts: Amounts
    placeholders: frozenset[dt.date]
    earliest: dt.date
    rules: tuple[Rule, ...]
    scope_cut: str
    scope_dangling: str
    places: PlaceWords
    checks_codes: bool = True
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Headers of fact tables by what they say: field, year, value, unit, source, department, date."""

    def column(self, role: str) -> Column | None:
        """The standard column that plays `role`."""
        return next((column for column in self.columns if column.role == role), None)

    def name_of(self, role: str) -> str:
        """The header of the standard column that plays `role`; "" where there is none."""
        found = self.column(role)
        return found.name if found else ""

    def header(self, role: str) -> str:
        """The name of an identity column in the tables this engine writes."""
        return self.identity[role]


def load_layout(folder: str | Path) -> Layout:
    """The layout in `folder`/registry.yaml; DictionaryError or Problems where it is wrong."""
    file = Path(folder) / FILE
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DictionaryError(
            f"找不到 {FILE}", where=str(folder), remedy="它说明登记表的列名，应放在 fields.yaml 旁边"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DictionaryError(
            f"{FILE} 读不懂", where=FILE, cause=str(error), remedy="按提示的行改正 YAML 写法"
        ) from error
    if not isinstance(data, dict):
        raise DictionaryError(f"{FILE} 应是「键: 值」的结构", where=FILE, remedy="参照 docs/import.md 的样例")
    return _layout(data)


def _layout(data: Mapping[str, Any]) -> Layout:
    problems: list[MatcherError] = []
    try:
        layout = Layout(
            identity=dict(data["identity"]),
            missing=frozenset(map(str, data.get("missing") or ())),
            columns=tuple(_column(name, row or {}) for name, row in data["columns"].items()),
            department=str((data.get("facts") or {}).get("department", "")),
            place_field=(data.get("facts") or {}).get("place"),
            amounts=_amounts(data.get("amount") or {}),
            placeholders=frozenset(_days((data.get("date") or {}).get("placeholders") or ())),
            earliest=(data.get("date") or {}).get("earliest") or dt.date(1800, 1, 1),
            rules=tuple(_rule(row) for row in data.get("rules") or ()),
            scope_cut=(data.get("scope") or {}).get("cut", r"(…|\.{3})\s*$"),
            scope_dangling=(data.get("scope") or {}).get("dangling", r"[，、,]\s*$"),
            places=_places(data.get("places") or {}),
            tables={str(key): tuple(map(str, words)) for key, words in (data.get("tables") or {}).items()},
            checks_codes=data.get("code_check", "GB 32100-2015") is not None,
        )
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise DictionaryError(
            f"{FILE} 缺少一项或写法不对：{error}", where=FILE, remedy="参照 docs/import.md 的样例"
        ) from error
    for column in layout.columns:
        if column.role not in ROLES:
            problems.append(
                DictionaryError(
                    f"列「{column.name}」的 role「{column.role}」不认识",
                    where=FILE,
                    remedy=f"可用：{'、'.join(ROLES)}",
                )
            )
    for role in ("name", "code"):
        if layout.column(role) is None or role not in layout.identity:
            problems.append(
                DictionaryError(
                    f"缺少 role 为 {role} 的列", where=FILE, remedy="identity 和 columns 都要有它"
                )
            )
    problems += _bad_patterns(layout)
    if problems:
        raise Problems(FILE, problems)
    return layout


def _bad_patterns(layout: Layout) -> list[MatcherError]:
    problems: list[MatcherError] = []
    for pattern in [
        layout.scope_cut,
        layout.scope_dangling,
        layout.places.roads,
        *(rule.when for rule in layout.rules),
        *(column.never for column in layout.columns if column.never),
    ]:
        try:
            re.compile(pattern)
        except re.error as error:
            problems.append(
                DictionaryError(
                    f"正则表达式写错了：{pattern}", where=FILE, cause=str(error), remedy="改正这一条"
                )
            )
    return problems


def _column(name: str, row: Mapping[str, Any]) -> Column:
    return Column(
        str(name),
        str(row["role"]),
        row.get("field"),
        tuple(map(str, row.get("synonyms") or ())),
        row.get("never"),
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    source = row.get("source", SOURCES[0])
    if source not in SOURCES:
        raise ValueError(f"规则的 source「{source}」应是 {'、'.join(SOURCES)} 之一")
    return Rule(
        row["field"], row["from"], str(row["when"]), row["value"], row.get("fact"), row.get("without"), source
    )


def _amounts(row: Mapping[str, Any]) -> Amounts:
    spellings = {
        str(word): name for name, words in (row.get("currencies") or {}).items() for word in [name, *words]
    }
    return Amounts(
        dict(row.get("units") or {}),
        str(row.get("home", "")),
        spellings,
        str(row.get("default_unit", "")),
        str(row.get("base", "")),
    )


def _places(row: Mapping[str, Any]) -> PlaceWords:
    return PlaceWords(
        tuple(row.get("suffixes") or ()),
        row.get("roads") or "",
        {str(key): str(value) for key, value in (row.get("former") or {}).items()},
        {str(key): str(value) for key, value in (row.get("areas") or {}).items()},
    )


def _days(texts: Any) -> list[dt.date]:
    days = []
    for text in texts:
        try:
            days.append(text if isinstance(text, dt.date) else dt.date.fromisoformat(str(text)))
        except ValueError:  # 1900-01-00 and the like are no days at all and are refused as such anyway
            continue
    return days


def _alternatives(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
