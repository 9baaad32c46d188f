"""Chinese words: jieba's dictionary is the reference; rjieba gives the same cut much faster and is used where it is.

Words are cut without jieba's hidden Markov model: unknown words fall into characters instead of guesses, the two
libraries agree exactly, and the same words come out of a policy and of a business scope.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

WORD = re.compile(r"[\u3400-\u9fff]|[a-z0-9]")


def normalise(text: str) -> str:
    """One form of a text: full width to half width, lower case.

    >>> normalise("ＬＥＤ显示屏（Ａ级）")
    'led显示屏(a级)'
    """
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str, *, sub_words: bool = True) -> list[str]:
    """The words of a text in order, punctuation left out; `sub_words` adds the short words inside long ones.

    >>> words("碳纤维复合材料。")
    ['纤维', '碳纤维', '复合', '材料', '复合材料']
    """
    return [word for word in cutter(sub_words)(normalise(text)) if WORD.match(word)]


def words_of(texts: Iterable[str], *, sub_words: bool = True) -> list[list[str]]:
    """`words` of many texts."""
    return [words(text, sub_words=sub_words) for text in texts]


SAYS_NOTHING = frozenset(
    ("ns", "d", "p", "c", "m", "q", "r", "u", "uj", "ul", "uv", "t", "f", "y", "e", "mq", "zg", "k", "h")
)


@cache
def empty_words() -> frozenset[str]:
    """Words that name no thing and no deed: places, numbers, times, adverbs and particles, by jieba's dictionary."""
    with reference_tokenizer().get_dict_file() as file:
        lines = file.read().decode("utf-8").splitlines()
    entries = (line.split(" ") for line in lines)
    return frozenset(entry[0] for entry in entries if entry[-1] in SAYS_NOTHING)


@cache
def cutter(sub_words: bool = True) -> Callable[[str], list[str]]:
    """The fastest cutter at hand: rjieba, else jieba itself."""
    try:
        import rjieba
    except ImportError:
        return reference_cutter(sub_words)
    cut = rjieba.cut_for_search if sub_words else rjieba.cut

    def fast(text: str) -> list[str]:
        return list(cut(text, False))

    return fast


@cache
def reference_cutter(sub_words: bool = True) -> Callable[[str], list[str]]:
    """jieba's own cut of a text, for reference and where rjieba is missing."""
    tokenizer = reference_tokenizer()
    cut = tokenizer.cut_for_search if sub_words else tokenizer.cut

    def reference(text: str) -> list[str]:
        return list(cut(text, HMM=False))

    return reference


@cache
def reference_tokenizer() -> Any:
    """jieba's tokenizer with its dictionary read into memory.

    `initialize()` would leave a cache file in the common temporary folder, where two users or two processes can meet
    in the middle of a write; and importing jieba warns of its old escapes on newer Pythons.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
