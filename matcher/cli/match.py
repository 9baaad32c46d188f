"""`matcher match`: a registry with its fact tables against the library, written to a folder or a file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.progress import Progress

from matcher.cli.common import AsJson, AsOf, Enterprises, Policies, day, help_text, print_json
from matcher.cli.registries import Facts, Mapping_, read_registry
from matcher.enterprises.registry.importing import Imported
from matcher.enterprises.registry.layout import load_layout
from matcher.matching.details import Answers
from matcher.matching.match import match_wide
from matcher.matching.status import GROUPS
from matcher.matching.writing import is_one_file, write_matches
from matcher.output import whole_file, whole_folder, write_json
from matcher.policies.library import Library, load_library

HELP = help_text("match", "匹配一份企业登记表：每家企业能享受哪些政策，为什么，值多少，还缺什么。")
MATCHES, REJECTED, REPORT, MANIFEST = "matches.parquet", "rejected.csv", "report.md", "manifest.json"
BATCH = 5_000
"""Enterprises matched at a time: what bounds memory."""


def match(
    registry: Annotated[Path, typer.Argument(metavar="登记表", help="CSV、Excel 或 Parquet。")],
    out: Annotated[Path, typer.Option("--out", metavar="位置", help="文件夹，或 .parquet/.csv/.xlsx 文件。")],
    facts: Facts = None,
    mapping: Mapping_ = None,
    as_of: AsOf = None,
    top: Annotated[int | None, typer.Option("--top", metavar="N", min=1, help="每家企业最多几条。")] = None,
    everything: Annotated[bool, typer.Option("--all", help="不符合的也写出来。")] = False,
    policies: Policies = None,
    enterprises: Enterprises = None,
    as_json: AsJson = False,
) -> None:
    """Matches a registry and writes the result."""
    date = day(as_of)
    one_file = is_one_file(out)
    library = load_library(policies, enterprises)
    imported = read_registry(registry, facts, mapping, library, date)
    run = _Run(library, imported, date, top, everything)
    manifest = run.to_file(out) if one_file else run.to_folder(out)
    print_json(manifest) if as_json else _tell(manifest, out)


class _Run:
    """One matching run: batches in, counts out."""

    def __init__(
        self, library: Library, imported: Imported, as_of: dt.date, top: int | None, everything: bool
    ) -> None:
        self.library, self.imported, self.as_of = library, imported, as_of
        self.top, self.everything = top, everything
        self.pairs: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.matched = 0

    def tables(self) -> Iterator[pl.DataFrame]:
        """The matches, batch by batch."""
        wide = self.imported.enterprises
        layout = load_layout(self.library.enterprises) if self.library.enterprises else None
        answers, console = Answers(), Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("匹配", total=wide.height)
            for start in range(0, max(wide.height, 1), BATCH):
                batch = wide.slice(start, BATCH)
                answers.trim()
                found = match_wide(
                    batch,
                    self.library,
                    answers=answers,
                    as_of=self.as_of,
                    top=self.top,
                    layout=layout,
                    everything=self.everything,
                )
                self.pairs.update(found.pairs)
                self.groups.update(dict(found.ranked["group"].value_counts().iter_rows()))
                self.matched += batch.height
                progress.advance(task, batch.height)
                yield from found.slices()

    def to_file(self, out: Path) -> dict[str, Any]:
        """Writes one file, its manifest and its rejected rows beside it."""
        about, refused = (out.with_name(f"{out.stem}.{name}") for name in (MANIFEST, REJECTED))
        with whole_file(about) as told, whole_file(refused) as rejected, whole_file(out) as matches:
            rows = write_matches(self.tables(), matches, out.suffix.lower())
            manifest = self.manifest(rows)
            self._rejected(rejected)
            write_json(told, manifest)
        return manifest

    def to_folder(self, out: Path) -> dict[str, Any]:
        """Writes a folder: matches, rejected rows, the quality report, the manifest."""
        with whole_folder(out, frozenset({MATCHES, REJECTED, REPORT, MANIFEST})) as fresh:
            rows = write_matches(self.tables(), fresh / MATCHES, ".parquet")
            self._rejected(fresh / REJECTED)
            (fresh / REPORT).write_text(self.imported.report.to_markdown(), "utf-8")
            manifest = self.manifest(rows)
            write_json(fresh / MANIFEST, manifest)
        return manifest

    def _rejected(self, path: Path) -> None:
        self.imported.rejected.write_csv(path, include_bom=True)

    def manifest(self, rows: int) -> dict[str, Any]:
        """What was read, matched and written."""
        return {
            "as_of": self.as_of.isoformat(),
            "rows_read": self.imported.report.rows_read,
            "rows_rejected": self.imported.rejected.height,
            "enterprises_matched": self.matched,
            "policies": len(self.library),
            "pairs": {verdict: self.pairs.get(verdict, 0) for verdict in ("符合", "待核实", "不符合")},
            "matches_written": rows,
            "groups": {group: self.groups.get(group, 0) for group in GROUPS if self.groups.get(group)},
            "versions": {policy.id: policy.version for policy in self.library},
        }


def _tell(manifest: dict[str, Any], out: Path) -> None:
    typer.echo(
        f"读入 {manifest['rows_read']} 行，匹配 {manifest['enterprises_matched']} 家企业 × {manifest['policies']} 项政策"
        f"（按 {manifest['as_of']}），拒收 {manifest['rows_rejected']} 行。"
    )
    typer.echo(
        "企业与政策的配对：" + "，".join(f"{verdict} {count}" for verdict, count in manifest["pairs"].items())
    )
    typer.echo("写出：" + "，".join(f"{group} {count}" for group, count in manifest["groups"].items()))
    typer.echo(f"结果在 {out}。")
    if manifest["rows_rejected"]:
        typer.echo(
            f"拒收的行和原因在{' rejected.csv' if not out.suffix else f' {out.stem}.rejected.csv'}；改好后可再导入。"
        )
