"""Answers the rules of one dimension for one enterprise's facts: labels with code, source, date and what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from matcher.enterprises.portrait.rules import CodeRule, Dimension
from matcher.language import tree as t
from matcher.language.display import lookup_text, record_text
from matcher.language.facts import OFFICIAL, Context, Lookup, weaker
from matcher.language.printing import print_tree
from matcher.language.records import asks_record
from matcher.language.scalar import compiled
from matcher.language.systems import CodeSystem
from matcher.language.values import Record
from matcher.language.vocabulary import Field, Vocabulary

SELF, ABOVE, GROUP = "本身", "上级", "分组"
HOLDS, OPEN = "成立", "待核实"
JOINT = "；"


@dataclass(frozen=True, slots=True)
class Tag:
    """One label of an enterprise.

    `date`: the day the fact is of (None: the table does not say); `until`: the last day it holds; `state`: 成立, or
    待核实 where a record does not say until when; `relation`: whether the label is the fact itself, lies above it or is
    a group that holds it.
    """

    label: str
    code: str | None
    relation: str
    state: str
    source: str
    date: dt.date | None
    until: dt.date | None
    ground: str


def tags_of(dimension: Dimension, context: Context, vocabulary: Vocabulary) -> list[Tag]:
    """The labels of one dimension for the facts of a context; each label once, the surest first."""
    found = [tag for rule in dimension.codes for tag in _coded(rule, dimension, context, vocabulary)]
    if dimension.records is not None:
        found += _recorded(dimension.records, dimension, context)
    found += _conditional(dimension, context, vocabulary)
    once: dict[str, Tag] = {}
    for tag in sorted(found, key=lambda one: (one.state != HOLDS, one.relation != SELF)):
        if tag.label not in dimension.without:
            once.setdefault(tag.label, tag)
    return list(once.values())


def _coded(rule: CodeRule, dimension: Dimension, context: Context, vocabulary: Vocabulary) -> Iterator[Tag]:
    context.lookups = []
    value = compiled(rule.node)(context)
    lookups, context.lookups = context.lookups, None
    if not isinstance(value, str):  # unknown, or one of several: no label
        return
    code, system = value, rule.system
    if rule.codes is not None:
        if (code := _mapped(value, rule)) is None:  # type: ignore[assignment]
            return
        system = rule.target or system
    source, day = provenance(lookups)
    ground = told(lookups, vocabulary)
    for label, its, relation in labels_of(code, system, dimension):
        yield Tag(label, its, relation, HOLDS, source, day, None, ground)


def _mapped(code: str, rule: CodeRule) -> str | None:
    """The code of the other system, told by the code itself or one above it."""
    codes = rule.codes or {}
    entry = rule.system.entries.get(code)
    while entry is not None and entry.code not in codes:
        entry = rule.system.entries.get(entry.parent or "")
    return codes[entry.code] if entry is not None else None


def labels_of(code: str, system: CodeSystem, dimension: Dimension) -> Iterator[tuple[str, str | None, str]]:
    """The label of a code, and of what lies above it or holds it where the dimension asks for that."""
    yield system.label(code), code, SELF
    entry = system.entries.get(code)
    if entry is None:
        return
    if dimension.above:
        above = system.entries.get(entry.parent or "")
        while above is not None:
            yield above.name, above.code, ABOVE
            above = system.entries.get(above.parent or "")
    if dimension.groups:
        for name, members in system.groups.items():
            if system.relation(code, members):
                yield name, None, GROUP


def _recorded(item: Field, dimension: Dimension, context: Context) -> Iterator[Tag]:
    records = context.facts.records(item.name)
    part, start, end = item.part("name"), item.part("start"), item.part("end")
    assert part is not None and part.system is not None
    for record in records.rows:
        code = record.values.get(part.name)
        if not isinstance(code, str):
            continue
        holds = asks_record(question(item, code))(context, record)
        if holds is False:
            continue
        until = _day(record, end) if end and not item.open_ended else None
        ground = record_text(record, item) + ("" if holds else "，没有写有效期")
        for label, its, relation in labels_of(code, part.system, dimension):
            state = HOLDS if holds else OPEN
            yield Tag(label, its, relation, state, records.source, _day(record, start), until, ground)


@cache
def question(item: Field, code: str) -> t.Has:
    """What a list is asked so that its own rules of validity answer: is there a record of this name, in force?"""
    return t.Has(item.asked_by or "", item, (t.Name(code, frozenset({code})),))


def _day(record: Record, part: Field | None) -> dt.date | None:
    value = record.values.get(part.name) if part else None
    return value if isinstance(value, dt.date) else None


def _conditional(dimension: Dimension, context: Context, vocabulary: Vocabulary) -> Iterator[Tag]:
    for label, node in dimension.tags.items():
        context.lookups = []
        truth = compiled(node)(context)
        lookups, context.lookups = context.lookups, None
        if truth is not True:
            continue
        source, day = provenance(lookups)
        rule = "" if isinstance(node, t.FieldRef) else f"{print_tree(node)}："
        yield Tag(label, None, SELF, HOLDS, source, day, None, rule + told(lookups, vocabulary))


def told(lookups: list[Lookup], vocabulary: Vocabulary) -> str:
    """The facts used, in words, each once; of a derived one, what it was derived from."""
    texts = []
    for one in lookups:
        from_what = dict.fromkeys(lookup_text(inner, vocabulary) for inner in one.inputs)
        text = lookup_text(replace(one, inputs=()), vocabulary)
        texts.append(f"{text}，由 {'、'.join(from_what)} 得出" if from_what else text)
    return JOINT.join(dict.fromkeys(texts))


def provenance(lookups: list[Lookup]) -> tuple[str, dt.date | None]:
    """The weakest source and the newest date among the facts used, those that others were derived from included."""
    source, day = OFFICIAL, None
    for one in lookups:
        inner_source, inner_day = provenance(list(one.inputs))
        source = weaker(source, inner_source) if one.inputs else source
        if one.fact is not None:
            source = weaker(source, one.fact.source)
        days = [known for known in (day, inner_day, one.fact.date if one.fact else None) if known]
        day = max(days) if days else None
    return source, day
