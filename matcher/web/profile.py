"""The head of an enterprise: what is known of it in a few lines, each with its year, source and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.enterprises.facts import EnterpriseFacts
from matcher.language.display import value_text
from matcher.language.facts import Context, Lookup
from matcher.language.parse import parse_value
from matcher.language.scalar import compiled
from matcher.language.vocabulary import Vocabulary
from matcher.matching.eligibility import Assessment
from matcher.matching.status import UNDETERMINED
from matcher.policies.library import Library

JUDGMENT = "人工认定"


@dataclass(frozen=True)
class Known:
    """One line of the head: what it is, its value (None: not known), and where that comes from."""

    label: str
    value: str | None
    origin: str = ""


@dataclass(frozen=True)
class Gap:
    """A fact that is missing, and the policies that wait for it."""

    name: str
    department: str
    policies: tuple[str, ...]


def head(
    facts: EnterpriseFacts, wanted: Sequence[str], vocabulary: Vocabulary, as_of: dt.date
) -> list[Known]:
    """The values of the head (expressions of the condition language) for an enterprise at a date."""
    return [_known(text, facts, vocabulary, as_of) for text in wanted]


def _known(text: str, facts: EnterpriseFacts, vocabulary: Vocabulary, as_of: dt.date) -> Known:
    context = Context.at(facts, as_of)
    context.lookups = []
    node, _ = parse_value(text, vocabulary)
    value = compiled(node)(context)
    item = vocabulary.field(text)
    if value is None:
        return Known(text, None)
    return Known(text, value_text(value, item), _origin(context.lookups))


def _origin(lookups: Iterable[Lookup]) -> str:
    """Year, source, department and date of the first fact that was found."""
    found = next((one for one in lookups if one.fact is not None), None)
    if found is None or found.fact is None:
        return ""
    parts = [
        f"{found.year}年度" if found.year else "",
        found.fact.source,
        found.fact.department,
        found.fact.date.isoformat() if found.fact.date else "",
    ]
    return " · ".join(part for part in parts if part) + (" · 由其他事实得出" if found.inputs else "")


def known_count(facts: EnterpriseFacts) -> int:
    """How many fields something is known of."""
    return len({*facts.points, *facts.yearly, *facts.lists})


def asked_count(library: Library) -> int:
    """How many fields the policies of the library ask for, those that are computed from others aside."""
    names = set().union(*(policy.fields() for policy in library))
    fields = [library.vocabulary.field(name) for name in names]
    return sum(item is not None and item.derivation is None for item in fields)


def gaps(found: Sequence[Assessment], vocabulary: Vocabulary) -> list[Gap]:
    """The missing facts of the undecided policies, those that the most policies wait for first."""
    waiting: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.group == UNDETERMINED:
            for name in one.missing:
                waiting.setdefault((department_of(name, one, vocabulary), name), []).append(one.policy.title)
    listed = [Gap(name, department, tuple(titles)) for (department, name), titles in waiting.items()]
    return sorted(listed, key=lambda gap: -len(gap.policies))


def by_department(listed: Iterable[Gap]) -> dict[str, list[Gap]]:
    """The gaps of each department, those with the most policies waiting first."""
    groups: dict[str, list[Gap]] = {}
    for gap in listed:
        groups.setdefault(gap.department, []).append(gap)
    return dict(sorted(groups.items(), key=lambda pair: -sum(len(gap.policies) for gap in pair[1])))


def department_of(name: str, assessment: Assessment, vocabulary: Vocabulary) -> str:
    """Who would have to say: the field's department, or for a question of judgment the policy's own."""
    item = vocabulary.field(name)
    if item is not None:
        return item.department or "未写明部门"
    return "、".join(assessment.policy.departments) or "未写明部门"
