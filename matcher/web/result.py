"""The answer for one enterprise as the pages show it: assessments with their scores, filtered, ordered, summed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from matcher.matching.amount import Amount
from matcher.matching.eligibility import Assessment
from matcher.matching.status import (
    ALWAYS_OPEN,
    CLOSED,
    GROUPS,
    NOT_IN_FORCE,
    NOT_OPEN,
    OPEN,
    STATUSES,
    TO_CHECK,
    UNFIT,
    VOID,
    deadline,
)
from matcher.policies.model import LEVELS, Policy

BY_SCORE, BY_AMOUNT, BY_DEADLINE, BY_STATUS, BY_LEVEL = (
    "综合得分",
    "金额从高到低",
    "截止日期",
    "政策状态",
    "政策层级",
)
USABLE = (OPEN, ALWAYS_OPEN, NOT_OPEN, TO_CHECK, NOT_IN_FORCE, CLOSED, VOID)
"""States in the order in which a person can use them."""


@dataclass(frozen=True)
class Result:
    """One enterprise at one date: every policy's assessment; scores only where a registry row was asked."""

    name: str
    code: str
    as_of: dt.date
    origin: str
    assessments: tuple[Assessment, ...]
    scores: Mapping[str, float] = field(default_factory=dict)

    def orders(self) -> list[str]:
        """The orders that this answer can be shown in."""
        rest = [BY_AMOUNT, BY_DEADLINE, BY_STATUS, BY_LEVEL]
        return [BY_SCORE, *rest] if self.scores else rest


@dataclass(frozen=True)
class Filters:
    """What a person wants to see; empty means all."""

    groups: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    words: str = ""
    unfit: bool = False

    def keeps(self, one: Assessment) -> bool:
        """Whether an assessment is shown."""
        if one.group == UNFIT and not (self.unfit or UNFIT in self.groups):
            return False
        if self.groups and one.group not in self.groups:
            return False
        return self.keeps_policy(one.policy) and (not self.statuses or one.status in self.statuses)

    def keeps_policy(self, policy: Policy) -> bool:
        """Whether a policy itself, its status aside, is shown."""
        chosen = (
            (self.levels, (policy.document.level,)),
            (self.departments, policy.departments),
            (self.tags, tags_of(policy)),
        )
        if any(wanted and not set(wanted) & set(has) for wanted, has in chosen):
            return False
        text = _searched(policy)
        return all(word.casefold() in text for word in self.words.split())


@dataclass(frozen=True)
class Total:
    """A group in figures: how many, the sum of the amounts, and how many have no sum that could be added."""

    group: str
    count: int
    amount: Amount
    open: int
    without: int


def tags_of(policy: Policy) -> tuple[str, ...]:
    """The labels of a policy, dimension first, so that equal words of two dimensions stay apart."""
    return tuple(f"{dimension}：{value}" for dimension, values in policy.tags.items() for value in values)


def _searched(policy: Policy) -> str:
    texts: Iterable[str] = (
        policy.title, policy.summary, policy.id, policy.document.title, policy.document.number or "", policy.article,
        *policy.departments, *policy.series, *tags_of(policy), *(one.text for one in policy.conditions),
    )  # fmt: skip
    return "\n".join(texts).casefold()


def totals(found: Sequence[Assessment]) -> list[Total]:
    """Every group in figures, in the order of groups; what cannot be added is counted instead of guessed."""
    return [_total(group, [one for one in found if one.group == group]) for group in GROUPS]


def _total(group: str, members: Sequence[Assessment]) -> Total:
    amounts = [one.amount for one in members if one.amount is not None]
    bounded = [amount for amount in amounts if amount.high is not None]
    low = sum((amount.low for amount in amounts), Fraction(0))
    high = sum((amount.high for amount in bounded if amount.high is not None), Fraction(0))
    open_ones = len(amounts) - len(bounded)
    return Total(group, len(members), Amount(low, max(low, high)), open_ones, len(members) - len(amounts))


def ordered(found: Iterable[Assessment], order: str, scores: Mapping[str, float]) -> list[Assessment]:
    """The assessments in the order of groups, inside a group as wanted."""

    def key(one: Assessment) -> tuple[object, ...]:
        end = deadline(one.policy, one.as_of)
        inside: dict[str, tuple[object, ...]] = {
            BY_SCORE: (-scores.get(one.policy.id, 0.0),),
            BY_AMOUNT: (),
            BY_DEADLINE: (end is None, end or dt.date.max),
            BY_STATUS: (USABLE.index(one.status) if one.status in USABLE else len(STATUSES),),
            BY_LEVEL: (
                LEVELS.index(one.policy.document.level) if one.policy.document.level in LEVELS else 9,
            ),
        }
        return (GROUPS.index(one.group), *inside[order], -most(one.amount), one.policy.id)

    return sorted(found, key=key)


def most(amount: Amount | None) -> float:
    """The most that an amount can be, for ordering; an unlimited one counts by what is sure."""
    if amount is None:
        return 0.0
    return float(amount.low if amount.high is None else amount.high)
