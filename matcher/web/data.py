"""What the pages work on, loaded once: the library, the sample registry, a registry that a person uploads."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import streamlit as st

from matcher.enterprises.facts import EnterpriseFacts, RowReader
from matcher.enterprises.intake import take_in
from matcher.enterprises.registry.door import Dictionary
from matcher.enterprises.registry.importing import Imported
from matcher.enterprises.registry.layout import Layout, load_layout
from matcher.errors import UsageError
from matcher.policies.library import Library, load_library
from matcher.web.settings import PageSettings, SampleSettings, page_settings, sample_settings

POLICIES_VARIABLE, ENTERPRISES_VARIABLE = "MATCHER_POLICIES", "MATCHER_ENTERPRISES"


class Upload(Protocol):
    """A file that a person gave: its name and its bytes."""

    name: str

    def getvalue(self) -> bytes:
        """All its bytes."""


@dataclass(frozen=True)
class House:
    """The library with what is said beside it: how registries are laid out, what pages show."""

    library: Library
    layout: Layout
    settings: PageSettings
    sample: SampleSettings | None

    @property
    def dictionary(self) -> Dictionary:
        """What imports need."""
        return Dictionary(self.library.vocabulary, self.layout)


@dataclass(frozen=True)
class Registry:
    """A registry that has been read: the wide table, one row an enterprise, and what the import says of it."""

    title: str
    imported: Imported
    wide: pl.DataFrame
    reader: RowReader
    layout: Layout
    labels: tuple[str, ...] = field(repr=False, default=())

    def facts(self, row: int) -> EnterpriseFacts:
        """What is known of the enterprise in a row."""
        return self.reader.facts(self.wide.row(row, named=True))

    def text(self, row: int, role: str) -> str:
        """An identity column of a row (name, code, scope, address); empty where it is not known."""
        name = self.layout.header(role)
        value = self.wide[name][row] if name in self.wide.columns else None
        return "" if value is None else str(value)

    def row_of(self, code: str) -> int | None:
        """The row of the enterprise with a credit code or a name."""
        for role in ("code", "name"):
            name = self.layout.header(role)
            if name in self.wide.columns:
                rows = (self.wide[name] == code).fill_null(False).arg_true()
                if rows.len():
                    return int(rows[0])
        return None


@st.cache_resource(show_spinner="正在打开政策库和指标字典……")
def house() -> House:
    """The library of this installation, or of the folders that the environment names."""
    library = load_library(
        os.environ.get(POLICIES_VARIABLE) or None, os.environ.get(ENTERPRISES_VARIABLE) or None
    )
    folder = library.enterprises or Path()
    layout = load_layout(folder)
    return House(library, layout, page_settings(folder, library.vocabulary, layout), sample_settings(folder))


@st.cache_resource(show_spinner="正在读示例企业（第一次打开需要十几秒）……")
def sample_registry() -> Registry | None:
    """The sample registry with all its fact tables; None where the dictionary brings none."""
    about = house()
    if about.sample is None:
        return None
    tables = sorted(about.sample.folder.glob("*.csv"))
    registry = about.sample.folder / "registry.csv"
    as_of = about.sample.as_of or dt.date.today()
    return read_registry(
        about, about.sample.title, registry, [path for path in tables if path != registry], as_of
    )


def read_registry(
    about: House, title: str, registry: Path, facts: Sequence[Path], as_of: dt.date
) -> Registry:
    """A registry with its fact tables, cleaned; what was lost or doubted stands in the import's report.

    Raises:
        RegistryError, Problems: a file cannot be used.
    """
    dictionary = about.dictionary
    imported = take_in(registry, facts, dictionary, as_of=as_of)
    wide = imported.enterprises
    reader = RowReader(wide.columns, dictionary.vocabulary)
    return Registry(title, imported, wide, reader, about.layout, _labels(wide, about.layout))


def read_upload(about: House, upload: Upload, facts: Sequence[Upload], as_of: dt.date) -> Registry:
    """A registry that a person uploaded, with fact tables; the files live no longer than the reading.

    Raises:
        UsageError: two files of one name.
        RegistryError, Problems: a file cannot be used.
    """
    names = [Path(one.name).name for one in (upload, *facts)]
    if len(set(names)) < len(names):
        raise UsageError("上传的文件有重名", cause="同一个文件传了两次", remedy="去掉一个，或改名后再传")
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in names]
        for path, one in zip(paths, (upload, *facts), strict=True):
            path.write_bytes(one.getvalue())
        tables = [path for path in paths[1:] if path.suffix != ".yaml"]
        return read_registry(about, names[0], paths[0], tables, as_of)


def _labels(wide: pl.DataFrame, layout: Layout) -> tuple[str, ...]:
    def column(role: str) -> list[Any]:
        name = layout.header(role)
        return wide[name].to_list() if name in wide.columns else [None] * wide.height

    pairs = zip(column("name"), column("code"), strict=True)
    return tuple(" · ".join(str(one) for one in pair if one) or "（没有名称）" for pair in pairs)
