"""Words: jieba's dictionary is the reference, and the fast cutter agrees with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text import tokens

SCOPES = [
    "从事货物及技术的进出口业务，矿产品（除专控）、金属材料的销售",
    "碳纤维复合材料的研发、生产，６８６４－３敷料，ＬＥＤ显示屏",
    "生產橡膠製品，銷售自產產品",
    "Research & development of API-6A valves",
    "",
    "！@#￥%……&*（）",
]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("sub_words", [True, False])
def test_the_fast_cut_is_the_reference_cut(scope: str, sub_words: bool) -> None:
    pytest.importorskip("rjieba")
    text = tokens.normalise(scope)
    assert tokens.cutter(sub_words)(text) == tokens.reference_cutter(sub_words)(text)


@given(st.text(alphabet="生产销售橡胶制品、，。（）的及 aB3", max_size=40))
def test_both_cutters_agree_on_any_mixture_of_words_and_signs(text: str) -> None:
    pytest.importorskip("rjieba")
    plain = tokens.normalise(text)
    assert tokens.cutter(True)(plain) == tokens.reference_cutter(True)(plain)


def test_without_rjieba_jieba_itself_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens.cutter.cache_clear()
    monkeypatch.setitem(sys.modules, "rjieba", None)
    try:
        assert tokens.words("橡胶制品生产", sub_words=False) == ["橡胶制品", "生产"]
    finally:
        monkeypatch.undo()
        tokens.cutter.cache_clear()


def test_reading_the_dictionary_leaves_no_file_in_the_common_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tokens.reference_tokenizer.cache_clear()
    tokens.reference_cutter.cache_clear()
    tokens.reference_cutter(False)("橡胶制品")
    assert not list(tmp_path.iterdir())


def test_words_leave_punctuation_out_and_level_letters() -> None:
    assert tokens.words("ＬＥＤ，显示屏！", sub_words=False) == ["led", "显示屏"]
