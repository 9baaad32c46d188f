"""Helps with mistakes: the nearest right spelling, and what a parser's surprise most likely means."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from matcher.errors import ExpressionError

_EXPECTED = {
    "CMP": "比较（≥ ≤ > < = ≠）",
    "QUANTITY": "数",
    "NAME": "指标或名称",
    "THEN": "则",
    "BETWEEN": "之间",
    "TO": "到",
    "RPAR": "右括号",
    "LPAR": "左括号",
    "OF": "的",
}


NEGATIONS = ("不", "未", "没有")
SAY_NOT_FIRST = "把 非 写在最前面：「非 指标 属于 名称」"
LONGEST_SHOWN = 24
"""Longer words are cut in messages: nobody misspelt a word of that length, something was pasted."""


def shown(word: str) -> str:
    """A word as a message shows it."""
    return word if len(word) <= LONGEST_SHOWN else word[:LONGEST_SHOWN] + "…"


def nearest(word: str, known: Iterable[str], count: int = 5) -> list[str]:
    """Up to `count` known words that look most like `word`."""
    if len(word) > 2 * LONGEST_SHOWN:
        return []
    candidates = [item for item in known if len(item) > 1]
    close = get_close_matches(word, candidates, n=count, cutoff=0.55)
    inside = sorted((item for item in candidates if item in word or word in item), key=len, reverse=True)
    return list(dict.fromkeys([*close, *inside[: max(0, count - len(close))]]))[:count]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A remedy that names the nearest spellings, or None."""
    close = nearest(word, known)
    return "是不是要写：" + " / ".join(close) if close else None


def surprised(text: str, token: object, expected: Iterable[str]) -> ExpressionError:
    """The error for a word that cannot stand where it stands."""
    kind = getattr(token, "type", "$END")
    start = getattr(token, "start_pos", None)
    end = getattr(token, "end_pos", None)
    start = len(text.rstrip()) if start is None or kind == "$END" else start
    end = start + 1 if end is None or kind == "$END" else end
    word = text[start:end]
    possible = set(expected)
    wanted = [words for name, words in _EXPECTED.items() if name in possible]
    cause, remedy = _guess(kind, word, wanted)
    what = "条件没有写完" if kind == "$END" else f"「{shown(word)}」不能写在这里"
    return ExpressionError(what, text=text, start=start, end=end, cause=cause, remedy=remedy)


def _guess(kind: str, word: str, wanted: list[str]) -> tuple[str, str]:
    if kind == "$END":
        return "最后少了一部分", f"接着写{wanted[0]}" if wanted else "补全后面的内容"
    if kind == "CMP":
        return "比较不能连写", "写成「甲 ≥ 乙 且 甲 ≤ 丙」，或「甲 在 乙 到 丙 之间」"
    if kind == "RPAR":
        return "右括号多了一个，或括号里没有写完", "检查括号是否成对"
    if kind == "WORD" and word in NEGATIONS:
        return "否定写在了中间", SAY_NOT_FIRST
    if kind in {"NAME", "WORD", "QUOTED"}:
        return "两个词之间少了比较、且、或", "写清它们的关系；名称里有 且、或 或标点时，用引号括起来"
    if kind in {"COMMA", "SEMICOLON"}:
        return "几项并列要有括号", "几个名称用括号括起来，写成「(甲; 乙)」；几个条件用 且、或 连起来"
    if kind == "QUANTITY":
        return (
            "数前面少了比较；两头有界的要写在一起",
            "写成「指标 ≥ 2000万元」的样子；两头有界时写「指标 在 甲 到 乙 之间」",
        )
    return "前后的写法不合语法", f"这里可以写：{'、'.join(wanted[:4])}" if wanted else "对照条件式说明改写"
