"""From files to the wide table: a registry cleaned, its fact tables attached, the industry told by its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from matcher.enterprises.frames import typed
from matcher.enterprises.profile import with_industry
from matcher.enterprises.registry.door import Dictionary, attach_facts, import_registry, read_facts
from matcher.enterprises.registry.importing import Imported


def take_in(
    registry: Path,
    facts: Sequence[Path],
    dictionary: Dictionary,
    *,
    as_of: dt.date,
    mapping: Path | None = None,
) -> Imported:
    """The registry as enterprises with all facts; conflicts and rows that belong to nobody stand in the report.

    What is stated comes first; what the words tell of the industry fills the rest.

    Args:
        registry: CSV, Excel or Parquet.
        facts: further tables, joined by credit code.
        dictionary: the fields and how registries are read.
        as_of: the day the tables are of.
        mapping: header → column, where names do not tell.

    Raises:
        RegistryError, Problems: a file cannot be used.
    """
    imported = import_registry(registry, dictionary=dictionary, mapping=mapping, as_of=as_of)
    wide = imported.enterprises
    if facts:
        attached = attach_facts(wide, [read_facts(path, dictionary) for path in facts], dictionary)
        imported.report.notes.extend([*attached.notes, *attached.conflicts])
        wide = attached.enterprises
    vocabulary = dictionary.vocabulary
    return replace(
        imported, enterprises=typed(with_industry(wide, vocabulary, dictionary.layout), vocabulary)
    )
