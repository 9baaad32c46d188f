"""Every name of the dictionary is read without spaces in its slot (LANGUAGE 20): fields, synonyms, codes, groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from language.asking import foreign, real
from matcher.errors import MatcherError
from matcher.language import numerals
from matcher.language import tree as t
from matcher.language import vocabulary as v
from matcher.language.parse import parse
from matcher.language.printing import print_tree
from matcher.language.systems import CodeSystem
from matcher.language.vocabulary import Field, Vocabulary

# LANGUAGE 19: names with 或, 且 or punctuation are quoted; a code of digits alone is a number to the reader.
QUOTED = re.compile(r"[^\w（）()]|[且或]|^\d+$|^\d.*")


def slots(item: Field, word: str, vocabulary: Vocabulary) -> list[str]:
    """Conditions that ask the field, by `word`, with no spaces."""
    if item.kind in (v.QUANTITY, v.PERCENT):
        unit = item.unit.name if item.unit else ""
        tight = [
            f"{word}≥1{unit}",
            f"非{word}不足1{unit}",
            f"{word}1{unit}以上",
            f"最小({word},1{unit})<1{unit}",
        ]
        return tight + (
            [f"近3年平均{word}≥1{unit}", f"上年{word}在1{unit}到2{unit}之间"] if item.by_year else []
        )
    if item.kind == v.CODE and item.system is not None:
        name = next(iter(item.system.entries))
        return [f"{word}属于{name}", f"非{word}属于{name}", f'{word}="{name}"']
    return {
        v.BOOLEAN: [word, f"非{word}", f"{word}且{word}", f"若{word}则{word}否则非{word}"],
        v.DATE: [f"{word}≥2020-01-01", f"至今({word})不满3年"],
        v.DURATION: [f"{word}≥3年", f"{word}在1年到5年之间"],
        v.YEAR: [f"{word}=2023年度", f"{word}≥上年"],
        v.TEXT: [f"{word}包含“新”"],
        v.LIST: [f"存在{word}", f"次数({word})≥1"],
        v.RECORDS: [f"存在{word}", f"次数({word})≥1"],
    }[item.kind]


def asked(tree: t.Node) -> set[Field]:
    """The fields a condition asks."""
    refs = {node.field for node in tree.walk() if isinstance(node, t.FieldRef)}
    return refs | {node.field for node in tree.walk() if isinstance(node, t.Counted | t.Has)}


@pytest.mark.parametrize("vocabulary", [real, foreign], ids=["real", "foreign"])
def test_every_field_and_synonym_is_read_without_spaces(vocabulary: type[Vocabulary]) -> None:
    words = vocabulary()
    for item in words.fields.values():
        for word in (item.name, *item.synonyms):
            for text in slots(item, word, words):
                assert item in asked(parse(text, words)), text


@pytest.mark.parametrize("vocabulary", [real, foreign], ids=["real", "foreign"])
def test_every_field_of_a_record_is_read_without_spaces(vocabulary: type[Vocabulary]) -> None:
    words = vocabulary()
    for item in words.fields.values():
        for part in item.record.values():
            for word in (part.name, *part.synonyms):
                for text in slots(part, word, words):
                    assert part in asked(parse(f"存在{item.name}({text})", words)), text


def names(system: CodeSystem) -> Iterator[tuple[str, frozenset[str]]]:
    """Every spelling of a code system that means something by itself, with what it means."""
    for word in system.words():
        codes = system.codes_of(word)
        if codes is not None:
            yield word, codes


def forms(vocabulary: Vocabulary, system: CodeSystem) -> list[str]:
    """Slots in which a name of the system can stand, {} for the name."""
    item = next((one for one in vocabulary.fields.values() if one.system is system), None)
    if item is not None:
        end = next((f"且{one.name}" for one in vocabulary.fields.values() if one.kind == v.BOOLEAN), "")
        return [
            f"{item.name}属于{{}}",
            f"非{item.name}属于{{}}{end}",
            f"{item.name}=({{}})".replace("(", "").replace(")", ""),
        ]
    for one in vocabulary.fields.values():
        part = next((part for part in one.record.values() if part.system is system), None)
        if part is not None and part.role == "name" and one.asked_by in {"列入", "曾获"}:
            return [f"{one.asked_by}{{}}", f"非{one.asked_by}{{}}", f"次数({one.asked_by}{{}})≥1"]
        if part is not None and part.role == "name" and one.asked_by:
            return [f"{one.name}包含{{}}", f"非{one.name}包含{{}}", f"{one.name}曾有{{}}"]
        if part is not None:
            return [f"存在{one.name}({part.name}属于{{}})", f"存在{one.name}(非{part.name}={{}})"]
    return []


def meant(tree: t.Node) -> set[frozenset[str]]:
    """What the names in a condition mean."""
    return {node.codes for node in tree.walk() if isinstance(node, t.Name)}


REAL_SYSTEMS = sorted(real().systems)


@pytest.mark.parametrize("name", REAL_SYSTEMS)
def test_every_code_name_is_read_without_spaces_in_its_slot(name: str) -> None:
    words, wrong = real(), []
    system = words.systems[name]
    patterns = forms(words, system)
    assert patterns, f"no field asks for {name}"
    for word, codes in names(system):
        spelled = f'"{word}"' if QUOTED.search(word) else word
        for pattern in patterns:
            text = pattern.format(spelled)
            try:
                tree = parse(text, words)
            except MatcherError as error:
                wrong.append(f"{text}: {error.what}")
                continue
            if codes not in meant(tree):
                wrong.append(f"{text}: {meant(tree)}")
            elif parse(print_tree(tree), words) != tree:
                wrong.append(f"{text} prints as {print_tree(tree)}")
    assert not wrong, f"{len(wrong)} of {name}: {wrong[:12]}"


@pytest.mark.parametrize("name", REAL_SYSTEMS)
def test_a_name_with_full_width_brackets_is_read_with_either_width(name: str) -> None:
    words = real()
    system = words.systems[name]
    for word, codes in names(system):
        if "（" in word and not QUOTED.search(word):
            for text in (word, numerals.plain(word)):
                assert codes in meant(parse(forms(words, system)[0].format(text), words)), text


def test_a_name_that_several_entries_share_asks_which_one() -> None:
    words = real()
    shared = [
        (system, word)
        for system in words.systems.values()
        for word in system.words()
        if system.is_ambiguous(word)
    ]
    for system, word in shared:
        if QUOTED.search(word):
            continue
        with pytest.raises(MatcherError) as caught:
            parse(forms(words, system)[0].format(word), words)
        assert "代码" in str(caught.value), word
