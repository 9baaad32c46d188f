"""Eligibility of one enterprise for one policy, with the reasons: the answer that everything else agrees with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from matcher.language.explain import Part, explained, verdict_word
from matcher.language.facts import OFFICIAL, Context, Facts, Lookup, weaker
from matcher.language.kleene import kleene_and
from matcher.language.scalar import compiled
from matcher.language.values import Truth
from matcher.language.vocabulary import Vocabulary
from matcher.matching.amount import Amount, amount_of
from matcher.matching.near import is_near
from matcher.matching.status import group_of, status_of
from matcher.policies.model import Condition, Policy


@dataclass(frozen=True)
class Reason:
    """A condition of the policy and what it answered; `part` is what the policy demands (排除 turned around)."""

    condition: Condition | None
    part: Part
    decides: bool = True


@dataclass(frozen=True)
class Assessment:
    """Everything that follows for one enterprise and one policy at one date, relevance aside."""

    policy: Policy
    as_of: dt.date
    truth: Truth
    near: bool
    basis: str | None
    status: str
    group: str
    amount: Amount | None
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> str:
        """符合, 待核实 or 不符合."""
        return verdict_word(self.truth)

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that are missing; none where the verdict is decided."""
        if self.truth is not None:
            return ()
        return tuple(dict.fromkeys(name for one in self.reasons if one.decides for name in one.part.missing))

    @property
    def review(self) -> tuple[str, ...]:
        """Remarks for a person."""
        return tuple(dict.fromkeys(remark for one in self.reasons for remark in one.part.reviews))

    @property
    def failed(self) -> tuple[Part, ...]:
        """The conditions because of which the enterprise is not eligible."""
        return tuple(leaf for one in self.reasons if one.decides for leaf in one.part.failed())


def verdict_of(policy: Policy, facts: Facts, as_of: dt.date) -> Truth:
    """The bare verdict: True 符合, None 待核实, False 不符合."""
    answer: Truth = compiled(policy.demand)(Context.at(facts, as_of, policy.base_year, policy.base_date))
    return answer


def assess(policy: Policy, facts: Facts, as_of: dt.date, vocabulary: Vocabulary) -> Assessment:
    """Eligibility with reasons, amount, status and group.

    Args:
        policy: the item.
        facts: what is known of the enterprise.
        as_of: the date of the question.
        vocabulary: the dictionary, for what is movable.
    """
    context = Context.at(facts, as_of, policy.base_year, policy.base_date)
    reasons = [_reason(condition, context) for condition in policy.conditions]
    if policy.threshold is not None:
        reasons.append(Reason(None, explained(policy.threshold, context)))
    deciding = [one.part for one in reasons if one.decides]
    truth = kleene_and([part.truth for part in deciding])
    near = truth is False and is_near(deciding, vocabulary)
    status = status_of(policy, as_of)
    amount = None if truth is False and not near else amount_of(policy, context)
    if near and amount is not None and amount.high == 0:
        amount = None  # no step of the ladder is reached yet: what it would pay cannot be told
    return Assessment(
        policy,
        as_of,
        truth,
        near,
        basis_of(deciding, truth),
        status,
        group_of(truth, near, status),
        amount,
        tuple(reasons),
    )


def _reason(condition: Condition, context: Context) -> Reason:
    if condition.demand is None:
        return Reason(condition, explained(condition.node, context), decides=False)
    return Reason(condition, explained(condition.demand, context))


def basis_of(parts: list[Part], truth: Truth) -> str | None:
    """The weakest source among the facts that decided; None while nothing is decided.

    What holds rests on all that had to hold; what fails rests on the strongest single failure.
    """
    if truth is None:
        return None
    sources = [source for part in parts if part.truth is truth and (source := _source(part)) is not None]
    if not sources:
        return OFFICIAL
    result = sources[0]
    for source in sources[1:]:
        weakest = weaker(result, source)
        result = weakest if truth else (source if weakest == result else result)
    return result


def _source(part: Part) -> str | None:
    """The weakest source among the facts that decided a part."""
    leaves = [leaf for leaf in part.leaves() if leaf.truth is not None]
    sources = [source for leaf in leaves for lookup in leaf.lookups for source in _lookup_sources(lookup)]
    result = None
    for source in sources:
        result = source if result is None else weaker(result, source)
    return result


def _lookup_sources(lookup: Lookup) -> list[str]:
    return [lookup.fact.source] if lookup.fact is not None else []
