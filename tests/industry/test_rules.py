"""The lexicon and rules that ship: codes of the standard, no word twice, errors that name the row."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from matcher.enterprises.industry.rules import industry_folder, read_rules
from matcher.errors import DictionaryError


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("goods.tsv", "activities.tsv", "rules.yaml", "traditional.txt"):
        shutil.copy(industry_folder() / name, tmp_path / name)
    return tmp_path


def test_every_group_of_the_lexicon_is_one_of_the_standard(shared: Path) -> None:
    with (shared / "codes" / "gbt4754_2017.csv").open(encoding="utf-8-sig") as file:
        known = {row["code"] for row in csv.DictReader(file) if row["level"] == "3"}
    rules = read_rules(industry_folder())
    told = {code for entry in rules.lexicon.values() for code in (entry.make, entry.sell, entry.act) if code}
    assert told | set(rules.retail_groups.values()) | set(rules.fallbacks.values()) <= known


def test_goods_are_made_in_a_c_b_and_sold_in_wholesale() -> None:
    rules = read_rules(industry_folder())
    for entry in rules.lexicon.values():
        assert not entry.make or entry.sell.startswith("51")


def test_divisions_are_numbered_without_gaps() -> None:
    assert [int(one) for one in read_rules(industry_folder()).divisions] == list(range(1, 98))


def test_a_word_given_twice_is_an_error_that_names_the_row(copied: Path) -> None:
    with (copied / "activities.tsv").open("a", encoding="utf-8") as file:
        file.write("702\t物业管理\n")
    with pytest.raises(DictionaryError, match=r"(?s)物业管理.*activities\.tsv 第"):
        read_rules(copied)


def test_a_code_of_the_wrong_length_is_an_error(copied: Path) -> None:
    with (copied / "goods.tsv").open("a", encoding="utf-8") as file:
        file.write("29\t516\t新词\n")
    with pytest.raises(DictionaryError, match="不是三位的行业中类代码"):
        read_rules(copied)


def test_rules_without_a_part_say_which(copied: Path) -> None:
    (copied / "rules.yaml").write_text("sections: {}\n", encoding="utf-8")
    with pytest.raises(DictionaryError, match="缺少：verbs"):
        read_rules(copied)
