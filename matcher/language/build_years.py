"""Rules about time: 上年, 近N年 每年/平均/合计/年均增长率, 连续N年, 增长率, 历史最高, 首次达到."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lark import Token

from matcher.language import tree as t
from matcher.language import types as ty
from matcher.language.build_base import BuilderBase, Typed
from matcher.language.lexer import YEAR_WORD
from matcher.language.operators import canonical
from matcher.language.types import Type
from matcher.language.units import PERCENT, PURE
from matcher.language.vocabulary import ANNUAL

_OFFSETS = {"上": 0, "去": 0, "前": -1, "当": 1, "本": 1, "基": 0}
MOST_YEARS = 50


class YearRules(BuilderBase):
    """Builds the parts of a condition that speak of years."""

    def _year(self, token: Token) -> t.YearWord:
        found = YEAR_WORD.match(str(token.value))
        assert found is not None
        span = (token.start_pos or 0, token.end_pos or 0)
        if found["number"]:
            return t.YearWord(None, int(found["number"]), bool(found["end"]), span=span)
        return t.YearWord(_OFFSETS[found["word"][0]], None, found["word"].endswith("末"), span=span)

    def _years(self, token: Token) -> int:
        years = int(token.value)
        if not 1 <= years <= MOST_YEARS:
            span = (token.start_pos or 0, token.end_pos or 0)
            self.fail(f"年数要在 1 到 {MOST_YEARS} 之间", span, "年数写错", "改写年数")
        return min(max(years, 1), MOST_YEARS)

    def on_year(self, parsed: Any) -> Typed:
        """A year as a value: 认定年度 = 2023年度."""
        return self._year(parsed.children[0]), ty.YEAR

    def on_at(self, parsed: Any) -> Typed:
        """上年 X."""
        year = self._year(parsed.children[0])
        item, kind = self.settle(*self.visit(parsed.children[1]), None)
        self._needs_years(item, kind, year.span, str(parsed.children[0]))
        if kind.years_inside:
            self.fail("年度词不能套着用", self.span(parsed), "一个值只能是一年的", "去掉里面或外面的年度")
        if year.end:
            self._flows(item, year)
        return t.At(year, item, span=self.span(parsed)), replace(kind, years_inside=True)

    def _needs_years(self, item: t.Node, kind: Type, span: t.Span, word: str) -> None:
        if kind.name == "any" or any(isinstance(n, t.FieldRef) and n.field.by_year for n in item.walk()):
            return
        names = [n.field.name for n in item.walk() if isinstance(n, t.FieldRef)]
        subject = f"「{names[0]}」" if names else "后面的内容"
        self.fail(
            f"{subject}不分年度，不能加「{word}」", span, "它是时点指标，只有最新的值", f"去掉「{word}」"
        )

    def _flows(self, item: t.Node, year: t.YearWord) -> None:
        for node in item.walk():
            if isinstance(node, t.FieldRef) and node.field.period == ANNUAL:
                word = self.text[slice(*year.span)]
                self.fail(
                    f"「{node.field.name}」是全年数，没有年末值",
                    year.span,
                    "年末 用于资产、人数等年末数",
                    f"写成 {word[:-1]} {node.field.name}",
                )

    def on_every(self, parsed: Any) -> Typed:
        """近N年 每年 (…)."""
        return self._every(parsed, parsed.children[0], parsed.children[2], run=False)

    def on_run(self, parsed: Any) -> Typed:
        """连续N年 …"""
        return self._every(parsed, parsed.children[0], parsed.children[1], run=True)

    def _every(self, parsed: Any, token: Token, item_parsed: Any, run: bool) -> Typed:
        item = self.condition(item_parsed)
        self._needs_years(item, ty.BOOL, item.span, str(self.text[slice(*self._place(token))]))
        for node in item.walk():
            spans_years = isinstance(node, t.Window) and node.op in {"平均", "合计", "年均增长率"}
            if isinstance(node, t.At | t.Every) or spans_years:
                self.fail(
                    "每年、连续N年 里面不能再写年度", node.span, "每一年已经由外面定了", "去掉里面的年度词"
                )
        return t.Every(self._years(token), item, run, span=self.span(parsed)), ty.BOOL

    def _place(self, token: Token) -> t.Span:
        return token.start_pos or 0, token.end_pos or 0

    def on_window(self, parsed: Any) -> Typed:
        """近N年 平均 X, 近N年 合计 X, 近N年 年均增长率(X)."""
        token, op_token, item_parsed = parsed.children
        op = canonical(str(op_token))
        item, kind = self._yearly_number(item_parsed, op)
        node = t.Window(op, self._years(token), item, span=self.span(parsed))
        if kind.name == "any":
            return node, kind
        if op == "年均增长率":
            return node, Type("number", PURE, PERCENT, compound=True, years_inside=True)
        return node, replace(kind, years_inside=True, field=None)

    def on_growth(self, parsed: Any) -> Typed:
        """增长率(X): by itself of 上年 over 前年."""
        item, kind = self._yearly_number(parsed.children[1], "增长率")
        node = t.Window("增长率", None, item, span=self.span(parsed))
        return node, kind if kind.name == "any" else Type("number", PURE, PERCENT, by_year=True)

    def on_peak(self, parsed: Any) -> Typed:
        """历史最高(X)."""
        item, kind = self._yearly_number(parsed.children[1], "历史最高")
        return t.Window("历史最高", None, item, span=self.span(parsed)), replace(
            kind, by_year=False, field=None
        )

    def _yearly_number(self, parsed: Any, op: str) -> Typed:
        item, kind = self.settle(*self.visit(parsed), None)
        if kind.name == "any":
            return item, kind
        if kind.name != "number" or kind.compound:
            self.fail(f"{op} 要一个数", item.span, f"写的是{ty.described(kind)}", "写成金额、人数等指标")
            return item, ty.UNKNOWN
        self._needs_years(item, kind, item.span, op)
        if kind.years_inside:
            self.fail(f"{op} 里面不能再写年度", item.span, "年份已经由外面定了", "去掉里面的年度词")
        return item, kind

    def on_first(self, parsed: Any) -> Typed:
        """X 首次达到 q: sugar for X ≥ q 且 历史最高X < q."""
        item, kind = self.settle(*self.visit(parsed.children[0]), None)
        threshold, threshold_kind = self.settle(*self.visit(parsed.children[2]), kind)
        span = self.span(parsed)
        if not isinstance(item, t.FieldRef) or not item.field.by_year or kind.name != "number":
            self.fail(
                "首次达到 前面要一个分年度的指标", item.span, "要看它历年的值", "写成「指标 首次达到 10亿元」"
            )
            return t.And((), span=span), ty.UNKNOWN
        if not isinstance(threshold, t.Number) or not ty.same_measure(kind, threshold_kind):
            self.fail(
                "首次达到 后面要一个同单位的数",
                threshold.span,
                "门槛写错或缺少单位",
                "写成「指标 首次达到 10亿元」",
            )
            return t.And((), span=span), ty.UNKNOWN
        peak_field = self.vocabulary.peak_of(item.field.name)
        peak: t.Node = t.FieldRef(peak_field) if peak_field else t.Window("历史最高", None, item)
        core = t.And((t.Call("≥", (item, threshold)), t.Call("<", (peak, threshold))))
        return t.FirstReach(item, threshold, core, span=span), ty.BOOL
