"""What a fact table says of itself: which table it is, what it covers completely, who vouches for it, of which day.

Said in a file beside it (finance.csv → finance.yaml) or in lines above its header that begin with `# `.
Without a word on coverage a table proves what it lists and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from matcher.errors import MatcherError, Problems, RegistryError
from matcher.language.facts import SOURCES

ALL, LISTED = "全部", "所列"
KEYS = ("table", "covers", "enterprises", "as_of", "source", "department", "columns", "note")
EXAMPLE = "例如：table: 清单的指标名 / covers: 全部 / enterprises: 全部 / as_of: 2024-06-30 / source: 官方"


@dataclass(frozen=True)
class Declaration:
    """A table's declaration; empty where it says nothing.

    `covers`: names for which the list is complete ("*": every name). `enterprises`: 全部, complete for every
    enterprise of the registry, or 所列, for those that the table lists. `columns`: header → column or field.
    """

    table: str | None = None
    covers: tuple[str, ...] = ()
    enterprises: str = LISTED
    as_of: dt.date | None = None
    source: str = SOURCES[0]
    department: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def find_declaration(path: Path, preamble: str) -> Declaration:
    """The declaration beside `path` or in its preamble; RegistryError or Problems where it is wrong."""
    stem = path.name
    for suffix in reversed(path.suffixes):
        stem = stem.removesuffix(suffix)
        for name in (f"{stem}.yaml", f"{path.name}.yaml"):
            beside = path.with_name(name)
            if beside.is_file() and beside != path:
                return parse_declaration(beside.read_text(encoding="utf-8"), name)
    return (
        parse_declaration(preamble.replace("：", ": "), f"{path.name} 开头的说明行")
        if preamble
        else Declaration()
    )


def parse_declaration(text: str, where: str) -> Declaration:
    """Reads a declaration; all its errors at once."""
    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise RegistryError("事实表的说明读不懂", where=where, cause=str(error), remedy=EXAMPLE) from error
    if not isinstance(data, dict):
        raise RegistryError("事实表的说明应是「键: 值」", where=where, remedy=EXAMPLE)
    problems = list(_problems(data, where))
    if problems:
        raise Problems(where, problems)
    covers = data.get("covers") or ()
    return Declaration(
        table=data.get("table"),
        covers=("*",) if covers == ALL else tuple(map(str, covers)),
        enterprises=data.get("enterprises", LISTED),
        as_of=data.get("as_of"),
        source=data.get("source", SOURCES[0]),
        department=str(data.get("department") or ""),
        columns={str(key): str(value) for key, value in (data.get("columns") or {}).items()},
    )


def _problems(data: Mapping[Any, Any], where: str) -> list[MatcherError]:
    found: list[MatcherError] = []

    def wrong(what: str, remedy: str) -> None:
        found.append(RegistryError(what, where=where, remedy=remedy))

    for key in data:
        if key not in KEYS:
            wrong(f"不认识「{key}」这一项", f"可用的有：{'、'.join(KEYS)}")
    if data.get("covers") not in (None, ALL) and not isinstance(data["covers"], list):
        wrong("covers 应是「全部」或名称的清单", "例如 covers: [高新技术企业, 专精特新中小企业]")
    if data.get("enterprises", LISTED) not in (ALL, LISTED):
        wrong(f"enterprises「{data['enterprises']}」不认得", "写「全部」或「所列」")
    if data.get("source", SOURCES[0]) not in SOURCES:
        wrong(f"source「{data['source']}」不认得", f"写 {'、'.join(SOURCES)} 之一")
    if not isinstance(data.get("as_of"), dt.date | None):
        wrong(f"as_of「{data['as_of']}」不是日期", "写成 2024-06-30")
    return found
