"""What tests of matching share: the sample registry with all its fact tables, and the small library of another country."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from matcher.cli.registries import read_registry
from matcher.enterprises.registry.layout import Layout, load_layout
from matcher.matching.details import Explainer, detail_row
from matcher.matching.eligibility import assess
from matcher.policies.library import Library, load_library

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "enterprises" / "sample"
FOREIGN = ROOT / "tests" / "foreign"
AS_OF = dt.date(2026, 6, 30)
THEN = dt.date(2024, 6, 30)
FACTS = sorted(file for file in SAMPLE.glob("*.csv") if file.name != "registry.csv")


@cache
def library() -> Library:
    return load_library()


@cache
def foreign() -> Library:
    return load_library(FOREIGN / "policies", FOREIGN / "enterprises")


@cache
def layout() -> Layout:
    return load_layout(ROOT / "enterprises")


@cache
def sample() -> pl.DataFrame:
    """The whole sample as the matching sees it."""
    return read_registry(SAMPLE / "registry.csv", FACTS, None, library(), AS_OF).enterprises


def one_by_one(wide: pl.DataFrame, which: Library, as_of: dt.date) -> dict[tuple[int, str], dict[str, Any]]:
    """Every pair assessed by itself: (row, policy) → what the table of matches must say."""
    reader = Explainer(wide, which.vocabulary)
    facts = [reader.facts(row) for row in range(wide.height)]
    return {
        (row, policy.id): detail_row(assess(policy, one, as_of, which.vocabulary), which.vocabulary)
        for row, one in enumerate(facts)
        for policy in which
    }


def german(**columns: Any) -> pl.DataFrame:
    """A wide table under the dictionary of another country."""
    height = max(len(values) for values in columns.values())
    return pl.DataFrame({"Firma": [f"Firma {n}" for n in range(height)], **columns})
