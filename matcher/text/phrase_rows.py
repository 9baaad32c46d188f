"""From phrase scores to enterprises: one pass over an enterprise's phrases for all policies at once.

Two ways that give the same numbers: numpy for little work, numba (compiled on first use, about a second) for much.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

Shares = tuple[
    float, float, float, float
]  # best phrase, share of the scope, name, and what a silent name stands for
RowKernel = Callable[..., np.ndarray]
MUCH_WORK = 20_000_000  # phrase places × texts from which compiling pays


def row_kernel(work: int) -> RowKernel:
    """The way that suits the amount of work."""
    return compiled_rows() if work >= MUCH_WORK else plain_rows


def plain_rows(
    scores: np.ndarray,
    starts: np.ndarray,
    numbers: np.ndarray,
    emphasis: np.ndarray,
    names: np.ndarray,
    trust: np.ndarray,
    shares: Shares,
) -> np.ndarray:
    """Relevance float32 (rows, texts): best phrase, share of the scope and name, weighted and cut to 0–1.

    A name that tells little of a trade (`trust` near 0) stands for a part of the best phrase instead.
    """
    best, share, name, silent = shares
    out = np.zeros((len(names), scores.shape[1]), np.float32)
    for row in range(len(names)):
        mine = numbers[starts[row] : starts[row + 1]]
        if len(mine):
            found = scores[mine]
            top = found.max(0)
            out[row] = best * top + share * (emphasis[starts[row] : starts[row + 1], None] * found).sum(0)
            out[row] += name * silent * (1 - trust[row]) * top
        if names[row] >= 0:
            out[row] += name * trust[row] * scores[names[row]]
    return np.clip(out, 0, 1)


@cache
def compiled_rows() -> RowKernel:
    """`plain_rows` compiled by numba."""
    import numba

    def fill(scores, starts, numbers, emphasis, names, trust, best, share, name, silent, out):  # type: ignore[no-untyped-def]
        width = scores.shape[1]
        top = np.empty(width, np.float32)
        mean = np.empty(width, np.float32)
        for row in range(len(names)):
            top[:] = 0
            mean[:] = 0
            for place in range(starts[row], starts[row + 1]):
                phrase = numbers[place]
                weight = emphasis[place]
                for text in range(width):
                    value = scores[phrase, text]
                    top[text] = max(top[text], value)
                    mean[text] += weight * value
            for text in range(width):
                value = (best + name * silent * (1 - trust[row])) * top[text] + share * mean[text]
                if names[row] >= 0:
                    value += name * trust[row] * scores[names[row], text]
                out[row, text] = min(max(value, 0), 1)

    compiled: Any = numba.njit(nogil=True, fastmath=True)(fill)

    def rows(
        scores: np.ndarray,
        starts: np.ndarray,
        numbers: np.ndarray,
        emphasis: np.ndarray,
        names: np.ndarray,
        trust: np.ndarray,
        shares: Shares,
    ) -> np.ndarray:
        out = np.empty((len(names), scores.shape[1]), np.float32)
        compiled(scores, starts, numbers, emphasis, names, trust, *(np.float32(part) for part in shares), out)
        return out

    return rows
