"""On the labelled companies the shipped weights never saw: the accuracy that was promised, and an honest confidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from matcher.enterprises.industry import classify_industry
from matcher.enterprises.industry.table import shipped_classifier
from matcher.enterprises.industry.training import read_labels, threshold_of


def test_the_shipped_weights_reach_the_promised_accuracy(shared: Path) -> None:
    path = shared / "labels" / "jinshan_industry_dev.csv"
    labels, section_of = read_labels(path, []), shipped_classifier().rules.section_of
    table = classify_industry(pl.read_csv(path, infer_schema=False))
    passing = [answer.split() for answer in labels.answers]
    division = [told in listed for told, listed in zip(table["division"], passing, strict=True)]
    section = [
        told in {section_of[one] for one in listed}
        for told, listed in zip(table["section"], passing, strict=True)
    ]
    assert table["division"].null_count() == 0
    assert np.mean(section) >= 0.93
    assert np.mean(division) >= 0.85


def test_the_threshold_is_the_lowest_confidence_that_is_right_often_enough() -> None:
    chances = np.array([[0.9, 0.1]] * 99 + [[0.55, 0.45]] * 10)
    right = np.array([True] * 99 + [False] * 10)
    assert threshold_of(chances, right, wanted=0.98) == 0.6
    assert threshold_of(chances, ~right & False, wanted=0.98) == 0.95
