"""The words behind the industry of an enterprise: lexicon, verbs, kinds of name; read from data, no word stands here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from matcher.errors import DictionaryError
from matcher.resources import data_root

CATCH_ALL, PROCESS = "~", "+"


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the lexicon: the groups it means when made, sold or done ('' where it cannot be)."""

    word: str
    make: str = ""
    sell: str = ""
    act: str = ""
    plain: bool = False  # a catch-all word that nearly every scope lists
    process: bool = False  # made by its own name (印刷, 电镀)


@dataclass(frozen=True)
class Rules:
    """Lexicon and reading rules of one folder (`goods.tsv`, `activities.tsv`, `rules.yaml`, `traditional.txt`)."""

    lexicon: dict[str, Entry]
    sections: dict[str, tuple[str, str]]
    verbs: dict[str, frozenset[str]]
    fallbacks: dict[str, str]
    kinds: dict[str, tuple[str, ...]]
    computing: tuple[str, ...]
    medical: tuple[str, ...]
    noise: tuple[str, ...]
    folding: dict[int, str]
    retail_groups: dict[str, str]  # wholesale group → the retail group of the same goods
    vehicle_groups: frozenset[str]  # groups whose goods are sold in 526
    legal_form: str  # regular expression
    building: str  # regular expression: how works are contracted (专业施工, 总承包), cut off before reading
    prefixes: dict[str, str]  # what a thing is part of → the word that says so: 汽车 → 汽车配件
    appendages: frozenset[str]  # words that add nothing after 及: 配件, 制品

    @cached_property
    def divisions(self) -> tuple[str, ...]:
        """Every division of the standard's sections, in order."""
        spans = [range(int(first), int(last) + 1) for first, last in self.sections.values()]
        return tuple(f"{number:02d}" for span in spans for number in span)

    @cached_property
    def section_of(self) -> dict[str, str]:
        """Division → letter of its section."""
        return {
            f"{number:02d}": letter
            for letter, (first, last) in self.sections.items()
            for number in range(int(first), int(last) + 1)
        }


def industry_folder() -> Path:
    """The folder of the shipped lexicon and weights."""
    return data_root() / "enterprises" / "industry"


def read_rules(folder: Path) -> Rules:
    """Read and check a folder of rules; DictionaryError names the file and the wrong row."""
    raw = read_yaml(folder / "rules.yaml")
    words = {key: tuple(str(raw[key]).split()) for key in ("computing", "medical", "noise")}
    return Rules(
        lexicon=read_lexicon(folder),
        sections={letter: (str(span[0]), str(span[1])) for letter, span in raw["sections"].items()},
        verbs={role: frozenset(str(listed).split()) for role, listed in raw["verbs"].items()},
        fallbacks={str(verb): str(group) for verb, group in raw["fallbacks"].items()},
        kinds={kind: tuple(str(listed).split()) for kind, listed in raw["kinds"].items()},
        computing=words["computing"],
        medical=words["medical"],
        noise=words["noise"],
        folding=read_folding(folder / "traditional.txt"),
        retail_groups={str(sold): str(retail) for sold, retail in raw["retail_groups"].items()},
        vehicle_groups=frozenset(str(raw["vehicle_groups"]).split()),
        legal_form=str(raw["legal_form"]),
        building=str(raw["building"]),
        prefixes={str(prefix): str(word) for prefix, word in raw["prefixes"].items()},
        appendages=frozenset(str(raw["appendages"]).split()),
    )


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping of a rules file; DictionaryError where a part is missing."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    wanted = (
        *("sections", "verbs", "fallbacks", "kinds", "computing", "medical", "noise"),
        *("retail_groups", "vehicle_groups", "legal_form", "building", "prefixes", "appendages"),
    )
    lacking = [key for key in wanted if not isinstance(raw, dict) or key not in raw]
    if lacking:
        raise DictionaryError(
            f"行业判读规则缺少：{'、'.join(lacking)}",
            where=str(path),
            remedy="按自带的 rules.yaml 补齐这几段",
        )
    return dict(raw)


def read_lexicon(folder: Path) -> dict[str, Entry]:
    """Word → entry, goods and activities joined; a word of both keeps all its meanings."""
    lexicon: dict[str, Entry] = {}
    for place, (make, sell, words) in rows_of(folder / "goods.tsv", 3):
        for word in words.split():
            goods = Entry(
                bare(word),
                make=code(make, place),
                sell=code(sell, place),
                plain=is_plain(word),
                process=word[0] == PROCESS,
            )
            add(lexicon, goods, place)
    for place, (act, words) in rows_of(folder / "activities.tsv", 2):
        for word in words.split():
            add(lexicon, Entry(bare(word), act=code(act, place), plain=is_plain(word)), place)
    return lexicon


def add(lexicon: dict[str, Entry], new: Entry, place: str) -> None:
    """Add an entry; a word given twice with the same kind of meaning is an error."""
    old = lexicon.get(new.word, Entry(new.word))
    if (old.make and new.make) or (old.act and new.act):
        raise DictionaryError(f"词「{new.word}」出现两次", where=place, remedy="只保留最合适的一处")
    lexicon[new.word] = Entry(
        new.word,
        old.make or new.make,
        old.sell or new.sell,
        old.act or new.act,
        old.plain or new.plain,
        old.process or new.process,
    )


def rows_of(path: Path, width: int) -> list[tuple[str, list[str]]]:
    """(place, cells) of a tab-separated file without its comments and its header."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    kept = [
        (f"{path.name} 第 {number} 行", line.split("\t")) for number, line in lines if line and line[0] != "#"
    ][1:]
    for place, cells in kept:
        if len(cells) != width:
            raise DictionaryError(
                f"应有 {width} 列，实有 {len(cells)} 列", where=place, remedy="各列之间用一个制表符"
            )
    return kept


def code(text: str, place: str) -> str:
    """A three-digit group code, checked."""
    if len(text) != 3 or not text.isdigit():
        raise DictionaryError(
            f"「{text}」不是三位的行业中类代码", where=place, remedy="写 GB/T 4754-2017 的中类代码"
        )
    return text


def bare(word: str) -> str:
    """The word without its mark, in lower case as scopes are read."""
    return word.lstrip(CATCH_ALL + PROCESS).lower()


def is_plain(word: str) -> bool:
    """Whether the word is marked as a catch-all."""
    return word.startswith(CATCH_ALL)


def read_folding(path: Path) -> dict[int, str]:
    """Traditional character → simplified, as a table for str.translate."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {ord(pair[0]): pair[1] for line in lines for pair in line.split()}
