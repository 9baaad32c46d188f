"""Relevance of policies to enterprises: tags that agree, and words and meaning of the business scope.

The sum is transparent: both parts stand in the match, with the phrases that made the second. A policy for everyone
(普惠) is as relevant to one as to another, and ranks by worth and deadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pyarrow as pa

from matcher.language.column_lists import code_relation
from matcher.language.vocabulary import Field
from matcher.matching.phrases import best_phrases
from matcher.matching.weights import Weights
from matcher.policies.library import Library
from matcher.policies.model import Policy
from matcher.text.lexicon import lexicon
from matcher.text.phrase_index import FOR_ALL, PhraseIndex
from matcher.text.policy_text import read_policy


@dataclass(frozen=True)
class Relevance:
    """Relevance of each enterprise (rows) to each policy (columns), all float32 in [0, 1].

    `scores`: of each distinct phrase (rows) for each policy; `general`: the policies that concern all alike; `heads`:
    what the columns of scopes and names are called.
    """

    total: np.ndarray
    tags: np.ndarray
    text: np.ndarray
    index: PhraseIndex = field(repr=False)
    scores: np.ndarray = field(repr=False)
    general: np.ndarray
    heads: tuple[str, str]

    def phrases(self, rows: np.ndarray, columns: np.ndarray) -> pl.Series:
        """The phrases that made the text relevant, for pairs of rows and columns: at most three, best first.

        Lists like 「经营范围中的「橡胶制品生产」」, empty where nothing bears on the policy or it concerns all alike. Phrases
        are looked up by number, so that each is written once however many pairs it stands in.
        """
        rows, columns = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
        best = best_phrases(self.index, self.scores, rows, columns)
        best[self.general[columns]] = -1
        phrases, (scope, name) = self.index.phrases, self.heads
        known = best >= 0
        used, places = np.unique(best[known], return_inverse=True)
        spelt = [
            f"{scope}中的「{phrases[number].shown}」"
            if number < len(phrases)
            else f"{name}中的「{phrases[number - len(phrases)].text}」"
            for number in used.tolist()
        ]
        words = pl.Series("words", spelt, dtype=pl.String).gather(places).to_arrow()
        ends = np.concatenate([[0], np.cumsum(known.sum(1))]).astype(np.int64)
        lists = pa.LargeListArray.from_arrays(ends, words)
        return pl.Series("relevance_phrases", pl.from_arrow(lists), dtype=pl.List(pl.String))


def policy_text(policy: Policy) -> str:
    """What a policy says of what it is about: title, summary, and its labels in words."""
    labels = [value for values in policy.tags.values() for value in values]
    return "。".join([policy.title, policy.summary, " ".join(labels)])


def is_for_everyone(policy: Policy, weights: Weights) -> bool:
    """Whether the policy is labelled as being for everyone, and not as being for some trades only."""
    if weights.everyone_tag is None:
        return False
    if any(policy.tags.get(dimension) for dimension in weights.everyone_unless):
        return False
    dimension, value = weights.everyone_tag
    return value in policy.tags.get(dimension, ())


def relevance_of(
    frame: pl.DataFrame,
    policies: Sequence[Policy],
    library: Library,
    weights: Weights,
    scope: str,
    name: str,
    year: int,
) -> Relevance:
    """The relevance of every policy to every enterprise of a wide table.

    Args:
        frame: the wide table.
        policies: the policies asked about.
        library: for the label system and the dictionary.
        weights: how tags and text are weighed.
        scope, name: the columns of business scopes and names; absent columns count as empty.
        year: the year whose yearly facts labels are compared with.
    """
    tags = np.stack([_tag_share(frame, policy, library, year) for policy in policies], axis=1)
    empty = pl.Series([None] * frame.height, dtype=pl.String)
    scopes, names = (frame[column] if column in frame.columns else empty for column in (scope, name))
    index = PhraseIndex.from_scopes(scopes.cast(pl.String), names.cast(pl.String))
    read = [read_policy(policy_text(policy), lexicon()) for policy in policies]
    scores = index.score_many(read)
    text = index.aggregate(scores)
    text[:, [one.for_all for one in read]] = FOR_ALL
    total = (weights.tags * tags + weights.text * text) / max(weights.tags + weights.text, 1e-9)
    for_everyone = np.array([is_for_everyone(policy, weights) for policy in policies], bool)
    total[:, for_everyone] = weights.everyone
    general = for_everyone | np.array([one.for_all for one in read], bool)
    return Relevance(
        total.astype(np.float32), tags, text.astype(np.float32), index, scores, general, (scope, name)
    )


def phrases_of_one(
    row: pl.DataFrame, library: Library, weights: Weights, scope: str, name: str, year: int
) -> dict[str, list[str]]:
    """By policy, the phrases of one enterprise (a wide table of one row) that make it relevant; see `Relevance.phrases`."""
    policies = list(library)
    found = relevance_of(row, policies, library, weights, scope, name, year)
    columns = np.arange(len(policies))
    told = found.phrases(np.zeros_like(columns), columns).to_list()
    return {policy.id: phrases for policy, phrases in zip(policies, told, strict=True)}


def _tag_share(frame: pl.DataFrame, policy: Policy, library: Library, year: int) -> np.ndarray:
    """How far the labels that name codes agree with the enterprise: 1 agrees, 0 does not, ½ unknown or not labelled."""
    shares = []
    for dimension, values in policy.tags.items():
        known = library.taxonomy.dimensions.get(dimension)
        system = known.system if known else None
        item = next(
            (
                one
                for one in library.vocabulary.fields.values()
                if system is not None and one.system is system
            ),
            None,
        )
        if system is None or item is None:
            continue
        codes = frozenset().union(*(system.codes_of(value) or frozenset() for value in values))
        column = _column(frame, item, year)
        if column is not None:
            relation = frame.select(
                code_relation(pl.col(column), codes, system, None).cast(pl.Float32).fill_null(0.5)
            )
            shares.append(relation.to_series().to_numpy())
    if not shares:
        return np.full(frame.height, 0.5, np.float32)
    return np.asarray(np.mean(shares, axis=0), np.float32)


def _column(frame: pl.DataFrame, item: Field, year: int) -> str | None:
    name = f"{item.name}@{year}" if item.by_year else item.name
    return name if name in frame.columns else None
