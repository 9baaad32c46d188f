"""Relevance of policies to enterprises: tags that agree, and words and meaning of the business scope.

The sum is transparent: both parts stand in the match. A policy for everyone (普惠) is as relevant to one as to
another, and ranks by worth and deadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from matcher.language.column_lists import code_relation
from matcher.language.vocabulary import Field
from matcher.matching.weights import Weights
from matcher.policies.library import Library
from matcher.policies.model import Policy
from matcher.text.phrase_index import PhraseIndex


@dataclass(frozen=True)
class Relevance:
    """Relevance of each enterprise (rows) to each policy (columns), all float32 in [0, 1]."""

    total: np.ndarray
    tags: np.ndarray
    text: np.ndarray


def policy_text(policy: Policy) -> str:
    """What a policy says of what it is about: title, summary, and its labels in words."""
    labels = [value for values in policy.tags.values() for value in values]
    return "。".join([policy.title, policy.summary, " ".join(labels)])


def is_for_everyone(policy: Policy, weights: Weights) -> bool:
    """Whether the policy is labelled as being for everyone."""
    if weights.everyone_tag is None:
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
    text = np.ascontiguousarray(index.relevance([policy_text(policy) for policy in policies]).T)
    total = (weights.tags * tags + weights.text * text) / max(weights.tags + weights.text, 1e-9)
    for column, policy in enumerate(policies):
        if is_for_everyone(policy, weights):
            total[:, column] = weights.everyone
    return Relevance(total.astype(np.float32), tags, text.astype(np.float32))


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
