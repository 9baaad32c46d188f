"""What a registry does not state but its words tell: the industry, as an inferred fact.

An official code, then a self-reported one, outranks the inferred one; below the stated confidence the inferred
industry counts as missing in conditions, and stays visible beside (…@推测, …@置信度).
"""

from __future__ import annotations

import polars as pl

from matcher.enterprises.facts import SOURCE
from matcher.enterprises.industry.table import Industry, infer, shipped_classifier
from matcher.enterprises.registry.layout import Layout
from matcher.language.facts import INFERRED
from matcher.language.vocabulary import Field, Vocabulary

GUESS, CONFIDENCE, WORDS = "@推测", "@置信度", "@依据"


def industry_field(vocabulary: Vocabulary) -> Field | None:
    """The field that holds the industry (role: industry), where its codes are those the classifier knows."""
    return next((item for item in vocabulary.fields.values() if item.role == "industry"), None)


def with_industry(wide: pl.DataFrame, vocabulary: Vocabulary, layout: Layout) -> pl.DataFrame:
    """The wide table with the industry inferred from name and scope where none is stated.

    Args:
        wide: one row an enterprise.
        vocabulary: the dictionary; without a field of role `industry` nothing is added.
        layout: says which columns hold names and scopes.
    """
    item = industry_field(vocabulary)
    scope, name = layout.header("scope"), layout.header("name")
    if item is None or item.system is None or scope not in wide.columns or item.name + GUESS in wide.columns:
        return wide
    stated = (
        wide[item.name] if item.name in wide.columns else pl.Series([None] * wide.height, dtype=pl.String)
    )
    names = wide[name].to_list() if name in wide.columns else [None] * wide.height
    found = infer(names, wide[scope].to_list())
    codes = pl.Series([_code(one, item) for one in found], dtype=pl.String)
    confidence = pl.Series([one.confidence for one in found], dtype=pl.Float64)
    sure = confidence >= shipped_classifier().threshold_
    inferred = codes.zip_with(sure, pl.Series([None] * wide.height, dtype=pl.String))
    sources = (
        wide[item.name + SOURCE]
        if item.name + SOURCE in wide.columns
        else pl.Series([None] * wide.height, dtype=pl.String)
    )
    used = stated.is_null() & inferred.is_not_null()
    return wide.with_columns(
        stated.zip_with(stated.is_not_null(), inferred).alias(item.name),
        sources.zip_with(~used, pl.Series([INFERRED] * wide.height)).alias(item.name + SOURCE),
        codes.alias(item.name + GUESS),
        confidence.alias(item.name + CONFIDENCE),
        pl.Series([one.words for one in found], dtype=pl.String).alias(item.name + WORDS),
    )


def _code(found: Industry, item: Field) -> str | None:
    """The finest code that was told, in the dictionary's spelling: the section letter before the digits."""
    if found.section is None or item.system is None:
        return None
    for digits in (found.group, found.division):
        code = f"{found.section}{digits}" if digits else None
        if code in item.system.entries:
            return code
    return found.section if found.section in item.system.entries else None
