"""Vectors of phrases kept on disk, one file a model, so that a slow encoder reads each distinct phrase once.

The file is named for the model's fingerprint; inside, phrases are known by a 64-bit hash. It is written to a temporary
name and moved into place: a reader sees the old file or the new one, and two writers lose at most each other's news.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matcher.text.encoder import Encoder


class CachedEncoder:
    """An encoder that remembers in a folder what it has encoded."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.encoder = encoder
        self.fingerprint = encoder.fingerprint
        self.path = folder / f"phrases-{encoder.fingerprint}.npz"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of length one, float32 (len(texts), width), each distinct text encoded at most once ever."""
        keys = np.array([phrase_hash(text) for text in texts], dtype=np.uint64)
        known, vectors = self._load()
        fresh, first = np.unique(keys, return_index=True)
        missing = first[~np.isin(fresh, known)]
        if len(missing) or vectors is None:
            new = self.encoder.encode([texts[place] for place in missing])
            known = np.concatenate([known, keys[missing]])
            vectors = new if vectors is None else np.concatenate([vectors, new])
            order = np.argsort(known)
            known, vectors = known[order], vectors[order]
            self._save(known, vectors)
        return np.asarray(vectors[np.searchsorted(known, keys)], np.float32)

    def _load(self) -> tuple[np.ndarray, np.ndarray | None]:
        if not self.path.is_file():
            return np.zeros(0, np.uint64), None
        with np.load(self.path, allow_pickle=False) as stored:
            return stored["keys"], stored["vectors"]

    def _save(self, keys: np.ndarray, vectors: np.ndarray) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                np.savez(out, keys=keys, vectors=vectors)
            os.replace(name, self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def phrase_hash(text: str) -> int:
    """A 64-bit hash of a text that is the same on every machine and day."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")
