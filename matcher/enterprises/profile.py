"""The profile of enterprises: their labels (企业画像), and the industry that their words tell, as an inferred fact.

An official code, then a self-reported one, outranks the inferred one; below the stated confidence the inferred
industry counts as missing in conditions, and stays visible beside (…@推测, …@置信度).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Protocol

import polars as pl

from matcher.enterprises.facts import DEPARTMENT, SOURCE
from matcher.enterprises.industry.table import Industry, infer, shipped_classifier
from matcher.enterprises.portrait import Labels, ProfileRules, load_rules, profile_table
from matcher.enterprises.registry.layout import Layout, load_layout
from matcher.language.facts import INFERRED
from matcher.language.vocabulary import Field, Vocabulary

KEYS = ("code", "name")
GUESS, CONFIDENCE, WORDS = "@推测", "@置信度", "@依据"


class Knowledge(Protocol):
    """What the profile needs of a library: the dictionary, its folder, and the label system of policies."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The dictionary."""

    @property
    def taxonomy(self) -> Labels:
        """The label system of policies."""

    @property
    def enterprises(self) -> Path | None:
        """The folder of the dictionary."""


def profile(wide: pl.DataFrame, library: Knowledge, as_of: dt.date) -> pl.DataFrame:
    """The labels of every enterprise of a wide table (企业画像), one row a label, by the rules of profile.yaml.

    Args:
        wide: the wide table of an import, typed, with the industry inferred (`with_industry`).
        library: from `load_library()`: its dictionary, and the label system that the labels must belong to.
        as_of: the day asked about.

    Returns:
        Columns: credit code and name (as registry.yaml calls them), 维度, 标签, 代码, 关系 (本身, 上级, 分组), 状态 (成立;
        待核实: a record without an end), 来源 (the weakest among the facts used), 日期, 有效期至, 依据. What is unknown has
        no label.

    Raises:
        DictionaryError, Problems: profile.yaml is wrong, or speaks of labels that policies cannot have.
    """
    if library.enterprises is None:
        return profile_table(wide, ProfileRules(), library.vocabulary, as_of, ())
    layout = load_layout(library.enterprises)
    rules = load_rules(library.enterprises, library.vocabulary, library.taxonomy)
    keys = [layout.header(role) for role in KEYS]
    return profile_table(wide, rules, library.vocabulary, as_of, keys)


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
    departments = (
        wide[item.name + DEPARTMENT]
        if item.name + DEPARTMENT in wide.columns
        else pl.Series([None] * wide.height, dtype=pl.String)
    )
    used = stated.is_null() & inferred.is_not_null()
    return wide.with_columns(
        stated.zip_with(stated.is_not_null(), inferred).alias(item.name),
        sources.zip_with(~used, pl.Series([INFERRED] * wide.height)).alias(item.name + SOURCE),
        # No department vouches for it: the words do.
        departments.zip_with(~used, pl.Series([scope] * wide.height)).alias(item.name + DEPARTMENT),
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
