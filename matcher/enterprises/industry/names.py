"""What the name of an enterprise tells: its kind (贸易, 实业, 厂 …) and the words of its trade (塑料制品)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.enterprises.industry.reading import Found, Reader

LONGEST_NAME = 60
TRADE_TAIL = 12
MOST_KINDS = 3


@dataclass(frozen=True, slots=True)
class NameSeen:
    """Kinds from the end of the name backwards, words of the whole core, words before the kinds."""

    kinds: tuple[str, ...]
    whole: tuple[Found, ...]
    stem: tuple[Found, ...]
    core: str
    branch: bool


class NameReader:
    """Reads names with the rules of a Reader."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.form = re.compile(reader.rules.legal_form)
        self.kind_of = {word: kind for kind, words in reader.rules.kinds.items() for word in words}
        self.longest_kind = max(map(len, self.kind_of), default=0)

    def read(self, name: str | None) -> NameSeen:
        """Kinds and words of a name; an empty name has none."""
        text = self.reader.clean((name or "")[:LONGEST_NAME]).replace(" ", "")
        parts = [part for part in self.form.split(text) if part]
        core = parts[0] if parts else ""
        own = "".join(parts[1:])  # what stands after the legal form: a branch, its own shop or works
        branch_kinds = self.kinds(own)[0] if own else ()
        kinds, stem = self.kinds(core)
        return NameSeen(
            kinds=(*branch_kinds, *kinds)[:MOST_KINDS],
            whole=self.reader.words(core[-TRADE_TAIL:]),
            stem=self.reader.words(stem[-TRADE_TAIL:]) if stem != core else (),
            core=core,
            branch=bool(own),
        )

    def kinds(self, text: str) -> tuple[tuple[str, ...], str]:
        """Kinds at the end of a text, the last first, and what stands before them."""
        found: list[str] = []
        while text and len(found) < MOST_KINDS:
            word = next(
                (text[-size:] for size in range(self.longest_kind, 0, -1) if text[-size:] in self.kind_of), ""
            )
            if not word:
                break
            found.append(self.kind_of[word])
            text = text[: -len(word)]
        return tuple(found), text
