"""Checks of what surrounds the conditions: windows, validity, required labels, the place an item is limited to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from matcher.policies.lint.finding import ERROR, HINT, WARNING, Desk, Finding, place
from matcher.policies.model import EXPIRED, PROCEDURE, REPEALED, Policy, Window


def check_document(policy: Policy, desk: Desk) -> Iterator[Finding]:
    """All findings on an item's windows, validity, labels and place."""
    yield from _windows(policy, desk)
    yield from _validity(policy, desk)
    yield from _labels(policy, desk)
    yield from _place(policy, desk)


def _windows(policy: Policy, desk: Desk) -> Iterator[Finding]:
    windows = policy.application.windows
    ends = [window.end for window in windows]
    if windows and desk.as_of is not None and all(end is not None and end < desk.as_of for end in ends):
        last = max(end for end in ends if end is not None)
        yield Finding(
            HINT, place(policy), f"申报期都已过去，最后一期到 {last}", f"按 {desk.as_of} 看，没有还能申报的一期",
            "有新一年的通知就补上新的申报期",
        )  # fmt: skip
    until = policy.document.effective_to
    for window in windows:
        if until is not None and window.start is not None and window.start > until:
            yield Finding(
                WARNING, place(policy), f"申报期从 {window.start} 开始，文件 {until} 就失效了", "有效期或申报期写错",
                "对照原文改正日期",
            )  # fmt: skip
    for one, two in pairwise(windows):
        if _meet(one, two):
            yield Finding(
                WARNING,
                place(policy),
                f"申报期 {_said(one)} 与 {_said(two)} 重叠",
                "日期写错",
                "改正，或合成一期",
            )


def _meet(one: Window, two: Window) -> bool:
    early = one.end is None or two.start is None or two.start <= one.end
    return early and (two.end is None or one.start is None or one.start <= two.end)


def _said(window: Window) -> str:
    return f"{window.start or '…'} 至 {window.end or '…'}"


def _validity(policy: Policy, desk: Desk) -> Iterator[Finding]:
    document = policy.document
    start, until = document.effective_from, document.effective_to
    if start is not None and until is not None and until < start:
        yield Finding(
            ERROR,
            place(policy),
            f"文件的有效期止（{until}）早于有效期起（{start}）",
            "日期写反",
            "改正 effective",
        )
    over = document.state in (EXPIRED, REPEALED)
    over = over or (until is not None and desk.as_of is not None and until < desk.as_of)
    if over and policy.application.always:
        why = (
            f"文件状态是{document.state}"
            if document.state in (EXPIRED, REPEALED)
            else f"文件有效期到 {until} 为止"
        )
        yield Finding(
            WARNING,
            place(policy),
            "文件已失效，申报期却写长期",
            why,
            "把 window 改成实际的申报期，或更新文件状态",
        )


def _labels(policy: Policy, desk: Desk) -> Iterator[Finding]:
    for name, dimension in desk.taxonomy.dimensions.items():
        values = policy.tags.get(name, ())
        if dimension.required and not values:
            yield Finding(
                WARNING, place(policy), f"没有「{name}」标签", "这个维度每个事项都要有", f"补上 {name}: […]"
            )
        if not dimension.multi and len(values) > 1:
            yield Finding(
                WARNING,
                place(policy),
                f"「{name}」只能有一个标签，写了 {'、'.join(values)}",
                "这个维度是单选",
                "只留一个",
            )


def _place(policy: Policy, desk: Desk) -> Iterator[Finding]:
    """A document of a place below the top must ask where the enterprise is."""
    region = policy.document.region
    found = next(
        ((system, code) for system in desk.vocabulary.systems.values() if (code := system.code_of(region))),
        None,
    )
    if region and found is None:
        yield Finding(
            WARNING,
            place(policy),
            f"文件的地区「{region}」不在任何代码表里",
            "地名写错，或代码表里没有",
            "改成地点代码表里的名称",
        )
    if not region or found is None or found[0].entries[found[1]].parent is None:
        return
    system, _ = found
    asked = [
        item
        for condition in policy.conditions
        if condition.kind != PROCEDURE
        for node in condition.node.walk()
        if (item := getattr(node, "field", None)) is not None and item.system is system
    ]
    if not asked:
        names = [item.name for item in desk.vocabulary.fields.values() if item.system is system]
        yield Finding(
            WARNING,
            place(policy),
            f"文件只管{region}，条件里却没有说企业要在哪里",
            "地域条件漏写",
            f"加一条 {names[0] if names else '…'} 属于 {region}；确实不限地域的写进 open",
        )
