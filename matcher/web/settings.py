"""What the pages show of an enterprise and ask of a person: data (page.yaml, sample.yaml), read once.

Another district's folder may bring its own page.yaml, or none: then the roles of its dictionary decide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcher.enterprises.registry.layout import Layout
from matcher.errors import DictionaryError
from matcher.language.vocabulary import Vocabulary
from matcher.yamlfile import read_yaml

PAGE, SAMPLE = "page.yaml", Path("sample") / "sample.yaml"


@dataclass(frozen=True)
class Asked:
    """A field that the form asks for, with a word to the person who fills it in."""

    field: str
    hint: str = ""


@dataclass(frozen=True)
class PageSettings:
    """What page.yaml says."""

    head: tuple[str, ...] = ()
    form: tuple[Asked, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SampleSettings:
    """What sample.yaml says of the registry that comes along."""

    folder: Path
    title: str
    note: str = ""
    as_of: dt.date | None = None
    first: str | None = None


def page_settings(folder: Path, vocabulary: Vocabulary, layout: Layout) -> PageSettings:
    """The settings of `folder`/page.yaml; without it the fields with a role. DictionaryError where it is wrong."""
    path = folder / PAGE
    if not path.is_file():
        roles = [item.name for item in vocabulary.fields.values() if item.role]
        head = tuple(dict.fromkeys([layout.place_field, *roles])) if layout.place_field else tuple(roles)
        return PageSettings(tuple(name for name in head if name), tuple(Asked(name) for name in head if name))
    content = read_yaml(path, DictionaryError)
    form = tuple(Asked(str(one["field"]), str(one.get("hint", ""))) for one in content.get("form") or ())
    unknown = [one.field for one in form if vocabulary.field(one.field) is None]
    if unknown:
        raise DictionaryError(
            f"{PAGE} 的 form 里有字典没有的指标：{'、'.join(unknown)}",
            where=PAGE,
            remedy="改成 fields.yaml 里的名称",
        )
    return PageSettings(tuple(map(str, content.get("head") or ())), form, content.get("example") or {})


def sample_settings(folder: Path) -> SampleSettings | None:
    """The sample that comes with a dictionary; None where there is none."""
    path = folder / SAMPLE
    if not path.is_file():
        return None
    content = read_yaml(path, DictionaryError)
    as_of = content.get("as_of")
    return SampleSettings(
        path.parent,
        str(content.get("title", "示例")),
        str(content.get("note", "")),
        as_of if isinstance(as_of, dt.date) else None,
        str(content["first"]) if content.get("first") else None,
    )
