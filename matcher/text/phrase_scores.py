"""How near each distinct phrase comes to each policy text, 0–1: by words, by trade themes and by meaning.

Work is done once a distinct phrase, whatever the number of enterprises. A phrase that only sells a thing counts less
for a policy that supports making it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import polars as pl
from scipy import sparse

from matcher.text.encoder import Encoder
from matcher.text.lexicon import Lexicon
from matcher.text.phrases import Deed, Phrase
from matcher.text.policy_text import PolicyText
from matcher.text.tokens import words


@dataclass(frozen=True)
class Weights:
    """How the parts are put together; fitted once on labelled pairs, see benchmarks/quality/relevance.py."""

    words: float = 0.45
    themes: float = 0.8
    meaning: float = 0.75
    floor: float = 0.18  # cosine below which meaning says nothing
    sale: float = 0.5  # what a phrase of sale is worth to a policy for makers
    unsaid: float = 0.7
    service: float = 0.75
    best: float = 0.55
    share: float = 0.25
    name: float = 0.16
    silent: float = 0.5  # what a name that tells no trade stands for, as a part of the best phrase


BORDER = "\x1f"
MAKING = ("制造",)


@dataclass(frozen=True)
class PhraseFeatures:
    """What is known of P distinct phrases, independent of any policy."""

    words: sparse.csr_matrix  # P × vocabulary: each word's share of the phrase's weight; rows sum to one
    vocabulary: dict[str, int]
    themes: np.ndarray  # P × themes, float32: closeness 0–1
    vectors: np.ndarray  # P × width, float32, rows of length one
    deeds: np.ndarray  # P, int8
    telling: np.ndarray  # P, float32: how much the phrase tells of a trade, 0–1


def features_of(phrases: Sequence[Phrase], vectors: np.ndarray, lex: Lexicon) -> PhraseFeatures:
    """Word rows, theme memberships and weights of phrases; `vectors` are their encodings."""
    vocabulary: dict[str, int] = {}
    starts, flat, values, telling = [0], [], [], []
    for phrase in phrases:
        weighed = {word: lex.idf(word) for word in words(phrase.thing)}
        found = {word: weight for word, weight in weighed.items() if len(word) > 1 or weight > 0.2}
        total = sum(value * value for value in found.values()) or 1.0
        flat += [vocabulary.setdefault(word, len(vocabulary)) for word in found]
        values += [value * value / total for value in found.values()]
        telling.append(max(found.values(), default=0.05))
        starts.append(len(flat))
    rows = sparse.csr_matrix(
        (np.array(values, np.float32), np.array(flat, np.int32), np.array(starts)),
        shape=(len(phrases), max(len(vocabulary), 1)),
    )
    deeds = np.array([phrase.deed for phrase in phrases], np.int8)
    return PhraseFeatures(
        rows, vocabulary, theme_rows(phrases, deeds, lex), vectors, deeds, np.array(telling, np.float32)
    )


def theme_rows(phrases: Sequence[Phrase], deeds: np.ndarray, lex: Lexicon) -> np.ndarray:
    """Closeness of each phrase to each theme, float32 (phrases, themes), by the theme's words inside it and its deed."""
    closeness = np.zeros((len(phrases), len(lex.themes)), np.float32)
    patterns, homes = wanted_words(lex)
    texts = [between_words(phrase.text, lex) for phrase in phrases]
    table = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}).with_row_index("row")
    found = table.with_columns(pl.col("text").str.extract_many(patterns, overlapping=True))
    hits = found.explode("text").drop_nulls()
    words_met = pl.DataFrame({"text": patterns}).with_row_index("word")
    numbers = hits.join(words_met, on="text", maintain_order="left")["word"].to_numpy()
    rows = hits["row"].to_numpy()
    for level in (0.5, 1.0):  # the closer words last, so that they stand
        pairs = (homes[numbers] == level).nonzero()
        closeness[rows[pairs[0]], pairs[1]] = level
    for number, theme in enumerate(lex.themes):
        for deed, level in theme.deeds.items():
            column = closeness[:, number]
            column[deeds == deed] = np.maximum(column[deeds == deed], level)
    return closeness


@cache
def wanted_words(lex: Lexicon) -> tuple[list[str], np.ndarray]:
    """Every word that some theme looks for in scopes, whole and with marks between its own words, and where it belongs."""
    words_done = sorted({word for theme in lex.themes for word in theme.done})
    wanted = {spelt: word for word in words_done for spelt in (word, between_words(word, lex))}
    return list(wanted), word_homes(list(wanted.values()), lex)


def between_words(text: str, lex: Lexicon) -> str:
    """A text with a mark between its words, so that nothing is found across their borders (绿化|工程 holds no 化工)."""
    for word in lex.mask:
        text = text.replace(word, BORDER)
    return BORDER.join(words(text, sub_words=False))


def word_homes(wanted: Sequence[str], lex: Lexicon) -> np.ndarray:
    """Closeness of each word to each theme, float32 (words, themes)."""
    return np.array([[theme.done.get(word, 0.0) for theme in lex.themes] for word in wanted], np.float32)


@dataclass(frozen=True)
class Asked:
    """Q policies made ready for scoring phrases in blocks."""

    words: sparse.csr_matrix  # vocabulary × Q
    themes: list[dict[int, float]]
    passages: np.ndarray  # width × passages, float32
    passage_weights: np.ndarray
    owners: list[slice]  # the passages of each policy
    making: np.ndarray  # Q


def asked_of(policies: Sequence[PolicyText], features: PhraseFeatures, encoder: Encoder) -> Asked:
    """Policies as matrices over the phrases' vocabulary, themes and encoder."""
    cells = [
        (features.vocabulary[word], column, weight)
        for column, policy in enumerate(policies)
        for word, weight in policy.words.items()
        if word in features.vocabulary
    ]
    rows, columns, values = (list(part) for part in zip(*cells, strict=True)) if cells else ([], [], [])
    words_asked = sparse.csr_matrix(
        (np.array(values, np.float32), (rows, columns)),
        shape=(features.words.shape[1], len(policies)),
        dtype=np.float32,
    )
    passages = [passage for policy in policies for passage in policy.passages]
    ends = np.cumsum([0] + [len(policy.passages) for policy in policies])
    return Asked(
        words_asked,
        [policy.themes for policy in policies],
        encoder.encode([text for text, _ in passages]).T
        if passages
        else np.zeros((features.vectors.shape[1], 0), np.float32),
        np.array([weight for _, weight in passages], np.float32),
        [slice(int(begin), int(end)) for begin, end in pairwise(ends)],
        np.array([policy.making for policy in policies], np.float32),
    )


def score_block(
    features: PhraseFeatures, rows: slice, asked: Asked, lex: Lexicon, weights: Weights
) -> np.ndarray:
    """Scores of a block of phrases for all policies, float32 (block, Q), 0–1.

    One minus the product of what words, themes and meaning each leave open: any of the three may speak for a phrase.
    """
    table = deed_worth(weights)[features.deeds[rows]]
    deed = 1 - asked.making * (1 - table[:, None])
    by_words = np.sqrt((features.words[rows] @ asked.words).toarray())
    score = (1 - weights.words * by_words * deed) * (
        1 - weights.meaning * meaning_part(features, rows, asked, weights) * deed
    )
    score *= 1 - weights.themes * theme_part(features.themes[rows], table, asked, lex)
    return np.asarray(1 - score, np.float32)


def theme_part(closeness: np.ndarray, deed: np.ndarray, asked: Asked, lex: Lexicon) -> np.ndarray:
    """The nearest of each policy's themes to each phrase, less where a maker's theme meets a mere sale."""
    made = closeness.T.copy()
    making = [theme.kind in MAKING for theme in lex.themes]
    made[making] *= deed
    best = np.zeros((len(asked.themes), len(deed)), np.float32)
    for column, themes in enumerate(asked.themes):
        for number, weight in themes.items():
            np.maximum(best[column], weight * made[number], out=best[column])
    return best.T


def meaning_part(features: PhraseFeatures, rows: slice, asked: Asked, weights: Weights) -> np.ndarray:
    """Cosine to the nearest passage of each policy, above the floor, 0–1."""
    best = np.zeros((len(asked.owners), len(features.deeds[rows])), np.float32)
    cosines = (features.vectors[rows] @ asked.passages * asked.passage_weights).T
    for column, mine in enumerate(asked.owners):
        if mine.stop > mine.start:
            best[column] = cosines[mine].max(0)
    return np.asarray(np.clip((best.T - weights.floor) / (1 - weights.floor), 0, 1), np.float32)


def deed_worth(weights: Weights) -> np.ndarray:
    """What each deed is worth to a policy for makers, float32 (deeds)."""
    table = np.ones(len(Deed), np.float32)
    table[Deed.SALE], table[Deed.UNSAID], table[Deed.SERVICE] = weights.sale, weights.unsaid, weights.service
    return table
