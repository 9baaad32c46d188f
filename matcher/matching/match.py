"""The one function: which policies may these enterprises have, how sure, how relevant, worth what, and why.

Pure: no clock, no database, no network. Frames come in as pandas, Polars or Arrow and the answer goes out in kind.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from matcher.enterprises.frames import column_field, typed
from matcher.enterprises.profile import with_industry
from matcher.enterprises.registry.door import Dictionary, clean_frame
from matcher.enterprises.registry.layout import Layout, load_layout
from matcher.errors import UsageError
from matcher.language import tree as t
from matcher.language import vocabulary as v
from matcher.language.column_run import Question, verdicts
from matcher.language.vocabulary import Field
from matcher.matching.details import ANSWER, LIGHT, Answers, Explainer
from matcher.matching.near import subject_of
from matcher.matching.relevance import Relevance, relevance_of
from matcher.matching.status import ALWAYS_OPEN, GROUPS, OPEN, UNFIT, deadline, status_of
from matcher.matching.weights import Weights, load_weights
from matcher.policies.library import Library
from matcher.policies.model import Policy

PAIR = "~pair"


@dataclass(frozen=True)
class Matches:
    """The matches of a wide table, ranked, and how many pairs of each verdict there were, kept or not.

    Reasons stand in `ranked` as numbers: they repeat, and written out they are most of the memory.
    """

    ranked: pl.DataFrame
    pairs: dict[str, int]
    wide: pl.DataFrame
    explainer: Explainer
    layout: Layout | None
    relevance: Relevance

    def slices(self, height: int = 20_000) -> Iterator[pl.DataFrame]:
        """The table of matches, with reasons written out, in slices of at most `height` rows; at least one."""
        for start in range(0, max(self.ranked.height, 1), height):
            part = self.ranked.slice(start, height)
            told = self.relevance.phrases(part["row"].to_numpy(), part[PAIR].to_numpy())
            expanded = self.explainer.expanded(part.with_columns(told))
            yield _named(expanded, self.wide, self.layout)

    @property
    def table(self) -> pl.DataFrame:
        """The whole table of matches."""
        return pl.concat(list(self.slices()))


def match(enterprises: Any, library: Library, *, as_of: dt.date, top: int | None = None) -> Any:
    """Matches enterprises with policies.

    Args:
        enterprises: a pandas or Polars frame or an Arrow table, one row an enterprise: a registry under its own
            column names, or the wide table that an import makes (dictionary names, name@2023 for a year).
        library: from `load_library()`.
        as_of: the date of the question; nothing here reads a clock.
        top: keep at most this many matches for each enterprise.

    Returns:
        A table of the same kind, ordered by enterprise, then group, then score: the pairs that are not 不符合, and
        差一点. Columns: the enterprise's name and code, policy, title, verdict, group, basis, status, score,
        relevance (with its parts relevance_tags, relevance_text, and worth, urgency), relevance_phrases (what of scope and
        name made it relevant, at most three), amount_low and amount_high in 元
        (null: no limit stated, or not money, told by benefit_kind), missing, failed, review, reasons.

    Raises:
        UsageError: the enterprises are not a table, or `top` is not positive.
        RegistryError: no column says which enterprise is meant.
    """
    if top is not None and top < 1:
        raise UsageError(f"top 要是正整数，写的是 {top}", remedy="写 10 的样子，或不写")
    frame, native = _polars(enterprises)
    layout = load_layout(library.enterprises) if library.enterprises else None
    wide = prepared(frame, library, layout, as_of)
    found = match_wide(wide, library, as_of=as_of, top=top, layout=layout).table
    return _in_kind(found, native)


def _polars(enterprises: Any) -> tuple[pl.DataFrame, Any]:
    try:
        frame = nw.from_native(enterprises, eager_only=True)
    except TypeError:
        raise UsageError(
            f"看不懂的企业数据：{type(enterprises).__name__}",
            cause="要 pandas、Polars 的表或 Arrow 表",
            remedy="先读成表，如 polars.read_parquet",
        ) from None
    return frame.to_polars(), frame.implementation


def _in_kind(table: pl.DataFrame, implementation: Any) -> Any:
    if implementation.is_polars():
        return table
    arrow = table.to_arrow(compat_level=pl.CompatLevel.oldest())
    return arrow.to_pandas() if implementation.is_pandas() else arrow


def prepared(frame: pl.DataFrame, library: Library, layout: Layout | None, as_of: dt.date) -> pl.DataFrame:
    """The wide table of a frame: as it is if it is one already, else cleaned as a registry is."""
    if layout is None or _is_wide(frame, library, layout):
        return typed(frame, library.vocabulary)
    imported = clean_frame(frame, Dictionary(library.vocabulary, layout), as_of=as_of)
    if imported.rejected.height:
        warnings.warn(
            f"{imported.rejected.height} 行不能用，没有匹配；用 matcher import 看原因",
            UserWarning,
            stacklevel=4,
        )
    return typed(with_industry(imported.enterprises, library.vocabulary, layout), library.vocabulary)


def _is_wide(frame: pl.DataFrame, library: Library, layout: Layout) -> bool:
    """Whether the frame speaks the dictionary's names and codes; who is named and no more is a registry."""
    identity = {layout.header(role) for role in ("code", "name", "scope", "address")}
    rest = [column for column in frame.columns if column not in identity and "@" not in column]
    if not rest and not any("@" in column for column in frame.columns):
        return frame.is_empty()
    return all(
        column.startswith("人工认定「")
        or (
            (item := column_field(column, library.vocabulary)) is not None and _is_stored(frame[column], item)
        )
        for column in rest
    )


def _is_stored(series: pl.Series, item: Field) -> bool:
    """Whether a column can be what the wide table keeps of a field: text only for texts and for known codes."""
    if series.dtype != pl.String or item.kind == v.TEXT:
        return True
    if item.kind != v.CODE or item.system is None:
        return False
    known = pl.Series(list(item.system.entries), dtype=pl.String)
    return item.system.open or bool(series.drop_nulls().is_in(known.implode()).all())


def match_wide(
    wide: pl.DataFrame,
    library: Library,
    *,
    as_of: dt.date,
    top: int | None = None,
    layout: Layout | None = None,
    everything: bool = False,
    answers: Answers | None = None,
) -> Matches:
    """The matches of a wide table that `prepared` has made; for callers that stream batches.

    `everything` keeps the pairs that are 不符合 too; `answers` carries explanations from batch to batch.
    """
    policies, weights = list(library), load_weights(library.folder)
    explainer = Explainer(wide, library.vocabulary, answers)
    founded = library.vocabulary.founded()
    questions = [Question(policy.demand, as_of, policy.base_year, policy.base_date) for policy in policies]
    firm = [_immovable(policy) for policy in policies]
    asked = questions + [
        Question(node, q.as_of, q.base_year, q.base_date) for node, q in zip(firm, questions, strict=True)
    ]
    truths = verdicts(wide, asked, founded.name if founded else None, explainer.facts)
    kept = []
    for number, policy in enumerate(policies):
        truth, solid = truths[str(number)], truths[str(number + len(policies))]
        chosen = truth.ne_missing(False) | solid.eq_missing(True)
        rows = (chosen | pl.Series([True]) if everything else chosen).arg_true()
        if rows.len():
            details = explainer.details(policy, rows, as_of)
            pair = details.with_columns(rows.alias("row"), pl.lit(number).alias(PAIR))
            kept.append(pair if everything else pair.filter(pl.col("verdict").ne(UNFIT) | pl.col("near")))
    table = pl.concat(kept) if kept else _nothing()
    scope, name = (layout.header("scope"), layout.header("name")) if layout else ("", "")
    relevance = relevance_of(wide, policies, library, weights, scope, name, as_of.year - 1)
    scored = _scored(table, relevance, policies, weights, as_of)
    pairs = _pairs(truths, len(policies), wide.height)
    return Matches(_ordered(scored, top), pairs, wide, explainer, layout, relevance)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={ANSWER: pl.Int64, **LIGHT, "row": pl.UInt32, PAIR: pl.Int32})


def _pairs(truths: pl.DataFrame, policies: int, height: int) -> dict[str, int]:
    """How many pairs have each verdict."""
    yes = sum(int(truths[str(n)].sum() or 0) for n in range(policies))
    unknown = sum(truths[str(n)].null_count() for n in range(policies))
    return {"符合": yes, "待核实": unknown, "不符合": policies * height - yes - unknown}


def _immovable(policy: Policy) -> t.Node:
    """The demands that an enterprise cannot move: a pair can only be 差一点 where all of them hold."""
    items = []
    for node in policy.demand.items if isinstance(policy.demand, t.And) else (policy.demand,):
        leaves = [
            part for part in node.walk() if isinstance(part, t.FieldRef | t.Has | t.Counted | t.Judgment)
        ]
        subjects = [subject_of(leaf) for leaf in leaves if not isinstance(leaf, t.Judgment)]
        if (
            subjects
            and len(subjects) == len(leaves)
            and not any(one is not None and one.movable for one in subjects)
        ):
            items.append(node)
    return t.And(tuple(items))


# --- score ------------------------------------------------------------------------------------------------
def _scored(
    table: pl.DataFrame, relevance: Relevance, policies: Sequence[Policy], weights: Weights, as_of: dt.date
) -> pl.DataFrame:
    pairs, rows = table[PAIR].to_numpy(), table["row"].to_numpy()
    urgency = (
        np.array([_urgency(policy, as_of, weights) for policy in policies])[pairs]
        if len(pairs)
        else np.zeros(0)
    )
    parts = table.with_columns(
        pl.Series("relevance", relevance.total[rows, pairs]).cast(pl.Float64),
        pl.Series("relevance_tags", relevance.tags[rows, pairs]).cast(pl.Float64),
        pl.Series("relevance_text", relevance.text[rows, pairs]).cast(pl.Float64),
        _worth(weights).alias("worth"),
        pl.Series("urgency", urgency, dtype=pl.Float64),
    )
    score = (
        weights.relevance * pl.col("relevance")
        + weights.worth * pl.col("worth")
        + weights.urgency * pl.col("urgency")
    )
    about = pl.DataFrame(
        {
            PAIR: range(len(policies)),
            "policy": [policy.id for policy in policies],
            "title": [policy.title for policy in policies],
            "status": [status_of(policy, as_of) for policy in policies],
            "benefit_kind": [policy.benefit.kind for policy in policies],
            "deadline": pl.Series([deadline(policy, as_of) for policy in policies], dtype=pl.Date),
            "version": [policy.version for policy in policies],
        },
        schema_overrides={PAIR: parts.schema[PAIR]},
    )
    shares = [
        pl.col(column).round(4)
        for column in ("relevance", "relevance_tags", "relevance_text", "worth", "urgency")
    ]
    return parts.with_columns(score.round(4).alias("score"), *shares).join(
        about, on=PAIR, maintain_order="left"
    )


def _worth(weights: Weights) -> pl.Expr:
    """The amount on a logarithmic scale: full at `full_worth`; the middle of the bounds where both are known."""
    middle = (
        pl.when(pl.col("amount_high").is_null())
        .then(pl.col("amount_low"))
        .otherwise((pl.col("amount_low") + pl.col("amount_high")) / 2)
    )
    scaled = (middle / 1000 + 1).log10() / np.log10(weights.full_worth / 1000 + 1)
    known = pl.col("amount_low").is_not_null() & (
        pl.col("amount_high").is_not_null() | (pl.col("amount_low") > 0)
    )
    return pl.when(known).then(scaled.clip(0, 1)).otherwise(weights.no_amount)


def _urgency(policy: Policy, as_of: dt.date, weights: Weights) -> float:
    status = status_of(policy, as_of)
    if status == ALWAYS_OPEN:
        return weights.always
    end = deadline(policy, as_of)
    if status != OPEN or end is None:
        return 0.0
    return max(0.0, 1 - (end - as_of).days / weights.urgent_days)


def _ordered(scored: pl.DataFrame, top: int | None) -> pl.DataFrame:
    ranks = pl.DataFrame({"group": GROUPS, "rank": range(len(GROUPS))})
    ordered = scored.join(ranks, on="group", maintain_order="left").sort(
        ["row", "rank", "score", "policy"], descending=[False, False, True, False]
    )
    return ordered if top is None else ordered.filter(pl.int_range(pl.len()).over("row") < top)


def _named(ordered: pl.DataFrame, wide: pl.DataFrame, layout: Layout | None) -> pl.DataFrame:
    """The columns of the answer, the enterprise's name and code first."""
    names = [layout.header("name"), layout.header("code")] if layout else []
    identity = [
        wide[name].gather(ordered["row"])
        if name in wide.columns
        else pl.Series(name, [None] * ordered.height, dtype=pl.String)
        for name in names
    ]
    return pl.DataFrame([*identity, *ordered.select(COLUMNS).get_columns()])


COLUMNS = [
    "policy", "title", "verdict", "group", "basis", "status", "score", "relevance", "amount_low", "amount_high", "benefit_kind",
    "deadline", "missing", "failed", "review", "reasons", "relevance_tags", "relevance_text", "relevance_phrases",
    "worth", "urgency", "version",
]  # fmt: skip
