"""What commands that read registries share: the registry, its fact tables, a mapping of columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from matcher.enterprises.intake import take_in
from matcher.enterprises.registry.door import Dictionary
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
    return take_in(path, facts or [], dictionary, as_of=as_of, mapping=mapping)
