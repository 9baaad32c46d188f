"""Rules about names, lists and records: 属于, 包含, 列入, 曾获, 曾有, 存在, 次数, 合计."""

from __future__ import annotations

from typing import Any

from lark import Token

from matcher.language import tree as t
from matcher.language import types as ty
from matcher.language.build_base import BuilderBase, Typed
from matcher.language.operators import canonical
from matcher.language.types import Type
from matcher.language.vocabulary import QUANTITY, Field

EVER = "曾有"


class ListRules(BuilderBase):
    """Builds the parts of a condition that ask for names and records."""

    def _names(self, parsed: Any) -> list[t.Name]:
        names = []
        for child in parsed.children:
            token = child.children[0]
            value = token.value
            text = str(value[0]) if isinstance(value, tuple) else str(value)
            names.append(t.Name(text, frozenset(), span=(token.start_pos or 0, token.end_pos or 0)))
        return names

    def on_member(self, parsed: Any) -> Typed:
        """X 属于 (names)."""
        item, kind = self.visit(parsed.children[0])
        if isinstance(item, t.Name):
            self.unknown_field(item.text, item.span)
            kind = ty.UNKNOWN
        names = self._names(parsed.children[2])
        if kind.name == "list" and kind.field is not None:
            self.fail(
                f"「{kind.field.name}」是名单，用 包含",
                self.span(parsed),
                "属于 问一个代码在不在范围里",
                f"写成「{kind.field.name} 包含 …」",
            )
        elif kind.name != "any" and (kind.name != "code" or kind.system is None):
            self.fail(
                f"{ty.described(kind)}不能用 属于",
                item.span,
                "属于 只能问地区、行业、规模等代码",
                "数用 ≥ ≤，名单用 包含",
            )
        elif kind.system is not None:
            return t.Member(
                item, tuple(self.name_in(n, kind.system) for n in names), span=self.span(parsed)
            ), ty.BOOL
        return t.Member(item, tuple(names), span=self.span(parsed)), ty.BOOL

    def on_has(self, parsed: Any) -> Typed:
        """资质 包含 X, 资质 曾有 X, 名录 列入 X; on text: 经营范围 包含 “词”."""
        item, kind = self.visit(parsed.children[0])
        token, names = parsed.children[1], self._names(parsed.children[2])
        if isinstance(item, t.Name):
            self.unknown_field(item.text, item.span)
            return t.Member(item, tuple(names), span=self.span(parsed)), ty.BOOL
        if kind.name == "text":
            words = tuple(t.Words(name.text, span=name.span) for name in names)
            return t.Member(item, words, span=self.span(parsed)), ty.BOOL
        if kind.name != "list" or kind.field is None:
            if kind.name != "any":
                self.fail(
                    f"{ty.described(kind)}不能用 {token}",
                    item.span,
                    "包含、曾获 只能问名单",
                    "代码用 属于，数用 ≥ ≤",
                )
            return t.Member(item, tuple(names), span=self.span(parsed)), ty.BOOL
        return self._ask(kind.field, self._verb(str(token), kind.field), names, None, parsed)

    def _verb(self, word: str, field: Field) -> str:
        if word == EVER:
            return EVER
        op = canonical(word)
        return (
            field.asked_by
            if field.asked_by and op in {"包含", "列入", "曾获"} and field.asked_by != op
            else op
        )

    def on_listed(self, parsed: Any) -> Typed:
        """列入 X, 曾获 X, 曾有 X: the list is the one the verb asks by itself."""
        return self._listed(parsed, str(parsed.children[0]), parsed.children[1], None)

    def on_near_listed(self, parsed: Any) -> Typed:
        """近N年 曾获 X."""
        years = int(parsed.children[0].value)
        return self._listed(parsed, str(parsed.children[1]), parsed.children[2], years)

    def _listed(self, parsed: Any, word: str, names: Any, years: int | None) -> Typed:
        verb = "包含" if word == EVER else canonical(word)
        field = self.vocabulary.asked_by(verb)
        if field is None or self.scope is not None:
            self.fail(
                f"这里不能用「{word}」", self.span(parsed), "没有用它来问的名单", "写成「名单 包含 名称」"
            )
            return t.Judgment("", span=self.span(parsed)), ty.UNKNOWN
        return self._ask(field, EVER if word == EVER else verb, self._names(names), years, parsed)

    def _ask(self, field: Field, op: str, names: list[t.Name], years: int | None, parsed: Any) -> Typed:
        part = field.part("name")
        if part is None or part.system is None:
            self.fail(
                f"「{field.name}」不能按名称问",
                self.span(parsed),
                "它的记录没有名称",
                f"写成 存在 {field.name} (…)",
            )
            return t.Has(op, field, tuple(names), years, span=self.span(parsed)), ty.BOOL
        system = part.system
        return t.Has(
            op, field, tuple(self.name_in(n, system) for n in names), years, span=self.span(parsed)
        ), ty.BOOL

    def on_exists(self, parsed: Any) -> Typed:
        """存在 R (…)."""
        field, condition = self._of_records([c for c in parsed.children if not isinstance(c, Token)])
        return self._counted("存在", field, condition, parsed), ty.BOOL

    def on_records(self, parsed: Any) -> Typed:
        """R (…) inside 次数()."""
        field, condition = self._of_records(list(parsed.children))
        return self._counted("次数", field, condition, parsed), ty.UNKNOWN

    def _of_records(self, parts: list[Any]) -> tuple[Field | None, t.Node | None]:
        field = self.list_field(parts[0])
        if len(parts) < 2 or parts[1] is None:
            return field, None
        return field, self._inside(field, parts[1])

    def _inside(self, field: Field | None, parsed: Any) -> t.Node | None:
        if field is None:
            return None
        outer, self.scope = self.scope, field
        try:
            return self.condition(parsed)
        finally:
            self.scope = outer

    def _counted(self, op: str, field: Field | None, condition: t.Node | None, parsed: Any) -> t.Node:
        if field is None:
            return t.Judgment("", span=self.span(parsed))
        return t.Counted(op, field, condition, span=self.span(parsed))

    def on_count(self, parsed: Any) -> Typed:
        """次数(R (…)), 次数(曾获 X)."""
        inner, _ = self.visit(parsed.children[1])
        kind = Type("number", counted=True)
        if isinstance(inner, t.Counted):
            return t.Counted("次数", inner.field, inner.condition, span=self.span(parsed)), kind
        if isinstance(inner, t.Has):
            return t.Counted("次数", inner.field, inner, span=self.span(parsed)), kind
        return inner, ty.UNKNOWN

    def on_total(self, parsed: Any) -> Typed:
        """合计(R 的 金额 (…))."""
        parts = [child for child in parsed.children if not isinstance(child, Token)]
        field = self.list_field(parts[0])
        if field is None:
            return t.Judgment("", span=self.span(parsed)), ty.UNKNOWN
        token = parts[1].children[0]
        part = field.part_named(str(token.value))
        span = (token.start_pos or 0, token.end_pos or 0)
        if part is None or part.kind != QUANTITY or part.unit is None:
            numbers = [item.name for item in field.record.values() if item.kind == QUANTITY]
            self.fail(
                f"「{field.name}」没有可以相加的「{token.value}」",
                span,
                "只有数能相加",
                "可用：" + "、".join(numbers),
            )
            return t.Counted("记录合计", field, None, span=self.span(parsed)), ty.UNKNOWN
        condition = self._inside(field, parts[2]) if len(parts) > 2 and parts[2] is not None else None
        node = t.Counted("记录合计", field, condition, part, span=self.span(parsed))
        return node, Type("number", part.unit.dimension, part.unit.kind, field=part)
