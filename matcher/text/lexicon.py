"""What is known of words: how common each is in business scopes, which say nothing of a trade, and the trade themes.

All three are data beside the encoder: `words.csv` (in how many scopes a word stands), `generic.txt` (words of policies
that tell no trade) and `themes.yaml` (how policies speak of a trade, and how scopes and names write it).
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from matcher.errors import DictionaryError
from matcher.text.data import encoder_folder
from matcher.text.phrases import Deed

DEED_MARKS = {"@生产": Deed.PRODUCTION, "@研发": Deed.RESEARCH, "@销售": Deed.SALE, "@服务": Deed.SERVICE}
UNSEEN = 1.0  # weight of a word that no scope is known to use
KINDS = ("制造", "贸易", "服务", "不限")


@dataclass(frozen=True)
class Theme:
    """A trade: words policies use for it, words scopes use (each with its closeness, 0–1), deeds, and its kind.

    A broad theme (any production, any research) gives way where a text names a particular one too.
    """

    name: str
    kind: str
    said: tuple[str, ...]
    done: dict[str, float]
    deeds: dict[Deed, float]
    broad: bool = False


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Word weights (in scopes; `asking`: in policies), words that tell no trade, and themes."""

    weights: dict[str, float]
    asking: dict[str, float]
    empty: frozenset[str]
    generic: frozenset[str]
    themes: tuple[Theme, ...]
    mask: tuple[str, ...] = ()

    def says_nothing(self, word: str) -> bool:
        """Whether a policy's word tells no trade: a generic word, a number, a place or a particle."""
        return word in self.generic or word in self.empty or word.isdigit()

    def idf(self, word: str) -> float:
        """How much a word tells of a trade, 0–1: common words little, words unseen in scopes as rare ones."""
        return self.weights.get(word, UNSEEN if len(word) > 1 else UNSEEN / 3)


@cache
def lexicon(folder: Path | None = None) -> Lexicon:
    """The lexicon of a folder, by default the built-in one; raises DictionaryError for a theme that cannot be read."""
    home = folder or encoder_folder()
    generic = frozenset(
        word
        for line in (home / "generic.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    )
    with open(home / "words.csv", encoding="utf-8", newline="") as lines:
        rows = [(row["word"], int(row["scopes"]), int(row["policies"])) for row in csv.DictReader(lines)]
    total = max((scopes for _, scopes, _ in rows), default=1)
    weights = {word: word_weight(word, scopes, total) for word, scopes, _ in rows}
    asking = {word: weights[word] * policy_weight(policies) for word, _, policies in rows}
    empty = frozenset(word for word, _, policies in rows if policies >= 1000)
    mask = tuple(yaml.safe_load((home / "themes.yaml").read_text(encoding="utf-8")).get("mask", ()))
    return Lexicon(weights, asking, empty, generic, read_themes(home / "themes.yaml"), mask)


def word_weight(word: str, count: int, total: int) -> float:
    """Inverse document frequency scaled to 0–1; a single character tells less than a word."""
    weight = math.log(total / count) / math.log(total)
    return max(0.02, min(1.0, weight)) * (0.35 if len(word) == 1 else 1.0)


def policy_weight(per_thousand: int) -> float:
    """What a word in `per_thousand` of a thousand policies tells, 0–1: rare ones all, those of every third nothing."""
    return float(min(1.0, max(0.0, math.log(333 / max(per_thousand, 1)) / math.log(33))))


def read_themes(path: Path) -> tuple[Theme, ...]:
    """The themes of a file, every fault of the file told at once."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = told.get("themes") if isinstance(told, dict) else None
    if not isinstance(entries, list):
        raise DictionaryError(
            "产业词表读不懂：缺 themes 一段", where=path.name, remedy="照文件开头的说明补全"
        )
    faults = [
        f"{entry.get('name', f'第 {place} 条')}：需要 name、kind（{'、'.join(KINDS)}）、said、done"
        for place, entry in enumerate(entries, 1)
        if not {"name", "kind", "said", "done"} <= set(entry) or entry["kind"] not in KINDS
    ]
    if faults:
        raise DictionaryError(
            "产业词表有误：" + "；".join(faults), where=path.name, remedy="照文件开头的说明补全"
        )
    return tuple(theme(entry) for entry in entries)


def theme(entry: dict[str, list[str] | str]) -> Theme:
    """One theme from its entry: words told `near` count half."""
    done: dict[str, float] = {}
    deeds: dict[Deed, float] = {}
    for closeness, words in ((0.5, entry.get("near", [])), (1.0, entry["done"])):
        for word in words:
            if word in DEED_MARKS:
                deeds[DEED_MARKS[word]] = closeness
            else:
                done[str(word).lower()] = closeness
    said = tuple(str(word).lower().replace("（", "(").replace("）", ")") for word in entry["said"])
    return Theme(str(entry["name"]), str(entry["kind"]), said, done, deeds, bool(entry.get("broad")))
