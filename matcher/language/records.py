"""Evaluates what is asked of lists and records, one enterprise at a time: 包含 列入 曾获 存在 次数 合计."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from matcher.language import tree as t
from matcher.language.facts import Context, Fact, Lookup
from matcher.language.operators import OPERATORS, ListOperator
from matcher.language.operators.lists import any_of
from matcher.language.systems import CodeSystem
from matcher.language.values import Record, Records, Truth
from matcher.language.vocabulary import Field

Evaluator = Callable[[Context], Any]


def names_of(node: t.Has) -> tuple[frozenset[str], CodeSystem]:
    """The codes a list question asks for, and the system they belong to."""
    part = node.field.part("name")
    assert part is not None and part.system is not None
    return frozenset().union(*(name.codes for name in node.names if isinstance(name, t.Name))), part.system


def needed_cover(codes: frozenset[str], system: CodeSystem) -> frozenset[str]:
    """The names a list must cover to answer no: what is asked, and all that would satisfy it."""
    return frozenset().union(*(system.under(code) | {code} for code in codes))


def asks_record(node: t.Has) -> Callable[[Context, Record], Truth]:
    """The question that a list operator asks of each record."""
    codes, system = names_of(node)
    operator = OPERATORS[node.op]
    assert isinstance(operator, ListOperator)
    name, start, end, year = (node.field.part(role) for role in ("name", "start", "end", "year"))
    assert name is not None

    def ask(context: Context, record: Record) -> Truth:
        named = _name_answer(record.values.get(name.name), codes, system)
        if named is False:
            _strange_name(context, node.field, record.values.get(name.name), system)
            return False
        if named is None:
            context.saw(Lookup(name.name, None, None, False))
        truths: list[Truth] = [named]
        if operator.valid and not record.asserted:
            truths.append(_valid(context, record, start, end, node.field))
        else:
            truths.append(_begun(context, record, start, year))
        if node.years is not None:
            truths.append(_within(context, record, start, year, node.years))
        return False if False in truths else None if None in truths else True

    return ask


def _strange_name(context: Context, field: Field, value: object, system: CodeSystem) -> None:
    """Says that a listed name is in no table: it counts as another name, though it may be a misspelt one."""
    if not system.open and value not in system.entries:
        context.review(f"「{field.name}」里的「{value}」不在代码表里，按另一个名称处理")


def _name_answer(value: Any, codes: frozenset[str], system: CodeSystem) -> Truth:
    if value is None:
        return None
    return value in codes if value not in system.entries else system.relation(value, codes)


def _valid(context: Context, record: Record, start: Field | None, end: Field | None, field: Field) -> Truth:
    begun = record.values.get(start.name) if start else None
    if isinstance(begun, dt.date) and begun > context.as_of:
        return False
    ends = record.values.get(end.name) if end else None
    if isinstance(ends, dt.date):
        # A list that is left on a day (移出) no longer holds that day; a certificate holds through its last day.
        return ends > context.as_of if field.open_ended else ends >= context.as_of
    if field.open_ended or end is None:
        return True
    context.saw(Lookup(end.name, None, None, False))
    return None


def _begun(context: Context, record: Record, start: Field | None, year: Field | None) -> Truth:
    """False for what surely comes after as_of: a support granted next year is not yet 曾获."""
    begun = record.values.get(start.name) if start else None
    if isinstance(begun, dt.date):
        return begun <= context.as_of
    granted = record.values.get(year.name) if year else None
    return not (isinstance(granted, int) and granted > context.as_of.year)


def _within(context: Context, record: Record, start: Field | None, year: Field | None, years: int) -> Truth:
    granted = record.values.get(year.name) if year else None
    if granted is None and start is not None and isinstance(record.values.get(start.name), dt.date):
        granted = record.values[start.name].year  # type: ignore[attr-defined]
    if not isinstance(granted, int):
        part = year or start
        context.saw(Lookup(part.name if part else "", None, None, False))
        return None
    return context.as_of.year - years <= granted <= context.as_of.year


def has(node: t.Has, compile_: Callable[[t.Node], Evaluator]) -> Evaluator:
    """The evaluator of 包含, 曾有, 列入, 曾获."""
    del compile_
    codes, system = names_of(node)
    cover = needed_cover(codes, system)
    ask = asks_record(node)

    def evaluate(context: Context) -> Truth:
        records = context.facts.records(node.field.name)
        statuses = [_quietly(ask, context, record) for record in records.rows]
        complete = records.complete or cover <= records.covers
        answer = any_of([status for status, _ in statuses], complete)
        _saw_list(context, node.field, records, statuses, answer, complete)
        return answer

    return evaluate


def _quietly(ask: Any, context: Context, record: Record) -> tuple[Truth, list[Lookup]]:
    """A record's answer, and what it lacked: shown only where the record stays undecided."""
    inner: list[Lookup] = []
    outer, context.lookups = context.lookups, None if context.lookups is None else inner
    status = ask(context, record)
    context.lookups = outer
    return status, inner


def _saw_list(
    context: Context,
    field: Field,
    records: Records,
    statuses: list[tuple[Truth, list[Lookup]]],
    answer: Any,
    complete: bool,
) -> None:
    if context.lookups is None:
        return
    for status, lookups in statuses:
        if status is None:
            context.lookups.extend(lookup for lookup in lookups if not lookup.known)
    matching = [
        record for record, (status, _) in zip(records.rows, statuses, strict=True) if status is not False
    ]
    known = complete or answer is not None
    fact = Fact(tuple(matching), records.source) if matching or records.covers else None
    context.saw(Lookup(field.name, None, fact, known))


def counted(node: t.Counted, compile_: Callable[[t.Node], Evaluator]) -> Evaluator:
    """The evaluator of 存在, 次数 and 合计 over records."""
    ask = _asks(node, compile_)
    cover = cover_of(node.field, node.condition)
    operator = OPERATORS[node.op]

    def evaluate(context: Context) -> Any:
        records = context.facts.records(node.field.name)
        statuses = [_quietly(ask, context, record) for record in records.rows]
        truths = [status for status, _ in statuses]
        if node.of is not None:
            _saw_amounts(context, node.of, records, statuses)
        complete = records.complete or (cover is not None and cover <= records.covers)
        if node.of is not None:
            name = node.of.name
            answer = operator.scalar(truths, complete, [record.values.get(name) for record in records.rows])
        else:
            answer = operator.scalar(truths, complete)
        _saw_list(context, node.field, records, statuses, answer if node.op == "存在" else None, complete)
        return answer

    return evaluate


def _saw_amounts(
    context: Context, of: Field, records: Records, statuses: list[tuple[Truth, list[Lookup]]]
) -> None:
    """Notes that the amount of a record that counts, or may count, is missing."""
    counts = [
        record for record, (status, _) in zip(records.rows, statuses, strict=True) if status is not False
    ]
    if any(record.values.get(of.name) is None for record in counts):
        context.saw(Lookup(of.name, None, None, False))


def _asks(node: t.Counted, compile_: Callable[[t.Node], Evaluator]) -> Callable[[Context, Record], Truth]:
    if node.condition is None:
        return lambda context, record: True
    if isinstance(node.condition, t.Has):
        return asks_record(node.condition)
    condition = compile_(node.condition)

    def ask(context: Context, record: Record) -> Truth:
        outer, context.record = context.record, record
        try:
            return condition(context)  # type: ignore[no-any-return]
        finally:
            context.record = outer

    return ask


def cover_of(field: Field, condition: t.Node | None) -> frozenset[str] | None:
    """The names that must be covered for a no, where the condition pins the record's name; None: every name."""
    if isinstance(condition, t.Has):
        codes, system = names_of(condition)
        return needed_cover(codes, system)
    part = field.part("name")
    if condition is None or part is None or part.system is None:
        return None
    codes_asked = pinned_names(condition, part)
    return None if codes_asked is None else needed_cover(codes_asked, part.system)


def pinned_names(node: t.Node, part: Field) -> frozenset[str] | None:
    """The names to which a record condition limits itself, or None where it is open to any."""
    if isinstance(node, t.And):
        pins = [pin for item in node.items if (pin := pinned_names(item, part)) is not None]
        return frozenset.intersection(*pins) or pins[0] if pins else None
    if isinstance(node, t.Or):
        parts = [pinned_names(item, part) for item in node.items]
        return (
            None if any(pin is None for pin in parts) else frozenset().union(*(pin for pin in parts if pin))
        )
    names: list[t.Node] = []
    if isinstance(node, t.Call) and node.op == "=" and _is_part(node.args[0], part):
        names = [node.args[1]]
    elif isinstance(node, t.Member) and _is_part(node.item, part):
        names = list(node.names)
    codes = [name.codes for name in names if isinstance(name, t.Name)]
    return frozenset().union(*codes) if codes else None


def _is_part(node: t.Node, part: Field) -> bool:
    return isinstance(node, t.FieldRef) and node.field is part
