"""Seconds and peak memory of a registry from file to matches: import, verdicts, the whole match.

    python benchmarks/match.py ../shared/data/registry/shanghai_even_years.csv.gz

Each step runs in its own process, from a cold start: what a person who types the command waits for. Processor seconds
stand beside, since they tell more than the clock on a machine that does other things too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def importing(registry: Path, as_of: dt.date, folder: Path) -> int:
    """Reads and cleans the registry; the number of enterprises."""
    from matcher.cli.registries import read_registry
    from matcher.policies.library import load_library

    return read_registry(registry, None, None, load_library(), as_of).enterprises.height


def verdicts(registry: Path, as_of: dt.date, folder: Path) -> int:
    """Import, then the bare verdict of every pair; the number of pairs."""
    from matcher.cli.registries import read_registry
    from matcher.language.column_run import Question
    from matcher.language.column_run import verdicts as run
    from matcher.matching.details import Explainer
    from matcher.policies.library import load_library

    library = load_library()
    wide = read_registry(registry, None, None, library, as_of).enterprises
    founded = library.vocabulary.founded()
    questions = [Question(one.demand, as_of, one.base_year, one.base_date) for one in library]
    facts = Explainer(wide, library.vocabulary).facts
    answers = run(wide, questions, founded.name if founded else None, facts)
    return answers.height * answers.width


def matching(top: int | None) -> Callable[[Path, dt.date, Path], int]:
    """The command itself, to a folder with Parquet; the number of matches written."""

    def run(registry: Path, as_of: dt.date, folder: Path) -> int:
        from matcher.cli.match import match

        match(registry, folder / "result", as_of=as_of.isoformat(), top=top, as_json=True)
        return int(json.loads((folder / "result" / "manifest.json").read_text("utf-8"))["matches_written"])

    return run


STEPS: dict[str, Callable[[Path, dt.date, Path], int]] = {
    "导入": importing,
    "导入 + 全部判定": verdicts,
    "完整匹配，每家前 10 条": matching(10),
    "完整匹配，留下的全部": matching(None),
}


def measure(step: str, registry: Path, as_of: dt.date) -> None:
    """Runs one step in this process and prints its figures as one JSON line."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        count = STEPS[step](registry, as_of, Path(folder))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds, cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak, "count": count}))


def main() -> None:
    """Runs every step in a process of its own and prints a table."""
    parser = argparse.ArgumentParser(description="一份登记表从读入到匹配结果：秒数和峰值内存")
    parser.add_argument("registry", type=Path, help="登记表")
    parser.add_argument("--as-of", default="2024-06-30", help="按哪一天判断")
    parser.add_argument("--step", choices=list(STEPS), help="只测一步")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        measure(options.step, options.registry, dt.date.fromisoformat(options.as_of))
        return
    if not options.registry.is_file():
        sys.exit(f"错误：找不到登记表 {options.registry}")
    parts = [f"{name} {version(name)}" for name in ("polars", "pyarrow", "numpy")]
    load = f"，一分钟平均负载 {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"{platform.machine()}，{os.cpu_count()} 核{load}；Python {platform.python_version()}，{'，'.join(parts)}"
    )
    print(f"{'步骤':<24}{'数量':>12}{'秒':>9}{'CPU 秒':>9}{'峰值内存 MB':>12}")
    for step in [options.step] if options.step else list(STEPS):
        command = [sys.executable, __file__, str(options.registry), "--as-of", options.as_of]
        done = subprocess.run(
            [*command, "--step", step, "--here"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"{step}：没有跑成\n{done.stderr}")
            continue
        told = json.loads(done.stdout.splitlines()[-1])
        print(
            f"{step:<24}{told['count']:>12,}{told['seconds']:>9.1f}{told['cpu']:>9.1f}{told['peak_mb']:>12.0f}"
        )


if __name__ == "__main__":
    main()
