"""Reasons for many pairs: each distinct set of facts that a policy looks at is explained once.

Registries repeat themselves (a district, an industry, a year of founding), so a policy sees far fewer different
enterprises than there are; the answer is carried back to each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from matcher.enterprises.facts import COVER, DATE, DEPARTMENT, SOURCE, RowReader
from matcher.language import tree as t
from matcher.language.display import gap_text, lookup_text
from matcher.language.explain import Part
from matcher.language.printing import print_tree
from matcher.language.values import negate
from matcher.language.vocabulary import Vocabulary
from matcher.matching.eligibility import Assessment, Reason, assess
from matcher.policies.model import Policy

REASON = pl.Struct(
    {
        "condition": pl.String,
        "kind": pl.String,
        "cites": pl.String,
        "verdict": pl.String,
        "facts": pl.List(pl.String),
        "distance": pl.String,
    }
)
LIGHT: dict[str, Any] = {
    "verdict": pl.String,
    "near": pl.Boolean,
    "group": pl.String,
    "basis": pl.String,
    "amount_low": pl.Float64,
    "amount_high": pl.Float64,
}
"""What ranking needs of an explained pair."""
HEAVY: dict[str, Any] = {
    "missing": pl.List(pl.String),
    "failed": pl.List(pl.String),
    "review": pl.List(pl.String),
    "reasons": pl.List(REASON),
}
"""What only people read: joined last, and only for the pairs that are kept."""
ANSWER = "~answer"
MOST_ANSWERS = 40_000
"""Explanations remembered from batch to batch; beyond it they are made again."""


def reason_rows(reason: Reason, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """A reason as rows: one for each comparison that the condition is made of."""
    condition = reason.condition
    kind = condition.kind if condition else "档次"
    cites = condition.cites if condition else ""
    return [
        {
            "condition": leaf.text,
            "kind": kind,
            "cites": cites,
            "verdict": leaf.verdict,
            "facts": [lookup_text(lookup, vocabulary) for lookup in leaf.lookups],
            "distance": gap_text(leaf.gap, vocabulary) if leaf.gap else None,
        }
        for leaf in _shown(reason.part)
    ]


def _shown(part: Part, turned: bool = False) -> Iterator[Part]:
    """The comparisons of a part as they are demanded: below a 非 each is turned around, and so is its answer."""
    if isinstance(part.node, t.Not):
        yield from _shown(part.children[0], not turned)
    elif part.children:
        for child in part.children:
            yield from _shown(child, turned)
    elif turned:
        node = t.Not(part.node)
        yield replace(part, node=node, text=print_tree(node), truth=negate(part.truth))
    else:
        yield part


def detail_row(assessment: Assessment, vocabulary: Vocabulary) -> dict[str, Any]:
    """An assessment as one row of the table of matches."""
    amount = assessment.amount
    return {
        "verdict": assessment.verdict,
        "near": assessment.near,
        "group": assessment.group,
        "basis": assessment.basis,
        "amount_low": None if amount is None else float(amount.low),
        "amount_high": None if amount is None or amount.high is None else float(amount.high),
        "missing": list(assessment.missing),
        "failed": [part.text for part in assessment.failed],
        "review": list(assessment.review),
        "reasons": [row for reason in assessment.reasons for row in reason_rows(reason, vocabulary)],
    }


class Answers:
    """Explained answers, each once for a policy and a distinct set of facts; may serve many batches."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number(self, key: tuple[Any, ...], explain: Callable[[], dict[str, Any]]) -> int:
        """The number of the answer to `key`, explained if it is new."""
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            self.rows.append(explain())
        return self._numbers[key]

    def table(self, numbers: Sequence[int], schema: dict[str, Any]) -> pl.DataFrame:
        """Some columns of some answers, one row a number."""
        rows = [{name: self.rows[number][name] for name in schema} for number in numbers]
        return pl.DataFrame(rows, schema=schema).with_columns(pl.Series(ANSWER, numbers, dtype=pl.Int64))

    def trim(self) -> None:
        """Forgets everything once too much is remembered; between batches only, since numbers change."""
        if len(self.rows) > MOST_ANSWERS:
            self.rows, self._numbers = [], {}


class Explainer:
    """Explains rows of one wide table."""

    def __init__(self, frame: pl.DataFrame, vocabulary: Vocabulary, answers: Answers | None = None) -> None:
        self.frame, self.vocabulary = frame, vocabulary
        self.reader = RowReader(frame.columns, vocabulary)
        self.answers = answers or Answers()
        self._keys: dict[str, pl.Series] = {}

    def details(self, policy: Policy, rows: pl.Series, as_of: dt.date) -> pl.DataFrame:
        """What ranking needs of a policy's answers for some rows (ascending), one row each, in that order."""
        keys = [self._key(column) for column in self._columns(policy)]
        blank = pl.Series("~all", [0], dtype=pl.Int8).new_from_index(0, rows.len())
        table = pl.DataFrame([rows.alias("row"), blank, *(key.gather(rows) for key in keys)])
        names = ["~all", *(key.name for key in keys)]
        firsts = table.group_by(names, maintain_order=True).agg(pl.col("row").first().alias("first"))
        numbers = [
            self.answers.number((policy.id, as_of, *values), partial(self._explained, policy, row, as_of))
            for row, values in zip(firsts["first"].to_list(), firsts.select(names).rows(), strict=True)
        ]
        found = firsts.with_columns(pl.Series(ANSWER, numbers, dtype=pl.Int64)).drop("first")
        joined = table.join(found, on=names, how="left", nulls_equal=True, maintain_order="left")
        light = self.answers.table(list(dict.fromkeys(numbers)), LIGHT)
        return joined.select(ANSWER).join(light, on=ANSWER, how="left", maintain_order="left")

    def expanded(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table with what people read in place of the answers' numbers."""
        heavy = self.answers.table(table[ANSWER].unique(maintain_order=True).to_list(), HEAVY)
        return table.join(heavy, on=ANSWER, how="left", maintain_order="left")

    def facts(self, row: int) -> Any:
        """The facts of a row."""
        return self.reader.facts(self.frame.row(row, named=True))

    def _explained(self, policy: Policy, row: int, as_of: dt.date) -> dict[str, Any]:
        return detail_row(assess(policy, self.facts(row), as_of, self.vocabulary), self.vocabulary)

    def _columns(self, policy: Policy) -> list[str]:
        """The columns that the policy's answer can depend on, provenance included."""
        names = policy.fields()
        founded = self.vocabulary.founded()
        if founded is not None:
            names.add(founded.name)
        used = [c for c in self.frame.columns if _decides(c, names) or c.startswith("人工认定「")]
        if founded is not None and founded.name in used and not _asks_founding(policy, founded.name):
            used.remove(founded.name)
        return used

    def _key(self, column: str) -> pl.Series:
        """A column as something that can be grouped by: nested values by their JSON."""
        if column not in self._keys:
            series = self.frame[column]
            if isinstance(series.dtype, pl.List | pl.Struct):
                encoded = self.frame.select(pl.struct(column).struct.json_encode())
                series = encoded.to_series().alias(column)
            self._keys[column] = series
        return self._keys[column]


def _decides(column: str, names: set[str]) -> bool:
    """Whether a column holds a fact of one of the fields, or where such a fact comes from."""
    name, _, rest = column.partition("@")
    return name in names and (
        not rest or rest.isdigit() or column.endswith((COVER, SOURCE, DATE, DEPARTMENT))
    )


def _asks_founding(policy: Policy, founded: str) -> bool:
    """Whether the founding day can matter: asked itself, or through a historical maximum."""
    return founded in policy.fields() or any(
        isinstance(part, t.Window) and part.op == "历史最高"
        for node in policy.nodes()
        for part in _deep(node, set())
    )


def _deep(node: t.Node, seen: set[str]) -> Iterator[t.Node]:
    """All parts of a tree, those of sugar and of derivations included."""
    for part in node.walk():
        yield part
        if isinstance(part, t.FirstReach):
            yield from _deep(part.core, seen)
        if isinstance(part, t.FieldRef) and part.field.derivation is not None and part.field.name not in seen:
            seen.add(part.field.name)
            yield from _deep(part.field.derivation, seen)
