"""A policy item as the terminal shows it, and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from matcher.errors import columns_of
from matcher.policies.clauses import (
    benefit_words,
    clauses,
    combine_words,
    contact_words,
    mark_of,
    validity_words,
    window_words,
)
from matcher.policies.model import Benefit, Policy


def listed(items: Sequence[tuple[Policy, str]]) -> Iterator[str]:
    """One line an item: id, level, status, title."""
    width = max((len(policy.id) for policy, _ in items), default=0)
    for policy, status in items:
        yield f"{policy.id:<{width}}  {_padded(policy.document.level, 4)}  {_padded(status, 6)}  {policy.title}"


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - columns_of(text))


def shown(policy: Policy, status: str, as_of: dt.date) -> Iterator[str]:
    """An item for a person to read."""
    document = policy.document
    yield f"{policy.title}（{policy.id}）"
    yield f"  {policy.summary}"
    yield f"状态：{status}（按 {as_of}）　申报期：{window_words(policy)}"
    yield f"文件：{document.title}　{document.number or '文号未见'}　{policy.article}"
    yield f"  {'、'.join(document.issuers)}　{document.level}　发布 {document.issued or '日期未见'}　{document.state}"
    yield f"  有效期：{validity_words(policy)}　来源：{document.source}"
    yield f"责任部门：{'、'.join(policy.departments)}"
    yield from _section("系列", policy.series)
    yield "条件："
    for number, one in enumerate(clauses(policy), 1):
        yield f"  {number}. {mark_of(one.kind)}{one.words}"
        yield f"      条件式：{one.expression}"
        if one.cites:
            yield f"      原文：“{one.cites}”"
    yield from _section(f"支持（{policy.benefit.kind}）", benefit_words(policy))
    yield from _section("兼得限制", [combine_words(policy)])
    yield from _section("标签", [f"{name}：{'、'.join(values)}" for name, values in policy.tags.items()])
    yield f"申报方式：{policy.application.mode or '原文没有写'}"
    yield from _section("材料", policy.application.materials)
    yield from _section("受理与联系", [contact_words(policy)])
    yield from _section("待定", policy.open)
    yield from _section("例子", [f"{one.expect.get('verdict', '')}　{one.name}" for one in policy.examples])


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    told = [line for line in lines if line]
    if told:
        yield f"{title}："
        yield from (f"  - {line}" for line in told)


# --- JSON -------------------------------------------------------------------------------------------------
def summary_content(policy: Policy, status: str) -> dict[str, Any]:
    """An item in a list, as JSON."""
    return {
        "id": policy.id,
        "title": policy.title,
        "level": policy.document.level,
        "document": policy.document.title,
        "number": policy.document.number,
        "status": status,
        "benefit_kind": policy.benefit.kind,
        "tags": {name: list(values) for name, values in policy.tags.items()},
    }


def shown_content(policy: Policy, status: str, as_of: dt.date) -> dict[str, Any]:
    """Everything of an item, as JSON."""
    document, application = policy.document, policy.application
    return {
        "id": policy.id,
        "title": policy.title,
        "article": policy.article,
        "summary": policy.summary,
        "status": status,
        "as_of": as_of,
        "version": policy.version,
        "document": {
            "slug": document.slug, "title": document.title, "number": document.number, "issuers": list(document.issuers),
            "level": document.level, "region": document.region, "issued": document.issued,
            "effective": {"from": document.effective_from, "to": document.effective_to}, "source": document.source,
            "state": document.state, "complete": document.complete,
        },
        "departments": list(policy.departments),
        "series": list(policy.series),
        "tags": {name: list(values) for name, values in policy.tags.items()},
        "conditions": [
            {"if": one.expression, "words": one.words, "kind": one.kind, "cites": one.cites} for one in clauses(policy)
        ],
        "benefit": _benefit(policy.benefit) | {"words": benefit_words(policy)},
        "combine": None
        if policy.combine is None
        else {"group": policy.combine.group, "rule": policy.combine.rule, "note": policy.combine.note},
        "application": {
            "mode": application.mode,
            "window": "长期" if application.always else [{"from": one.start, "to": one.end} for one in application.windows] or None,
            "materials": list(application.materials), "contact": application.contact, "where": application.where,
        },
        "open": list(policy.open),
        "examples": [{"name": one.name, "given": one.given, "expect": one.expect} for one in policy.examples],
    }  # fmt: skip


def _benefit(benefit: Benefit) -> dict[str, Any]:
    return {
        "kind": benefit.kind,
        "pay": benefit.pay.text if benefit.pay else None,
        "tiers": [{"if": tier.text, "pay": tier.pay.text} for tier in benefit.tiers],
        "cap": benefit.cap.text if benefit.cap else None,
        "per": benefit.per.name if benefit.per else None,
        "select": benefit.select,
        "installments": benefit.installments,
        "note": benefit.note,
    }
