"""Count words of business scopes and of policies once, for `words.csv`: how much a word tells of a trade.

A word that stands in many scopes tells little, and so does one that stands in many policies. Only counts are kept,
and only of words that stand in three scopes or more, so that no single enterprise shows through.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from matcher.text.phrases import split_scopes
from matcher.text.tokens import empty_words, words

FEWEST = 3


def count_words(scopes: pl.Series, policies: Iterable[str]) -> list[tuple[str, int, int]]:
    """(word, scopes it stands in, policies of a thousand it stands in), commonest first.

    Places, numbers and particles count as standing in every policy: they tell no trade.
    """
    table = split_scopes(scopes)
    told = [frozenset(words(phrase.text)) for phrase in table.phrases]
    in_scopes: Counter[str] = Counter()
    for row in range(len(table.starts) - 1):
        mine = table.numbers[table.starts[row] : table.starts[row + 1]]
        in_scopes.update(frozenset().union(*(told[number] for number in mine)))
    texts = list(policies)
    in_policies: Counter[str] = Counter()
    for text in texts:
        in_policies.update(set(words(text)))
    empty = empty_words()
    return [
        (word, count, 1000 if word in empty else round(1000 * in_policies[word] / max(len(texts), 1)))
        for word, count in in_scopes.most_common()
        if count >= FEWEST
    ]


def write_word_counts(path: Path, rows: Iterable[tuple[str, int, int]]) -> None:
    """Write `words.csv` whole or not at all."""
    from matcher.text.distil import put

    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["word", "scopes", "policies"])
    table.writerows(rows)
    put(path, out.getvalue().encode())
