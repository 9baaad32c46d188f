"""What a condition may speak of: fields with their types, code systems and units.

The language knows no field itself; a dictionary (enterprises/fields.yaml) gives it this vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matcher.language.systems import CodeSystem
from matcher.language.units import Unit, Units

if TYPE_CHECKING:
    from matcher.language.tree import Node

QUANTITY, PERCENT, BOOLEAN, DATE = "quantity", "percent", "boolean", "date"
DURATION, YEAR, CODE, TEXT, LIST, RECORDS = "duration", "year", "code", "text", "list", "records"
KINDS = (QUANTITY, PERCENT, BOOLEAN, DATE, DURATION, YEAR, CODE, TEXT, LIST, RECORDS)
POINT, ANNUAL, YEAR_END = "时点", "年度", "年末"


@dataclass(eq=False)
class Field:
    """One field (指标): what can be known of an enterprise, or of one of its records.

    Fields are compared by identity: a vocabulary holds one object for each.
    """

    name: str
    kind: str
    synonyms: tuple[str, ...] = ()
    unit: Unit | None = None
    period: str = POINT
    system: CodeSystem | None = None
    record: Mapping[str, Field] = field(default_factory=dict)
    asked_by: str | None = None
    open_ended: bool = False
    role: str | None = None
    owner: str | None = None
    """For a field of records: the list it belongs to."""
    derivation: Node | None = None
    derivation_text: str | None = None
    department: str = ""
    sensitivity: str = "内部"
    movable: bool = False
    reach: tuple[str, object] | None = None
    note: str = ""

    def __repr__(self) -> str:
        return f"Field({self.name})"

    @property
    def by_year(self) -> bool:
        """Whether the field has one value a year."""
        return self.period in (ANNUAL, YEAR_END)

    def part(self, role: str) -> Field | None:
        """The record field that plays `role` (name, year, start, end)."""
        return next((part for part in self.record.values() if part.role == role), None)

    def part_named(self, word: str) -> Field | None:
        """The record field called `word` by its first name or a synonym."""
        if word in self.record:
            return self.record[word]
        return next((part for part in self.record.values() if word in part.synonyms), None)


class Vocabulary:
    """All fields by every name they go by, the code systems, and the units."""

    def __init__(
        self,
        fields: Iterable[Field],
        systems: Mapping[str, CodeSystem] | None = None,
        units: Units | None = None,
    ) -> None:
        self.fields = {item.name: item for item in fields}
        self.systems = dict(systems or {})
        self.units = units or Units()
        self._names = {name: item for item in self.fields.values() for name in (item.name, *item.synonyms)}
        self._askers = {item.asked_by: item for item in self.fields.values() if item.asked_by}
        self._peaks: dict[str, Field] = {}

    def field(self, word: str) -> Field | None:
        """The field called `word` by its first name or a synonym."""
        return self._names.get(word)

    def asked_by(self, verb: str) -> Field | None:
        """The list that the verb (包含, 列入, 曾获) asks when none is named."""
        return self._askers.get(verb)

    def founded(self) -> Field | None:
        """The field that says when the enterprise began (role: founded)."""
        return next((item for item in self.fields.values() if item.role == "founded"), None)

    def set_peak(self, of: str, peak: Field) -> None:
        """Notes that `peak` is the field for the historical maximum of the field `of`."""
        self._peaks[of] = peak

    def peak_of(self, name: str) -> Field | None:
        """The field whose derivation is 历史最高(name)."""
        return self._peaks.get(name)

    def words(self) -> set[str]:
        """Every name that can stand in a condition."""
        words = set(self._names)
        for item in self.fields.values():
            for part in item.record.values():
                words.update((part.name, *part.synonyms))
        for system in self.systems.values():
            words.update(system.words())
        return words
