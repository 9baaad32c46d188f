"""An index of enterprises by phrases: scores of distinct phrases carried to enterprises, for few or for millions.

An enterprise's relevance to a policy is a sum of three parts, each 0–1: its best phrase, the share of its scope that
fits (phrases that tell a trade weigh more, first ones too), and its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from matcher.text.encoder import Encoder, load_encoder
from matcher.text.lexicon import Lexicon, lexicon
from matcher.text.names import split_names
from matcher.text.phrase_rows import Rows, best_rows, blocks
from matcher.text.phrase_scores import PhraseFeatures, Weights, asked_of, features_of, score_block
from matcher.text.phrases import Phrase, split_scopes
from matcher.text.policy_text import PolicyText, read_policy

FOR_ALL = 0.5  # relevance of a text that names no trade, the same for every enterprise
TELLING_NAME = 0.45  # weight of a name's best word from which the name tells its trade fully
BEARS = 0.15  # a phrase's score from which it counts as a reason
PHRASES_AT_ONCE = 20_000
FADING = 0.12  # how fast later phrases of a scope lose weight


@dataclass(frozen=True)
class PhraseIndex:
    """Distinct phrases of scopes and names with their features; enterprises as rows of phrase numbers."""

    phrases: list[Phrase]
    starts: np.ndarray  # int64, n + 1: where an enterprise's phrases stand in `numbers`
    numbers: np.ndarray  # int32
    names: np.ndarray  # int32, n: the number of the enterprise's name, −1 without one
    features: PhraseFeatures
    encoder: Encoder
    lex: Lexicon
    weights: Weights

    @classmethod
    def from_scopes(
        cls,
        scopes: pl.Series,
        names: pl.Series | None = None,
        *,
        encoder: Encoder | None = None,
        weights: Weights | None = None,
    ) -> PhraseIndex:
        """Index n enterprises by their business scopes and, where given, names (strings or nulls)."""
        encoder, lex = encoder or load_encoder(), lexicon()
        table = split_scopes(scopes)
        trades, told = split_names(names if names is not None else no_names(len(scopes)), lex)
        phrases = table.phrases + trades
        features = features_of(phrases, encode_things(phrases, encoder), lex)
        numbers = np.where(told >= 0, told + len(table.phrases), -1).astype(np.int32)
        return cls(
            phrases,
            table.starts,
            table.numbers,
            numbers,
            features,
            encoder,
            lex,
            weights or Weights(),
        )

    def __len__(self) -> int:
        return len(self.names)

    def score(self, text: str | PolicyText) -> np.ndarray:
        """The score of every distinct phrase for one policy text: float32 (phrases), 0–1."""
        return self.score_many([text])[:, 0]

    def score_many(self, texts: Sequence[str | PolicyText]) -> np.ndarray:
        """The score of every distinct phrase for each policy text: float32 (phrases, len(texts)), 0–1."""
        policies = [read_policy(text, self.lex) if isinstance(text, str) else text for text in texts]
        asked = asked_of(policies, self.features, self.encoder)
        scores = np.empty((len(self.phrases), len(texts)), np.float32)
        for begin in range(0, len(self.phrases), PHRASES_AT_ONCE):
            rows = slice(begin, begin + PHRASES_AT_ONCE)
            scores[rows] = score_block(self.features, rows, asked, self.lex, self.weights)
        return scores

    def relevance(self, texts: Sequence[str]) -> np.ndarray:
        """Relevance of every text to every enterprise, float32 (texts, n), 0–1; a text for all gets FOR_ALL throughout."""
        policies = [read_policy(text, self.lex) for text in texts]
        found = np.ascontiguousarray(self.aggregate(self.score_many(policies)).T)
        found[[policy.for_all for policy in policies]] = FOR_ALL
        return found

    def aggregate(self, scores: np.ndarray) -> np.ndarray:
        """Relevance of every enterprise from phrase scores (phrases, texts): float32 (n, texts), 0–1."""
        out = np.empty((len(self), scores.shape[1]), np.float32)
        for begin, block in blocks(scores, self.rows()):
            out[begin : begin + len(block)] = block
        return out

    def top(self, scores: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The `count` most relevant enterprises of each text, best first: rows int64, relevance float32 (count, texts)."""
        return best_rows(scores, self.rows(), count)

    def rows(self) -> Rows:
        """The enterprises as the row functions take them."""
        told = (
            np.clip(self.features.telling[self.names] / TELLING_NAME, 0, 1)
            if len(self.phrases)
            else np.zeros(len(self))
        )
        trust = np.where(self.names >= 0, told, 0).astype(np.float32)
        w = self.weights
        parts = (w.best, w.share, w.name, w.silent, FADING)
        return Rows(self.starts, self.numbers, self.features.telling, self.names, trust, parts)

    def reasons(self, row: int, scores: np.ndarray, count: int = 3) -> list[tuple[str, float]]:
        """The phrases of one enterprise with the best scores (phrases), best first; those that bear nothing are left out."""
        mine = {
            int(number): self.phrases[number].shown
            for number in self.numbers[self.starts[row] : self.starts[row + 1]]
        }
        if self.names[row] >= 0:
            mine[int(self.names[row])] = "名称：" + self.phrases[self.names[row]].text
        best = sorted(mine, key=lambda number: -scores[number])[:count]
        return [(mine[number], float(scores[number])) for number in best if scores[number] >= BEARS]


def no_names(height: int) -> pl.Series:
    """A column without names."""
    return pl.Series([None] * height, dtype=pl.String)


def encode_things(phrases: Sequence[Phrase], encoder: Encoder) -> np.ndarray:
    """Vectors of what phrases name, float32 (phrases, width); each distinct thing is encoded once."""
    places: dict[str, int] = {}
    numbers = np.array([places.setdefault(phrase.thing, len(places)) for phrase in phrases], np.int64)
    return encoder.encode(list(places))[numbers]
