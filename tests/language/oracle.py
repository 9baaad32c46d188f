"""An oracle for a part of the language: plain two-valued Python over complete enterprises, written apart from it.

Each condition comes as its text and as a function of a small complete enterprise. What the evaluator decides with
some facts unknown must be what every completion of them gives; with nothing unknown it must decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

World = Mapping[str, Any]
Test = Callable[[World], bool]
Term = tuple[str, Test]

# What each unknown may turn out to be; yearly fields of the foreign dictionary carry their year.
DOMAINS: dict[str, tuple[Any, ...]] = {
    "销售额@2023": (1, 2, 4),
    "销售额@2022": (1, 2, 4),
    "净利@2023": (1, 2),
    "净利@2022": (1, 3),
    "员工@2023": (1, 2),
    "行当": ("P11", "P2", "Q1"),
    "有许可": (True, False),
    "导向": (True, False),
}
_MADE = {"P11": {"P11", "P1", "P", "实体"}, "P2": {"P2", "P", "实体"}, "Q1": {"Q1", "Q", "实体"}}
_NAMES = {
    "纺织": "P1",
    "制造": "P",
    "棉纺": "P11",
    "非金属制造": "P2",
    "零售": "Q1",
    "商贸": "Q",
    "实体": "实体",
}
_OPS: dict[str, Callable[[Any, Any], bool]] = {
    "≥": lambda a, b: a >= b,
    "≤": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
}


def completions(known: World) -> Iterator[World]:
    """Every complete enterprise that agrees with what is known."""
    unknown = [name for name in DOMAINS if name not in known]
    for values in product(*(DOMAINS[name] for name in unknown)):
        yield {**known, **dict(zip(unknown, values, strict=True))}


def as_given(known: World) -> dict[str, Any]:
    """What is known, as a person would state it."""
    given: dict[str, Any] = {}
    for name, value in known.items():
        word, _, year = name.partition("@")
        if year:
            given.setdefault(word, {})[year] = f"{value}{'人' if word == '员工' else '万元'}"
        elif name == "导向":
            given["人工认定"] = {"导向": value}
        else:
            given[name] = value
    return given


@st.composite
def _values(draw: Any) -> tuple[str, Callable[[World], Fraction]]:
    """Amounts of money in 万元."""
    forms: list[tuple[str, Callable[[World], Fraction]]] = [
        ("销售额", lambda w: Fraction(w["销售额@2023"])),
        ("前年 销售额", lambda w: Fraction(w["销售额@2022"])),
        ("净利", lambda w: Fraction(w["净利@2023"])),
        ("(销售额 + 净利)", lambda w: Fraction(w["销售额@2023"] + w["净利@2023"])),
        ("(销售额 - 净利)", lambda w: Fraction(w["销售额@2023"] - w["净利@2023"])),
        ("销售额 × 2", lambda w: Fraction(w["销售额@2023"] * 2)),
        ("最大(销售额, 净利)", lambda w: Fraction(max(w["销售额@2023"], w["净利@2023"]))),
        ("最小(前年 销售额, 净利, 2万元)", lambda w: Fraction(min(w["销售额@2022"], w["净利@2023"], 2))),
        ("近2年 平均 销售额", lambda w: Fraction(w["销售额@2023"] + w["销售额@2022"], 2)),
        ("近2年 合计 净利", lambda w: Fraction(w["净利@2023"] + w["净利@2022"])),
        ("(若 有许可 则 销售额 否则 1万元)", lambda w: Fraction(w["销售额@2023"] if w["有许可"] else 1)),
        (
            "(若 行当 属于 纺织 则 3万元 否则 净利)",
            lambda w: Fraction(3 if "P1" in _MADE[w["行当"]] else w["净利@2023"]),
        ),
    ]
    return draw(st.sampled_from(forms))  # type: ignore[no-any-return]


@st.composite
def _atoms(draw: Any) -> Term:
    """One comparison or question."""
    op, bound = draw(st.sampled_from(sorted(_OPS))), draw(st.integers(0, 6))
    holds = _OPS[op]
    kind = draw(
        st.sampled_from(
            (
                "value",
                "value",
                "pair",
                "share",
                "growth",
                "compound",
                "each",
                "between",
                "people",
                "code",
                "flag",
                "asked",
            )
        )
    )
    if kind == "value":
        text, value = draw(_values())
        return f"{text} {op} {bound}万元", lambda w: holds(value(w), bound)
    if kind == "pair":
        (left, a), (right, b) = draw(_values()), draw(_values())
        return f"{left} {op} {right}", lambda w: holds(a(w), b(w))
    if kind == "share":
        return f"净利 ÷ 销售额 {op} {bound * 25}%", lambda w: holds(
            Fraction(w["净利@2023"], w["销售额@2023"]), Fraction(bound, 4)
        )
    if kind == "growth":
        return f"增长率(销售额) {op} {bound * 50}%", lambda w: holds(
            Fraction(w["销售额@2023"], w["销售额@2022"]) - 1, Fraction(bound, 2)
        )
    if kind == "compound":
        return f"近1年 年均增长率(净利) {op} {bound * 50}%", lambda w: holds(
            Fraction(w["净利@2023"], w["净利@2022"]) - 1, Fraction(bound, 2)
        )
    if kind == "each":
        return f"近2年 每年 净利 ÷ 销售额 {op} {bound * 25}%", lambda w: all(
            holds(Fraction(w[f"净利@{year}"], w[f"销售额@{year}"]), Fraction(bound, 4))
            for year in (2023, 2022)
        )
    if kind == "between":
        text, value = draw(_values())
        low, high = sorted((bound, draw(st.integers(0, 6))))
        return f"{text} 在 {low}万元 到 {high}万元 之间", lambda w: low <= value(w) <= high
    if kind == "people":
        return f"员工 {op} {bound}人", lambda w: holds(w["员工@2023"], bound)
    if kind == "code":
        names = draw(st.lists(st.sampled_from(sorted(_NAMES)), min_size=1, max_size=2, unique=True))
        codes = {_NAMES[name] for name in names}
        return f"行当 属于 ({'; '.join(names)})", lambda w: bool(_MADE[w["行当"]] & codes)
    return ("有许可", lambda w: w["有许可"]) if kind == "flag" else ("人工认定「导向」", lambda w: w["导向"])


def _joined(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    @st.composite
    def join(draw: Any) -> Term:
        parts = draw(st.lists(inner, min_size=2, max_size=3))
        texts, tests = [f"({text})" for text, _ in parts], [test for _, test in parts]
        form = draw(st.sampled_from(("且", "或", "非", "至少", "若", "若则")))
        if form in "且或":
            every = all if form == "且" else any
            return f" {form} ".join(texts), lambda w: every(test(w) for test in tests)
        if form == "非":
            return f"非 {texts[0]}", lambda w: not tests[0](w)
        if form == "至少":
            count = draw(st.integers(1, len(tests)))
            return f"至少 {count} 项 ({'; '.join(texts)})", lambda w: sum(test(w) for test in tests) >= count
        if form == "若":
            return (
                f"(若 {texts[0]} 则 {texts[1]} 否则 {texts[-1]})",
                lambda w: tests[1](w) if tests[0](w) else tests[-1](w),
            )
        return f"(若 {texts[0]} 则 {texts[1]})", lambda w: tests[1](w) if tests[0](w) else True

    return join()


terms = st.recursive(_atoms(), _joined, max_leaves=6)
"""Conditions with their meaning."""


@st.composite
def known(draw: Any) -> World:
    """What is known of an enterprise: at most five things are not, so that all completions can be tried."""
    hidden = draw(st.sets(st.sampled_from(sorted(DOMAINS)), max_size=5))
    return {name: draw(st.sampled_from(values)) for name, values in DOMAINS.items() if name not in hidden}
