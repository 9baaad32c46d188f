"""From phrase scores to enterprises: one pass over an enterprise's phrases for all policies at once.

For little work plain Python does it; for much, numba compiles the very same functions (see compiling.py).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.text.compiling import compiled

MUCH_WORK = 2_000_000  # phrase places × texts from which compiling pays
THREADS = 2
BLOCK = 5_000


@dataclass(frozen=True)
class Rows:
    """n enterprises as rows of phrase numbers, their names, and how the parts of a score are weighed."""

    starts: np.ndarray  # int64, n + 1
    numbers: np.ndarray  # int32
    telling: np.ndarray  # float32, phrases: how much each tells of a trade
    names: np.ndarray  # int32, n; −1 without a name
    trust: np.ndarray  # float32, n: how far the name tells a trade
    parts: tuple[
        float, float, float, float, float
    ]  # best phrase, share, name, silent name, fading of later ones

    def weights(self) -> np.ndarray:
        """The parts as float32."""
        return np.array(self.parts, np.float32)


def score_rows(
    scores: Any,
    starts: Any,
    numbers: Any,
    telling: Any,
    names: Any,
    trust: Any,
    parts: Any,
    first: int,
    out: Any,
) -> None:
    """Write the relevance of enterprises from row `first` on to `out`: best phrase, share of the scope and name, 0–1.

    In the share phrases weigh by how much they tell, later ones less. A name that tells little of a trade
    (`trust` near 0) stands for a part of the best phrase instead.
    """
    width = scores.shape[1]
    top = np.empty(width, np.float32)
    mean = np.empty(width, np.float32)
    for place in range(out.shape[0]):
        row = first + place
        top[:] = 0
        mean[:] = 0
        whole = np.float32(1e-9)
        for at in range(starts[row], starts[row + 1]):
            phrase = numbers[at]
            weight = telling[phrase] / (1 + parts[4] * (at - starts[row]))
            whole += weight
            for text in range(width):
                value = scores[phrase, text]
                top[text] = max(top[text], value)
                mean[text] += weight * value
        name = names[row]
        on_best = parts[0] + parts[2] * parts[3] * (1 - trust[row])
        on_name = parts[2] * trust[row]
        for text in range(width):
            total = on_best * top[text] + parts[1] * mean[text] / whole
            if name >= 0:
                total += on_name * scores[name, text]
            out[place, text] = min(max(total, 0), 1)


def score_block(scores: np.ndarray, rows: Rows, begin: int, end: int) -> np.ndarray:
    """Relevance of enterprises begin…end to every text, float32 (end − begin, texts)."""
    out = np.empty((end - begin, scores.shape[1]), np.float32)
    work = len(rows.numbers) * scores.shape[1]
    run = compiled(score_rows) if work >= MUCH_WORK else score_rows
    run(scores, rows.starts, rows.numbers, rows.telling, rows.names, rows.trust, rows.weights(), begin, out)
    return out


def blocks(scores: np.ndarray, rows: Rows) -> Iterator[tuple[int, np.ndarray]]:
    """Relevance in blocks of rows, in order: (first row, float32 (rows, texts)); two blocks are worked on at once."""
    scores = np.ascontiguousarray(scores, np.float32)
    begins = range(0, len(rows.names), BLOCK)
    with ThreadPoolExecutor(THREADS) as pool:
        waiting: deque[Future[np.ndarray]] = deque()
        for begin in begins:
            waiting.append(pool.submit(score_block, scores, rows, begin, min(begin + BLOCK, len(rows.names))))
            if len(waiting) > THREADS:
                yield begins[begin // BLOCK - THREADS], waiting.popleft().result()
        for place, future in enumerate(waiting, len(begins) - len(waiting)):
            yield begins[place], future.result()


def best_rows(scores: np.ndarray, rows: Rows, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The `count` most relevant enterprises of each text, best first: rows int64 and relevance float32, (count, texts).

    Of equals the earlier row stands first.
    """
    count, width = min(count, len(rows.names)), scores.shape[1]
    best = np.full((width, count), -1.0, np.float32)
    places = np.zeros((width, count), np.int64)
    for begin, block in blocks(scores, rows):
        for text, row in better(block, best[:, -1]):
            mine = np.concatenate([best[text], block[row, text]])
            where = np.concatenate([places[text], row + begin])
            order = np.argsort(-mine, kind="stable")[:count]
            best[text], places[text] = mine[order], where[order]
    return places.T, best.T


def better(block: np.ndarray, least: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """For each text with any, the rows of a block above the least relevance kept so far."""
    found = block > least
    for text in np.flatnonzero(found.any(0)):
        yield int(text), np.flatnonzero(found[:, text])
