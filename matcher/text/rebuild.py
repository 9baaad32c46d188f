"""Rebuild enterprises/encoder from a registry and policies: the encoder and the word counts.

    python -m matcher.text.rebuild REGISTRY.csv.gz --policies policies enterprises/codes/industries.csv --out FOLDER

Needed only when the words of a place change much, or the teacher does; the folder in the repository is ready to use.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from matcher.errors import MatcherError, UsageError
from matcher.text.distil import Teacher, distil
from matcher.text.phrases import split_scopes
from matcher.text.relevance import names_and_scopes
from matcher.text.word_counts import count_words, write_word_counts

SENTENCE = re.compile(r"[。；;\n]")


def rebuild(
    scopes: pl.Series,
    documents: Sequence[str],
    out: Path,
    *,
    teacher: tuple[Teacher, str] | None = None,
    **options: int,
) -> dict[str, object]:
    """Distil the encoder and count words into `out`; gives figures of what was done.

    `scopes`: business scopes, one an enterprise; `documents`: policy texts; `options`: `size` and `width` of the student.
    """
    table = split_scopes(scopes)
    phrases: Counter[str] = Counter()
    for phrase, count in zip(table.phrases, table.counts().tolist(), strict=True):
        phrases.update(dict.fromkeys({phrase.text, phrase.thing}, count))
    sentences = [part for text in documents for part in SENTENCE.split(text) if len(part) > 3]
    done = distil(phrases, sentences, out, teacher=teacher, **options)
    counts = count_words(scopes, documents)
    write_word_counts(out / "words.csv", counts)
    return done | {"counted": len(counts)}


def texts_of(path: Path) -> list[str]:
    """The texts of a file or of every file under a folder: YAML, JSON lines, CSV or plain text, a text an entry."""
    if path.is_dir():
        return [text for file in sorted(path.rglob("*")) if file.is_file() for text in texts_of(file)]
    content = path.read_text(encoding="utf-8")
    if path.suffix in (".yaml", ".yml"):
        entries = yaml.safe_load(content)
        return [
            "\n".join(strings_in(entry)) for entry in (entries if isinstance(entries, list) else [entries])
        ]
    if path.suffix in (".jsonl", ".json"):
        return ["\n".join(strings_in(json.loads(line))) for line in content.splitlines() if line.strip()]
    if path.suffix == ".csv":
        return [" ".join(row.values()) for row in csv.DictReader(content.splitlines())]
    return [content]


def strings_in(value: Any) -> Iterator[str]:
    """Every string inside nested lists and dicts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)


def read_scopes(path: Path) -> pl.Series:
    """The business scopes of a registry (CSV, gzipped CSV or Parquet)."""
    if not path.is_file():
        raise UsageError(f"找不到登记表：{path}", remedy="给出 CSV、CSV.GZ 或 Parquet 文件的路径")
    table = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    return names_and_scopes(table)[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m matcher.text.rebuild", description="由登记表和政策文本重新蒸馏编码器、重数词频"
    )
    parser.add_argument("registry", type=Path, help="登记表，有「经营范围」一列")
    parser.add_argument("--policies", type=Path, nargs="+", default=[], help="政策文本：文件或文件夹")
    parser.add_argument("--out", type=Path, default=Path("enterprises/encoder"), help="写到哪个文件夹")
    options = parser.parse_args(arguments)
    try:
        documents = [text for path in options.policies for text in texts_of(path)]
        done = rebuild(read_scopes(options.registry), documents, options.out)
    except MatcherError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(
        f"已写入 {options.out}：{done['words']} 个词 × {done['width']} 维，与教师平均余弦 {done['cosine']:.3f}"
    )
    print(f"教师权重 SHA-256 {done['teacher']}；词频表 {done['counted']} 个词")
    print("下一步：python benchmarks/quality/relevance.py 看效果")
    return 0


if __name__ == "__main__":
    sys.exit(main())
