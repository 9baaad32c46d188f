"""Where an enterprise is registered, from three witnesses: its address, the district column, its credit code.

The address decides where it names a district in full (the law's 住所 is the address); where it only hints
at one, the district column decides, unless the code agrees with the hint. The code alone is a last resort:
its characters 3–8 are the authority that first registered the enterprise, and those that moved keep it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from matcher.enterprises.registry.layout import PlaceWords
from matcher.language.facts import SOURCES
from matcher.language.systems import CodeSystem


@dataclass(frozen=True, slots=True)
class Place:
    """A place, whether it follows from the address alone, and how it was told (a reason when in doubt)."""

    code: str | None = None
    source: str | None = None
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The narrowest place that an address names, and the narrowest that it names in full."""

    code: str | None = None
    sure: str | None = None


@dataclass
class Gazetteer:
    """The places of a code system with every name they go by, ready to be found in addresses."""

    system: CodeSystem
    words: PlaceWords = field(default_factory=PlaceWords)

    def __post_init__(self) -> None:
        self._codes: dict[str, frozenset[str]] = {}
        for entry in self.system.entries.values():
            for name in (entry.name, *entry.aliases):
                self._codes[name] = self._codes.get(name, frozenset()) | {entry.code}
        self._full = {entry.name for entry in self.system.entries.values()}
        for former, today in self.words.former.items():
            code = self.system.code_of(today)
            if code:
                self._codes[former] = frozenset({code})
        self._above = {code: self._chain(code) for code in self.system.entries}
        names = sorted(self._codes, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")
        self._roads = re.compile(self.words.roads or r"(?!)")
        self._areas = {area: self.system.code_of(today) for area, today in self.words.areas.items()}

    def _chain(self, code: str) -> tuple[str, ...]:
        chain: list[str] = []
        entry = self.system.entries.get(code)
        while entry and entry.parent and entry.parent not in chain:
            chain.append(entry.parent)
            entry = self.system.entries.get(entry.parent)
        return tuple(chain)

    @property
    def words_known(self) -> frozenset[str]:
        """Every name of a place."""
        return frozenset(self._codes)

    def is_within(self, code: str, outer: str) -> bool:
        """Whether `code` is `outer` or lies in it."""
        return code == outer or outer in self._above.get(code, ())

    def named(self, text: str) -> str | None:
        """The place that the words of a district column mean, or None where none or several do."""
        codes = self._codes.get(text, frozenset())
        widest = [
            code
            for code in codes
            if not any(other != code and self.is_within(code, other) for other in codes)
        ]
        return widest[0] if len(widest) == 1 else None

    def of_credit_code(self, code: str) -> str | None:
        """The place of the authority in characters 3–8 of a credit code, or None where they name none."""
        area = code[2:8]
        if area in self._areas:
            return self._areas[area]
        return area if area in self.system.entries else None

    def in_address(self, address: str, within: str | None = None) -> Found:
        """The narrowest place that `address` names, each inside the one before; `within` is known beforehand.

        A full name (with its suffix) counts anywhere; a short one only where no road's name follows.
        """
        text = re.sub(r"\s", "", address).replace("(", "（").replace(")", "）")
        at: str | None = None
        sure: str | None = None
        end = 0
        for match in self._pattern.finditer(text):
            full = self._is_full(match.group())
            if not full and (match.start() > end + 2 or self._roads.match(text[match.end() :])):
                continue
            code = self._narrower(self._codes[match.group()], at, within, full)
            if code is None:
                continue
            at, sure, end = code, code if full else sure, match.end()
        return Found(at, sure)

    def _is_full(self, name: str) -> bool:
        return name in self._full or name.endswith(self.words.suffixes) or name in self.words.former

    def _narrower(self, codes: frozenset[str], at: str | None, within: str | None, full: bool) -> str | None:
        """The one of `codes` that lies inside `at` (or, at the start, anywhere), where exactly one does."""
        inside = [code for code in codes if at is None or (code != at and self.is_within(code, at))]
        if len(inside) > 1 and within is not None:
            inside = [code for code in inside if self.is_within(code, within) or self.is_within(within, code)]
        if len(inside) > 1 and full:  # 上海市 is a province and its only city: the wider one
            inside = [code for code in inside if not any(other in self._above[code] for other in inside)]
        return inside[0] if len(inside) == 1 else None

    def decide(
        self, address: str | None, district: str | None, code: str | None, province: str | None = None
    ) -> Place:
        """The place of an enterprise by the three witnesses; `conflict` says in Chinese where they disagree."""
        column = self.named(district) if district else None
        witness = self.of_credit_code(code) if code else None
        whole = self.named(province) if province else None
        found = self.in_address(address, within=column or whole) if address else Found()
        known = column or whole
        if found.code is None or (known and self.is_within(known, found.code)):
            return self._coarse(known, witness)
        if known is None or self.is_within(found.code, known):
            return self._from_address(found, witness, known, told=column is not None)
        says = f"地址说是{self._label(found.code)}，{'地区' if column else '省份'}列是{self._label(known)}"
        if found.sure and not self.is_within(known, found.sure):
            return Place(found.code, SOURCES[0], f"{says}；地址写明了，以地址为准")
        if self._agree(found.code, witness, known):
            return Place(found.code, SOURCES[0], f"{says}；信用代码与地址一致，以地址为准")
        return Place(known, SOURCES[0], f"{says}；地址只有简称，以登记表的列为准")

    def _from_address(self, found: Found, witness: str | None, known: str | None, *, told: bool) -> Place:
        """The address decides: in full, or by a short name that the district column or the code bears out."""
        assert found.code is not None
        if told or found.sure == found.code or self._agree(found.code, witness, known):
            if not told and witness and witness != found.code and self.is_within(witness, found.code):
                return self._coarse(found.code, witness)
            return Place(found.code, SOURCES[0])
        return Place(found.code, SOURCES[2], f"地址只有简称，按{self._label(found.code)}理解")

    def _coarse(self, known: str | None, witness: str | None) -> Place:
        """No more than a column says, narrowed by the credit code where that lies inside it."""
        if witness and witness != known and (known is None or self.is_within(witness, known)):
            return Place(witness, SOURCES[2], f"地址没有写明，按信用代码前段推断为{self._label(witness)}")
        return Place(known, SOURCES[0]) if known else Place()

    def _agree(self, code: str, witness: str | None, known: str | None) -> bool:
        """Whether the credit code bears out `code`; one that bears out `known` as well proves nothing."""
        if witness is None or (known is not None and self.is_within(known, witness)):
            return False
        return self.is_within(code, witness) or self.is_within(witness, code)

    def _label(self, code: str) -> str:
        return self.system.label(code)
