"""An import is written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from matcher.enterprises.registry import Imported, write_import
from matcher.enterprises.registry.writing import FILES
from matcher.errors import OutputError

from .conftest import row

Clean = Callable[..., Imported]


def test_the_folder_holds_enterprises_facts_rejected_rows_and_the_report(
    clean: Clean, tmp_path: Path
) -> None:
    imported = clean(row(), row(), row(2))
    folder = write_import(imported, tmp_path / "out" / "result")
    assert sorted(item.name for item in folder.iterdir()) == sorted(FILES)
    assert pl.read_parquet(folder / "enterprises.parquet").equals(imported.enterprises)
    assert (folder / "rejected.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows_read"] == manifest["enterprises"] + manifest["rejected"] == 3
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["rows_read"] == 3


def test_an_earlier_import_is_replaced_and_nothing_is_left_beside_it(clean: Clean, tmp_path: Path) -> None:
    write_import(clean(row()), tmp_path / "result")
    write_import(clean(row(), row(2)), tmp_path / "result")
    assert pl.read_parquet(tmp_path / "result" / "enterprises.parquet").height == 2
    assert [item.name for item in tmp_path.iterdir()] == ["result"]


def test_a_folder_with_other_files_is_not_touched(clean: Clean, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("重要", encoding="utf-8")
    with pytest.raises(OutputError, match="别的文件"):
        write_import(clean(row()), tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["mine.txt"]


def test_a_full_disk_leaves_the_earlier_import_as_it_was(
    clean: Clean, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_import(clean(row()), tmp_path / "result")
    full = OSError(28, os.strerror(28))

    def refuse(*_: object, **__: object) -> None:
        raise full

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(OutputError, match="磁盘满了"):
        write_import(clean(row(), row(2)), folder)
    monkeypatch.undo()
    assert pl.read_parquet(folder / "enterprises.parquet").height == 1
    assert [item.name for item in tmp_path.iterdir()] == ["result"]


def test_a_file_in_the_place_of_the_folder_is_an_error(clean: Clean, tmp_path: Path) -> None:
    (tmp_path / "result").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="是一个文件"):
        write_import(clean(row()), tmp_path / "result")
