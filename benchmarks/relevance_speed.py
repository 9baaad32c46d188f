"""Seconds and memory for the relevance of a million enterprises to 200 policies, beside whole-scope baselines.

    python benchmarks/relevance_speed.py --enterprises 1000000

Enterprises are real scopes and names drawn with replacement from shared/data/registry (there is no registry of a
million here); nothing is remembered from one copy of a scope to the next beyond what distinct phrases share. Policies
are titles and summaries of shared/data/policies. Every method starts from the same strings in its own process and ends
with the 20 best enterprises of each policy; reading the table is not counted, everything else is: cutting, the phrase
dictionary, encoding, compiling. Baselines: scikit-learn's TF-IDF and bm25s over whole scopes cut by rjieba.
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

import numpy as np
import polars as pl
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
BLOCK = 20_000
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


def by_tfidf(names: pl.Series, scopes: pl.Series, texts: list[str]) -> np.ndarray:
    """scikit-learn's TfidfVectorizer over whole scopes, cosine in blocks."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    from matcher.text.tokens import words

    vectoriser = TfidfVectorizer(analyzer=words, dtype=np.float32, min_df=2)
    rows = vectoriser.fit_transform(scopes.fill_null("").to_list())
    asked = vectoriser.transform(texts).T.tocsr()
    best = np.zeros((0, len(texts)), np.float32)
    places = np.zeros((0, len(texts)), np.int64)
    for begin in range(0, rows.shape[0], BLOCK):
        block = (rows[begin : begin + BLOCK] @ asked).toarray()
        chosen = np.argpartition(-block, min(TOP, len(block)) - 1, axis=0)[:TOP]
        best, places = (
            np.concatenate([best, np.take_along_axis(block, chosen, 0)]),
            np.concatenate([places, chosen + begin]),
        )
        order = np.argsort(-best, axis=0)[:TOP]
        best, places = np.take_along_axis(best, order, 0), np.take_along_axis(places, order, 0)
    return places


def by_bm25(names: pl.Series, scopes: pl.Series, texts: list[str]) -> np.ndarray:
    """bm25s over whole scopes."""
    import bm25s  # type: ignore[import-untyped]

    from matcher.text.tokens import words

    index = bm25s.BM25()
    index.index([words(scope) for scope in scopes.fill_null("").to_list()], show_progress=False)
    found, _ = index.retrieve([words(text) for text in texts], k=TOP, show_progress=False)
    return np.asarray(found).T


METHODS: dict[str, Callable[[pl.Series, pl.Series, list[str]], np.ndarray]] = {
    "本项目（短语词典）": by_phrases,
    "整段 TF-IDF（scikit-learn）": by_tfidf,
    "整段 BM25（bm25s）": by_bm25,
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
        command = [
            sys.executable,
            __file__,
            "--here",
            "--only",
            method,
            "--enterprises",
            str(options.enterprises),
        ]
        done = subprocess.run([*command, "--policies", str(options.policies)], capture_output=True, text=True)
        sys.stderr.write(done.stderr)
        if done.returncode:
            print(f"{method}：没有跑成（见上）")
            continue
        results.append(json.loads(done.stdout.splitlines()[-1]))
    report(results, options.enterprises, options.policies)


def report(results: list[dict[str, float]], count: int, policies: int) -> None:
    """Print seconds per million enterprises, peak memory and how many times faster than the quickest baseline."""
    print(f"{count:,} 家企业（真实经营范围有放回抽样）× {policies} 条政策，各取前 {TOP}")
    print(f"{'方法':<28}{'秒':>8}{'秒/百万家':>10}{'其中 CPU 秒/百万家':>16}{'峰值内存 MB':>12}")
    for result in results:
        per_million = result["seconds"] * 1e6 / count
        print(
            f"{result['method']:<28}{result['seconds']:>8.1f}{per_million:>10.1f}"
            f"{result['cpu'] * 1e6 / count:>16.1f}{result['peak_mb']:>12.0f}"
        )
    if len(results) > 1:
        faster = {
            key: min(result[key] for result in results[1:]) / results[0][key] for key in ("seconds", "cpu")
        }
        print(
            f"比最快的基线快 {faster['seconds']:.1f} 倍（按 CPU 时间 {faster['cpu']:.1f} 倍，机器忙时以它为准）"
        )


if __name__ == "__main__":
    main()
