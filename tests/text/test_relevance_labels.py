"""The labelled relevance set: it names no enterprise, and the ranking it measures stays good."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

QUALITY = Path(__file__).resolve().parents[2] / "benchmarks" / "quality"


@pytest.fixture(scope="module")
def relevance() -> ModuleType:
    spec = importlib.util.spec_from_file_location("relevance_benchmark", QUALITY / "relevance.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_labels_name_enterprises_by_hash_alone_and_grade_them_twice() -> None:
    with open(QUALITY / "relevance_labels.csv", encoding="utf-8", newline="") as lines:
        labels = list(csv.DictReader(lines))
    assert list(labels[0]) == ["query", "enterprise", "grade_1", "grade_2"]
    assert all(re.fullmatch(r"[0-9a-f]{12}", label["enterprise"]) for label in labels)
    assert {label[grade] for label in labels for grade in ("grade_1", "grade_2")} <= set("0123")
    assert set(Counter(label["query"] for label in labels).values()) == {24}


def test_the_order_of_a_perfect_score_is_perfect_and_of_its_reverse_is_not(relevance: ModuleType) -> None:
    import numpy as np

    gains = np.array([7.0, 0, 3, 1, 0, 0, 7, 3, 1, 0, 0, 0])
    assert relevance.ndcg(gains, gains) == pytest.approx(1)
    assert relevance.ndcg(-gains, gains) < 0.7


def test_on_the_part_kept_for_reporting_it_ranks_better_than_words_or_meaning_alone(
    shared: Path, relevance: ModuleType
) -> None:
    every, table = relevance.judged_queries(shared)
    kept = [query for query in every if query.half == "c"]
    assert len(kept) == 16

    def mean(name: str) -> float:
        return float(relevance.evaluate(kept, table, relevance.methods()[name])[0].mean())

    ours = mean("本项目")
    assert ours > 0.8
    assert ours > max(mean("只用词"), mean("只用语义"), mean("内置编码器（整段）"))
