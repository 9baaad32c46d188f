"""Reads a condition or an amount: text → tokens → parsed tree → typed tree."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from lark import Lark, Token
from lark import Tree as Parsed
from lark.exceptions import UnexpectedInput, UnexpectedToken

from matcher.errors import ExpressionError, MatcherError, Problems
from matcher.language import tree as t
from matcher.language.build import Builder
from matcher.language.hints import surprised
from matcher.language.lexer import Cutter, TokenList
from matcher.language.systems import CodeSystem
from matcher.language.types import Type
from matcher.language.vocabulary import Field, Vocabulary

# A condition longer than this is not something an official wrote; it guards against pasted documents.
MOST_CHARACTERS = 4000
DEEPEST = 80
"""Most brackets inside one another."""
DEEPEST_TREE = 160
"""Most parts inside one another: a chain of 1000 additions has no brackets, yet each part holds the one before."""

_cutters: WeakKeyDictionary[Vocabulary, Cutter] = WeakKeyDictionary()


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = (Path(__file__).parent / "grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer=TokenList, propagate_positions=True, maybe_placeholders=True)


def _cutter(vocabulary: Vocabulary) -> Cutter:
    if vocabulary not in _cutters:
        _cutters[vocabulary] = Cutter(vocabulary)
    return _cutters[vocabulary]


def _parsed(text: str, vocabulary: Vocabulary) -> Parsed[Token]:
    if not text.strip():
        raise ExpressionError(
            "条件是空的", text="", remedy="写一个条件，如「指标 ≥ 2000万元」「指标 属于 名称」"
        )
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"条件超过 {MOST_CHARACTERS} 字", cause="把整段文件贴进来了", remedy="拆成几条条件"
        )
    tokens = _cutter(vocabulary).tokens(text)
    if _depth(tokens) > DEEPEST:
        raise ExpressionError(
            f"条件套得太深（超过 {DEEPEST} 层）", cause="条件过于复杂", remedy="拆成几条条件"
        )
    try:
        parser: Any = _parser()
        parsed: Parsed[Token] = parser.parse(tokens)
    except UnexpectedToken as error:
        raise surprised(text, error.token, error.expected) from None
    except (
        UnexpectedInput
    ) as error:  # pragma: no cover - the token list leaves lark no characters to stumble on
        raise ExpressionError("条件读不懂", text=text, cause=str(error)) from None
    if _height(parsed) > DEEPEST_TREE:
        raise ExpressionError(
            f"条件套得太深（超过 {DEEPEST_TREE} 层）",
            cause="一长串 非、若、年度词或加减乘除",
            remedy="拆成几条条件",
        )
    return parsed


def _depth(tokens: list[Token]) -> int:
    """How deep brackets nest at most."""
    depth = deepest = 0
    for token in tokens:
        depth += {"LPAR": 1, "RPAR": -1}.get(token.type, 0)
        deepest = max(deepest, depth)
    return deepest


def _height(parsed: Parsed[Token]) -> int:
    """How many parts stand inside one another at most; counted without recursion, which is what it guards."""
    height, level = 0, [parsed]
    while level:
        height += 1
        level = [child for part in level for child in part.children if isinstance(child, Parsed)]
    return height


def _built(
    text: str, vocabulary: Vocabulary, expected: CodeSystem | None, scope: Field | None
) -> tuple[Builder, t.Node, Type]:
    parsed = _parsed(text, vocabulary)
    builder = Builder(vocabulary, text, expected)
    builder.per = scope
    node, kind = builder.build(parsed)
    node, kind = builder.settle(node, kind, None)
    return builder, node, kind


def parse(text: str, vocabulary: Vocabulary) -> t.Node:
    """Reads a condition (条件式).

    Args:
        text: the condition, in Chinese, e.g. ``登记镇 属于 海州 且 存续期 ≥ 3年``.
        vocabulary: the fields, names and units it may use.

    Returns:
        The typed tree; ``print_tree`` writes it canonically.

    Raises:
        ExpressionError: one mistake, with its place, cause and remedy.
        Problems: several mistakes.
    """
    parsed = _parsed(text, vocabulary)
    builder = Builder(vocabulary, text)
    node = builder.condition(parsed.children[0])
    _raise(builder)
    return node


def parse_value(
    text: str, vocabulary: Vocabulary, expected: CodeSystem | None = None, scope: Field | None = None
) -> tuple[t.Node, Type]:
    """Reads a value: an amount, a rate, or a derivation whose names belong to `expected`.

    With `scope`, a list of records, the value is computed for each of its records (a benefit `per: 项目`): words
    mean the record's fields first, then the enterprise's.

    Raises the same errors as `parse`.
    """
    builder, node, kind = _built(text, vocabulary, expected, scope)
    _raise(builder)
    if kind.name == "list":
        raise ExpressionError(
            "名单不是一个值", text=text, cause="这里要数、日期或代码", remedy="写成 次数(…) 或 合计(…)"
        )
    return node, kind


def _raise(builder: Builder) -> None:
    errors: list[MatcherError] = list(builder.errors)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Problems("条件", errors)


def is_amount(kind: Type) -> bool:
    """Whether a value's type is a number that is not a compound growth rate."""
    return kind.name == "number" and not kind.compound
