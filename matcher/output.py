"""Writes results whole or not at all: to a temporary name first, then renamed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.errors import OutputError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        OutputError: the file cannot be written (no space, no permission, a folder in its place).
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(path: Path, known: frozenset[str]) -> Iterator[Path]:
    """A temporary folder beside `path` that takes its place when the block ends well.

    Args:
        path: the folder to make or to replace.
        known: the names of files that an earlier result may have left there; others are never overwritten.

    Raises:
        OutputError: the folder cannot be written, or holds files that are not an earlier result's.
    """
    _refuse_strangers(path, known)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        yield fresh
        fresh.chmod(0o755)
        if path.exists():
            old = path.with_name(f".{path.name}-old-{os.getpid()}")
            path.rename(old)
            fresh.rename(path)
            shutil.rmtree(old, ignore_errors=True)
        else:
            fresh.rename(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _refuse_strangers(path: Path, known: frozenset[str]) -> None:
    if path.is_file():
        raise OutputError(f"{path.name} 是一个文件，不能当文件夹用", where=str(path), remedy="换一个输出位置")
    strangers = [item.name for item in path.iterdir() if item.name not in known] if path.is_dir() else []
    if strangers:
        raise OutputError(
            "输出文件夹里有别的文件，不去覆盖",
            where=str(path),
            cause=f"例如 {'、'.join(sorted(strangers)[:3])}",
            remedy="换一个空文件夹",
        )


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The error for a result that cannot be written."""
    return OutputError(
        f"结果写不下去：{error.strerror or error}",
        where=str(path),
        cause="磁盘满了，或没有写这个位置的权限",
        remedy="腾出空间或换一个位置再运行；原来的结果没有动",
    )


def write_json(path: Path, content: Any) -> None:
    """Writes JSON in UTF-8, for people and programs."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", "utf-8")
