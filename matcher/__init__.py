"""惠企匹配: which government support each enterprise may have, why, what it is worth, and what is missing.

>>> import datetime, matcher
>>> library = matcher.load_library()
>>> day = datetime.date(2024, 6, 30)
>>> matcher.explain({"行业": "C26"}, "cn-qysds-28-gaoxin", as_of=day).verdict
'待核实'
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from matcher.matching.eligibility import Assessment
    from matcher.policies.library import Library

__all__ = ["classify_industry", "explain", "load_library", "match", "text_relevance"]


def load_library(policies: Path | str | None = None, enterprises: Path | str | None = None) -> Library:
    """The policy library with its dictionary; both default to those that come along.

    Args:
        policies: a folder of policy files with taxonomy.yaml.
        enterprises: a folder with fields.yaml, codes and registry.yaml.

    Raises:
        MatcherError: with every mistake of every file, each with its place and remedy.
    """
    from matcher.policies.library import load_library as load

    return load(policies, enterprises)


@lru_cache(maxsize=1)
def _own_library() -> Library:
    return load_library()


def match(enterprises: Any, library: Library | None = None, *, as_of: dt.date, top: int | None = None) -> Any:
    """Matches a table of enterprises (pandas, Polars, Arrow) with a library; the answer comes back in kind.

    See `matcher.matching.match.match`, which this calls, for the columns of the answer and the errors.
    """
    from matcher.matching.match import match as run

    return run(enterprises, library or _own_library(), as_of=as_of, top=top)


def explain(
    enterprise: Mapping[str, Any], policy_id: str, *, as_of: dt.date, library: Library | None = None
) -> Assessment:
    """Whether one enterprise may have one policy, with the reason of every condition.

    Args:
        enterprise: a dict by the dictionary's names, or a row under the registry's column names.
        policy_id: the item's id, as `matcher policies list` shows it.
        as_of: the date of the question.
        library: the library; the one that comes along by default.

    Raises:
        MatcherError: there is no such policy, or what is stated cannot be read.
    """
    from matcher.matching.one import explain as run

    return run(enterprise, policy_id, library or _own_library(), as_of=as_of)


def text_relevance(texts: Sequence[str] | str, enterprises: Any) -> np.ndarray:
    """Relevance of texts to enterprises, in [0, 1]: an array (len(texts), len(enterprises)).

    See `matcher.text.relevance.text_relevance`.
    """
    from matcher.text.relevance import text_relevance as run

    return run(texts, enterprises)


def classify_industry(enterprises: Any) -> Any:
    """The industry (GB/T 4754-2017) of each enterprise from its name and scope, in the order given.

    See `matcher.enterprises.industry.classify_industry`.
    """
    from matcher.enterprises.industry import classify_industry as run

    return run(enterprises)
