"""From what was parsed to a typed tree: resolves words by the slot they stand in, checks types and units.

Every mistake of a condition is collected, not only the first; a part that is wrong gets the type `any`, so that
one mistake is told once.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from lark import Token
from lark import Tree as Parsed

from matcher.language import tree as t
from matcher.language import types as ty
from matcher.language.build_lists import ListRules
from matcher.language.build_years import YearRules
from matcher.language.hints import did_you_mean
from matcher.language.operators import canonical
from matcher.language.types import Type
from matcher.language.units import DURATIONS, PERCENT, PLAIN, PURE, base
from matcher.language.values import Duration
from matcher.language.vocabulary import (
    BOOLEAN,
    CODE,
    LIST,
    PERCENT as PERCENT_FIELD,
    QUANTITY,
    RECORDS,
    Field,
)

Typed = tuple[t.Node, Type]
_FIELD_TYPES = {BOOLEAN: "bool", "date": "date", "duration": "age", "year": "year", "text": "text"}


class Builder(YearRules, ListRules):
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
                "写成「营业收入 ≥ 2000万元」的样子；要认定有无时用 包含、列入、曾获",
            )  # fmt: skip
        return node

    # --- Boolean ---------------------------------------------------------------------------------------
    def on_disjunction(self, parsed: Any) -> Typed:
        return t.Or(self._flat(parsed, t.Or), span=self.span(parsed)), ty.BOOL

    def on_conjunction(self, parsed: Any) -> Typed:
        return t.And(self._flat(parsed, t.And), span=self.span(parsed)), ty.BOOL

    def _flat(self, parsed: Any, kind: type[t.And] | type[t.Or]) -> tuple[t.Node, ...]:
        items: list[t.Node] = []
        for child in parsed.children:
            if not isinstance(child, Token):
                node = self.condition(child)
                items.extend(node.items if isinstance(node, kind) else (node,))
        return tuple(items)

    def on_negation(self, parsed: Any) -> Typed:
        return t.Not(self.condition(parsed.children[1]), span=self.span(parsed)), ty.BOOL

    def on_at_least(self, parsed: Any) -> Typed:
        items = tuple(self.condition(child) for child in parsed.children[1:] if not isinstance(child, Token))
        count = int(parsed.children[0].value)
        if not 1 <= count <= len(items):
            self.fail(
                f"至少 {count} 项，括号里却有 {len(items)} 项", self.span(parsed), "项数写错，或各项之间不是分号",
                "各项用分号隔开",
            )  # fmt: skip
        return t.AtLeast(count, items, span=self.span(parsed)), ty.BOOL

    def on_judgment(self, parsed: Any) -> Typed:
        question = str(parsed.children[0].value)
        if not question:
            self.fail(
                "人工认定没有写问题", self.span(parsed), "「」里是空的", "写成 人工认定「符合本区产业导向」"
            )
        return t.Judgment(question, span=self.span(parsed)), ty.BOOL

    def on_choice(self, parsed: Any) -> Typed:
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
        left, token, right = parsed.children
        return self._comparison(canonical(str(token)), left, right, parsed)

    def on_bound(self, parsed: Any) -> Typed:
        left, right, token = parsed.children
        return self._comparison(canonical(str(token)), left, right, parsed)

    def on_bound_in(self, parsed: Any) -> Typed:
        left, _, right, token = parsed.children
        return self._comparison(canonical(str(token)), left, right, parsed)

    def on_compare_bound(self, parsed: Any) -> Typed:
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
        if a.compound or b.compound:
            if not isinstance(right if a.compound else left, t.Number):
                self.fail(
                    "年均增长率只能与常数比较", right.span, "两个年均增长率不能直接相比", "写成 ≥ 20% 的样子"
                )
                return
        if not ty.same_measure(a, b) and not (a.counted and _counts(b)) and not (b.counted and _counts(a)):
            self.wrong_unit(left, a, right, b)

    def wrong_unit(self, left: t.Node, a: Type, right: t.Node, b: Type) -> None:
        """Tells of two numbers that measure different things, and of a number that lacks its unit."""
        bare = next((n for n, k in ((right, b), (left, a)) if isinstance(n, t.Number) and _is_bare(k)), None)
        other = a if bare is right else b
        if bare is not None:
            sample = self.sample_unit(other)
            self.fail(
                f"数后面缺少单位，这里要{ty.described(other)}", bare.span, "单位漏写了",
                f"写成 {self.spelled(bare, other)}{sample}" if sample else "补上单位",
            )  # fmt: skip
            return
        self.fail(
            f"单位对不上：{ty.described(a)} 与 {ty.described(b)}", right.span, "两边量的不是同一种东西",
            f"改用{ty.described(a)}的单位" + (f"，如 {self.sample_unit(a)}" if self.sample_unit(a) else ""),
        )  # fmt: skip

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

    def _agree(self, a: Type, b: Type, span: t.Span, where: str) -> None:
        if "any" in (a.name, b.name):
            return
        if a.name == b.name == "number" and ty.same_measure(a, b):
            return
        if a.name != b.name or a.name == "number" or a.system is not b.system:
            self.fail(
                f"{where}不是同一类：{ty.described(a)} 与 {ty.described(b)}",
                span,
                "类型对不上",
                "两边写成同一类的值",
            )

    # --- arithmetic -------------------------------------------------------------------------------------
    def on_arithmetic(self, parsed: Any) -> Typed:
        left, a = self.settle(*self.visit(parsed.children[0]), None)
        op = canonical(str(parsed.children[1]))
        right, b = self.settle(*self.visit(parsed.children[2]), None)
        node = t.Call(op, (left, right), span=self.span(parsed))
        if "any" in (a.name, b.name):
            return node, ty.UNKNOWN
        if a.name == "date" and b.name == "duration" and op in "+-":
            return node, ty.DATE
        if a.name != "number" or b.name != "number" or a.compound or b.compound:
            self.fail(
                f"{ty.described(a)} 和 {ty.described(b)} 不能用 {op}", self.span(parsed), "只有数和数、日期和时长可以运算",
                "检查两边各是什么",
            )  # fmt: skip
            return node, ty.UNKNOWN
        if op in "×÷":
            return node, self._spanning(ty.multiplied(a, b, 1 if op == "×" else -1), a, b)
        result = ty.added(a, b, op)
        if result is None:
            self.wrong_unit(left, a, right, b)
            return node, ty.UNKNOWN
        return node, self._spanning(result, a, b)

    def _spanning(self, result: Type, *parts: Type) -> Type:
        return replace(result, years_inside=any(part.years_inside for part in parts))

    def on_extreme(self, parsed: Any) -> Typed:
        op = canonical(str(parsed.children[0]))
        parts = [self.settle(*self.visit(c), None) for c in parsed.children[1:] if not isinstance(c, Token)]
        kinds = [kind for _, kind in parts]
        for kind in kinds:
            if kind.name not in {"number", "date", "any"} or kind.compound:
                self.fail(
                    f"{op} 里只能放数或日期", self.span(parsed), f"有一项是{ty.described(kind)}", "去掉这一项"
                )
                return t.Call(op, tuple(node for node, _ in parts), span=self.span(parsed)), ty.UNKNOWN
            self._agree(kinds[0], kind, self.span(parsed), f"{op} 的各项")
        by_year = any(kind.by_year for kind in kinds)
        merged = replace(kinds[0], by_year=by_year, field=None, counted=False)
        return t.Call(op, tuple(node for node, _ in parts), span=self.span(parsed)), self._spanning(
            merged, *kinds
        )

    def on_since(self, parsed: Any) -> Typed:
        node, kind = self.settle(*self.visit(parsed.children[1]), None)
        if kind.name not in {"date", "any"}:
            self.fail(
                "至今 要一个日期", node.span, f"写的是{ty.described(kind)}", "写成 至今(注册日期) 的样子"
            )
        return t.Call("至今", (node,), span=self.span(parsed)), ty.AGE

    # --- values -----------------------------------------------------------------------------------------
    def on_quantity(self, parsed: Any) -> Typed:
        value, unit_name = parsed.children[0].value
        span = self.span(parsed)
        if unit_name in DURATIONS:
            months, days = DURATIONS[unit_name]
            return t.Span_(Duration(value * months, Fraction(value * days)), span=span), ty.DURATION
        if unit_name is None:
            return t.Number(value, PURE, PLAIN, "", span=span), Type("number", PURE, PLAIN)
        unit = self.vocabulary.units.find(unit_name)
        if unit is None:
            self.fail(
                f"没有「{unit_name}」这个单位",
                span,
                "单位写错",
                did_you_mean(unit_name, self.vocabulary.units.names),
            )
            return t.Number(value, PURE, PLAIN, "", span=span), ty.UNKNOWN
        number = t.Number(value * unit.factor, unit.dimension, unit.kind, unit.name, span=span)
        return number, Type("number", unit.dimension, unit.kind)

    def on_day(self, parsed: Any) -> Typed:
        return t.Day(parsed.children[0].value, span=self.span(parsed)), ty.DATE

    def on_base_day(self, parsed: Any) -> Typed:
        return t.BaseDay(span=self.span(parsed)), ty.DATE

    def on_named(self, parsed: Any) -> Typed:
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
        if other is not None and other.name == "any":
            return node, ty.UNKNOWN
        self.unknown_field(node.text, node.span)
        return node, ty.UNKNOWN


def _counts(kind: Type) -> bool:
    """Whether a number can be a count of records: bare, or of 项, 次, 个."""
    return _is_bare(kind) or (kind.name == "number" and kind.dimension == base("项"))


def _is_bare(kind: Type) -> bool:
    return kind.name == "number" and kind.dimension == PURE and kind.kind == PLAIN
