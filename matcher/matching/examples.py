"""Runs the examples that live with a policy: the stated answers must be the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from matcher.enterprises.given import facts_of
from matcher.errors import PolicyFileError
from matcher.language.parse import parse_value
from matcher.language.printing import number_text
from matcher.language.tree import Number
from matcher.language.vocabulary import Vocabulary
from matcher.matching.amount import YUAN, Amount
from matcher.matching.eligibility import Assessment, assess
from matcher.policies.model import Example, Policy

EXPECTED_KEYS = ("verdict", "amount", "missing", "failed", "status", "group")


def example_problems(policy: Policy, example: Example, vocabulary: Vocabulary) -> list[str]:
    """What an example's answer lacks of what is stated; empty where all is as stated.

    Raises:
        UsageError, Problems: the given facts cannot be read.
    """
    as_of = example.as_of or policy.document.as_of
    if as_of is None:
        raise PolicyFileError(
            "例子没有写按哪一天判断",
            where=f"{policy.document.file}:{example.line}",
            remedy="在文件开头写 as_of",
        )
    unknown = [key for key in example.expect if key not in EXPECTED_KEYS]
    facts = facts_of(example.given, vocabulary, as_of, policy.base_year)
    assessment = assess(policy, facts, as_of, vocabulary)
    problems = [f"expect 里有不认识的「{key}」" for key in unknown]
    for key in ("verdict", "status", "group"):
        stated = example.expect.get(key)
        if stated is not None and stated != getattr(assessment, key):
            problems.append(f"{key} 应为 {stated}，得到 {getattr(assessment, key)}")
    problems += _names(example.expect.get("missing"), assessment.missing, vocabulary)
    problems += _failed(example.expect.get("failed"), assessment)
    if "amount" in example.expect:
        problems += _amount(example.expect["amount"], assessment, vocabulary, as_of)
    return problems


def _names(stated: Sequence[str] | None, got: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    if stated is None:
        return []
    wanted = {field.name if (field := vocabulary.field(name)) else name for name in stated}
    return (
        []
        if wanted == set(got)
        else [f"missing 应为 {'、'.join(sorted(wanted))}，得到 {'、'.join(got) or '无'}"]
    )


def _failed(stated: Sequence[str] | None, assessment: Assessment) -> list[str]:
    got = [part.text for part in assessment.failed]
    lacking = [
        text
        for text in stated or ()
        if not any(text.replace(" ", "") in part.replace(" ", "") for part in got)
    ]
    return [f"failed 应有 {'、'.join(lacking)}，得到 {'、'.join(got) or '无'}"] if lacking else []


def _amount(stated: Any, assessment: Assessment, vocabulary: Vocabulary, as_of: dt.date) -> list[str]:
    got = assessment.amount
    if stated is None:
        return [] if got is None or got.high is None else [f"amount 应为空，得到 {amount_text(got)}"]
    bounds = list(stated) if isinstance(stated, list) else [stated, stated]
    low, high = (None if text is None else _constant(str(text), vocabulary) for text in bounds)
    if got is None or (got.low, got.high) != (low, high):
        return [f"amount 应为 {stated}，得到 {amount_text(got)}"]
    return []


def _constant(text: str, vocabulary: Vocabulary) -> Fraction:
    """The value of a constant amount such as 50万元."""
    node, _ = parse_value(text, vocabulary)
    if not isinstance(node, Number):
        raise PolicyFileError(f"例子的金额「{text}」不是一个数", remedy="写成 50万元 的样子")
    return node.value


def amount_text(amount: Amount | None) -> str:
    """An amount in words.

    >>> from fractions import Fraction
    >>> amount_text(Amount(Fraction(0), Fraction(3_000_000)))
    '0–300万元'
    """
    if amount is None:
        return "没有金额"
    if amount.high is None:
        return f"{_money(amount.low)}起，没有写上限" if amount.low else "金额待定"
    if amount.low == amount.high:
        return _money(amount.low)
    return f"{_money(amount.low) if amount.low else '0'}–{_money(amount.high)}"


def _money(value: Fraction) -> str:
    return number_text(value, YUAN, "", "元")
