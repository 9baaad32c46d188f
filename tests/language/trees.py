"""Random conditions and amounts over any vocabulary: hypothesis strategies for whoever tests evaluators.

Enterprises to ask them of are in worlds.py.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from matcher.language import vocabulary as v
from matcher.language.parse import parse
from matcher.language.tree import Node
from matcher.language.units import Unit
from matcher.language.vocabulary import Field, Vocabulary

NUMERALS = ("0", "1", "2", "3", "0.5", "1.25", "10", "33", "-1", "10000", "0.07")
SPANS = ("1年", "3年", "5年", "18个月", "1.5年", "2年")
QUESTIONS = ("符合导向", "带头作用")
COMPARE = ("≥", "≤", ">", "<", "=", "≠", "不低于", "不超过", "超过", "不足", "达到")
_SAME = ("≥", "≤", ">", "<", "=", "≠")


def unit_of(item: Field) -> Unit:
    """The unit of a field of numbers."""
    assert item.unit is not None
    return item.unit


class Grammar:
    """The strategies of one vocabulary; `fields` limits what is spoken of, so that facts and conditions meet."""

    def __init__(self, vocabulary: Vocabulary, fields: tuple[str, ...] = ()) -> None:
        self.vocabulary = vocabulary
        self.fields = [item for name, item in vocabulary.fields.items() if not fields or name in fields]

    # --- words --------------------------------------------------------------------------------------------
    def pick(self, draw: Any, scope: Field | None, *kinds: str, by_year: bool | None = None) -> Field | None:
        """A field of one of the kinds, of the record in scope or of the enterprise."""
        pool = list(scope.record.values()) if scope else self.fields
        fit = [f for f in pool if f.kind in kinds and (by_year is None or f.by_year == by_year)]
        fit = [f for f in fit if f.kind != v.CODE or (f.system is not None and f.system.entries)]
        return draw(st.sampled_from(fit)) if fit else None

    def spelled(self, draw: Any, item: Field) -> str:
        """One of a field's names."""
        return str(draw(st.sampled_from((item.name, *item.synonyms))))

    def literal(self, draw: Any, unit: Unit) -> str:
        """A number with a unit of one measure."""
        return str(draw(st.sampled_from(NUMERALS))) + unit.name

    def name(self, draw: Any, item: Field) -> str:
        """A name of the field's code system, quoted."""
        assert item.system is not None
        known = [
            word for word in item.system.words() if item.system.codes_of(word) is not None and '"' not in word
        ]
        return f'"{draw(st.sampled_from(sorted(known)))}"'

    def names(self, draw: Any, item: Field) -> str:
        """One or several names."""
        parts = [self.name(draw, item) for _ in range(draw(st.integers(1, 3)))]
        return parts[0] if len(parts) == 1 else f"({'; '.join(parts)})"

    # --- values -------------------------------------------------------------------------------------------
    def number(self, draw: Any, item: Field, depth: int, scope: Field | None, years: bool) -> str:
        """A value that measures what the field measures."""
        word, unit = self.spelled(draw, item), unit_of(item)
        forms = ["field", "field", "literal"]
        if depth > 0:
            forms += ["sum", "difference", "extreme", "choice", "scaled"]
        if item.by_year and years:
            forms += ["at", "window"]
        form = draw(st.sampled_from(forms))
        deeper = lambda: self.number(draw, item, depth - 1, scope, years)  # noqa: E731
        if form == "literal":
            return self.literal(draw, unit)
        if form == "sum":
            return f"({word} + {deeper()})"
        if form == "difference" and item.kind == v.QUANTITY:
            return f"({word} - {deeper()})"
        if form == "scaled":
            return (
                f"({word} × {draw(st.sampled_from(('2', '10%', '0.5')))})"
                if item.kind == v.QUANTITY
                else word
            )
        if form == "extreme":
            return f"{draw(st.sampled_from(('最大', '最小')))}({word}, {deeper()})"
        if form == "choice":
            test = self.condition(draw, depth - 1, scope, years)
            return f"(若 {test} 则 {word} 否则 {self.literal(draw, unit)})"
        if form == "at":
            year = draw(st.sampled_from(("上年", "前年", "当年", "2022年度")))
            return f"{year} {word}"
        if form == "window":
            count, op = draw(st.integers(1, 3)), draw(st.sampled_from(("平均", "合计")))
            return f"近{count}年 {op} {word}"
        return word

    def amount(self, draw: Any, depth: int = 2) -> str:
        """An amount of money or another measure: 最小(x × 10%, 300万元)."""
        item = self.pick(draw, None, v.QUANTITY)
        assert item is not None
        inner = self.number(draw, item, depth, None, True)
        form = draw(st.sampled_from(("plain", "capped", "rate", "total")))
        if form == "capped":
            return f"最小({inner}, {self.literal(draw, unit_of(item))})"
        if form == "rate":
            return f"最小({inner} × 10%, {self.literal(draw, unit_of(item))})"
        return self.total(draw, depth) if form == "total" else inner

    def total(self, draw: Any, depth: int) -> str:
        """合计(R 的 x (…))."""
        lists = [f for f in self.fields if any(part.kind == v.QUANTITY for part in f.record.values())]
        if not lists:
            return self.amount(draw, 0)
        item = draw(st.sampled_from(lists))
        part = draw(st.sampled_from([one for one in item.record.values() if one.kind == v.QUANTITY]))
        inner = f" ({self.condition(draw, depth - 1, item)})" if draw(st.booleans()) else ""
        return f"合计({item.name} 的 {part.name}{inner})"

    # --- conditions ---------------------------------------------------------------------------------------
    def condition(self, draw: Any, depth: int = 3, scope: Field | None = None, years: bool = True) -> str:
        """A condition; inside a record only of its fields, with `years` false without year words."""
        if depth > 0 and draw(st.integers(0, 2)) > 0:
            return self.compound(draw, depth, scope, years)
        makers = [self.comparison, self.comparison, self.code, self.boolean, self.moment]
        if scope is None and years:
            makers += [
                self.listed,
                self.listed,
                self.records,
                self.each_year,
                self.growth,
                self.judgment,
                self.ratio,
            ]
        text = draw(st.sampled_from(makers))(draw, depth, scope, years)
        return text if text is not None else self.fallback(draw, scope)

    def fallback(self, draw: Any, scope: Field | None) -> str:
        """Some condition that can always be made."""
        item = self.pick(draw, scope, v.BOOLEAN, v.QUANTITY, v.PERCENT, v.CODE, v.DATE)
        if item is None:
            return f"存在 {scope.name}" if scope else "人工认定「符合导向」"
        if item.kind == v.BOOLEAN:
            return item.name
        if item.kind == v.CODE:
            return f"{item.name} 属于 {self.names(draw, item)}"
        return f"{item.name} ≥ " + (
            "2023-01-01" if item.kind == v.DATE else self.literal(draw, unit_of(item))
        )

    def compound(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str:
        """且, 或, 非, 至少, 若 over smaller conditions."""
        form = draw(st.sampled_from(("and", "or", "not", "least", "if", "if_only")))
        parts = [self.condition(draw, depth - 1, scope, years) for _ in range(draw(st.integers(2, 3)))]
        if form == "and":
            return " 且 ".join(f"({part})" for part in parts)
        if form == "or":
            return " 或 ".join(f"({part})" for part in parts)
        if form == "not":
            return f"非 ({parts[0]})"
        if form == "least":
            return f"至少 {draw(st.integers(1, len(parts)))} 项 ({'; '.join(parts)})"
        end = f" 否则 {parts[1]}" if form == "if" else ""
        return f"(若 {parts[0]} 则 ({parts[-1]}){end})"

    def comparison(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """A number against a number of its measure."""
        item = self.pick(draw, scope, v.QUANTITY, v.PERCENT)
        if item is None:
            return None
        left = self.number(draw, item, min(depth, 1), scope, years)
        if draw(st.integers(0, 4)) == 0:
            low, high = self.literal(draw, unit_of(item)), self.literal(draw, unit_of(item))
            return f"{left} 在 {low} 到 {high} 之间"
        right = (
            self.literal(draw, unit_of(item))
            if draw(st.booleans())
            else self.number(draw, item, 0, scope, years)
        )
        return f"{left} {draw(st.sampled_from(COMPARE))} {right}"

    def ratio(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """A share of two numbers of one measure."""
        item = self.pick(draw, scope, v.QUANTITY)
        if item is None:
            return None
        bound = draw(st.sampled_from(("3%", "50%", "1", "0.5", "百分之五")))
        top, base = (self.number(draw, item, 0, scope, years) for _ in range(2))
        return f"{top} ÷ {base} {draw(st.sampled_from(_SAME))} {bound}"

    def code(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """A code among names."""
        item = self.pick(draw, scope, v.CODE)
        if item is None:
            return None
        if draw(st.booleans()):
            return f"{self.spelled(draw, item)} 属于 {self.names(draw, item)}"
        return f"{self.spelled(draw, item)} {draw(st.sampled_from(('=', '≠')))} {self.name(draw, item)}"

    def boolean(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """A boolean, or a word of a text."""
        item = self.pick(draw, scope, v.BOOLEAN, v.TEXT)
        if item is None:
            return None
        return f"{item.name} 包含 “新”" if item.kind == v.TEXT else self.spelled(draw, item)

    def moment(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """Days, ages, durations and years."""
        item = self.pick(draw, scope, v.DATE, v.DURATION, v.YEAR)
        if item is None:
            return None
        op = draw(st.sampled_from(_SAME))
        if item.kind == v.YEAR:
            return f"{item.name} {op} {draw(st.sampled_from(('上年', '当年', '2022年度')))}"
        if item.kind == v.DURATION:
            return f"{item.name} {op} {draw(st.sampled_from(SPANS))}"
        day = draw(st.sampled_from(("2023-01-01", "2022-02-28", "(基准日 - 1年)", "(2021-01-01 + 18个月)")))
        return draw(
            st.sampled_from(
                (f"{item.name} {op} {day}", f"至今({item.name}) {op} {draw(st.sampled_from(SPANS))}")
            )
        )

    def listed(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """包含, 列入, 曾获, 曾有, 近N年."""
        lists = [f for f in self.fields if f.kind == v.LIST]
        if not lists:
            return None
        item = draw(st.sampled_from(lists))
        part = item.part("name")
        assert part is not None
        names = self.names(draw, part)
        if item.asked_by == "包含":
            return f"{item.name} {draw(st.sampled_from(('包含', '曾有')))} {names}"
        near = draw(st.sampled_from(("", "近1年 ", "近3年 ")))
        if draw(st.integers(0, 3)) == 0:
            return f"次数({near}{item.asked_by} {names}) {draw(st.sampled_from(_SAME))} {draw(st.integers(0, 3))}"
        return f"{near}{item.asked_by} {names}"

    def records(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """存在 and 次数 and 合计 over records."""
        lists = [f for f in self.fields if f.record]
        if not lists:
            return None
        item = draw(st.sampled_from(lists))
        inner = f" ({self.condition(draw, min(depth - 1, 1), item)})" if draw(st.integers(0, 4)) else ""
        form = draw(st.sampled_from(("存在", "次数", "合计")))
        if form == "存在":
            return f"存在 {item.name}{inner}"
        if form == "次数":
            return f"次数({item.name}{inner}) {draw(st.sampled_from(_SAME))} {draw(st.integers(0, 3))}"
        parts = [part for part in item.record.values() if part.kind == v.QUANTITY]
        if not parts:
            return f"存在 {item.name}{inner}"
        part = draw(st.sampled_from(parts))
        bound = str(draw(st.sampled_from(("0", "1", "3", "33")))) + unit_of(part).name
        return f"合计({item.name} 的 {part.name}{inner}) {draw(st.sampled_from(_SAME))} {bound}"

    def each_year(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """近N年 每年 and 连续N年 over one comparison or bracket."""
        item = self.pick(draw, None, v.QUANTITY, v.PERCENT, by_year=True)
        if item is None:
            return None
        count = draw(st.integers(1, 3))
        inner = (
            f"{self.spelled(draw, item)} {draw(st.sampled_from(_SAME))} {self.literal(draw, unit_of(item))}"
        )
        if draw(st.booleans()):
            inner = f"({inner} 或 {self.condition(draw, 1, None, False)})"
        return f"连续{count}年 {inner}" if draw(st.booleans()) else f"近{count}年 每年 {inner}"

    def growth(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """增长率, 年均增长率, 历史最高, 首次达到."""
        item = self.pick(draw, None, v.QUANTITY, by_year=True)
        if item is None:
            return None
        word, op = self.spelled(draw, item), draw(st.sampled_from(_SAME))
        rate = draw(st.sampled_from(("0%", "20%", "-50%", "100%")))
        bound = str(draw(st.sampled_from(("1", "3", "10")))) + unit_of(item).name
        forms = (
            f"增长率({word}) {op} {rate}",
            f"近{draw(st.integers(1, 3))}年 年均增长率({word}) {op} {rate}",
            f"历史最高({word}) {op} {bound}",
            f"{word} 首次达到 {bound}",
        )
        return str(draw(st.sampled_from(forms)))

    def judgment(self, draw: Any, depth: int, scope: Field | None, years: bool) -> str | None:
        """人工认定."""
        return f"人工认定「{draw(st.sampled_from(QUESTIONS))}」"


# --- strategies -------------------------------------------------------------------------------------------
def conditions(
    vocabulary: Vocabulary, fields: tuple[str, ...] = (), depth: int = 3
) -> st.SearchStrategy[str]:
    """Texts of conditions that parse without a mistake."""
    grammar = Grammar(vocabulary, fields)
    return st.composite(lambda draw: grammar.condition(draw, depth))()


def trees(vocabulary: Vocabulary, fields: tuple[str, ...] = (), depth: int = 3) -> st.SearchStrategy[Node]:
    """Typed trees of conditions."""
    return conditions(vocabulary, fields, depth).map(lambda text: parse(text, vocabulary))


def amounts(vocabulary: Vocabulary, fields: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """Texts of amounts."""
    grammar = Grammar(vocabulary, fields)
    return st.composite(lambda draw: grammar.amount(draw))()
