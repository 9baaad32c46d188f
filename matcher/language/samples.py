"""Words for examples, taken from the dictionary in force: an error or a page must not speak of another place's fields.

A template such as ``{money} ≥ 2000万元`` is filled with the first fitting field of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from matcher.language.units import base
from matcher.language.vocabulary import DATE, DURATION, PERCENT, QUANTITY, RECORDS, Field, Vocabulary

NOTHING = "指标"


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return NOTHING


def example(template: str, vocabulary: Vocabulary) -> str:
    """The template with words of the vocabulary.

    >>> example("{money} ≥ 2000万元", Vocabulary([]))
    '指标 ≥ 2000万元'
    """
    return template.format_map(sample_words(vocabulary))


@lru_cache(maxsize=8)
def sample_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Words by what they stand for; a word that the vocabulary lacks reads 指标."""
    fields = list(vocabulary.fields.values())
    words = _Words()

    def learn(key: str, fits: Callable[[Field], bool], place: int = 0) -> None:
        found = [item for item in fields if fits(item)]
        if len(found) > place:
            words[key] = found[place].name

    peak = next((item for item in fields if vocabulary.peak_of(item.name) is not None), None)
    if peak is not None:
        words["output"] = peak.name
    learn("money", lambda item: item.by_year and _measures(item, "人民币"))
    learn("cost", lambda item: item.by_year and _measures(item, "人民币"), 1)
    learn("people", lambda item: item.by_year and _measures(item, "人"))
    learn("share", lambda item: item.kind == PERCENT and item.by_year)
    learn("age", lambda item: item.kind == DURATION)
    learn("founded", lambda item: item.kind == DATE)
    _codes(vocabulary, words)
    _lists(vocabulary, words)
    return words


def _measures(item: Field, dimension: str) -> bool:
    return item.kind == QUANTITY and item.unit is not None and item.unit.dimension == base(dimension)


def _codes(vocabulary: Vocabulary, words: dict[str, str]) -> None:
    for item in vocabulary.fields.values():
        if item.system is None or item.record or not item.system.entries:
            continue
        name = next(iter(item.system.entries.values())).name
        if item.role == "industry" or "code" not in words:
            words["code"], words["name"] = item.name, name
        if item.by_year and "size" not in words:
            words["size"], words["size_name"] = item.name, name


def _lists(vocabulary: Vocabulary, words: dict[str, str]) -> None:
    for key, verb in (("held", "包含"), ("listed", "列入"), ("got", "曾获")):
        item = vocabulary.asked_by(verb)
        part = item.part("name") if item else None
        if item is not None and part is not None and part.system is not None and part.system.entries:
            words[key], words[f"{key}_name"] = item.name, next(iter(part.system.entries.values())).name
    for item in vocabulary.fields.values():
        if item.kind != RECORDS:
            continue
        money = next((part for part in item.record.values() if _measures(part, "人民币")), None)
        day = next((part for part in item.record.values() if part.kind == DATE), None)
        if money is not None and day is not None:
            words["records"], words["record_money"], words["record_day"] = item.name, money.name, day.name
            return
