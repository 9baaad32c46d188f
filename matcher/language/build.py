"""From what was parsed to a typed tree: resolves words by the slot they stand in, checks types and units.

Every mistake of a condition is collected, not only the first; a part that is wrong gets the type `any`, so that
one mistake is told once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lark import Token
from lark import Tree as Parsed

from matcher.language import tree as t
from matcher.language import types as ty
from matcher.language.build_lists import ListRules
from matcher.language.build_numbers import NumberRules, is_bare
from matcher.language.build_years import YearRules
from matcher.language.operators import canonical
from matcher.language.types import Type
from matcher.language.units import PERCENT, PLAIN, PURE, base
from matcher.language.vocabulary import (
    BOOLEAN,
    CODE,
    LIST,
    QUANTITY,
    RECORDS,
    Field,
)
from matcher.language.vocabulary import (
    PERCENT as PERCENT_FIELD,
)

Typed = tuple[t.Node, Type]
_FIELD_TYPES = {BOOLEAN: "bool", "date": "date", "duration": "age", "year": "year", "text": "text"}


class Builder(NumberRules, YearRules, ListRules):
    """Turns one parsed condition into a tree; `errors` holds what is wrong with it."""

    def build(self, parsed: Parsed[Token]) -> Typed:
        """The tree and type of a whole condition or value."""
        return self.visit(parsed.children[0])

    def visit(self, parsed: Any) -> Typed:
        """The tree and type of one part."""
        method = getattr(self, "on_" + str(parsed.data))
        result: Typed = method(parsed)
        return result

    def condition(self, parsed: Any) -> t.Node:
        """A part that must be a condition."""
        node, kind = self.visit(parsed)
        node, kind = self.settle(node, kind, None)
        if kind.name not in {"bool", "any"}:
            self.fail(
                f"这里要一个条件，写的是{ty.described(kind)}", node.span, "缺少比较",
                "写成「指标 ≥ 2000万元」的样子；要认定有无时用 包含、列入、曾获",
            )  # fmt: skip
        return node

    # --- Boolean ---------------------------------------------------------------------------------------
    def on_disjunction(self, parsed: Any) -> Typed:
        """甲 或 乙."""
        return t.Or(self._flat(parsed, t.Or), span=self.span(parsed)), ty.BOOL

    def on_conjunction(self, parsed: Any) -> Typed:
        """甲 且 乙."""
        return t.And(self._flat(parsed, t.And), span=self.span(parsed)), ty.BOOL

    def _flat(self, parsed: Any, kind: type[t.And] | type[t.Or]) -> tuple[t.Node, ...]:
        items: list[t.Node] = []
        for child in parsed.children:
            if not isinstance(child, Token):
                node = self.condition(child)
                items.extend(node.items if isinstance(node, kind) else (node,))
        return tuple(items)

    def on_negation(self, parsed: Any) -> Typed:
        """非 甲."""
        return t.Not(self.condition(parsed.children[1]), span=self.span(parsed)), ty.BOOL

    def on_at_least(self, parsed: Any) -> Typed:
        """至少 N 项 (甲; 乙; …)."""
        items = tuple(self.condition(child) for child in parsed.children[1:] if not isinstance(child, Token))
        count = int(parsed.children[0].value)
        if not 1 <= count <= len(items):
            self.fail(
                f"至少 {count} 项，括号里却有 {len(items)} 项", self.span(parsed), "项数写错，或各项之间不是分号",
                "各项用分号隔开",
            )  # fmt: skip
        return t.AtLeast(count, items, span=self.span(parsed)), ty.BOOL

    def on_judgment(self, parsed: Any) -> Typed:
        """人工认定「问题」."""
        question = str(parsed.children[0].value)
        if not question.strip():
            self.fail(
                "人工认定没有写问题", self.span(parsed), "「」里是空的", "写成 人工认定「符合本区产业导向」"
            )
        return t.Judgment(question, span=self.span(parsed)), ty.BOOL

    def on_choice(self, parsed: Any) -> Typed:
        """若 甲 则 乙 否则 丙."""
        parts = [child for child in parsed.children if not isinstance(child, Token)]
        condition = self.condition(parts[0])
        then, kind = self.visit(parts[1])
        other, other_kind = self.visit(parts[2]) if len(parts) > 2 else (None, None)
        if other is None or other_kind is None:
            then, kind = self.settle(then, kind, None)
            return t.If(condition, then, None, span=self.span(parsed)), replace(kind, field=None)
        then, kind, other, other_kind = self.settle_both(then, kind, other, other_kind)
        self._agree(kind, other_kind, self.span(parsed), "若…则…否则 的两边")
        merged = replace(kind, by_year=kind.by_year or other_kind.by_year, field=None)
        return t.If(condition, then, other, span=self.span(parsed)), merged

    # --- comparison -------------------------------------------------------------------------------------
    def on_compare(self, parsed: Any) -> Typed:
        """甲 ≥ 乙."""
        left, token, right = parsed.children
        return self._comparison(canonical(str(token)), left, right, parsed)

    def on_bound(self, parsed: Any) -> Typed:
        """甲 2000万元 以上."""
        left, right, token = parsed.children
        return self._comparison(canonical(str(token)), left, right, parsed)

    def on_bound_in(self, parsed: Any) -> Typed:
        """甲 在 2000万元 以上."""
        left, _, right, token = parsed.children
        return self._comparison(canonical(str(token)), left, right, parsed)

    def on_compare_bound(self, parsed: Any) -> Typed:
        """甲 达到 2000万元 以上: both words must say the same."""
        left, token, right, bound = parsed.children
        if canonical(str(token)) != canonical(str(bound)):
            self.fail(
                f"「{token}」和「{bound}」说法不一", self.span(parsed), "前后两个词含不含本数、方向不同",
                "只留一个，例如 ≥ 2000万元",
            )  # fmt: skip
        return self._comparison(canonical(str(token)), left, right, parsed)

    def _comparison(self, op: str, left_parsed: Any, right_parsed: Any, parsed: Any) -> Typed:
        left, left_type, right, right_type = self.settle_both(
            *self.visit(left_parsed), *self.visit(right_parsed)
        )
        left, right = self._same_unit(left, left_type, right, right_type)
        self._comparable(op, left, left_type, right, right_type, self.span(parsed))
        return t.Call(op, (left, right), span=self.span(parsed)), ty.BOOL

    def on_between(self, parsed: Any) -> Typed:
        """甲 在 乙 到 丙 之间."""
        item_parsed, low_parsed, high_parsed = (c for c in parsed.children if not isinstance(c, Token))
        item, kind = self.visit(item_parsed)
        low, low_type = self.visit(low_parsed)
        high, high_type = self.visit(high_parsed)
        _, low = self._same_unit(item, kind, *self.settle(low, low_type, kind))
        _, high = self._same_unit(item, kind, *self.settle(high, high_type, kind))
        self._comparable("≥", item, kind, low, low_type, self.span(parsed))
        self._comparable("≤", item, kind, high, high_type, self.span(parsed))
        return t.Call("在…之间", (item, low, high), span=self.span(parsed)), ty.BOOL

    def _comparable(self, op: str, left: t.Node, a: Type, right: t.Node, b: Type, span: t.Span) -> None:
        for kind in (a, b):
            if kind.name in {"bool", "list"}:
                self._not_a_value(kind, span)
                return
        if "any" in (a.name, b.name):
            return
        if a.name == b.name == "number":
            self._numbers(left, a, right, b)
        elif {a.name, b.name} <= {"age", "duration"}:
            return
        elif a.name == b.name == "code" and op not in {"=", "≠"}:
            self.fail(f"代码没有大小，不能用 {op}", span, "代码只能问是不是", "用 属于、= 或 ≠")
        elif not (a.name == b.name and a.system is b.system):
            self._agree(a, b, span, "比较的两边")

    def _not_a_value(self, kind: Type, span: t.Span) -> None:
        name = kind.field.name if kind.field else ""
        if kind.name == "list":
            self.fail(f"「{name}」是名单，不能这样比较", span, "名单里有多项", f"写成「{name} 包含 名称」")
        else:
            self.fail(
                "条件不能再拿来比较",
                span,
                "是否类指标直接就是条件",
                f"直接写 {name or '条件'}，或 非 {name or '条件'}",
            )

    def _numbers(self, left: t.Node, a: Type, right: t.Node, b: Type) -> None:
        if (a.compound or b.compound) and not isinstance(right if a.compound else left, t.Number):
            self.fail(
                "年均增长率只能与常数比较", right.span, "两个年均增长率不能直接相比", "写成 ≥ 20% 的样子"
            )
            return
        if not ty.same_measure(a, b) and not (a.counted and _counts(b)) and not (b.counted and _counts(a)):
            self.wrong_unit(left, a, right, b)

    def _same_unit(self, left: t.Node, a: Type, right: t.Node, b: Type) -> tuple[t.Node, t.Node]:
        """Gives a literal the unit its field is kept in; a count of records compares with bare numbers."""
        if isinstance(right, t.Number):
            right = self._fitted(right, b, a)
        if isinstance(left, t.Number):
            left = self._fitted(left, a, b)
        return left, right

    def _fitted(self, number: t.Number, own: Type, other: Type) -> t.Number:
        if other.counted and _counts(own):
            return replace(number, dimension=PURE, kind=PLAIN, unit="")
        unit = other.field.unit if other.field else None
        same = unit is not None and unit.dimension == number.dimension != PURE
        return replace(number, unit=unit.name) if same and unit else number

    # --- values -----------------------------------------------------------------------------------------
    def on_day(self, parsed: Any) -> Typed:
        """2024-06-30."""
        return t.Day(parsed.children[0].value, span=self.span(parsed)), ty.DATE

    def on_base_day(self, parsed: Any) -> Typed:
        """基准日."""
        return t.BaseDay(span=self.span(parsed)), ty.DATE

    def on_named(self, parsed: Any) -> Typed:
        """A field, or a name whose meaning the other side of an operator tells."""
        token = parsed.children[0].children[0]
        word, span = str(token.value), (token.start_pos or 0, token.end_pos or 0)
        field = None if token.type == "QUOTED" else self.field_called(word)
        if field is None:
            return t.Name(word, frozenset(), span=span), Type("name")
        return t.FieldRef(field, word, span=span), self.type_of(field)

    def type_of(self, field: Field) -> Type:
        """The type of a field's values."""
        if field.kind in (QUANTITY, PERCENT_FIELD):
            kind = PERCENT if field.kind == PERCENT_FIELD else (field.unit.kind if field.unit else PLAIN)
            return Type(
                "number",
                field.unit.dimension if field.unit else PURE,
                kind,
                field=field,
                by_year=field.by_year,
            )
        if field.kind == CODE:
            return Type("code", system=field.system, field=field, by_year=field.by_year)
        if field.kind in (LIST, RECORDS):
            return Type("list", field=field)
        return Type(_FIELD_TYPES[field.kind], field=field, by_year=field.by_year)

    def settle_both(self, left: t.Node, a: Type, right: t.Node, b: Type) -> tuple[t.Node, Type, t.Node, Type]:
        """Gives a word on one side the meaning that the other side calls for."""
        left, a = self.settle(left, a, b)
        right, b = self.settle(right, b, a)
        return left, a, right, b

    def settle(self, node: t.Node, kind: Type, other: Type | None) -> Typed:
        """Resolves a word whose meaning depends on `other`; without one it can only be an unknown field."""
        if kind.name != "name" or not isinstance(node, t.Name):
            return node, kind
        if other is not None and other.name == "name" and self.expected is not None:
            other = Type("code", system=self.expected)
        if other is None and self.expected is not None:
            other = Type("code", system=self.expected)
        if other is not None and other.name == "code" and other.system is not None:
            return self.name_in(node, other.system), Type("code", system=other.system)
        if other is not None and other.name == "text":
            return t.Words(node.text, span=node.span), ty.TEXT
        if other is not None and other.name in {"any", "list"}:  # what is wrong with a list is told there
            return node, ty.UNKNOWN
        self.unknown_field(node.text, node.span)
        return node, ty.UNKNOWN


def _counts(kind: Type) -> bool:
    """Whether a number can be a count of records: bare, or of 项, 次, 个."""
    return is_bare(kind) or (kind.name == "number" and kind.dimension == base("项"))
