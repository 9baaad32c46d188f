"""The industry of an enterprise from its name and scope, as a scikit-learn classifier over divisions of GB/T 4754-2017."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClassifierMixin

from matcher.enterprises.industry import logit
from matcher.enterprises.industry.evidence import FEATURES, Collector, Evidence
from matcher.enterprises.industry.rules import Rules, industry_folder, read_rules
from matcher.enterprises.industry.shipping import load
from matcher.errors import UsageError

Floats = NDArray[np.float64]
Pair = tuple[str | None, str | None]
BATCH = 10_000
FLAT = 5.0


class IndustryClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Chooses the division; shared weights of evidence make rare trades as well judged as common ones.

    `cross`, `evidence`, `section`, `division`: strengths of the L2 pull; `second`: what an answer that merely passes
    counts beside the better one; `folds`: parts of the cross-validation that fits the temperature (0: none);
    `doubt`: how often a careful reader is wrong (two independent readers differ in about 4% of companies).
    """

    def __init__(
        self,
        evidence: float = 0.1,
        cross: float = 2.0,
        section: float = 0.5,
        division: float = 1.0,
        second: float = 0.35,
        iterations: int = 120,
        folds: int = 5,
        doubt: float = 0.02,
        folder: Path | None = None,
    ) -> None:
        self.evidence = evidence
        self.cross = cross
        self.section = section
        self.division = division
        self.second = second
        self.iterations = iterations
        self.folds = folds
        self.doubt = doubt
        self.folder = folder

    @classmethod
    def shipped(cls, folder: Path | None = None) -> Self:
        """The classifier with the weights of `folder` (the shipped one unless given), ready to predict."""
        model = cls(folder=folder)
        model.ready()
        stored = load(folder or industry_folder(), FEATURES, model.collector_.flag_names)
        model.weights_, model.temperature_, model.threshold_ = (
            stored.weights,
            stored.temperature,
            stored.threshold,
        )
        return model

    def ready(self) -> None:
        """Read the rules (no work in __init__)."""
        if hasattr(self, "collector_"):
            return
        rules = read_rules(self.folder or industry_folder())
        self.collector_ = Collector(rules)
        self.classes_ = np.array(rules.divisions)
        letters = sorted(rules.sections)
        self.sections_ = np.array(letters)
        self.section_index_ = np.array([letters.index(rules.section_of[one]) for one in rules.divisions])
        place = {division: number for number, division in enumerate(rules.divisions)}
        self.group_division_ = np.array([place[group[:2]] for group in self.collector_.groups])

    @property
    def rules(self) -> Rules:
        """The words that names and scopes are read with."""
        self.ready()
        return self.collector_.rules

    def fit(
        self,
        X: Iterable[Sequence[str | None]],
        y: Sequence[str],
        sample_weight: Sequence[float] | None = None,
    ) -> Self:
        """Fit on (name, scope) pairs and the accepted divisions of each, the best first (「29」, 「29 35」)."""
        self.ready()
        accepted = self.accepted(y)
        evidence = self.collector_.collect(list(pairs_of(X)))
        if evidence.height != len(accepted):
            raise UsageError(f"样本 {evidence.height} 行，答案 {len(accepted)} 个", remedy="两者一一对应")
        weight = (
            np.ones(len(accepted)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        )
        design = self.design(evidence)
        self.temperature_, self.threshold_ = 1.0, 0.5
        if self.folds > 1:
            self.temperature_ = temperature(self.held_out_scores(design, accepted, weight), accepted)
        self.weights_ = self.weigh(design, accepted, weight)
        return self

    def accepted(self, y: Sequence[str]) -> Floats:
        """(n, D): 1 for the best answer, `second` for others that pass."""
        place = {division: number for number, division in enumerate(self.classes_)}
        table = np.zeros((len(y), len(self.classes_)))
        for row, answer in enumerate(y):
            for rank, division in enumerate(str(answer).split()):
                if division not in place:
                    raise UsageError(
                        f"「{division}」不是行业大类代码",
                        where=f"第 {row + 1} 个答案",
                        remedy="写两位大类代码",
                    )
                table[row, place[division]] = 1.0 if rank == 0 else self.second
        return table

    def weigh(self, design: logit.Design, accepted: Floats, weight: Floats) -> logit.Weights:
        """One fit with this estimator's penalties."""
        penalties = logit.Penalties(self.evidence, self.cross, self.section, self.division)
        return logit.fit(
            design, accepted, weight, self.section_index_, penalties, len(FEATURES), self.iterations
        )

    def held_out_scores(self, design: logit.Design, accepted: Floats, weight: Floats) -> Floats:
        """Scores of every row by a model fitted without it (fixed folds, so that a fit can be repeated)."""
        fold = np.random.default_rng(0).permutation(len(accepted)) % self.folds
        told = np.zeros_like(accepted)
        for part in range(self.folds):
            rest, held = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
            weights = self.weigh(rows_of(design, rest, len(self.classes_)), accepted[rest], weight[rest])
            told[held] = logit.scores(rows_of(design, held, len(self.classes_)), weights, self.section_index_)
        return told

    def design(self, evidence: Evidence) -> logit.Design:
        """Sparse inputs with every event crossed with the flags of its row."""
        flags = self.flag_matrix(evidence)
        events = np.asarray(evidence.features, dtype=np.int64)
        values = np.asarray(evidence.values)
        flat = (
            evidence.row_array * len(self.classes_)
            + self.group_division_[np.asarray(evidence.groups, dtype=np.int64)]
        )
        lengths = np.diff(flags.indptr)[evidence.row_array]
        repeated = np.repeat(np.arange(len(events)), lengths)
        within = np.arange(len(repeated)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        flag = flags.indices[flags.indptr[evidence.row_array[repeated]] + within]
        columns = np.concatenate([events, len(FEATURES) + events[repeated] * flags.shape[1] + flag])
        shape = (evidence.height * len(self.classes_), len(FEATURES) * (1 + flags.shape[1]))
        together = (
            np.concatenate([values, values[repeated]]),
            (np.concatenate([flat, flat[repeated]]), columns),
        )
        return logit.Design(csr_matrix(together, shape=shape), flags)

    def flag_matrix(self, evidence: Evidence) -> csr_matrix:
        """(n, flags) of ones."""
        starts = np.concatenate([[0], np.cumsum([len(row) for row in evidence.flags])])
        numbers = np.fromiter(
            (flag for row in evidence.flags for flag in row), dtype=np.int64, count=int(starts[-1])
        )
        shape = (evidence.height, len(self.collector_.flag_names))
        return csr_matrix((np.ones(len(numbers)), numbers, starts), shape=shape)

    def contributions(self, evidence: Evidence) -> tuple[Floats, Floats]:
        """(what each event adds to the score of its group, scores (n, D))."""
        flags = self.flag_matrix(evidence)
        plain, crossed = np.split(self.weights_.evidence, [len(FEATURES)])
        per_row = plain + flags @ crossed.reshape(len(FEATURES), -1).T
        added = (
            np.asarray(evidence.values)
            * per_row[evidence.row_array, np.asarray(evidence.features, dtype=np.int64)]
        )
        flat = (
            evidence.row_array * len(self.classes_)
            + self.group_division_[np.asarray(evidence.groups, dtype=np.int64)]
        )
        told = np.bincount(flat, weights=added, minlength=evidence.height * len(self.classes_))
        general = flags @ (self.weights_.by_section[:, self.section_index_] + self.weights_.by_division)
        return added, told.reshape(-1, len(self.classes_)) + general

    def chances(self, scores: Floats) -> Floats:
        """Calibrated probabilities of scores, in the order of the scores.

        Held-out folds share the habits of their readers; two independent ones differ in about 4% of companies, so each
        is wrong in about 2%: that much doubt is mixed in as a flatter distribution.
        """
        sharp, flat = (
            logit.softmax(scores / self.temperature_),
            logit.softmax(scores / (FLAT * self.temperature_)),
        )
        return np.asarray((1.0 - self.doubt) * sharp + self.doubt * flat)

    def predict_proba(self, X: Iterable[Sequence[str | None]]) -> Floats:
        """(n, divisions): calibrated probabilities, columns in the order of `classes_`."""
        parts = [self.chances(self.contributions(evidence)[1]) for evidence in self.batches(X)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.classes_)))

    def predict(self, X: Iterable[Sequence[str | None]]) -> NDArray[np.str_]:
        """The division of each (name, scope) pair, two digits."""
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def batches(self, X: Iterable[Sequence[str | None]]) -> Iterator[Evidence]:
        """Evidence, at most BATCH rows at a time."""
        if not hasattr(self, "weights_"):
            raise UsageError("分类器还没有训练", remedy="先 fit，或用 IndustryClassifier.shipped()")
        pairs = list(pairs_of(X))
        for start in range(0, len(pairs), BATCH):
            yield self.collector_.collect(pairs[start : start + BATCH])


def pairs_of(X: Iterable[Sequence[str | None]]) -> Iterator[Pair]:
    """(name, scope) pairs; whatever is not text counts as missing."""
    for row, pair in enumerate(X):
        if isinstance(pair, str) or len(pair) != 2:
            raise UsageError(
                "每行应是（名称, 经营范围）两项", where=f"第 {row + 1} 行", remedy="传入两列，缺的写 None"
            )
        name, scope = (part if isinstance(part, str) else None for part in pair)
        yield name, scope


def rows_of(design: logit.Design, rows: NDArray[np.int64], divisions: int) -> logit.Design:
    """The design of some rows."""
    flat = (rows[:, None] * divisions + np.arange(divisions)).ravel()
    return logit.Design(design.events[flat], design.flags[rows])


def temperature(scores: Floats, accepted: Floats) -> float:
    """The divisor of held-out scores that makes the chance of a passing answer honest."""
    passes = accepted > 0
    best = scores.argmax(axis=1)
    right = passes[np.arange(len(best)), best]

    def loss(divisor: float) -> float:
        top = np.clip(logit.softmax(scores / divisor).max(axis=1), 1e-9, 1 - 1e-9)
        return -float(np.where(right, np.log(top), np.log(1 - top)).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 4.0), method="bounded").x)
