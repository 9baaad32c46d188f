"""属于 on code systems, and 包含 on text: is what is known among what is asked?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from matcher.language.operators.row import Answer, Operator
from matcher.language.systems import CodeSystem
from matcher.language.values import Truth


def is_member(code: Any, targets: frozenset[str], system: CodeSystem) -> Truth:
    """Whether a code is one of `targets` or below one; unknown where the table cannot tell (LANGUAGE 4)."""
    return None if code is None else system.relation(code, targets)


def column_member(code: pl.Expr, targets: frozenset[str], system: CodeSystem) -> Answer:
    """`is_member` for a column of codes: each code of the table is looked up in what was decided for it."""
    decided = system.decided(targets)
    answer = code.replace_strict(list(decided), list(decided.values()), default=None, return_dtype=pl.Boolean)
    return Answer(answer)


def holds_word(text: Any, words: Sequence[str]) -> Truth:
    """Whether a text holds any of the words."""
    return None if text is None else any(word in text for word in words)


def column_holds(text: pl.Expr, words: Sequence[str]) -> Answer:
    """`holds_word` for a column of texts."""
    return Answer(text.str.contains_any(list(words)))


MEMBERSHIP = [
    Operator(
        "属于", ("属于", "位于", "在"), "代码 属于 名称 · 代码 属于 (名称; 名称)", is_member, column_member,
        "{0}属于{1}", "就是所问的一项，或在它的下级；几项时任一即可。",
        "未知、代码表里没有、或比所问的粗，都算未知，绝不算不符合", "{code} 属于 {name}",
    ),
    Operator(
        "文字包含", ("包含",), "文字 包含 “词”", holds_word, column_holds, "{0}里有“{1}”", "文字里出现任一个词。",
        "文字未知则未知", "经营范围 包含 “新材料”",
    ),
]  # fmt: skip
