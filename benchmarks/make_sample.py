"""Makes the sample registry (enterprises/sample/): invented enterprises, the same ones every time.

Usage: python benchmarks/make_sample.py [--out FOLDER]

What the enterprises look like stands in sample/profiles.yaml beside this script. None of them exists: every name
begins with 上海示例, and every credit code carries the area 310199, which no authority has, and an organisation
number from YY000001 up, which nobody was given; the check digits are right, so that the codes pass as codes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it also runs as a script

from benchmarks.sample.maker import Maker  # noqa: E402
from benchmarks.sample.tables import sheets, table_text  # noqa: E402

PROFILES = Path(__file__).with_name("sample") / "profiles.yaml"
DICTIONARY = ROOT / "enterprises" / "fields.yaml"
OUT = ROOT / "enterprises" / "sample"


def write(file: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    with tempfile.NamedTemporaryFile(
        "w", dir=file.parent, delete=False, encoding="utf-8", newline="", suffix=".tmp"
    ) as handle:
        handle.write(text)
    os.chmod(handle.name, 0o644)
    os.replace(handle.name, file)


def make(out: Path = OUT) -> dict[str, int]:
    """Writes all tables into `out`, each with its declaration; gives the number of rows by file."""
    profiles = yaml.safe_load(PROFILES.read_text(encoding="utf-8"))
    dictionary = yaml.safe_load(DICTIONARY.read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    enterprises = list(Maker(profiles, dictionary).enterprises())
    for sheet in sheets(enterprises, dictionary["fields"], profiles["as_of"]):
        write(out / f"{sheet.file}.csv", table_text(sheet.rows))
        if sheet.told:
            told = sheet.told | {"note": "虚构的示例，由 benchmarks/make_sample.py 生成"}
            write(out / f"{sheet.file}.yaml", yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
        written[f"{sheet.file}.csv"] = len(sheet.rows)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description="生成示例登记与事实表（全部虚构）")
    parser.add_argument("--out", type=Path, default=OUT, help="写到哪个文件夹，默认 enterprises/sample")
    out = parser.parse_args().out
    for name, count in make(out).items():
        print(f"{name}：{count} 行")
    print(f"已写到 {out}")


if __name__ == "__main__":
    main()
