"""Import of registries and fact tables: from files as they are found to enterprises, facts and an honest report."""

from matcher.enterprises.registry.attaching import Attached
from matcher.enterprises.registry.declaration import Declaration
from matcher.enterprises.registry.door import (
    Dictionary,
    attach_facts,
    clean_frame,
    clean_row,
    import_registry,
    load_dictionary,
    read_facts,
)
from matcher.enterprises.registry.importing import Imported
from matcher.enterprises.registry.layout import Layout, load_layout
from matcher.enterprises.registry.reading import read_batches, read_table
from matcher.enterprises.registry.report import QualityReport
from matcher.enterprises.registry.table import Table
from matcher.enterprises.registry.tables import FactTable
from matcher.enterprises.registry.writing import write_import

__all__ = [
    "Attached",
    "Declaration",
    "Dictionary",
    "FactTable",
    "Imported",
    "Layout",
    "QualityReport",
    "Table",
    "attach_facts",
    "clean_frame",
    "clean_row",
    "import_registry",
    "load_dictionary",
    "load_layout",
    "read_batches",
    "read_facts",
    "read_table",
    "write_import",
]
