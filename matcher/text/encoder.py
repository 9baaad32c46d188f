"""Sentence vectors: the built-in static model with numpy alone, or any local sentence-transformers model.

The built-in model's folder is a sentence-transformers model (StaticEmbedding, then Normalize): a text's vector is the
mean of its words' vectors, scaled to length one. numpy and tokenizers read it in milliseconds without torch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from matcher.errors import MatcherError, UsageError
from matcher.text.data import encoder_folder

BATCH = 20_000
LONGEST = 2_000  # characters of a text that are read


class Encoder(Protocol):
    """Anything that gives unit vectors of texts and a name that changes when its vectors would."""

    @property
    def fingerprint(self) -> str:
        """A hash of the model's files."""
        ...

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of length one, float32 (len(texts), width); a text without known words gets zeros."""
        ...


class StaticEncoder:
    """The StaticEmbedding model of a folder, read with numpy and tokenizers."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.folder = folder
        inner = folder / json.loads((folder / "modules.json").read_text())[0]["path"]
        self._tokenizer = Tokenizer.from_file(str(inner / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._vectors = load_file(inner / "model.safetensors")["embedding.weight"].astype(np.float32)
        self.fingerprint = fingerprint_of(inner)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of length one, float32 (len(texts), width); a text without known words gets zeros."""
        cut = [text[:LONGEST] for text in texts]
        parts = [self._encode(cut[at : at + BATCH]) for at in range(0, len(cut), BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, self._vectors.shape[1]), np.float32)

    def _encode(self, texts: list[str]) -> np.ndarray:
        from scipy import sparse

        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        ids = [encoding.ids for encoding in encodings]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])])
        flat = np.array([number for row in ids for number in row], dtype=np.int32)
        counts = sparse.csr_matrix(
            (np.ones(len(flat), np.float32), flat, starts), shape=(len(ids), len(self._vectors))
        )
        sums = counts @ self._vectors
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12), np.float32)


class TransformerEncoder:
    """Any local sentence-transformers model, by its folder; needs the extra `semantic`."""

    def __init__(self, folder: Path) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise UsageError(
                "这个模型需要 sentence-transformers，本机没有安装",
                where=str(folder),
                remedy="运行 python3 run.py setup --extra semantic，或使用内置编码器（不给路径）",
            ) from None
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.fingerprint = fingerprint_of(folder)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of length one, float32 (len(texts), width)."""
        vectors = self._model.encode(list(texts), normalize_embeddings=True, convert_to_numpy=True)
        return np.asarray(vectors, np.float32)


def fingerprint_of(folder: Path) -> str:
    """SHA-256 over names and contents of a model's files, 16 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@cache
def load_encoder(path: str | Path | None = None) -> Encoder:
    """The built-in encoder, or the sentence-transformers model in a local folder.

    Raises MatcherError where the folder is missing, UsageError where the extra is.
    """
    if path is None:
        return StaticEncoder(encoder_folder())
    folder = Path(path)
    if not (folder / "modules.json").is_file():
        raise MatcherError(
            f"不是 sentence-transformers 模型：{folder}",
            where=str(folder),
            cause="文件夹不存在，或其中没有 modules.json",
            remedy="给出本机上模型文件夹的路径；不给路径则用内置编码器",
        )
    return StaticEncoder(folder) if is_static(folder) else TransformerEncoder(folder)


def is_static(folder: Path) -> bool:
    """Whether a model is StaticEmbedding followed by Normalize, which numpy can read."""
    kinds = [
        module["type"].rsplit(".", 1)[-1] for module in json.loads((folder / "modules.json").read_text())
    ]
    return kinds == ["StaticEmbedding", "Normalize"]
