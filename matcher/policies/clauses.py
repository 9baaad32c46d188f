"""An item in words, for lists and screens: its conditions, what it gives, when one may apply, what it excludes."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.language.printing import print_tree
from matcher.language.sentence import sentence
from matcher.policies.model import EXCLUSION, JUDGMENT, PROCEDURE, Benefit, Condition, Policy


@dataclass(frozen=True)
class Clause:
    """One condition in words, as an expression, and with the words of the policy it rests on."""

    kind: str
    words: str
    expression: str
    cites: str
    line: int


def clauses(policy: Policy) -> list[Clause]:
    """The conditions of an item in the order of the file."""
    return [
        Clause(one.kind, condition_words(one), print_tree(one.node), one.cites, one.line)
        for one in policy.conditions
    ]


def condition_words(condition: Condition) -> str:
    """A condition as a clause: what excludes is said to exclude."""
    words = sentence(condition.node)
    return f"{words}的，不予支持" if condition.kind == EXCLUSION else words


def mark_of(kind: str) -> str:
    """The kind of a condition where it is not an ordinary one, for the front of a line."""
    return f"〔{kind}〕" if kind in (EXCLUSION, JUDGMENT, PROCEDURE) else ""


def benefit_words(policy: Policy) -> list[str]:
    """What an item gives, line by line: its kind, its tiers or amount, cap and further terms."""
    benefit = policy.benefit
    lines = _amounts(policy)
    if benefit.cap is not None:
        lines.append(f"最高{sentence(benefit.cap.node)}")
    if benefit.per is not None:
        lines.append(f"按每条合格的{benefit.per.name}分别计算")
    lines += [text for text in (benefit.select, benefit.installments, benefit.note) if text]
    return lines or [benefit.kind]


def _amounts(policy: Policy) -> list[str]:
    benefit: Benefit = policy.benefit
    lines = []
    for tier in benefit.tiers:
        condition = "其他" if tier.node is None else sentence(tier.node)
        lines.append(
            f"{condition}的：{sentence(tier.pay.node)}"
            if tier.node
            else f"{condition}：{sentence(tier.pay.node)}"
        )
    if benefit.pay is not None:
        lines.append(sentence(benefit.pay.node))
    return lines


def window_words(policy: Policy) -> str:
    """When one may apply; says so where the source is silent."""
    application = policy.application
    if application.always:
        return "长期"
    if not application.windows:
        return "原文没有写"
    return "；".join(
        f"{window.start or '（起始日没有写）'} 至 {window.end or '（截止日没有写）'}"
        for window in application.windows
    )


def validity_words(policy: Policy) -> str:
    """From when to when the document is in force; says so where the source is silent."""
    start, end = policy.document.effective_from, policy.document.effective_to
    if start is None and end is None:
        return "原文没有写"
    return f"{start or '（没有写）'} 至 {end or '（没有写）'}"


def combine_words(policy: Policy) -> str:
    """How the item combines with others of its group."""
    combine = policy.combine
    if combine is None:
        return ""
    note = f"：{combine.note}" if combine.note else ""
    return f"{combine.rule}（组 {combine.group}）{note}" if combine.group else f"{combine.rule}{note}"


def contact_words(policy: Policy) -> str:
    """Where and with whom one applies."""
    return "；".join(text for text in (policy.application.where, policy.application.contact) if text)
