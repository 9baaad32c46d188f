"""Writes an import to a folder, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from matcher.output import whole_folder

if TYPE_CHECKING:
    from matcher.enterprises.registry.importing import Imported

FILES = ("enterprises.parquet", "facts.parquet", "rejected.csv", "report.md", "report.json", "manifest.json")
PROFILE = "profile.parquet"


def write_import(imported: Imported, folder: str | Path, profile: pl.DataFrame | None = None) -> Path:
    """Writes the import into `folder` (enterprises and facts in Parquet, rejected rows for Excel, the report).

    `profile`: the labels of the enterprises, written beside them where given.
    A temporary folder beside it is filled first and then takes its place; on any failure what stood there stays.
    Raises OutputError where it cannot be written or the folder holds files that are not an earlier import's.
    """
    target = Path(folder)
    with whole_folder(target, frozenset((*FILES, PROFILE))) as fresh:
        _fill(imported, fresh, profile)
    return target


def _fill(imported: Imported, fresh: Path, profile: pl.DataFrame | None) -> None:
    report = imported.report
    manifest = {
        "source": report.source,
        "rows_read": report.rows_read,
        "enterprises": imported.enterprises.height,
        "facts": imported.facts.height,
        "rejected": imported.rejected.height,
        "rejected_by_reason": report.rejected,
        "files": list(FILES) if profile is None else [*FILES, PROFILE],
    }
    texts: dict[str, Callable[[], str]] = {
        "report.md": report.to_markdown,
        "report.json": lambda: json.dumps(report.to_dict(), ensure_ascii=False, indent=1),
        "manifest.json": lambda: json.dumps(manifest, ensure_ascii=False, indent=1),
    }
    imported.enterprises.write_parquet(fresh / FILES[0])
    imported.facts.write_parquet(fresh / FILES[1])
    imported.rejected.write_csv(fresh / FILES[2], include_bom=True)
    if profile is not None:
        profile.write_parquet(fresh / PROFILE)
    for name, text in texts.items():
        (fresh / name).write_text(text(), encoding="utf-8")
