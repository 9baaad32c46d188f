"""Writes results whole or not at all: to a temporary name first, then renamed."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import platform
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from matcher.errors import OutputError

TRIES = 5
"""How often a folder is put in place when another run does the same at the same moment."""
FORGOTTEN = 86_400
"""Seconds by which a temporary of another machine must be older than the folder's last change to count as left."""


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        OutputError: the file cannot be written (no space, no permission, a folder in its place).
    """
    temporary = path.with_name(_temporary_name(path, "tmp"))
    try:
        with write_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            sweep(path)
            yield temporary
            temporary.replace(path)
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
    fresh = path.with_name(_temporary_name(path, "tmp"))
    try:
        with write_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            sweep(path)
            _refuse_strangers(path, known)
            fresh.mkdir()
            yield fresh
            _put_in_place(fresh, path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextlib.contextmanager
def write_errors(path: Path) -> Iterator[None]:
    """Tells every failure to write `path` as one error, also where Polars hides the system's behind its own.

    Raises:
        OutputError: something in the block could not be written.
    """
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error
    except pl.exceptions.ComputeError as error:
        found = re.search(r"\(os error (\d+)\)", str(error))
        if found is None:
            raise
        raise cannot_write(path, OSError(int(found[1]), os.strerror(int(found[1])))) from error


def _put_in_place(fresh: Path, path: Path) -> None:
    """The fresh folder under the name `path`; what stood there comes back if that fails, and goes when it is done."""
    for left in reversed(range(TRIES)):
        old = path.with_name(_temporary_name(path, "old"))
        with contextlib.suppress(FileNotFoundError):
            path.rename(old)
        try:
            fresh.rename(path)
        except OSError:
            if old.is_dir() and not path.exists():
                old.rename(path)
            shutil.rmtree(old, ignore_errors=True)  # another run's result stands there: it is the newer one
            if not left or not path.exists():
                raise
        else:
            shutil.rmtree(old, ignore_errors=True)
            return


def _temporary_name(path: Path, ending: str) -> str:
    """A hidden name that tells whose it is: this machine, this process."""
    return f".{path.name}.{_machine()}.{os.getpid()}.{secrets.token_hex(3)}.{ending}"


def _machine() -> str:
    return re.sub(r"[^0-9A-Za-z-]", "-", platform.node()) or "here"


def sweep(path: Path) -> None:
    """Removes what runs that were killed left beside `path`; a result they had moved aside comes back.

    Never touches what a run that is still going on writes: those of this machine are known by their process, those of
    others are left alone for a day.
    """
    shape = re.compile(rf"\.{re.escape(path.name)}\.([0-9A-Za-z-]+)\.(\d+)\.[0-9a-f]{{6}}\.(tmp|old)")
    for item in sorted(path.parent.glob(f".{glob.escape(path.name)}.*")):
        found = shape.fullmatch(item.name)
        if found is None or not _is_forgotten(item, found[1], int(found[2])):
            continue
        with contextlib.suppress(OSError):
            if found[3] == "old" and not path.exists():
                item.rename(path)
            elif item.is_dir():
                shutil.rmtree(item)
            else:
                item.unlink()


def _is_forgotten(item: Path, machine: str, process: int) -> bool:
    if machine == _machine() and os.name == "posix":
        try:
            os.kill(process, 0)  # asks only whether there is such a process
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False
    with contextlib.suppress(OSError):
        return item.parent.stat().st_mtime - item.stat().st_mtime > FORGOTTEN  # the disk's own clock
    return False


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
