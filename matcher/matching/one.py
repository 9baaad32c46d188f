"""One enterprise asked of the library: through closures, not a one-row table, and the same answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from matcher.enterprises.facts import EnterpriseFacts, RowReader
from matcher.enterprises.given import JUDGMENTS, facts_of
from matcher.enterprises.profile import industry_field, with_industry
from matcher.enterprises.registry.door import Dictionary, clean_row
from matcher.enterprises.registry.layout import Layout, load_layout
from matcher.matching.eligibility import Assessment, assess
from matcher.matching.status import GROUPS
from matcher.policies.library import Library


def facts_for(enterprise: Mapping[str, Any], library: Library, as_of: dt.date) -> EnterpriseFacts:
    """The facts of an enterprise stated as a mapping.

    Args:
        enterprise: values by the dictionary's names ({"营业收入": "3000万元", "资质": [...], "人工认定": {...}}), or a row
            under the registry's column names (企业名称, 统一社会信用代码, 注册资金 …), which is cleaned as a registry is.
        library: for its dictionary.
        as_of: the date of the question.

    Raises:
        UsageError, RegistryError, Problems: what is stated cannot be read.
    """
    if isinstance(enterprise, EnterpriseFacts):
        return enterprise
    layout = load_layout(library.enterprises) if library.enterprises else None
    if layout is None or not _is_registry_row(enterprise, layout):
        return facts_of(enterprise, library.vocabulary, as_of)
    stated = {str(key): value for key, value in enterprise.items() if key != JUDGMENTS}
    row = clean_row(stated, Dictionary(library.vocabulary, layout), as_of=as_of)
    if industry_field(library.vocabulary) is not None:
        row = with_industry(pl.DataFrame([row]), library.vocabulary, layout).row(0, named=True)
    facts = RowReader(row, library.vocabulary).facts(row)
    if JUDGMENTS in enterprise:
        judged = facts_of({JUDGMENTS: enterprise[JUDGMENTS]}, library.vocabulary, as_of)
        facts.judgments.update(judged.judgments)
    return facts


def _is_registry_row(enterprise: Mapping[str, Any], layout: Layout) -> bool:
    return any(layout.header(role) in enterprise for role in ("code", "name", "scope", "address"))


def explain(enterprise: Mapping[str, Any], policy_id: str, library: Library, *, as_of: dt.date) -> Assessment:
    """Whether one enterprise may have one policy, and why.

    Args:
        enterprise: see `facts_for`.
        policy_id: the item's id.
        library: from `load_library()`.
        as_of: the date of the question.

    Raises:
        UsageError: there is no such policy.
    """
    return assess(library.policy(policy_id), facts_for(enterprise, library, as_of), as_of, library.vocabulary)


def check(enterprise: Mapping[str, Any], library: Library, *, as_of: dt.date) -> list[Assessment]:
    """Every policy for one enterprise, in the order of groups, within a group by what it is worth."""
    facts = facts_for(enterprise, library, as_of)
    found = [assess(policy, facts, as_of, library.vocabulary) for policy in library]
    return sorted(found, key=lambda one: (GROUPS.index(one.group), -_worth(one), one.policy.id))


def _worth(assessment: Assessment) -> float:
    amount = assessment.amount
    if amount is None:
        return 0.0
    return float(amount.low if amount.high is None else amount.high)
