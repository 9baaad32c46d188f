"""What all rules of the builder share: the vocabulary, the scope of records, places, errors, names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matcher.errors import ExpressionError
from matcher.language import numerals
from matcher.language import tree as t
from matcher.language.hints import NEGATIONS, SAY_NOT_FIRST, did_you_mean, shown
from matcher.language.systems import CodeSystem
from matcher.language.types import Type
from matcher.language.units import PERCENT, POINTS, PURE, scaled
from matcher.language.vocabulary import Field, Vocabulary

Typed = tuple[t.Node, Type]

MOST_HINTS = 20
"""After so many mistakes no nearest spellings are looked for: what was pasted is no condition."""


class BuilderBase:
    """One condition being built: its text, vocabulary, errors, and the record scope in force."""

    def __init__(self, vocabulary: Vocabulary, text: str, expected: CodeSystem | None = None) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.expected = expected
        self.scope: Field | None = None
        self.per: Field | None = None
        self.errors: list[ExpressionError] = []

    def visit(self, parsed: Any) -> Typed:
        """The tree and type of one part; given by Builder."""
        raise AssertionError("Builder gives visit")

    def condition(self, parsed: Any) -> t.Node:
        """A part that must be a condition; given by Builder."""
        raise AssertionError("Builder gives condition")

    def settle(self, node: t.Node, kind: Type, other: Type | None) -> Typed:
        """Resolves a word by the other side; given by Builder."""
        raise AssertionError("Builder gives settle")

    def fail(self, what: str, span: t.Span, cause: str | None, remedy: str | None) -> None:
        """Notes a mistake at `span`."""
        start, end = span
        self.errors.append(
            ExpressionError(what, text=self.text, start=start, end=end, cause=cause, remedy=remedy)
        )

    def span(self, parsed: Any) -> t.Span:
        """Where a part stands in the text."""
        meta = parsed.meta
        return (getattr(meta, "start_pos", 0) or 0, getattr(meta, "end_pos", 0) or 0)

    def like(self, word: str, known: Iterable[str]) -> str | None:
        """The nearest right spellings of `word`, as a remedy."""
        return did_you_mean(word, known) if len(self.errors) < MOST_HINTS else None

    # --- fields -------------------------------------------------------------------------------------------
    def field_called(self, word: str) -> Field | None:
        """The field that `word` names in the scope in force; inside a record only that record's fields."""
        if self.scope is not None:
            return self.scope.part_named(word)
        if self.per is not None and (part := self.per.part_named(word)) is not None:
            return part
        return self.vocabulary.field(word)

    def unknown_field(self, word: str, span: t.Span) -> None:
        """Tells that there is no such field, with the nearest right spellings."""
        if self.scope is not None:
            known = [name for part in self.scope.record.values() for name in (part.name, *part.synonyms)]
            self.fail(
                f"「{self.scope.name}」的记录里没有「{shown(word)}」", span, "括号里只能用这类记录自己的指标",
                self.like(word, known) or "可用：" + "、".join(part.name for part in self.scope.record.values()),
            )  # fmt: skip
            return
        if word.endswith(NEGATIONS):
            self.fail(
                f"不认识的指标「{shown(word)}」",
                span,
                "否定写在了中间",
                SAY_NOT_FIRST,
            )
            return
        fields = [name for item in self.vocabulary.fields.values() for name in (item.name, *item.synonyms)]
        system = next((s for s in self.vocabulary.systems.values() if s.codes_of(word)), None)
        if system is not None:
            self.fail(
                f"「{word}」是名称，不是指标",
                span,
                "缺少拿它来问的指标",
                "写成「指标 属于 名称」或「指标 包含 名称」",
            )
            return
        self.fail(
            f"不认识的指标「{shown(word)}」",
            span,
            "写错了，或指标字典里还没有",
            self.like(word, fields) or "查指标字典 enterprises/fields.yaml",
        )

    def list_field(self, parsed: Any) -> Field | None:
        """The list of records that a name stands for."""
        token = parsed.children[0]
        word, span = str(token.value), (token.start_pos or 0, token.end_pos or 0)
        if self.scope is not None:
            self.fail(
                f"「{self.scope.name}」的括号里不能再问「{shown(word)}」", span, "括号里只能用这类记录自己的指标",
                "移到括号外面，用 且 连起来",
            )  # fmt: skip
            return None
        field = self.vocabulary.field(word)
        if field is None:
            lists = [item.name for item in self.vocabulary.fields.values() if item.record]
            self.fail(
                f"没有叫「{shown(word)}」的记录",
                span,
                "写错了，或字典里没有这类记录",
                self.like(word, lists) or "可用：" + "、".join(lists),
            )
            return None
        if not field.record:
            self.fail(
                f"「{field.name}」不是记录",
                span,
                "存在、次数、合计 只能问有多条记录的指标",
                "直接比较这个指标",
            )
            return None
        return field

    # --- names --------------------------------------------------------------------------------------------
    def name_in(self, node: t.Name, system: CodeSystem) -> t.Name:
        """The meaning of a word in a code system; an open system takes words it does not know."""
        codes = system.codes_of(node.text)
        if codes is not None:
            return t.Name(system.print_name(node.text), codes, system, span=node.span)
        if system.is_ambiguous(node.text):
            options = [
                entry for entry in system.entries.values() if node.text in (entry.name, *entry.aliases)
            ]
            choices = [f"{system.label(entry.parent or '')}{entry.name}（{entry.code}）" for entry in options]
            self.fail(
                f"「{node.text}」有 {len(options)} 个",
                node.span,
                "重名",
                "写代码分清：" + " / ".join(choices[:4]),
            )
        elif not system.open:
            self.fail(
                f"不认识的名称「{shown(node.text)}」", node.span, f"写错了，或代码表 {system.name} 里没有",
                self.like(node.text, system.words()) or "查 enterprises/codes",
            )  # fmt: skip
        return t.Name(node.text, frozenset({node.text}), system, span=node.span)

    # --- numbers ------------------------------------------------------------------------------------------
    def sample_unit(self, kind: Type) -> str:
        """A unit that would fit, for a remedy."""
        if kind.field is not None and kind.field.unit is not None:
            return kind.field.unit.name
        if kind.name != "number":
            return {"age": "年", "duration": "年"}.get(kind.name, "")
        if kind.dimension == PURE:
            return {"百分比": "%", "百分点": "百分点"}.get(kind.kind, "")
        return next(
            (u.name for u in self.vocabulary.units.table.values() if u.dimension == kind.dimension), ""
        )

    def spelled(self, number: t.Number, wanted: Type, unit: str) -> str:
        """A literal that lacks its unit, with it: a share below 1 was most likely meant in percent, 1000万 in 元."""
        share = wanted.kind in {PERCENT, POINTS} and number.value < 1
        text = numerals.numeral(number.value * 100 if share else number.value)
        return text + (scaled(unit)[1] if text.endswith(("万", "亿")) else unit)
