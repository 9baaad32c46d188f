"""The policy model: an issued document and the items (政策事项) an enterprise can be granted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from matcher.language import tree as t
from matcher.language.units import Dimension
from matcher.language.vocabulary import Field

HARD, EXCLUSION, JUDGMENT, PROCEDURE = "硬条件", "排除", "人工认定", "程序"
KINDS = (HARD, EXCLUSION, JUDGMENT, PROCEDURE)
CURRENT, UNSURE, DRAFT, EXPIRED, REPEALED = "现行", "待核", "征求意见稿", "已过期", "已废止"
STATES = (CURRENT, UNSURE, DRAFT, EXPIRED, REPEALED)
LEVELS = ("国家", "市", "区", "街镇")
MONEY, TAX = "资金", "税收"
BENEFIT_KINDS = (MONEY, TAX, "称号", "融资支持", "服务", "推荐")
ALWAYS = "长期"
COMBINE_RULES = ("就高不重复", "互斥", "限项", "配套")


@dataclass(frozen=True)
class Document:
    """An issued document (政策文件)."""

    slug: str
    title: str
    number: str | None
    issuers: tuple[str, ...]
    level: str
    region: str
    issued: str | None
    effective_from: dt.date | None
    effective_to: dt.date | None
    source: str
    state: str
    complete: bool
    note: str = ""
    file: str = ""
    as_of: dt.date | None = None
    """The date at which the document's examples are asked."""


@dataclass(frozen=True)
class Condition:
    """One condition (条件) with the words it rests on."""

    text: str
    node: t.Node
    kind: str
    cites: str
    line: int = 0

    @cached_property
    def demand(self) -> t.Node | None:
        """What the policy demands of the enterprise: an exclusion turned around; nothing for 程序."""
        if self.kind == PROCEDURE:
            return None
        return t.Not(self.node) if self.kind == EXCLUSION else self.node


@dataclass(frozen=True)
class Pay:
    """An amount: its text, its tree, and what it measures (元 for money)."""

    text: str
    node: t.Node
    dimension: Dimension


@dataclass(frozen=True)
class Tier:
    """A step of a ladder: what it asks for (None: always) and what it pays."""

    text: str | None
    node: t.Node | None
    pay: Pay
    line: int = 0


@dataclass(frozen=True)
class Benefit:
    """What an item gives. Tiers are read in order: the first that holds pays."""

    kind: str
    pay: Pay | None = None
    tiers: tuple[Tier, ...] = ()
    cap: Pay | None = None
    per: Field | None = None
    select: str | None = None
    installments: str = ""
    note: str = ""

    @property
    def is_money(self) -> bool:
        """Whether the benefit can be given as an amount."""
        return self.kind in (MONEY, TAX) or bool(self.pay or self.tiers or self.cap)


@dataclass(frozen=True)
class Combine:
    """How an item combines with others of its group (就高不重复, 互斥, 限项, 配套)."""

    group: str
    rule: str
    note: str = ""


@dataclass(frozen=True)
class Window:
    """When one may apply; None is open."""

    start: dt.date | None
    end: dt.date | None


@dataclass(frozen=True)
class Application:
    """How one applies: mode, windows ((): the source does not say), or all year (`always`)."""

    mode: str | None = None
    windows: tuple[Window, ...] = ()
    always: bool = False
    materials: tuple[str, ...] = ()
    contact: str = ""
    where: str = ""


@dataclass(frozen=True)
class Example:
    """A stated case with the answer that is expected of it."""

    name: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    as_of: dt.date | None = None
    line: int = 0


@dataclass(frozen=True)
class Policy:
    """A policy item (政策事项): the smallest thing an enterprise can be granted."""

    id: str
    document: Document
    article: str
    title: str
    summary: str
    departments: tuple[str, ...]
    tags: Mapping[str, tuple[str, ...]]
    conditions: tuple[Condition, ...]
    benefit: Benefit
    combine: Combine | None = None
    application: Application = field(default_factory=Application)
    series: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    base_year: int | None = None
    base_date: dt.date | None = None
    version: str = ""
    line: int = 0

    @cached_property
    def threshold(self) -> t.Node | None:
        """The tiers as a condition: where every tier asks for something, one of them must hold."""
        nodes = [tier.node for tier in self.benefit.tiers]
        if not nodes or any(node is None for node in nodes):
            return None
        return t.Or(tuple(node for node in nodes if node is not None)) if len(nodes) > 1 else nodes[0]

    @cached_property
    def demand(self) -> t.Node:
        """Everything that must hold, as one condition: 硬条件, not-排除, 人工认定, and the ladder's threshold."""
        demands = [condition.demand for condition in self.conditions if condition.demand is not None]
        if self.threshold is not None:
            demands.append(self.threshold)
        return t.And(tuple(demands))

    def nodes(self) -> Iterator[t.Node]:
        """The trees of all conditions, tiers and amounts."""
        yield from (condition.node for condition in self.conditions)
        for tier in self.benefit.tiers:
            if tier.node is not None:
                yield tier.node
            yield tier.pay.node
        yield from (pay.node for pay in (self.benefit.pay, self.benefit.cap) if pay is not None)

    def fields(self) -> set[str]:
        """The names of the fields of the dictionary that the item asks for, derivations followed."""
        found: set[str] = set()
        for node in self.nodes():
            _fields(node, found)
        return found


def _fields(node: t.Node, found: set[str]) -> None:
    for part in node.walk():
        item = part.field if isinstance(part, t.FieldRef | t.Has | t.Counted) else None
        if isinstance(part, t.FirstReach):
            _fields(part.core, found)
        if item is None or item.owner is not None or item.name in found:
            continue
        found.add(item.name)
        if item.derivation is not None:
            _fields(item.derivation, found)
