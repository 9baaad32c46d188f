"""How near each distinct phrase comes to each policy text, 0–1: by words, by trade themes and by meaning.

Work is done once a distinct phrase, whatever the number of enterprises. A phrase that only sells a thing counts less
for a policy that supports making it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

    words: float = 0.8
    themes: float = 0.85
    meaning: float = 0.75
    floor: float = 0.30  # cosine below which meaning says nothing
    sale: float = 0.5  # what a phrase of sale is worth to a policy for makers
    unsaid: float = 0.8
    service: float = 0.75
    best: float = 0.45
    share: float = 0.25
    name: float = 0.30
    silent: float = 0.5  # what a name that tells no trade stands for, as a part of the best phrase


MAKING = ("制造",)


@dataclass(frozen=True)
class PhraseFeatures:
    """What is known of P distinct phrases, independent of any policy."""

    words: sparse.csr_matrix  # P × vocabulary, each row of length one
    vocabulary: dict[str, int]
    themes: sparse.csr_matrix  # P × themes, closeness 0–1
    vectors: np.ndarray  # P × width, float32, rows of length one
    deeds: np.ndarray  # P, int8
    telling: np.ndarray  # P, float32: how much the phrase tells of a trade, 0–1


def features_of(phrases: Sequence[Phrase], vectors: np.ndarray, lex: Lexicon) -> PhraseFeatures:
    """Word rows, theme memberships and weights of phrases; `vectors` are their encodings."""
    vocabulary: dict[str, int] = {}
    starts, flat, values, telling = [0], [], [], []
    for phrase in phrases:
        found = {word: lex.idf(word) for word in words(phrase.thing) if len(word) > 1 or lex.idf(word) > 0.2}
        length = sum(value * value for value in found.values()) ** 0.5 or 1.0
        flat += [vocabulary.setdefault(word, len(vocabulary)) for word in found]
        values += [value / length for value in found.values()]
        telling.append(max(found.values(), default=0.05))
        starts.append(len(flat))
    rows = sparse.csr_matrix(
        (np.array(values, np.float32), np.array(flat, np.int32), np.array(starts)), shape=(len(phrases), max(len(vocabulary), 1))
    )
    deeds = np.array([phrase.deed for phrase in phrases], np.int8)
    return PhraseFeatures(rows, vocabulary, theme_rows(phrases, deeds, lex), vectors, deeds, np.array(telling, np.float32))


def theme_rows(phrases: Sequence[Phrase], deeds: np.ndarray, lex: Lexicon) -> sparse.csr_matrix:
    """Closeness of each phrase to each theme, by the theme's words inside it and its deed."""
    patterns = sorted({word for theme in lex.themes for word in theme.done})
    texts = pl.Series([phrase.text for phrase in phrases], dtype=pl.String)
    found = texts.str.extract_many(patterns, overlapping=True).to_list() if len(phrases) else []
    homes: dict[str, list[tuple[int, float]]] = {}
    for number, theme in enumerate(lex.themes):
        for word, closeness in theme.done.items():
            homes.setdefault(word, []).append((number, closeness))
    by_deed = [[(n, theme.deeds[d]) for n, theme in enumerate(lex.themes) if d in theme.deeds] for d in Deed]
    flat, values, starts = [], [], [0]
    for text_words, deed in zip(found, deeds, strict=True):
        best: dict[int, float] = {}
        for number, closeness in [pair for word in text_words or () for pair in homes[word]] + by_deed[deed]:
            best[number] = max(best.get(number, 0.0), closeness)
        flat += list(best)
        values += list(best.values())
        starts.append(len(flat))
    return sparse.csr_matrix((np.array(values, np.float32), np.array(flat, np.int32), np.array(starts)), shape=(len(phrases), len(lex.themes)))


@dataclass(frozen=True)
class Parts:
    """The parts of the scores of P phrases for one policy, each 0–1 and float32 (P)."""

    words: np.ndarray
    themes: np.ndarray
    meaning: np.ndarray
    deed: np.ndarray


def parts_of(features: PhraseFeatures, policy: PolicyText, encoder: Encoder, lex: Lexicon, weights: Weights) -> Parts:
    """Words, themes and meaning of every phrase for one policy, and the factor of its deed."""
    return Parts(
        word_part(features, policy),
        theme_part(features, policy, lex, weights),
        meaning_part(features, policy, encoder, weights),
        deed_factor(features.deeds, policy.making, weights),
    )


def word_part(features: PhraseFeatures, policy: PolicyText) -> np.ndarray:
    """How much of each phrase's weight the policy's words cover."""
    asked = np.zeros(features.words.shape[1], np.float32)
    for word, weight in policy.words.items():
        if word in features.vocabulary:
            asked[features.vocabulary[word]] = weight
    squares = features.words.copy()
    squares.data = squares.data**2
    return np.asarray(np.sqrt(squares @ asked), np.float32)


def theme_part(features: PhraseFeatures, policy: PolicyText, lex: Lexicon, weights: Weights) -> np.ndarray:
    """The nearest of the policy's themes to each phrase, less where a maker's theme meets a mere sale."""
    best = np.zeros(len(features.deeds), np.float32)
    for number, weight in policy.themes.items():
        column = features.themes[:, [number]].toarray().ravel()
        if lex.themes[number].kind in MAKING:
            column = column * deed_factor(features.deeds, 1.0, weights)
        np.maximum(best, weight * column, out=best)
    return best


def meaning_part(features: PhraseFeatures, policy: PolicyText, encoder: Encoder, weights: Weights) -> np.ndarray:
    """Cosine to the nearest passage of the policy, above the floor, 0–1."""
    best = np.zeros(len(features.deeds), np.float32)
    if policy.passages:
        asked = encoder.encode([text for text, _ in policy.passages])
        for vector, (_, weight) in zip(asked, policy.passages, strict=True):
            np.maximum(best, weight * (features.vectors @ vector), out=best)
    return np.clip((best - weights.floor) / (1 - weights.floor), 0, 1)


def deed_factor(deeds: np.ndarray, making: float, weights: Weights) -> np.ndarray:
    """What each phrase's deed is worth to a policy that is for makers to the degree `making`."""
    table = np.ones(len(Deed), np.float32)
    table[Deed.SALE], table[Deed.UNSAID], table[Deed.SERVICE] = weights.sale, weights.unsaid, weights.service
    return np.asarray(1 - making * (1 - table[deeds]), np.float32)


def combine(parts: Parts, weights: Weights) -> np.ndarray:
    """One score a phrase: what none of the three would leave out (1 − product of the misses), times the deed for words and meaning."""
    by_words = weights.words * parts.words * parts.deed
    by_meaning = weights.meaning * parts.meaning * parts.deed
    return np.asarray(1 - (1 - by_words) * (1 - weights.themes * parts.themes) * (1 - by_meaning), np.float32)
