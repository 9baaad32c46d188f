"""Values and facts in words, for explanations: 3000万元, 符合, 制造业, 高新技术企业（有效期至 2026-12-31）."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from matcher.language import numerals
from matcher.language.explain import Gap
from matcher.language.facts import Lookup
from matcher.language.kleene import Options
from matcher.language.printing import duration_text, number_text
from matcher.language.units import PERCENT, PLAIN, POINTS, PURE, Units
from matcher.language.values import Age, Duration, Num, Record
from matcher.language.vocabulary import Field, Vocabulary


def value_text(value: Any, field: Field | None) -> str:
    """A value in words; `field` gives the unit and the names of codes."""
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Num):
        return _number(value, field)
    if isinstance(value, Options):
        return " 或 ".join(sorted(value_text(option, field) for option in value.values))
    if isinstance(value, Age):
        return f"自 {value.since.isoformat()} 起"
    if isinstance(value, Duration):
        return duration_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(record_text(record, field) for record in value) or "没有符合的记录"
    if isinstance(value, str) and field is not None and field.system is not None:
        return field.system.label(value)
    return str(value)


def _number(value: Num, field: Field | None) -> str:
    if value.is_point:
        return one_number(value.low, field)
    low = "" if value.low is None else f"不低于 {one_number(value.low, field)}"
    high = "" if value.high is None else f"不高于 {one_number(value.high, field)}"
    return "，".join(part for part in (low, high) if part)


def one_number(value: Fraction | None, field: Field | None) -> str:
    """One number with the field's unit; what has no finite decimal is rounded to four digits."""
    if value is None:
        return "未知"
    if field is None or field.unit is None:
        return numerals.numeral(_short(value))
    if field.unit.dimension == PURE:
        factor = 100 if field.unit.kind == PERCENT else 1
        return number_text(_short(value * factor) / factor, PURE, field.unit.kind)
    return number_text(
        _short(value / field.unit.factor) * field.unit.factor, field.unit.dimension, "", field.unit.name
    )


def _short(value: Fraction) -> Fraction:
    return (
        value
        if numerals.decimal(value) and value.denominator <= 10**6
        else Fraction(round(float(value), 4)).limit_denominator(10**4)
    )


def record_text(record: Record, field: Field | None) -> str:
    """A record in words: its name first, then what else is known."""
    if field is None:
        return str(dict(record.values))
    parts = []
    name = field.part("name")
    for part in field.record.values():
        value = record.values.get(part.name)
        if value is not None and part is not name:
            parts.append(f"{part.name} {value_text(value, part)}")
    head = value_text(record.values.get(name.name), name) if name else field.name
    return head + (f"（{'，'.join(parts)}）" if parts else "")


def lookup_text(lookup: Lookup, vocabulary: Vocabulary) -> str:
    """A fact that was used: 营业收入（2023年度）＝3000万元，官方·区税务局."""
    field = vocabulary.field(lookup.name)
    year = f"（{lookup.year}年度）" if lookup.year is not None else ""
    if lookup.fact is None:
        return "待人工认定" if lookup.name.startswith("人工认定") else f"{lookup.name}{year}：缺"
    if lookup.name.startswith("人工认定"):
        return f"已认定：{value_text(lookup.fact.value, None)}（{lookup.fact.source}）"
    source = lookup.fact.source + (f"·{lookup.fact.department}" if lookup.fact.department else "")
    day = f"·{lookup.fact.date.isoformat()}" if lookup.fact.date else ""
    inputs = (
        f"，由 {'、'.join(lookup_text(one, vocabulary) for one in lookup.inputs)} 得出"
        if lookup.inputs
        else ""
    )
    return f"{lookup.name}{year}：{value_text(lookup.fact.value, field)}（{source}{day}）{inputs}"


def gap_text(gap: Gap, vocabulary: Vocabulary) -> str:
    """How far a failed comparison is from holding: 现为 1800万元，还差 200万元（10%）."""
    field = vocabulary.field(gap.field)
    if isinstance(gap.value, Duration):
        short = duration_text(Duration(gap.short or Fraction(0)))
        return f"{gap.field}现为 {duration_text(gap.value)}，还差 {short}"
    if gap.short is None or field is None:
        return ""
    value, short = _measured(gap.value, gap, field), _measured(gap.short, gap, field, apart=True)
    if gap.short == 0:
        return f"现为 {value}，正好在界上，还须{'超过' if gap.op == '>' else '低于'}"
    word = "还差" if gap.op in {"≥", ">"} else "超出"
    share = f"（{numerals.numeral(_short(gap.share * 100))}%）" if gap.share is not None else ""
    return f"现为 {value}，{word} {short}{share}"


def _measured(value: Fraction, gap: Gap, field: Field, apart: bool = False) -> str:
    """A number in the unit of what it was compared with; how far two percents are apart is in 百分点 (LANGUAGE 17)."""
    unit = field.unit
    dimension, kind, name = (unit.dimension, unit.kind, unit.name) if unit else (PURE, PLAIN, "")
    if gap.measure is not None and (dimension == PURE or gap.measure.dimension != dimension):
        dimension, kind, name = gap.measure.dimension, gap.measure.kind, gap.measure.unit
    if dimension == PURE:
        factor = 100 if kind in {PERCENT, POINTS} else 1
        return number_text(
            _short(value * factor) / factor, PURE, POINTS if apart and kind == PERCENT else kind
        )
    known = Units().find(name)
    factor_of = known.factor if known else Fraction(1)
    return number_text(_short(value / factor_of) * factor_of, dimension, kind, name)
