"""Reads code tables (enterprises/codes): hierarchies and the groups that name several entries at once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.errors import DictionaryError
from matcher.language.systems import CodeSystem, Entry


def read_rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a small CSV table in UTF-8.

    Raises:
        DictionaryError: the file is missing or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
            columns = reader.fieldnames or []
    except FileNotFoundError:
        raise DictionaryError(f"找不到代码表 {path}", remedy="检查 fields.yaml 的 systems 一节") from None
    except UnicodeDecodeError:
        raise DictionaryError(f"代码表 {path.name} 不是 UTF-8", remedy="另存为 UTF-8 编码的 CSV") from None
    lacking = [column for column in needed if column not in columns]
    if lacking:
        raise DictionaryError(
            f"代码表 {path.name} 缺少列：{'、'.join(lacking)}",
            cause="表头写错",
            remedy=f"表头应有 {','.join(needed)}",
        )
    return rows


def split(text: str) -> tuple[str, ...]:
    """The parts of a list kept in one cell, separated by semicolons."""
    return tuple(part.strip() for part in text.replace("；", ";").split(";") if part.strip())


def load_system(name: str, about: Mapping[str, Any], folder: Path) -> CodeSystem:
    """One code system: its hierarchy file, its groups, and whether it is open.

    Args:
        name: its name in fields.yaml.
        about: ``{file, groups?, open?}``.
        folder: where the files are.
    """
    path = folder / str(about.get("file", ""))
    entries: dict[str, Entry] = {}
    for number, row in enumerate(read_rows(path, ("code", "name")), 2):
        code = row["code"]
        if not code or code in entries:
            raise DictionaryError(
                f"代码表 {path.name} 的代码「{code}」{'重复' if code else '是空的'}",
                where=f"{path.name}:{number}",
                remedy="每行一个代码",
            )
        entries[code] = Entry(
            code, row["name"] or code, row.get("parent") or None, split(row.get("aliases", ""))
        )
    for entry in entries.values():
        if entry.parent and entry.parent not in entries:
            raise DictionaryError(
                f"代码表 {path.name} 中「{entry.name}」的上级 {entry.parent} 不存在",
                where=path.name,
                remedy="改正 parent",
            )
    groups = _groups(folder / str(about["groups"]), entries) if about.get("groups") else {}
    return CodeSystem(name, entries, groups, bool(about.get("open", False)))


def _groups(path: Path, entries: Mapping[str, Entry]) -> dict[str, frozenset[str]]:
    groups = {}
    for number, row in enumerate(read_rows(path, ("name", "members")), 2):
        members = split(row["members"])
        unknown = [member for member in members if member not in entries]
        if unknown or not members:
            raise DictionaryError(
                f"分组「{row['name']}」里有不存在的代码：{'、'.join(unknown) or '（空）'}",
                where=f"{path.name}:{number}",
                remedy="改正 members",
            )
        groups[row["name"]] = frozenset(members)
    return groups
