"""Cuts a condition into words: known names first (the longest wins), then keywords, numbers, years, dates.

Written by hand because names need no spaces (LANGUAGE 20): 非金属矿物制品业 must not be read as 非 and a rest,
and only the vocabulary can tell. What nobody knows becomes one WORD, so that an error can point at all of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lark import Token
from lark.lexer import Lexer

from matcher.errors import ExpressionError
from matcher.language import numerals
from matcher.language.vocabulary import Vocabulary

KEYWORDS: dict[str, str] = {}
for _kind, _words in {
    "OR": "或 或者",
    "AND": "且 并且 而且 同时 &",
    "NOT": "非 不是 并非 not",
    "EACH": "每年 各年 逐年",
    "OF_SET": "属于 在 位于 ∈",
    "HAS": "包含 含有 具有 拥有",
    "LISTED": "列入",
    "GOT": "曾获 曾获得 曾有 已获得",
    "EXISTS": "存在",
    "FIRST": "首次达到 首次突破",
    "CMP": "≥ >= ≤ <= > < = == ≠ != <> 不低于 不少于 不小于 大于等于 大于或等于 达到 至少 不高于 不超过 不多于 不大于"
    " 小于等于 小于或等于 至多 超过 大于 高于 多于 低于 小于 少于 不足 不满 未满 等于 不等于",
    "BOUND": "以上 及以上 以下 及以下 以内 之内",
    "BETWEEN": "之间",
    "TO": "到 至 ~",
    "IF": "若 如果",
    "THEN": "则",
    "ELSE": "否则",
    "AVERAGE": "平均 年均",
    "TOTAL": "合计 累计",
    "COMPOUND": "年均增长率 复合增长率",
    "GROWTH": "增长率 同比增长率",
    "PEAK": "历史最高",
    "SINCE": "至今",
    "EXTREME": "最大 最小",
    "COUNT": "次数",
    "OF": "的",
    "BASE_DAY": "基准日",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "× * 乘以",
    "OVER": "÷ / 除以",
    "LPAR": "( [",
    "RPAR": ") ]",
    "SEMICOLON": ";",
    "COMMA": ", 、",
}.items():
    KEYWORDS.update(dict.fromkeys(_words.split(), _kind))
_LONGEST_KEYWORD = max(map(len, KEYWORDS))
# 在 opens 在 a 到 b 之间 and 在 5000万元 以上; it is 属于 only in 登记镇 在 海州, settled in _settled().
_BREAKS = frozenset(word for word, kind in KEYWORDS.items() if kind not in {"TO", "OF", "PEAK", "SINCE"})

_N = rf"(?P<n>\d+|{numerals.CHINESE})"
_NEAR = re.compile(rf"(?:最近|近)\s*{_N}\s*(?:个会计年度|个年度|年度|年)内?")
_RUN = re.compile(rf"连续\s*{_N}\s*(?:个会计年度|个年度|年度|年)(?:每年)?")
_AT_LEAST = re.compile(rf"至少\s*{_N}\s*(?:项|个|条)\s*(?=[(\[])")
YEAR_WORD = re.compile(
    r"(?P<word>上一年度|上一年|上年度|上年末|上年|去年|前年末|前年|当年|本年度|本年|基准年)"
    r"|(?P<number>(?:19|20)\d\d)\s?年(?:(?P<end>末)|度)?(?!\s?\d{1,2}\s?月)"
)
_DATE = re.compile(r"(?P<y>\d{4})(?P<s>[-/.年])\s?(?P<m>\d{1,2})[-/.月]\s?(?P<d>\d{1,2})(?!\d)日?")
_RANGE = re.compile(r"[^且或;]*?(?:之间|以上|以下|以内|之内)")
_JUDGMENT = re.compile(r"人工认定\s*[「『](?P<question>[^」』]*)[」』]")
_PER = re.compile("/[万亿千]?")
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "‘": "’", "’": "’", "《": "》", "「": "」"}
_ASCII = re.compile(r"[A-Za-z0-9_.]+")
_SPACE = re.compile(r"\s+")
_INCLUDED = re.compile(r"\(含(?:本数)?\)")
"""3%（含）以上: says what 以上 means anyway (LANGUAGE 16)."""


class TokenList(Lexer):
    """Lets lark parse tokens that are already cut."""

    def __init__(self, conf: Any) -> None:
        del conf

    def lex(self, data: Any, *_: Any) -> Iterator[Token]:  # lark passes what was given to parse()
        """The tokens themselves."""
        yield from data


class Cutter:
    """Cuts texts by one vocabulary; built once, used for every condition."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.units = vocabulary.units
        self._names: dict[str, list[str]] = {}
        self._spelled: dict[str, str] = {}
        """Each name made plain, and the spelling the vocabulary has for it."""
        for word in sorted(vocabulary.words()):
            clean = numerals.plain(word)
            if len(clean) > 1 and not clean.isdigit() and clean not in KEYWORDS:
                if clean not in self._spelled:
                    self._names.setdefault(clean[:2], []).append(clean)
                    self._spelled[clean] = word
                if word == clean:
                    self._spelled[clean] = word
        for bucket in self._names.values():
            bucket.sort(key=len, reverse=True)

    def tokens(self, text: str) -> list[Token]:
        """The tokens of `text`, each with its place; raises ExpressionError for what cannot be a word."""
        line = numerals.plain(text)
        tokens: list[Token] = []
        place = 0
        while place < len(line):
            space = _SPACE.match(line, place)
            if space is None and tokens and tokens[-1].type in {"QUANTITY", "BOUND"}:
                space = _INCLUDED.match(line, place)
            if space:
                place = space.end()
                continue
            kind, value, end = self._next(line, text, place, tokens)
            tokens.append(Token(kind, value, start_pos=place, end_pos=end))
            place = end
        return list(_glued(tokens, text))

    def _next(self, line: str, text: str, place: int, before: list[Token]) -> tuple[str, Any, int]:
        found = _JUDGMENT.match(line, place)
        if found:
            return "JUDGMENT", text[found.start("question") : found.end("question")], found.end()
        if line[place] in _QUOTES:
            return self._quoted(line, text, place)
        name_end = self.name_end(line, place)
        special = self._special(line, text, place, before)
        if special and special[2] >= name_end:
            return special
        keyword_end, kind = _keyword(line, place)
        if keyword_end > name_end:
            return (*_settled(kind, line[place:keyword_end], line, keyword_end), keyword_end)
        if name_end > place:
            return "NAME", self._spelled[line[place:name_end]], name_end
        end = self._word_end(line, place)
        return "WORD", text[place:end], end

    def name_end(self, line: str, place: int) -> int:
        """Where the longest known name that begins at `place` ends; `place` itself if none does."""
        bucket = self._names.get(line[place : place + 2], ())
        longest = next((len(name) for name in bucket if line.startswith(name, place)), 0)
        if longest and line[place].isascii() and line[place].isalnum():
            whole = _ASCII.match(line, place)
            if whole and whole.end() > place + longest:  # C26 is not the beginning of C261x
                return place
        return place + longest

    def _special(self, line: str, text: str, place: int, before: list[Token]) -> tuple[str, Any, int] | None:
        for kind, pattern in (("AT_LEAST", _AT_LEAST), ("NEAR", _NEAR), ("RUN", _RUN)):
            found = pattern.match(line, place)
            if found:
                count = numerals.number_at(found["n"], 0)
                return kind, int(count[0]) if count else 0, found.end()
        found = _DATE.match(line, place)
        if found:
            return "DATE", _day(found, text, place), found.end()
        found = YEAR_WORD.match(line, place)
        if found and not (found["number"] and _ends_in_digit(line, place)):
            return "YEAR", found.group(), found.end()
        return self._quantity(line, text, place, before)

    def _quantity(self, line: str, text: str, place: int, before: list[Token]) -> tuple[str, Any, int] | None:
        sign, at = 1, place
        if line[place] in "+-" and place + 1 < len(line) and line[place + 1].isdigit() and _may_sign(before):
            sign, at = (-1 if line[place] == "-" else 1), place + 1
        share = numerals.share_at(line, at)
        if share:
            return "QUANTITY", (sign * share[0] * 100, "%"), share[1]
        number = numerals.number_at(line, at)
        if number is None:
            return None
        value, end = number
        after = end + 1 if line[end : end + 1] == " " else end
        unit, unit_end = self.unit_at(line, after)
        if unit is None and not line[at].isdigit():
            return None  # 三 without a unit is the beginning of some name, not a number
        return "QUANTITY", (sign * value, unit), unit_end if unit else end

    def unit_at(self, line: str, place: int) -> tuple[str | None, int]:
        """The longest unit at `place`, compound ones included, and where it ends."""
        first = next((name for name in self.units.names if line.startswith(name, place)), None)
        if first is None:
            return None, place
        end = place + len(first)
        per = _PER.match(line, end)
        if per:
            second = next((name for name in self.units.names if line.startswith(name, per.end())), None)
            whole = line[place : per.end() + len(second)] if second else ""
            if whole and self.units.find(whole):
                return whole, place + len(whole)
        return first, end

    def _quoted(self, line: str, text: str, place: int) -> tuple[str, Any, int]:
        close = closing(text, place)
        if close < 0:
            close = line.find(_QUOTES[line[place]], place + 1)
        if close < 0:
            raise ExpressionError(
                "引号没有配对",
                text=text,
                start=place,
                cause="少了右边的引号",
                remedy=f"补上 {_QUOTES[text[place]]}",
            )
        if not text[place + 1 : close].strip():
            raise ExpressionError(
                "引号里是空的",
                text=text,
                start=place,
                end=close + 1,
                cause="没有写名称",
                remedy="写上名称，或去掉引号",
            )
        return "QUOTED", text[place + 1 : close], close + 1

    def _word_end(self, line: str, place: int) -> int:
        end = place + 1
        while end < len(line):
            if line[end].isspace() or line[end] in "\"'「」《》" or self._breaks(line, end):
                break
            end += 1
        return end

    def _breaks(self, line: str, place: int) -> bool:
        keyword_end, _ = _keyword(line, place)
        if keyword_end > place and line[place:keyword_end] in _BREAKS:
            return self.name_end(line, place) < keyword_end
        return False


def closing(text: str, place: int) -> int:
    """Where the quote at `place` ends by its own kind: names may hold quotes of another kind, or pairs of the same."""
    left, right = text[place], _QUOTES[text[place]]
    depth = 0
    for at in range(place, len(text)):
        if text[at] == right and at > place:
            depth -= 1
        elif text[at] == left:
            depth += 1
        if depth == 0:
            return at
    return -1


def _keyword(line: str, place: int) -> tuple[int, str]:
    for length in range(_LONGEST_KEYWORD, 0, -1):
        kind = KEYWORDS.get(line[place : place + length])
        if kind:
            return place + length, kind
    return place, ""


def _settled(kind: str, word: str, line: str, end: int) -> tuple[str, str]:
    """Settles 在: the opening of 在 … 之间 and 在 … 以上, else a way to say 属于."""
    if word == "在":
        return ("IN" if _RANGE.match(line, end) else "OF_SET"), word
    return kind, word


def _day(found: re.Match[str], text: str, place: int) -> dt.date:
    try:
        return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise ExpressionError(
            f"没有「{found.group()}」这一天",
            text=text,
            start=place,
            end=found.end(),
            cause="月份或日子超出范围",
            remedy="写成 2024-06-30 的样子",
        ) from None


def _ends_in_digit(line: str, place: int) -> bool:
    return place > 0 and line[place - 1].isdigit()


_BEFORE_SIGN = frozenset(
    [
        "CMP",
        "LPAR",
        "IN",
        "TO",
        "SEMICOLON",
        "COMMA",
        "PLUS",
        "MINUS",
        "TIMES",
        "OVER",
        "AND",
        "OR",
        "NOT",
        "IF",
        "THEN",
        "ELSE",
        "EACH",
        "RUN",
        "FIRST",
    ]
)


def _may_sign(before: list[Token]) -> bool:
    """Whether a + or − here belongs to the number after it, not to an addition."""
    return not before or before[-1].type in _BEFORE_SIGN


def _glued(tokens: Iterable[Token], text: str) -> Iterator[Token]:
    """Joins names and words that touch: two names in a row are never a phrase, they are one unknown name."""
    held: Token | None = None
    for token in tokens:
        touching = held is not None and held.end_pos == token.start_pos
        if touching and {held.type, token.type} <= {"NAME", "WORD"}:  # type: ignore[union-attr]
            start, end = held.start_pos or 0, token.end_pos or 0  # type: ignore[union-attr]
            held = Token("WORD", text[start:end], start_pos=start, end_pos=end)
            continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held
