"""The industry of every enterprise of a table: section, division, group, confidence, the words that decided, others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import yaml
from narwhals.typing import IntoDataFrameT
from numpy.typing import NDArray

from matcher.enterprises.industry.classifier import BATCH, IndustryClassifier
from matcher.enterprises.industry.evidence import Evidence
from matcher.errors import UsageError
from matcher.resources import data_root

Floats = NDArray[np.float64]
JOINT = "；"
MOST_WORDS, MOST_SECONDARY = 3, 4
GROUP_SHARE = 0.5  # of what speaks for the division; below it the group cannot be told


@dataclass(frozen=True, slots=True)
class Industry:
    """What is inferred of one enterprise; all None and confidence 0.0 where there is nothing to go on."""

    section: str | None
    division: str | None
    group: str | None
    confidence: float
    words: str | None
    secondary: str | None


NOTHING = Industry(None, None, None, 0.0, None, None)


@cache
def shipped_classifier() -> IndustryClassifier:
    """The shipped classifier, loaded once."""
    return IndustryClassifier.shipped()


def classify_industry(
    enterprises: IntoDataFrameT,
    *,
    name: str | None = None,
    scope: str | None = None,
    classifier: IndustryClassifier | None = None,
) -> IntoDataFrameT:
    """The industry (GB/T 4754-2017) of each enterprise, in the order given; a frame of the kind that came in.

    `enterprises`: pandas, Polars or Arrow, one row an enterprise; `name`, `scope`: its columns (by default those of
    enterprises/registry.yaml; either may be absent). Columns of the answer: section (letter), division (2 digits),
    group (3 digits, null where it cannot be told), confidence (chance that the division is right, 0–1), words
    (what decided), secondary (further divisions the scope names), the last two joined by 「；」. A fact of source
    推断: an official or self-reported code outranks it. Raises UsageError where neither column is there.
    """
    frame = nw.from_native(enterprises, eager_only=True)
    named, scoped = name or identity()["name"], scope or identity()["scope"]
    if named not in frame.columns and scoped not in frame.columns:
        raise UsageError(
            "表里没有企业名称，也没有经营范围",
            where=f"现有的列：{'、'.join(frame.columns[:12])}",
            remedy="用 name=、scope= 指明是哪两列",
        )
    found = infer(texts(frame, named), texts(frame, scoped), classifier)
    columns = {key: [getattr(one, key) for one in found] for key in Industry.__slots__}
    types: dict[str, Any] = {key: nw.Float64 if key == "confidence" else nw.String for key in columns}
    answer: IntoDataFrameT = nw.from_dict(columns, schema=types, backend=frame.implementation).to_native()
    return answer


@cache
def identity() -> dict[str, str]:
    """Role → column of the identity columns."""
    raw = yaml.safe_load((data_root() / "enterprises" / "registry.yaml").read_text(encoding="utf-8"))
    return {str(role): str(column) for role, column in raw["identity"].items()}


def texts(frame: nw.DataFrame[Any], column: str) -> list[str | None]:
    """A column as text, None where it is absent or not text."""
    if column not in frame.columns:
        return [None] * len(frame)
    return [value if isinstance(value, str) else None for value in frame[column].to_list()]


def infer(
    names: list[str | None], scopes: list[str | None], classifier: IndustryClassifier | None = None
) -> list[Industry]:
    """The industry of each (name, scope); what repeats is judged once."""
    judge = classifier or shipped_classifier()
    numbers: dict[tuple[str | None, str | None], int] = {}
    places = [numbers.setdefault(pair, len(numbers)) for pair in zip(names, scopes, strict=True)]
    distinct = list(numbers)
    found: list[Industry] = []
    for start in range(0, len(distinct), BATCH):
        found += told(judge, judge.collector_.collect(distinct[start : start + BATCH]))
    return [found[place] for place in places]


def told(judge: IndustryClassifier, evidence: Evidence) -> Iterator[Industry]:
    """Judge one batch of evidence."""
    added, scores = judge.contributions(evidence)
    chances = judge.chances(scores)
    best = chances.argmax(axis=1)
    starts = np.searchsorted(evidence.row_array, np.arange(evidence.height + 1))
    informed = informative(judge, evidence)
    for row in range(evidence.height):
        if not informed[row]:
            yield NOTHING
            continue
        events = range(starts[row], starts[row + 1])
        yield one(judge, evidence, events, added, int(best[row]), chances[row])


def informative(judge: IndustryClassifier, evidence: Evidence) -> list[bool]:
    """Whether a row has any word of the lexicon or a kind of name."""
    heard = np.bincount(evidence.row_array, minlength=evidence.height) > 0
    kinds = {
        number for name, number in judge.collector_.flag_number.items() if name.endswith(("_end", "_before"))
    }
    return [bool(heard[row]) or not kinds.isdisjoint(flags) for row, flags in enumerate(evidence.flags)]


def one(
    judge: IndustryClassifier, evidence: Evidence, events: range, added: Floats, best: int, chances: Floats
) -> Industry:
    """The answer for one row from its events and probabilities."""
    groups: dict[int, float] = {}
    words: dict[str, float] = {}
    others: dict[int, float] = {}
    for event in events:
        group = evidence.groups[event]
        division = int(judge.group_division_[group])
        if division != best:
            others[division] = max(others.get(division, 0.0), float(chances[division]))
            continue
        weight = float(added[event])
        groups[group] = groups.get(group, 0.0) + weight
        words[evidence.words[event]] = words.get(evidence.words[event], 0.0) + weight
    deciding = [word for word, weight in sorted(words.items(), key=lambda item: -item[1]) if weight > 0]
    further = sorted(others, key=lambda division: -others[division])[:MOST_SECONDARY]
    code = str(judge.classes_[best])
    return Industry(
        section=judge.rules.section_of[code],
        division=code,
        group=group_of(judge, groups),
        confidence=round(float(chances[best]), 4),
        words=JOINT.join(deciding[:MOST_WORDS]) or None,
        secondary=JOINT.join(str(judge.classes_[division]) for division in further) or None,
    )


def group_of(judge: IndustryClassifier, groups: dict[int, float]) -> str | None:
    """The group that most of the evidence for the division names, if one does."""
    positive = {group: weight for group, weight in groups.items() if weight > 0}
    if not positive:
        return None
    top = max(positive, key=lambda group: positive[group])
    told_enough = positive[top] >= GROUP_SHARE * sum(positive.values())
    return judge.collector_.groups[top] if told_enough else None
