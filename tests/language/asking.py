"""How the tests of the language ask: one condition, what is given, at a date → verdict, missing, review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from matcher.enterprises.fields import load_vocabulary
from matcher.enterprises.given import facts_of
from matcher.language.explain import Part, explained
from matcher.language.facts import Context, Facts
from matcher.language.parse import parse, parse_value
from matcher.language.scalar import compiled
from matcher.language.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = Path(__file__).parent / "foreign"
AS_OF = dt.date(2024, 6, 30)
YES, MAYBE, NO = "符合", "待核实", "不符合"


@cache
def real() -> Vocabulary:
    """The project's own dictionary."""
    return load_vocabulary(ROOT / "enterprises")


@cache
def foreign() -> Vocabulary:
    """The small dictionary of another place."""
    return load_vocabulary(FOREIGN)


def ask(
    expression: str,
    given: Mapping[str, Any] | None = None,
    as_of: dt.date | str = AS_OF,
    vocabulary: Vocabulary | None = None,
    base_year: int | None = None,
    base_date: dt.date | None = None,
) -> Part:
    """The answer to a condition."""
    words = vocabulary or real()
    day = as_of if isinstance(as_of, dt.date) else dt.date.fromisoformat(as_of)
    facts = facts_of(given or {}, words, day, base_year)
    return explained(parse(expression, words), Context.at(facts, day, base_year, base_date))


def verdict(expression: str, given: Mapping[str, Any] | None = None, **how: Any) -> str:
    """Only the verdict."""
    return ask(expression, given, **how).verdict


def value(
    expression: str, given: Mapping[str, Any] | None = None, vocabulary: Vocabulary | None = None
) -> Any:
    """The value of an amount, with the default date."""
    words = vocabulary or real()
    node, _ = parse_value(expression, words)
    return compiled(node)(Context.at(facts_of(given or {}, words, AS_OF), AS_OF))


Row = dict[str, Any]
"""One row of a case table."""


def case(
    name: str,
    expression: str,
    given: Mapping[str, Any],
    expected: str,
    missing: str = "",
    review: str = "",
    as_of: str = AS_OF.isoformat(),
) -> Any:
    """A row of a case table; `missing` names are separated by spaces, `review` is a part of the one remark."""
    row = {"expression": expression, "given": given, "expected": expected, "as_of": as_of}
    return pytest.param(row | {"missing": missing.split(), "review": review}, id=name)


def check(row: Row, vocabulary: Vocabulary | None = None) -> None:
    """Holds the answer to a row of a case table."""
    part = ask(row["expression"], row["given"], row["as_of"], vocabulary)
    assert part.verdict == row["expected"]
    assert sorted(part.missing) == sorted(row["missing"])
    if row["review"]:
        assert any(row["review"] in remark for remark in part.reviews), part.reviews
    else:
        assert part.reviews == ()
    if part.verdict == MAYBE:
        assert part.missing or part.reviews, "nothing is unknown with nothing missing (LANGUAGE 3)"


def ask_of(
    facts: Facts, expression: str, as_of: dt.date | str = AS_OF, vocabulary: Vocabulary | None = None
) -> Part:
    """The answer to a condition asked of facts that were put together by hand (lists with a partial cover)."""
    day = as_of if isinstance(as_of, dt.date) else dt.date.fromisoformat(as_of)
    return explained(parse(expression, vocabulary or real()), Context.at(facts, day))
