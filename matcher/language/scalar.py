"""Evaluates a tree for one enterprise: every node becomes a closure over a Context.

This is the reference evaluator: exact (Fractions), three-valued, and it can tell which facts it used. columns.py
must give the same verdicts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from matcher.language import tree as t
from matcher.language.codes import code_equal, fields_equal, member, shared_system
from matcher.language.derived import derived_lookup, preferred
from matcher.language.facts import Context, Fact, Lookup
from matcher.language.kleene import Options, at_least, either_of, kleene_and
from matcher.language.operators import OPERATORS, YearsOperator
from matcher.language.operators.compare import COMPARISONS
from matcher.language.operators.years import Growth, power_bound
from matcher.language.records import counted, has
from matcher.language.values import Num, Truth, negate
from matcher.language.vocabulary import BOOLEAN, Field

Evaluator = Callable[[Context], Any]
COMPARING = frozenset(row.name for row in COMPARISONS)
_CONDITIONS = (t.And, t.Or, t.Not, t.AtLeast, t.Judgment, t.Member, t.Every, t.Has, t.FirstReach)


def compiled(node: t.Node) -> Evaluator:
    """The evaluator of a node: a truth for a condition, a value for an amount.

    Raises:
        LookupError: for a node that has no rule.
    """
    return _compiled(t.ById(node))


@lru_cache(maxsize=100_000)
def _compiled(key: t.ById) -> Evaluator:
    rule = _RULES.get(type(key.node))
    if rule is None:
        raise LookupError(f"no evaluation rule for {type(key.node).__name__}")
    return _telling(rule(key.node)) if is_condition(key.node) else rule(key.node)


def _telling(condition: Evaluator) -> Evaluator:
    """A condition that, once decided, calls nothing missing any more (LANGUAGE 2)."""

    def evaluate(context: Context) -> Any:
        if context.lookups is None:
            return condition(context)
        before = len(context.lookups)
        answer = condition(context)
        if answer is not None:
            seen = context.lookups[before:]
            context.lookups[before:] = [replace(each, known=True) for each in seen if each.fact is not None]
        return answer

    return evaluate


# --- Boolean ----------------------------------------------------------------------------------------------
def _and(node: t.And) -> Evaluator:
    items = [compiled(item) for item in node.items]

    def evaluate(context: Context) -> Truth:
        answer: Truth = True
        for item in items:
            truth = item(context)
            if truth is False:
                return False
            if truth is None:
                answer = None
        return answer

    return evaluate


def _or(node: t.Or) -> Evaluator:
    items = [compiled(item) for item in node.items]

    def evaluate(context: Context) -> Truth:
        answer: Truth = False
        for item in items:
            truth = item(context)
            if truth is True:
                return True
            if truth is None:
                answer = None
        return answer

    return evaluate


def _not(node: t.Not) -> Evaluator:
    item = compiled(node.item)
    return lambda context: negate(item(context))


def _at_least(node: t.AtLeast) -> Evaluator:
    items = [compiled(item) for item in node.items]
    return lambda context: at_least(node.count, [item(context) for item in items])


def _if(node: t.If) -> Evaluator:
    condition, then = compiled(node.condition), compiled(node.then)
    otherwise = compiled(node.otherwise) if node.otherwise is not None else _unasked(node.then)

    def evaluate(context: Context) -> Any:
        chosen = condition(context)
        if chosen is None and otherwise is nothing:  # whether a value is lacking cannot be told either
            return either_of(then(context), None)
        if chosen is None:
            return either_of(then(context), otherwise(context))
        return then(context) if chosen else otherwise(context)

    return evaluate


def is_condition(node: t.Node) -> bool:
    """Whether a node gives a truth rather than a value."""
    if isinstance(node, t.If):
        return is_condition(node.then)
    if isinstance(node, t.Call):
        return node.op in COMPARING
    if isinstance(node, t.FieldRef):
        return node.field.kind == BOOLEAN
    if isinstance(node, t.At):
        return is_condition(node.item)
    if isinstance(node, t.Counted):
        return node.op == "存在"
    return isinstance(node, _CONDITIONS)


def _unasked(then: t.Node) -> Evaluator:
    """若 without 否则: a condition that is not asked for holds (LANGUAGE 1); a value is simply not given."""
    return (lambda context: True) if is_condition(then) else nothing


def nothing(context: Context) -> None:
    """The value of a 若 without 否则 whose condition does not hold."""
    context.review("没有适用的一档，得不出值")


def _judgment(node: t.Judgment) -> Evaluator:
    def evaluate(context: Context) -> Truth:
        fact = context.facts.judgment(node.question)
        context.saw(Lookup(f"人工认定「{node.question}」", None, fact, fact is not None))
        return None if fact is None else bool(fact.value)

    return evaluate


# --- values -----------------------------------------------------------------------------------------------
def _number(node: t.Number) -> Evaluator:
    value = Num.point(node.value)
    return lambda context: value


def _constant(value: Any) -> Evaluator:
    return lambda context: value


def year_of(node: t.YearWord, base_year: int) -> int:
    """The calendar year that a year word means."""
    return node.absolute if node.absolute is not None else base_year + (node.offset or 0)


def _field(node: t.FieldRef) -> Evaluator:
    field = node.field
    if field.owner is not None:
        return _record_field(field)
    if field.derivation is not None:
        return _derived_field(field, field.derivation)

    def evaluate(context: Context) -> Any:
        fact = context.facts.fact(field.name, context.year if field.by_year else None)
        context.saw(Lookup(field.name, context.year if field.by_year else None, fact, fact is not None))
        return None if fact is None else fact.value

    return evaluate


def _record_field(field: Field) -> Evaluator:
    def evaluate(context: Context) -> Any:
        value = context.record.values.get(field.name)
        context.saw(Lookup(field.name, None, None if value is None else Fact(value), value is not None))
        return value

    return evaluate


def depends_on_year(field: Field) -> bool:
    """Whether a point-in-time field is derived from yearly ones (历史最高): a stated one is as of 上年 only."""
    parts = field.derivation.walk() if field.derivation is not None else ()
    return not field.by_year and any(isinstance(part, t.FieldRef) and part.field.by_year for part in parts)


def _derived_field(field: Field, derivation: t.Node) -> Evaluator:
    derive = compiled(derivation)
    as_of_base = depends_on_year(field)

    def evaluate(context: Context) -> Any:
        year = context.year if field.by_year else None
        inner: list[Lookup] = []
        outer, context.lookups = context.lookups, None if context.lookups is None else inner
        derived = derive(context)
        context.lookups = outer
        stated = (
            None if as_of_base and context.year != context.base_year else context.facts.fact(field.name, year)
        )
        value, conflict = preferred(derived, stated)
        if conflict:
            context.review(f"「{field.name}」填报的值与其他事实推出的不一致，按推出的值")
        if outer is not None:
            context.saw(derived_lookup(field, year, value, derived, stated, inner))
        return value

    return evaluate


# --- operators --------------------------------------------------------------------------------------------
def _call(node: t.Call) -> Evaluator:
    operator = OPERATORS[node.op]
    if node.op in {"=", "≠"} and any(isinstance(arg, t.Name) for arg in node.args):
        return code_equal(node, compiled)
    if (system := shared_system(node)) is not None:
        return fields_equal(node, system, compiled)
    args = [compiled(arg) for arg in node.args]
    if any(is_compound(arg) for arg in node.args):
        return _compound_compare(node, args)

    def evaluate(context: Context) -> Any:
        values = [arg(context) for arg in args]
        if any(isinstance(value, Options) for value in values):
            return _over_options(operator.scalar, context, values)
        return operator.scalar(context, *values)

    return evaluate


def _over_options(function: Any, context: Context, values: list[Any]) -> Any:
    place = next(i for i, value in enumerate(values) if isinstance(value, Options))
    answers = set()
    for option in values[place].values:
        filled = [*values[:place], option, *values[place + 1 :]]
        more = any(isinstance(value, Options) for value in filled)
        answers.add(_over_options(function, context, filled) if more else function(context, *filled))
    return next(iter(answers)) if len(answers) == 1 else None


def is_compound(node: t.Node) -> bool:
    """Whether a node is a compound growth rate."""
    return isinstance(node, t.Window) and node.op == "年均增长率"


def compound_bound(rate: Fraction, intervals: int) -> Fraction | None:
    """The ratio to compare with instead of a rate; None below −100%, which every growth exceeds."""
    return None if rate < -1 else power_bound(rate, intervals)


def _compound_compare(node: t.Call, args: list[Evaluator]) -> Evaluator:
    operator = OPERATORS[node.op]

    def evaluate(context: Context) -> Truth:
        values = [arg(context) for arg in args]
        growth = next((value for value in values if isinstance(value, Growth)), None)
        if growth is None:
            return None
        swapped: list[Any] = []
        for value in values:
            if value is growth:
                swapped.append(growth.ratio)
            else:
                bound = compound_bound(value.low, growth.intervals)
                swapped.append(Num.point(Fraction(-1) if bound is None else bound))
        return operator.scalar(context, *swapped)  # type: ignore[no-any-return]

    return evaluate


def _at(node: t.At) -> Evaluator:
    item = compiled(node.item)

    def evaluate(context: Context) -> Any:
        outer, context.year = context.year, year_of(node.year, context.base_year)
        try:
            return item(context)
        finally:
            context.year = outer

    return evaluate


def in_year(item: Evaluator, context: Context, year: int) -> Any:
    """The item evaluated with `year` in force."""
    outer, context.year = context.year, year
    try:
        return item(context)
    finally:
        context.year = outer


def _every(node: t.Every) -> Evaluator:
    item = compiled(node.item)

    def evaluate(context: Context) -> Truth:
        end = context.year
        return kleene_and([in_year(item, context, end - back) for back in range(node.years)])

    return evaluate


def _window(node: t.Window) -> Evaluator:
    operator = OPERATORS[node.op]
    assert isinstance(operator, YearsOperator)
    item = compiled(node.item)
    if node.op == "历史最高":
        return _peak(node, item, operator)
    offsets = list(operator.offsets(node.years or 0))

    def evaluate(context: Context) -> Any:
        values = [in_year(item, context, context.year + offset) for offset in offsets]
        if node.op == "年均增长率":
            return operator.scalar(context, values, node.years)
        return operator.scalar(context, values)

    return evaluate


def yearly_names(node: t.Node) -> frozenset[str]:
    """The fields by year that a value rests on, derivations followed."""
    names: set[str] = set()
    for part in node.walk():
        if isinstance(part, t.FieldRef) and part.field.owner is None:
            if part.field.by_year:
                names.add(part.field.name)
            if part.field.derivation is not None:
                names |= yearly_names(part.field.derivation)
    return frozenset(names)


def _peak(node: t.Window, item: Evaluator, operator: YearsOperator) -> Evaluator:
    yearly = yearly_names(node.item)
    subject = next((part.field.name for part in node.walk() if isinstance(part, t.FieldRef)), "")

    def evaluate(context: Context) -> Num | None:
        years = {year for name in yearly for year in context.facts.known_years(name) if year < context.year}
        values = {year: in_year(item, context, year) for year in sorted(years)}
        founded = context.facts.founded()
        complete = founded is not None and all(
            (value := values.get(year)) is not None and value.is_point
            for year in range(founded.value.year, context.year)
        )
        answer = operator.scalar(context, list(values.values()), complete)
        context.saw(Lookup(subject, None, None, answer is not None and answer.is_point))
        return answer  # type: ignore[no-any-return]

    return evaluate


def _first(node: t.FirstReach) -> Evaluator:
    return compiled(node.core)


_RULES: dict[type, Callable[[Any], Evaluator]] = {
    t.And: _and,
    t.Or: _or,
    t.Not: _not,
    t.AtLeast: _at_least,
    t.If: _if,
    t.Judgment: _judgment,
    t.Number: _number,
    t.Day: lambda node: _constant(node.value),
    t.Span_: lambda node: _constant(node.value),
    t.BaseDay: lambda node: lambda context: context.base_date,
    t.YearWord: lambda node: lambda context: year_of(node, context.base_year),
    t.FieldRef: _field,
    t.Call: _call,
    t.Member: lambda node: member(node, compiled),
    t.At: _at,
    t.Every: _every,
    t.Window: _window,
    t.Has: lambda node: has(node, compiled),
    t.Counted: lambda node: counted(node, compiled),
    t.FirstReach: _first,
    t.Name: lambda node: _constant(next(iter(node.codes)) if len(node.codes) == 1 else Options(node.codes)),
    t.Words: lambda node: _constant(node.text),
}
