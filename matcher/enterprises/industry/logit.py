"""A log-linear choice among divisions: shared weights of evidence, plus a weight of each flag for each division.

score(row, d) = Σ events of d: value × (weight[feature] + Σ flags of row: cross[feature, flag])
              + Σ flags of row: (by_section[flag, section of d] + by_division[flag, d])
Fitted by L-BFGS on the log-probability that the answer is among the accepted ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Sparse inputs of n rows and D divisions."""

    events: csr_matrix  # (n × D, parameters of evidence)
    flags: csr_matrix  # (n, flags)


@dataclass
class Weights:
    """Fitted parameters."""

    evidence: Floats  # (parameters of evidence,)
    by_section: Floats  # (flags, sections)
    by_division: Floats  # (flags, D)


@dataclass(frozen=True)
class Penalties:
    """Strength of the L2 pull of each block towards zero."""

    evidence: float
    cross: float
    section: float
    division: float


def scores(design: Design, weights: Weights, section_of: NDArray[np.int64]) -> Floats:
    """Scores (n, D)."""
    divisions = len(section_of)
    told = (design.events @ weights.evidence).reshape(-1, divisions)
    flagged = design.flags @ (weights.by_section[:, section_of] + weights.by_division)
    return np.asarray(told + flagged)


def softmax(values: Floats) -> Floats:
    """Rows to probabilities."""
    shifted = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def fit(
    design: Design,
    accepted: Floats,
    importance: Floats,
    section_of: NDArray[np.int64],
    penalties: Penalties,
    plain: int,
    iterations: int = 200,
) -> Weights:
    """Weights for `accepted` (n, D; 1 for the best answer, less for others that pass, else 0) and rows' `importance`.

    The first `plain` parameters of evidence are uncrossed.
    """
    flags = design.flags.shape[1]
    sections, divisions = int(section_of.max()) + 1, len(section_of)
    sizes = [design.events.shape[1], flags * sections, flags * divisions]
    ends = np.cumsum(sizes)
    spread = np.zeros((divisions, sections))
    spread[np.arange(divisions), section_of] = 1.0
    strengths = (penalties.evidence, penalties.cross, penalties.section, penalties.division)
    pull = np.repeat(strengths, [plain, sizes[0] - plain, *sizes[1:]])
    events_t, flags_t = design.events.T.tocsr(), design.flags.T.tocsr()

    def unpack(theta: Floats) -> Weights:
        first, second, third = np.split(theta, ends[:-1])
        return Weights(first, second.reshape(flags, sections), third.reshape(flags, divisions))

    def loss(theta: Floats) -> tuple[float, Floats]:
        chance = softmax(scores(design, unpack(theta), section_of))
        mass = chance * accepted
        total = np.maximum(mass.sum(axis=1, keepdims=True), 1e-12)
        slope = (chance - mass / total) * importance[:, None]
        by_flag = flags_t @ slope
        gradient = np.concatenate([events_t @ slope.ravel(), (by_flag @ spread).ravel(), by_flag.ravel()])
        value = -float(importance @ np.log(total[:, 0])) + 0.5 * float(pull @ theta**2)
        return value, gradient + pull * theta

    found = minimize(
        loss, np.zeros(int(ends[-1])), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
    )
    return unpack(found.x)
