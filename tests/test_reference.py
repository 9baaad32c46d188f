"""The generated pages are those in docs/, every operator is documented, and its example reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.enterprises.fields import load_vocabulary
from matcher.language.operators import ROWS
from matcher.language.parse import parse
from matcher.language.samples import example
from matcher.reference import pages, undocumented
from matcher.resources import data_root

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", list(pages()))
def test_a_generated_page_is_as_fresh_as_the_code(name):
    assert (DOCS / name).read_text("utf-8") == pages()[name], "stale: run `python -m matcher docs`"


def test_every_operator_says_what_it_does_and_what_unknown_does_to_it():
    assert undocumented() == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_example_of_an_operator_is_a_condition(row):
    vocabulary = load_vocabulary(data_root() / "enterprises")
    if row.name == "文字包含":  # text fields belong to the dictionary of a place, not to every one
        assert "包含" in row.example
        return
    assert parse(example(row.example, vocabulary), vocabulary) is not None
