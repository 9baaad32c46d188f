"""Fit the shipped weights again: python -m matcher.enterprises.industry.training LABELS.csv … --registry TABLE.csv …

Labels: CSV with the registry's identity columns, `division`, `accepted` (divisions that pass, by spaces), `confidence`
(high, medium, low). Only weights are written; labelled rows stay where they are.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from matcher.enterprises.industry.classifier import IndustryClassifier, temperature
from matcher.enterprises.industry.evidence import FEATURES
from matcher.enterprises.industry.rules import industry_folder
from matcher.enterprises.industry.shipping import Stored, save
from matcher.enterprises.industry.table import identity
from matcher.errors import UsageError

TRUST = {"high": 1.0, "medium": 0.7, "low": 0.4}
WANTED_PRECISION = 0.98


@dataclass(frozen=True)
class Labelled:
    """Labelled enterprises: (name, scope) pairs, accepted divisions (best first), how far to trust each."""

    pairs: list[tuple[str | None, str | None]]
    answers: list[str]
    trust: list[float]

    def __add__(self, other: Labelled) -> Labelled:
        return Labelled(self.pairs + other.pairs, self.answers + other.answers, self.trust + other.trust)


def read_labels(path: Path, registries: list[Path]) -> Labelled:
    """Read labels; scopes come from the file itself or from registries by name and code."""
    code, name, scope = (identity()[role] for role in ("code", "name", "scope"))
    rows = pl.read_csv(path, infer_schema=False)
    if scope not in rows.columns:
        known = pl.concat(
            [pl.read_csv(one, infer_schema=False).select(name, code, scope) for one in registries]
        )
        rows = rows.join(
            known.unique([name, code], keep="first"), on=[name, code], how="left", maintain_order="left"
        )
    lost = rows.filter(pl.col(scope).is_null() & pl.col(name).is_null()).height
    if lost:
        raise UsageError(f"{path.name} 有 {lost} 行找不到名称与经营范围", remedy="用 --registry 指明登记表")
    best = rows["division"].fill_null("").to_list()
    answers = [
        " ".join(dict.fromkeys([*first.split(), *(passing or "").split()]))
        for first, passing in zip(best, rows["accepted"].to_list(), strict=True)
    ]
    trust = [TRUST.get(told or "", 1.0) for told in rows["confidence"].to_list()]
    return Labelled(list(zip(rows[name].to_list(), rows[scope].to_list(), strict=True)), answers, trust)


def threshold_of(chances: np.ndarray, right: np.ndarray, wanted: float = WANTED_PRECISION) -> float:
    """The lowest confidence, in steps of 0.05, from which on answers are right at least `wanted` of the time."""
    top = chances.max(axis=1)
    for step in np.arange(0.3, 1.0, 0.05):
        sure = top >= step
        if sure.any() and right[sure].mean() >= wanted:
            return round(float(step), 2)
    return 0.95


def train(labels: Labelled, folder: Path) -> dict[str, float]:
    """Fit on all labels, temperature and threshold from held-out folds; write the weights; say how well it does."""
    judge = IndustryClassifier(folder=folder)
    judge.ready()
    accepted, trust = judge.accepted(labels.answers), np.asarray(labels.trust)
    design = judge.design(judge.collector_.collect(labels.pairs))
    held_out = judge.held_out_scores(design, accepted, trust)
    judge.temperature_ = temperature(held_out, accepted)
    chances = judge.chances(held_out)
    right = accepted[np.arange(len(accepted)), chances.argmax(axis=1)] > 0
    judge.threshold_ = threshold_of(chances, right)
    judge.weights_ = judge.weigh(design, accepted, trust)
    sure = chances.max(axis=1) >= judge.threshold_
    told = {
        "labelled": float(len(right)),
        "division_accuracy_held_out": round(float(right.mean()), 4),
        "division_accuracy_above_threshold": round(float(right[sure].mean()), 4),
        "coverage_above_threshold": round(float(sure.mean()), 4),
    }
    about = {
        "made_by": "python -m matcher.enterprises.industry.training",
        "threshold_means": "below it conditions treat the inferred industry as missing",
        "held_out": told,
        "parameters": {key: value for key, value in judge.get_params().items() if key != "folder"},
    }
    stored = Stored(judge.weights_, judge.temperature_, judge.threshold_)
    save(folder, stored, FEATURES, judge.collector_.flag_names, about)
    return told


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="重新训练行业判读的权重（只写权重，不写样本）")
    parser.add_argument("labels", nargs="+", type=Path, help="标注表 CSV")
    parser.add_argument(
        "--registry", nargs="*", type=Path, default=[], help="标注表里没有经营范围时，从这些登记表取"
    )
    parser.add_argument("--out", type=Path, default=industry_folder(), help="规则与权重所在目录")
    given = parser.parse_args()
    labels = read_labels(given.labels[0], given.registry)
    for path in given.labels[1:]:
        labels += read_labels(path, given.registry)
    for key, value in train(labels, given.out).items():
        print(f"{key}: {value}")
    print(f"权重已写入 {given.out}；下一步：python benchmarks/quality/industry.py")


if __name__ == "__main__":
    main()
