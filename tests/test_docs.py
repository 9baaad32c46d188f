"""Every example of the documentation that is written as a session (>>>) runs, and says what it says there."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLAGS = doctest.NORMALIZE_WHITESPACE
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if ">>> " in path.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_examples_of_a_page_run_and_say_what_they_say_there(page: Path) -> None:
    outcome = doctest.testfile(str(page), module_relative=False, optionflags=FLAGS, encoding="utf-8")
    assert outcome.attempted > 0
    assert outcome.failed == 0, f"{page.name}: see the differences above"


def test_the_page_of_theory_is_among_them() -> None:
    assert ROOT / "docs" / "how_it_works.md" in PAGES
