"""Reasons for many pairs: each distinct set of facts that a policy looks at is explained once.

Registries repeat themselves (a district, an industry, a year of founding), so a policy sees far fewer different
enterprises than there are; the answer is carried back to each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from matcher.enterprises.facts import RowReader
from matcher.language.display import gap_text, lookup_text
from matcher.language.explain import Part
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
SCHEMA: dict[str, Any] = {
    "verdict": pl.String,
    "near": pl.Boolean,
    "group": pl.String,
    "basis": pl.String,
    "amount_low": pl.Float64,
    "amount_high": pl.Float64,
    "missing": pl.List(pl.String),
    "failed": pl.List(pl.String),
    "review": pl.List(pl.String),
    "reasons": pl.List(REASON),
}


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
            "verdict": reason.part.verdict if len(leaves) == 1 else leaf.verdict,
            "facts": [lookup_text(lookup, vocabulary) for lookup in leaf.lookups],
            "distance": gap_text(leaf.gap, vocabulary) if leaf.gap else None,
        }
        for leaves in [list(_shown(reason.part))]
        for leaf in leaves
    ]


def _shown(part: Part) -> Sequence[Part]:
    """The comparisons of a part, a lone 非 kept whole; an exclusion reads as what is demanded."""
    if not part.children:
        return [part]
    leaves = list(part.leaves())
    if len(leaves) == 1:
        leaf = leaves[0]
        return [
            Part(part.node, part.text, part.truth, part.missing, part.reviews, leaf.lookups, gap=leaf.gap)
        ]
    return leaves


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


class Explainer:
    """Explains rows of one wide table; remembers what it explained, policy by policy."""

    def __init__(self, frame: pl.DataFrame, vocabulary: Vocabulary) -> None:
        self.frame, self.vocabulary = frame, vocabulary
        self.reader = RowReader(frame.columns, vocabulary)
        self._keys: dict[str, pl.Series] = {}

    def details(self, policy: Policy, rows: pl.Series, as_of: dt.date) -> pl.DataFrame:
        """The details of a policy for some rows (their numbers, ascending), one row each, in that order."""
        columns = self._columns(policy)
        keys = [self._key(column) for column in columns]
        if not keys:
            only = self._explained(policy, int(rows[0]), as_of)
            return pl.DataFrame([only] * 1, schema=SCHEMA)[[0] * rows.len()]
        table = pl.DataFrame([rows.alias("row"), *(key.gather(rows) for key in keys)])
        names = [key.name for key in keys]
        firsts = table.group_by(names, maintain_order=True).agg(pl.col("row").first().alias("first"))
        explained = [self._explained(policy, row, as_of) for row in firsts["first"].to_list()]
        answers = pl.DataFrame(explained, schema=SCHEMA).with_columns(firsts["first"])
        joined = table.join(firsts, on=names, how="left", nulls_equal=True, maintain_order="left")
        return (
            joined.select("first").join(answers, on="first", how="left", maintain_order="left").drop("first")
        )

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
        used = [c for c in self.frame.columns if c.partition("@")[0] in names or c.startswith("人工认定「")]
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


def _asks_founding(policy: Policy, founded: str) -> bool:
    """Whether the founding day can matter: asked itself, or through a historical maximum."""
    from matcher.language import tree as t

    names = policy.fields()
    if founded in names:
        return True
    return any(isinstance(part, t.Window) and part.op == "历史最高" for part in _all_parts(policy))


def _all_parts(policy: Policy) -> list[Any]:
    from matcher.language import tree as t

    parts: list[Any] = []
    queue = list(policy.nodes())
    seen: set[str] = set()
    while queue:
        for part in queue.pop().walk():
            parts.append(part)
            if isinstance(part, t.FirstReach):
                queue.append(part.core)
            if (
                isinstance(part, t.FieldRef)
                and part.field.derivation is not None
                and part.field.name not in seen
            ):
                seen.add(part.field.name)
                queue.append(part.field.derivation)
    return parts
