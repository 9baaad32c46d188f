"""What commands that read registries share: the registry, its fact tables, a mapping of columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from matcher.enterprises.frames import typed
from matcher.enterprises.profile import with_industry
from matcher.enterprises.registry.door import Dictionary, attach_facts, import_registry, read_facts
from matcher.enterprises.registry.importing import Imported
from matcher.enterprises.registry.layout import load_layout
from matcher.errors import UsageError
from matcher.policies.library import Library

Facts = Annotated[
    list[Path] | None,
    typer.Option("--facts", metavar="表", help="事实表，可写几次：财务、资质、名录、项目、支持记录。"),
]
Mapping_ = Annotated[
    Path | None, typer.Option("--mapping", metavar="文件", help="表头对照（YAML：表头: 标准列）。")
]


def read_registry(
    path: Path, facts: list[Path] | None, mapping: Path | None, library: Library, as_of: dt.date
) -> Imported:
    """The registry cleaned, with its fact tables attached; conflicts and lost rows stand in the report.

    Raises:
        RegistryError: a file cannot be used.
        UsageError: the dictionary has no registry.yaml.
    """
    if library.enterprises is None:
        raise UsageError("没有指标字典的目录，不能读登记表", remedy="用 --enterprises 指明")
    dictionary = Dictionary(library.vocabulary, load_layout(library.enterprises))
    imported = import_registry(path, dictionary=dictionary, mapping=mapping, as_of=as_of)
    if not facts:
        return replace(imported, enterprises=_finished(imported.enterprises, dictionary))
    attached = attach_facts(
        imported.enterprises, [read_facts(table, dictionary) for table in facts], dictionary
    )
    imported.report.notes.extend([*attached.notes, *attached.conflicts])
    return replace(imported, enterprises=_finished(attached.enterprises, dictionary))


def _finished(wide: pl.DataFrame, dictionary: Dictionary) -> pl.DataFrame:
    """What is stated comes first; what the words tell of the industry fills the rest."""
    return typed(with_industry(wide, dictionary.vocabulary, dictionary.layout), dictionary.vocabulary)
