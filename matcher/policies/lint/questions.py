"""Checks across items: one question of judgment asked in slightly different words is decided twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from matcher.language import tree as t
from matcher.policies.lint.finding import HINT, WARNING, Finding, place
from matcher.policies.model import Policy

NEARLY = 0.88
_PARTICLES = re.compile(r"[\W的了经已本该其所为是被属于]+")


def check_questions(policies: Sequence[Policy]) -> Iterator[Finding]:
    """Questions that differ by particles only (警告) or nearly read alike (提示), each pair once."""
    asked: dict[str, str] = {}
    for policy in policies:
        for question, line in _questions(policy):
            if question in asked:
                continue
            for other, where in asked.items():
                level = _alike(question, other)
                if level is not None:
                    yield Finding(
                        level,
                        place(policy, line),
                        f"人工认定「{question}」与「{other}」（{where}）说法相近",
                        "同一件事换了说法，要认定两次" if level == WARNING else "可能是同一件事换了说法",
                        "是一件事就用同一句话，认定一次处处可用；不是就不改",
                    )
                    break
            asked[question] = place(policy, line)


def _questions(policy: Policy) -> Iterator[tuple[str, int]]:
    places = [(condition.node, condition.line) for condition in policy.conditions]
    places += [(tier.node, tier.line) for tier in policy.benefit.tiers if tier.node is not None]
    for node, line in places:
        yield from ((part.question, line) for part in node.walk() if isinstance(part, t.Judgment))


def _alike(left: str, right: str) -> str | None:
    bare_left, bare_right = _PARTICLES.sub("", left), _PARTICLES.sub("", right)
    if bare_left == bare_right:
        return WARNING
    if re.findall(r"\d+", bare_left) != re.findall(r"\d+", bare_right):
        return None  # other years, other numbers: other questions
    matcher = SequenceMatcher(None, bare_left, bare_right, autojunk=False)
    return HINT if matcher.quick_ratio() >= NEARLY and matcher.ratio() >= NEARLY else None
