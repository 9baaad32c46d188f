"""The tree of a condition: what was said, typed, and nothing about how it is computed.

Nodes compare by meaning: spans and spellings are left out of equality. Sugar keeps its own node, so that an
explanation can use the words that were written, and gives its meaning as `core`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from dataclasses import field as attribute
from fractions import Fraction

from matcher.language.systems import CodeSystem
from matcher.language.units import Dimension
from matcher.language.values import Duration
from matcher.language.vocabulary import Field

Span = tuple[int, int]
NOWHERE: Span = (0, 0)


@dataclass(frozen=True)
class Node:
    """A part of a condition; `span` is where it stood in the text, and does not count for equality."""

    span: Span = attribute(default=NOWHERE, compare=False, repr=False, kw_only=True)

    def children(self) -> Iterator[Node]:
        """The nodes directly below this one."""
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (part for part in value if isinstance(part, Node))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, from the top."""
        yield self
        for child in self.children():
            yield from child.walk()


class ById:
    """A node by identity, for caches: equal trees may keep different spellings, and identity is quick to hash."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node

    def __hash__(self) -> int:
        return id(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ById) and other.node is self.node


# --- Boolean ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class And(Node):
    """且: all of them."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Node):
    """或: any of them."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Node):
    """非."""

    item: Node


@dataclass(frozen=True)
class AtLeast(Node):
    """至少 N 项 (…; …)."""

    count: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class If(Node):
    """若 condition 则 then 否则 otherwise; chooses between conditions, or between values."""

    condition: Node
    then: Node
    otherwise: Node | None


@dataclass(frozen=True)
class Judgment(Node):
    """人工认定「question」: unknown until an official decides it for this enterprise."""

    question: str


# --- Values ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Number(Node):
    """A quantity in base units. `spelling` keeps the unit as written, for people only."""

    value: Fraction
    dimension: Dimension
    kind: str
    unit: str = attribute(compare=False, default="")


@dataclass(frozen=True)
class Day(Node):
    """A calendar date."""

    value: dt.date


@dataclass(frozen=True)
class Span_(Node):
    """A calendar duration such as 3年."""

    value: Duration


@dataclass(frozen=True)
class BaseDay(Node):
    """基准日: the day a policy measures from; as_of unless the policy fixes one."""


@dataclass(frozen=True)
class YearWord(Node):
    """A year: absolute (2023年度), or relative to the base year: 0 is 上年, −1 前年, +1 当年.

    `end` marks 上年末 and 2023年末, which only suit values at a year's end.
    """

    offset: int | None
    absolute: int | None = None
    end: bool = attribute(default=False, compare=False)


@dataclass(frozen=True)
class Name(Node):
    """A name of a code system: `codes` are what it means, `text` its canonical spelling."""

    text: str = attribute(compare=False)
    codes: frozenset[str]
    system: CodeSystem | None = attribute(compare=False, repr=False, default=None)


@dataclass(frozen=True)
class Words(Node):
    """Free text, for fields that hold text."""

    text: str


@dataclass(frozen=True)
class FieldRef(Node):
    """A field; inside 存在/次数/合计 a field of the record."""

    field: Field
    word: str = attribute(compare=False, default="")


# --- Operators: `op` names the row of operators.py ---------------------------------------------------------
@dataclass(frozen=True)
class Call(Node):
    """An operator on values of one moment: comparison, arithmetic, 最大, 最小, 在…之间, 至今."""

    op: str
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Member(Node):
    """item 属于 (names), or item 包含 a word of a text."""

    item: Node
    names: tuple[Node, ...]


@dataclass(frozen=True)
class At(Node):
    """A year word before a value: 上年 营业收入."""

    year: YearWord
    item: Node


@dataclass(frozen=True)
class Every(Node):
    """近N年 每年 / 连续N年: the item holds in each of the N years that end at 上年."""

    years: int
    item: Node
    run: bool = attribute(compare=False, default=False)


@dataclass(frozen=True)
class Window(Node):
    """An operator over the values of several years: 平均, 合计, 增长率, 年均增长率, 历史最高."""

    op: str
    years: int | None
    item: Node


@dataclass(frozen=True)
class Has(Node):
    """A list asked for names: 包含 (valid at as_of), 曾有 (ever), 列入, 曾获, with 近N年 where dated."""

    op: str
    field: Field
    names: tuple[Node, ...]
    years: int | None = None


@dataclass(frozen=True)
class Counted(Node):
    """存在, 次数 or 合计 over the records of a list that satisfy `condition`; `of` is what 合计 adds up."""

    op: str
    field: Field
    condition: Node | None
    of: Field | None = None


@dataclass(frozen=True)
class FirstReach(Node):
    """X 首次达到 q, sugar for X ≥ q 且 历史最高X < q."""

    item: FieldRef
    threshold: Node
    core: And = attribute(compare=False, repr=False)
