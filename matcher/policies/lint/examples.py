"""Checks of an item's examples: one of each verdict, and each answers as it states."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.errors import MatcherError
from matcher.policies.lint.finding import ERROR, WARNING, Desk, Finding, place
from matcher.policies.model import Policy

VERDICTS = ("符合", "不符合", "待核实")


def check_examples(policy: Policy, desk: Desk) -> Iterator[Finding]:
    """All findings on the examples of an item."""
    stated = {example.expect.get("verdict") for example in policy.examples}
    lacking = [verdict for verdict in VERDICTS if verdict not in stated]
    if lacking:
        yield Finding(
            WARNING,
            place(policy),
            f"缺例子：{'、'.join(lacking)}",
            "每个事项至少要有符合、不符合、待核实各一个例子" if policy.examples else "一个例子也没有",
            "在 examples 里补上，写明 given 和 expect",
        )
    for example in policy.examples:
        if example.expect.get("verdict") not in VERDICTS:
            yield Finding(
                ERROR,
                place(policy, example.line),
                f"例子「{example.name}」没有写清楚应得的结论",
                f"verdict 写成了「{example.expect.get('verdict')}」",
                "写成 " + " / ".join(VERDICTS),
            )
    if desk.answers is not None:
        yield from _wrong(policy, desk)


def _wrong(policy: Policy, desk: Desk) -> Iterator[Finding]:
    assert desk.answers is not None
    for example in policy.examples:
        where = place(policy, example.line)
        try:
            problems = desk.answers(policy, example)
        except MatcherError as error:
            yield Finding(
                ERROR,
                where,
                f"例子「{example.name}」算不出来：{error.what}",
                error.cause or "",
                error.remedy or "",
            )
            continue
        if problems:
            yield Finding(
                ERROR,
                where,
                f"例子「{example.name}」的答案不是所写的：{'；'.join(problems)}",
                "条件写错，或例子写错",
                "对照原文，改正条件或例子",
            )
