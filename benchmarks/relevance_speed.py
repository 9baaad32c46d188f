"""Seconds and memory for the relevance of a million enterprises to 200 policies, beside whole-scope baselines.

    python benchmarks/relevance_speed.py --enterprises 1000000

Enterprises are real scopes and names drawn with replacement from shared/data/registry (there is no registry of a
million here); nothing is remembered from one copy of a scope to the next beyond what distinct phrases share. Policies
are titles and summaries of shared/data/policies. Every method starts from the same strings in its own process and ends
with the 20 best enterprises of each policy; reading the table is not counted, everything else is: cutting, the phrase
dictionary, encoding, loading what numba compiled (the first run on a machine compiles, some five seconds more).
Baselines over whole scopes: scikit-learn's TF-IDF of words cut by jieba, of characters, and of words cut by this
project's own fast cutter (rjieba), which flatters it; bm25s with that cutter. Their cost grows with the number of
enterprises, so --baseline may give them fewer; seconds per million are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
BLOCK = 20_000
OURS = "本项目（短语词典）"
Method = Callable[[pl.Series, pl.Series, list[str]], np.ndarray]
TOP = 20


def shared_data() -> Path:
    """The folder of real data beside the checkout."""
    return Path(os.environ.get("MATCHER_SHARED", ROOT.parent / "shared")) / "data"


def enterprises(count: int) -> tuple[pl.Series, pl.Series]:
    """Names and scopes of `count` enterprises drawn with replacement from the real registry, seed 4."""
    path = shared_data() / "registry" / "shanghai_even_years.csv.gz"
    table = pl.read_csv(path, infer_schema=False, columns=["企业名称", "经营范围"])
    drawn = table.sample(count, with_replacement=True, seed=4)
    return drawn["企业名称"].rechunk(), drawn["经营范围"].rechunk()


def policy_texts(count: int) -> list[str]:
    """`count` policy texts: titles with subjects of real items, then titles of real cards."""
    folder = shared_data() / "policies"
    facts = yaml.safe_load((folder / "facts.yaml").read_text(encoding="utf-8"))
    cards = [
        json.loads(line)
        for line in (folder / "beijing_guide_cards.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    texts = [f"{fact['title']}。{fact.get('subject') or ''}" for fact in facts] + [
        card["title"] for card in cards
    ]
    return [texts[place % len(texts)] for place in range(count)]


def by_phrases(names: pl.Series, scopes: pl.Series, texts: list[str]) -> np.ndarray:
    """This project's way: distinct phrases, then enterprises."""
    from matcher.text.phrase_index import PhraseIndex

    index = PhraseIndex.from_scopes(scopes, names)
    print(f"    短语 {len(index.phrases):,} 种", file=sys.stderr)
    return index.top(index.score_many(texts), TOP)[0]


def by_tfidf(analyzer: object, **options: object) -> Method:
    """scikit-learn's TfidfVectorizer over whole scopes, cosine in blocks."""

    def run(names: pl.Series, scopes: pl.Series, texts: list[str]) -> np.ndarray:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectoriser = TfidfVectorizer(analyzer=analyzer, dtype=np.float32, min_df=2, **options)
        rows = vectoriser.fit_transform(scopes.fill_null("").to_list())
        asked = vectoriser.transform(texts).T.tocsr()
        best = np.zeros((0, len(texts)), np.float32)
        places = np.zeros((0, len(texts)), np.int64)
        for begin in range(0, rows.shape[0], BLOCK):
            block = (rows[begin : begin + BLOCK] @ asked).toarray()
            chosen = np.argpartition(-block, min(TOP, len(block)) - 1, axis=0)[:TOP]
            best = np.concatenate([best, np.take_along_axis(block, chosen, 0)])
            places = np.concatenate([places, chosen + begin])
            order = np.argsort(-best, axis=0)[:TOP]
            best, places = np.take_along_axis(best, order, 0), np.take_along_axis(places, order, 0)
        return places

    return run


def jieba_words(text: str) -> list[str]:
    """jieba's own cut, as its users call it."""
    from matcher.text.tokens import reference_tokenizer

    return list(reference_tokenizer().cut(text))


def fast_words(text: str) -> list[str]:
    """This project's words."""
    from matcher.text.tokens import words

    return words(text)


def by_bm25(names: pl.Series, scopes: pl.Series, texts: list[str]) -> np.ndarray:
    """bm25s over whole scopes."""
    import bm25s  # type: ignore[import-untyped]

    from matcher.text.tokens import words

    index = bm25s.BM25()
    index.index([words(scope) for scope in scopes.fill_null("").to_list()], show_progress=False)
    found, _ = index.retrieve([words(text) for text in texts], k=TOP, show_progress=False)
    return np.asarray(found).T


METHODS: dict[str, Method] = {
    OURS: by_phrases,
    "TF-IDF 词（jieba）": by_tfidf(jieba_words),
    "TF-IDF 字符 2–3": by_tfidf("char", ngram_range=(2, 3)),
    "TF-IDF 词（rjieba）": by_tfidf(fast_words),
    "bm25s 词（rjieba）": by_bm25,
}


def run_one(method: str, count: int, policies: int) -> None:
    """Run one method in this process and print its figures as one JSON line."""
    names, scopes = enterprises(count)
    texts = policy_texts(policies)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, begun = time.perf_counter(), time.process_time()
    rows = METHODS[method](names, scopes, texts)
    seconds, cpu = time.perf_counter() - start, time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "method": method,
                "seconds": seconds,
                "cpu": cpu,
                "peak_mb": peak / 1024,
                "start_mb": before / 1024,
                "shape": rows.shape,
            }
        )
    )


def main() -> None:
    """Run every method, each in its own process, and print a table."""
    parser = argparse.ArgumentParser(description="相关度的速度与内存：每百万家企业 × 200 条政策")
    parser.add_argument("--enterprises", type=int, default=1_000_000, help="企业数（真实经营范围有放回抽样）")
    parser.add_argument("--baseline", type=int, help="基线用的企业数，不给则相同")
    parser.add_argument("--policies", type=int, default=200, help="政策文本数")
    parser.add_argument("--only", help="只跑一种方法", choices=list(METHODS))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not shared_data().is_dir():
        sys.exit("shared/ 不在：速度测试需要真实经营范围，跳过")
    if options.here:
        run_one(options.only, options.enterprises, options.policies)
        return
    results = []
    for method in [options.only] if options.only else list(METHODS):
        count = options.enterprises if method == OURS else options.baseline or options.enterprises
        command = [sys.executable, __file__, "--here", "--only", method, "--enterprises", str(count)]
        command += ["--policies", str(options.policies)]
        done = subprocess.run(command, capture_output=True, text=True)
        sys.stderr.write(done.stderr)
        if done.returncode:
            print(f"{method}：没有跑成（见上）")
            continue
        results.append(json.loads(done.stdout.splitlines()[-1]) | {"count": count})
    report(results, options.policies)


def report(results: list[dict[str, Any]], policies: int) -> None:
    """Print seconds per million enterprises, peak memory and how many times faster than each baseline."""
    print(f"真实经营范围有放回抽样，× {policies} 条政策，各取前 {TOP}")
    print(
        f"{'方法':<22}{'企业数':>10}{'秒/百万家':>10}{'CPU 秒/百万家':>13}{'峰值内存 MB':>10}{'本项目快（秒）':>9}{'（CPU）':>8}"
    )
    for result in results:
        scale = 1e6 / result["count"]
        line = f"{result['method']:<22}{result['count']:>12,}{result['seconds'] * scale:>12.1f}"
        line += f"{result['cpu'] * scale:>14.1f}{result['peak_mb']:>13.0f}"
        if results[0]["method"] == OURS:
            first, whole = results[0], 1e6 / results[0]["count"]
            times = [result[key] * scale / (first[key] * whole) for key in ("seconds", "cpu")]
            line += f"{times[0]:>12.1f}{times[1]:>12.1f}"
        print(line)


if __name__ == "__main__":
    main()
