"""Rules about numbers: quantities with units, arithmetic, 最大 最小 至今, and what is said of units that do not fit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from lark import Token

from matcher.language import tree as t
from matcher.language import types as ty
from matcher.language.build_base import BuilderBase, Typed
from matcher.language.hints import did_you_mean
from matcher.language.operators import canonical
from matcher.language.types import Type
from matcher.language.units import DURATIONS, PLAIN, PURE
from matcher.language.values import Duration

LARGEST = Fraction(10) ** 18
"""In base units; beyond it no amount, head count or area is real, and floats no longer hold it to the unit."""
LONGEST_YEARS = 500


class NumberRules(BuilderBase):
    """Builds the parts of a condition that compute."""

    def on_quantity(self, parsed: Any) -> Typed:
        """2000万元, 3%, 2年, 3."""
        value, unit_name = parsed.children[0].value
        span = self.span(parsed)
        if unit_name in DURATIONS:
            return self._duration(value, unit_name, span), ty.DURATION
        if abs(value) > LARGEST:
            self.fail("这个数大得不可能", span, "多写了位数或单位", "核对数与单位")
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

    def _duration(self, value: Fraction, unit_name: str, span: t.Span) -> t.Span_:
        months, days = (value * part for part in DURATIONS[unit_name])
        if months.denominator != 1 or days.denominator != 1:
            self.fail("时长要合成整月或整天", span, f"{unit_name} 前面的数不合整", "写成 18个月、90日 的样子")
        elif months > 12 * LONGEST_YEARS or days > 366 * LONGEST_YEARS:
            self.fail("这个时长长得不可能", span, f"超过 {LONGEST_YEARS} 年", "核对年数")
        return t.Span_(Duration(months, days), span=span)

    def _agree(self, a: Type, b: Type, span: t.Span, where: str) -> None:
        if "any" in (a.name, b.name):
            return
        if {a.name, b.name} == {"year", "number"}:
            self.fail(f"{where}不是同一类：年度与数", span, "年份后面少了“年度”", "写成 2023年度 的样子")
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

    def wrong_unit(self, left: t.Node, a: Type, right: t.Node, b: Type) -> None:
        """Tells of two numbers that measure different things, and of a number that lacks its unit."""
        bare = next((n for n, k in ((right, b), (left, a)) if isinstance(n, t.Number) and is_bare(k)), None)
        other = a if bare is right else b
        if bare is not None:
            sample = self.sample_unit(other)
            self.fail(
                f"数后面缺少单位，这里要{ty.described(other)}", bare.span, "单位漏写了",
                f"写成 {self.spelled(bare, other, sample)}" if sample else "补上单位",
            )  # fmt: skip
            return
        self.fail(
            f"单位对不上：{ty.described(a)} 与 {ty.described(b)}", right.span, "两边量的不是同一种东西",
            f"改用{ty.described(a)}的单位" + (f"，如 {self.sample_unit(a)}" if self.sample_unit(a) else ""),
        )  # fmt: skip

    def on_arithmetic(self, parsed: Any) -> Typed:
        """甲 + 乙, 甲 - 乙, 甲 × 乙, 甲 ÷ 乙."""
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
        """最大(甲, 乙), 最小(甲, 乙)."""
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
        """至今(日期)."""
        node, kind = self.settle(*self.visit(parsed.children[1]), None)
        if kind.name not in {"date", "any"}:
            self.fail(
                "至今 要一个日期",
                node.span,
                f"写的是{ty.described(kind)}",
                "写成「至今(日期指标) ≥ 3年」的样子",
            )
        return t.Call("至今", (node,), span=self.span(parsed)), ty.AGE


def is_bare(kind: Type) -> bool:
    """Whether a number has no unit at all."""
    return kind.name == "number" and kind.dimension == PURE and kind.kind == PLAIN
