"""Code systems: hierarchies of names that a condition asks with 属于, 包含 and 列入.

An industry code, a town, a size, a qualification: each is an entry with a code, a name, aliases and a parent.
A group (工业 = B, C, D) names several entries. Data comes from outside; nothing here knows any of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matcher.errors import DictionaryError


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its code, its first name, other names, and its parent's code."""

    code: str
    name: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass
class CodeSystem:
    """A hierarchy of entries and the groups that name several of them at once."""

    name: str
    entries: Mapping[str, Entry]
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    open: bool = False
    """Whether names outside the table are allowed (past supports have no closed list)."""

    def __post_init__(self) -> None:
        self._codes: dict[str, str | None] = {}
        for entry in self.entries.values():
            self._learn(entry.name, entry.code)
        for entry in self.entries.values():
            for alias in entry.aliases:
                self._learn(alias, entry.code)
        for code in self.entries:
            self._codes[code] = code
        self._above = {code: self._ancestors(code) for code in self.entries}

    def _learn(self, name: str, code: str) -> None:
        known = self._codes.get(name, code)
        if known is None or known == code:
            self._codes.setdefault(name, code)
        elif code in self._up(
            known
        ):  # a single child often repeats its parent's name: the wider one is meant
            self._codes[name] = code
        elif known not in self._up(code):
            self._codes[name] = None  # two entries share it: nobody may mean it alone

    def _up(self, code: str) -> tuple[str, ...]:
        chain: list[str] = []
        entry = self.entries.get(code)
        while entry is not None and entry.parent and entry.parent not in chain:
            chain.append(entry.parent)
            entry = self.entries.get(entry.parent)
        return tuple(chain)

    def _ancestors(self, code: str) -> frozenset[str]:
        chain = self._up(code)
        if code in chain:
            raise DictionaryError(f"代码表 {self.name} 中「{code}」的上级绕成了圈", remedy="改正 parent 一列")
        return frozenset(chain)

    def code_of(self, text: str) -> str | None:
        """The code that `text` (a code, name or alias) means, or None where none or several do."""
        return self._codes.get(text)

    def resolve(self, text: str) -> str | None:
        """The code of a name, or of a path of names from the top: 海州西镇.

        A path also tells apart entries that share a name, since each step must lie below the one before.
        """
        code = self.code_of(text)
        if code is not None or len(text) < 4:
            return code
        for length in range(len(text) - 2, 1, -1):
            above = self.code_of(text[:length])
            if above is not None:
                return self._below(above, text[length:])
        return None

    def _below(self, above: str, text: str) -> str | None:
        """Where a path of names leads, each below the one before; every step goes down, so it soon ends."""
        inside = [
            (name, e.code)
            for e in self.entries.values()
            if above in self._above[e.code]
            for name in (e.name, *e.aliases)
        ]
        whole = {code for name, code in inside if name == text}
        if len(whole) == 1:
            return next(iter(whole))
        for step in sorted(
            {name for name, _ in inside if 1 < len(name) < len(text) and text.startswith(name)},
            key=len,
            reverse=True,
        ):
            codes = {code for name, code in inside if name == step}
            if len(codes) == 1:
                return self._below(next(iter(codes)), text[len(step) :])
        return None

    def codes_of(self, text: str) -> frozenset[str] | None:
        """The codes that a name or a group's name means, or None."""
        if text in self.groups:
            return self.groups[text]
        code = self.resolve(text)
        return None if code is None else frozenset({code})

    def is_ambiguous(self, text: str) -> bool:
        """Whether several entries share the name `text`."""
        return text in self._codes and self._codes[text] is None

    def label(self, code: str) -> str:
        """The first name of an entry; the code itself where the table does not know it."""
        entry = self.entries.get(code)
        return entry.name if entry else code

    def words(self) -> Iterable[str]:
        """Every spelling that can stand in a condition: codes, names, aliases, groups."""
        yield from self._codes
        yield from self.groups

    def under(self, code: str) -> frozenset[str]:
        """The entry itself and all entries below it."""
        return frozenset(other for other, above in self._above.items() if code == other or code in above)

    def relation(self, code: str, targets: frozenset[str]) -> bool | None:
        """Whether `code` is one of `targets` or below one; None where it is unknown or coarser than asked.

        The answer on unknown is LANGUAGE 4: a code the table does not know, or one above a target, proves
        nothing either way.
        """
        if code in targets:
            return True
        above = self._above.get(code)
        if above is None:
            return None
        if above & targets:
            return True
        return None if any(code in self._above.get(target, ()) for target in targets) else False

    def decided(self, targets: frozenset[str]) -> dict[str, bool]:
        """The relation of every code of the table to `targets`, without the undecided ones."""
        answers = {code: self.relation(code, targets) for code in self.entries}
        return {code: answer for code, answer in answers.items() if answer is not None}

    def print_name(self, text: str) -> str:
        """The canonical spelling of a name in a condition: a group's name, or an entry's first name that means it alone.

        A group may take over an entry's name (a title that its holders keep when they rise), so a name is tried out.
        """
        if text in self.groups:
            return text
        code = self.resolve(text)
        if code is None or text == code:
            return text
        entry, alone = self.entries[code], frozenset({code})
        return next((name for name in (entry.name, *entry.aliases) if self.codes_of(name) == alone), code)
