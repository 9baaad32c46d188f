"""Writes an import to a folder, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from matcher.errors import OutputError

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
    _refuse_strangers(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _cannot(target, error) from error
    try:
        _fill(imported, fresh, profile)
        _take_place(fresh, target)
    except OSError as error:
        raise _cannot(target, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _refuse_strangers(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError(
            f"{target.name} 是一个文件，不能当文件夹用", where=str(target), remedy="换一个输出文件夹的名字"
        )
    strangers = (
        [item.name for item in target.iterdir() if item.name not in (*FILES, PROFILE)]
        if target.is_dir()
        else []
    )
    if strangers:
        raise OutputError(
            "输出文件夹里有别的文件，不去覆盖",
            where=str(target),
            cause=f"例如 {'、'.join(sorted(strangers)[:3])}",
            remedy="换一个空文件夹",
        )


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


def _take_place(fresh: Path, target: Path) -> None:
    """The new folder in the place of the old one: the old is moved aside first and deleted last."""
    os.chmod(fresh, 0o755)
    aside = target.with_name(f".{target.name}.old-{fresh.name}")
    had = target.is_dir()
    if had:
        os.rename(target, aside)
    try:
        os.rename(fresh, target)
    except OSError:
        if had:
            os.rename(aside, target)
        raise
    if had:
        shutil.rmtree(aside, ignore_errors=True)


def _cannot(target: Path, error: OSError) -> OutputError:
    cause = (
        "磁盘满了"
        if error.errno == 28
        else "没有写入权限"
        if isinstance(error, PermissionError)
        else (error.strerror or "系统拒绝写入")
    )
    return OutputError(
        "结果写不进去",
        where=str(target),
        cause=cause,
        remedy="清理磁盘或换一个可以写入的文件夹，再试；原有的结果没有动",
    )
