"""Which phrases made a policy relevant to an enterprise: the best few of each pair, found for many pairs in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matcher.text.compiling import compiled
from matcher.text.phrase_index import BEARS, PhraseIndex

SHOWN = 3
"""How many phrases are told of a pair."""
MUCH_WORK = 500_000
"""Phrase places looked at from which compiling pays."""


def pick(
    scores: Any, starts: Any, numbers: Any, names: Any, rows: Any, columns: Any, least: float, out: Any
) -> None:
    """Write the numbers of the best phrases of each pair to `out` (pairs, SHOWN), best first, −1 where there are fewer.

    The name of an enterprise stands as the number of its phrase plus the number of phrases.
    """
    whole = scores.shape[0]
    for pair in range(len(rows)):
        row, column = rows[pair], columns[pair]
        last = starts[row + 1]
        for at in range(starts[row], last + 1):
            phrase = numbers[at] if at < last else names[row]
            if phrase < 0 or scores[phrase, column] < least:
                continue
            value = scores[phrase, column]
            mark = phrase if at < last else phrase + whole
            place = out.shape[1]
            while place > 0 and (
                out[pair, place - 1] < 0 or scores[out[pair, place - 1] % whole, column] < value
            ):
                place -= 1
            repeated = False
            for other in range(place):
                repeated = repeated or out[pair, other] == mark
            if repeated or place == out.shape[1]:
                continue
            for other in range(out.shape[1] - 1, place, -1):
                out[pair, other] = out[pair, other - 1]
            out[pair, place] = mark


def best_phrases(
    index: PhraseIndex,
    scores: np.ndarray,
    rows: Sequence[int] | np.ndarray,
    columns: Sequence[int] | np.ndarray,
) -> np.ndarray:
    """The best phrases of pairs of an enterprise (row) and a policy (column): int64 (pairs, SHOWN), see `pick`."""
    pairs, policies = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    out = np.full((len(pairs), SHOWN), -1, np.int64)
    if not len(pairs) or not len(index.phrases):
        return out
    work = int((index.starts[pairs + 1] - index.starts[pairs]).sum())
    run = compiled(pick) if work >= MUCH_WORK else pick
    numbers = index.numbers if len(index.numbers) else np.full(1, -1, np.int32)
    run(scores, index.starts, numbers, index.names, pairs, policies, BEARS, out)
    return out
