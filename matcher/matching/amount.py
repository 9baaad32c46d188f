"""What a policy is worth to an enterprise: an amount in bounds, never a made-up figure.

Tiers are read in order: the first that holds pays; one that is unknown widens the bounds. 择优 may give nothing.
Amounts are what the enterprise would get if it is found eligible.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcher.language import tree as t
from matcher.language.facts import Context
from matcher.language.scalar import compiled
from matcher.language.units import base
from matcher.language.values import Num, Record
from matcher.language.vocabulary import Field
from matcher.policies.model import Benefit, Pay, Policy

ZERO = Fraction(0)
YUAN = base("人民币")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount between `low` and `high` (None: the source sets no limit, or it rests on a missing fact)."""

    low: Fraction
    high: Fraction | None
    missing: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the amount is known exactly."""
        return self.low == self.high


def amount_of(policy: Policy, context: Context) -> Amount | None:
    """The amount of a policy for an enterprise, in 元; None where the benefit is not money or states none."""
    benefit = policy.benefit
    if not (benefit.pay or benefit.tiers or benefit.cap):
        return None
    if any(pay.dimension != YUAN for pay in _pays(benefit)):
        return None
    lookups = context.lookups = []
    low, high = _per_record(policy, context) if benefit.per is not None else _ladder(benefit, context)
    missing = tuple(dict.fromkeys(each.name for each in lookups if not each.known and each.name))
    context.lookups = None
    if benefit.cap is not None:
        cap = compiled(benefit.cap.node)(context)
        low, high = min(low, cap.high), cap.high if high is None else min(high, cap.high)
    low = ZERO if benefit.select else max(low, ZERO)
    return Amount(low, None if high is None else max(high, low), () if low == high else missing)


def _pays(benefit: Benefit) -> list[Pay]:
    return [
        pay for pay in (benefit.pay, benefit.cap, *(tier.pay for tier in benefit.tiers)) if pay is not None
    ]


def _ladder(benefit: Benefit, context: Context) -> tuple[Fraction, Fraction | None]:
    """The bounds over every tier that may be the one that pays."""
    bounds: list[tuple[Fraction, Fraction | None]] = []
    for tier in benefit.tiers:
        truth = True if tier.node is None else compiled(tier.node)(context)
        if truth is not False:
            bounds.append(_bounds(tier.pay, context))
        if truth is True:
            break
    if not bounds:
        if benefit.pay is not None:
            return _bounds(benefit.pay, context)
        return ZERO, ZERO if benefit.tiers else None
    highs = [high for _, high in bounds]
    return min(low for low, _ in bounds), None if None in highs else max(
        high for high in highs if high is not None
    )


def _bounds(pay: Pay, context: Context) -> tuple[Fraction, Fraction | None]:
    value = compiled(pay.node)(context)
    if not isinstance(value, Num):
        return ZERO, None
    low = ZERO if value.low is None else max(value.low, ZERO)
    return low, None if value.high is None else max(value.high, low)


def _per_record(policy: Policy, context: Context) -> tuple[Fraction, Fraction | None]:
    """The sum over the records that qualify; records that may qualify add to the upper bound."""
    item = policy.benefit.per
    assert item is not None
    low, high = ZERO, ZERO
    endless = not context.facts.records(item.name).complete
    questions = _qualifying(policy, item)
    for record in context.facts.records(item.name).rows:
        outer, context.record = context.record, record
        sure = _qualifies(questions, context, record)
        least, most = (ZERO, ZERO) if sure is False else _ladder(policy.benefit, context)
        context.record = outer
        low += least if sure else ZERO
        endless = endless or most is None
        high += most or ZERO
    return low, None if endless else high


def _qualifying(policy: Policy, item: Field) -> list[t.Node]:
    return [
        node.condition
        for condition in policy.conditions
        if condition.demand is not None
        for node in _conjuncts(condition.demand)
        if isinstance(node, t.Counted)
        and node.op == "存在"
        and node.field is item
        and node.condition is not None
    ]


def _conjuncts(node: t.Node) -> tuple[t.Node, ...]:
    return node.items if isinstance(node, t.And) else (node,)


def _qualifies(questions: list[t.Node], context: Context, record: Record) -> bool | None:
    truths = [compiled(question)(context) for question in questions]
    return False if False in truths else None if None in truths else True
