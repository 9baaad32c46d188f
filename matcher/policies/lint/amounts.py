"""Checks of amounts: is there one, is it money, does the cap fit, is it said which records count."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.language import tree as t
from matcher.language.units import BUILT_IN, Dimension
from matcher.policies.lint.finding import ERROR, WARNING, Desk, Finding, place
from matcher.policies.model import MONEY, TAX, Pay, Policy

_COUNTED = {unit.dimension for name, unit in BUILT_IN.items() if not name.endswith("元")}


def _is_money(dimension: Dimension) -> bool:
    """Whether an amount may be money: a currency of ours or one that a dictionary adds, by itself."""
    return len(dimension) == 1 and dimension[0][1] == 1 and dimension not in _COUNTED


def check_amounts(policy: Policy, desk: Desk) -> Iterator[Finding]:
    """All findings on the amounts of an item."""
    yield from _money(policy)
    yield from _cap(policy)
    yield from _per(policy)


def _pays(policy: Policy) -> list[tuple[Pay, int]]:
    benefit = policy.benefit
    found = [(tier.pay, tier.line) for tier in benefit.tiers]
    return found + [(pay, policy.line) for pay in (benefit.pay, benefit.cap) if pay is not None]


def _money(policy: Policy) -> Iterator[Finding]:
    benefit, pays = policy.benefit, _pays(policy)
    if benefit.kind in (MONEY, TAX) and not pays and not benefit.note and not policy.open:
        yield Finding(
            WARNING,
            place(policy),
            f"是{benefit.kind}类，却没有写数额",
            "pay、tiers 都没写",
            "补上数额；原文没有写的，在 benefit.note 或 open 里说明",
        )
    for pay, line in pays:
        if benefit.kind in (MONEY, TAX) and not _is_money(pay.dimension):
            yield Finding(
                ERROR,
                place(policy, line),
                f"「{pay.text}」算出来不是钱",
                "单位写错，或少乘了单价",
                "改成元、万元或亿元的数额",
            )


def _cap(policy: Policy) -> Iterator[Finding]:
    cap = policy.benefit.cap
    if cap is None or not isinstance(cap.node, t.Number):
        return
    pays = [(tier.pay, tier.line) for tier in policy.benefit.tiers]
    pays += [(policy.benefit.pay, policy.line)] if policy.benefit.pay is not None else []
    for pay, line in pays:
        most = _most(pay.node)
        if most is not None and most.dimension == cap.node.dimension and most.value > cap.node.value:
            yield Finding(
                WARNING, place(policy, line), f"「{pay.text}」高于上限 {cap.text}", "上限或档次的数额写错",
                "对照原文改正；上限只管按比例的部分时写进 最小(…, 上限)",
            )  # fmt: skip


def _most(node: t.Node) -> t.Number | None:
    """The constant that an amount may reach."""
    if isinstance(node, t.Number):
        return node
    if isinstance(node, t.Call) and node.op == "最小":
        bounds = [arg for arg in node.args if isinstance(arg, t.Number)]
        return min(bounds, key=lambda one: one.value) if bounds else None
    return None


def _per(policy: Policy) -> Iterator[Finding]:
    item = policy.benefit.per
    if item is None:
        return
    asked = [
        node
        for condition in policy.conditions
        for node in condition.node.walk()
        if isinstance(node, t.Counted) and node.field is item
    ]
    if not asked:
        yield Finding(
            WARNING, place(policy), f"金额按每条{item.name}算，条件里却没有说哪些{item.name}算数", "少了“存在”一条",
            f"加一条 存在 {item.name} (…)，括号里写合格的标准",
        )  # fmt: skip
