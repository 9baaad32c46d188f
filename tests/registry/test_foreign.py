"""Another country's registry: other words, other fields, no Chinese codes — by data alone."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from matcher.enterprises.registry import (
    Dictionary,
    attach_facts,
    clean_frame,
    load_dictionary,
    load_layout,
    read_facts,
)
from matcher.errors import MatcherError

FIELDS = """
systems: {lands: {file: lands.csv}, forms: {file: forms.csv}}
units: {欧元: 欧元}
fields:
  Sitz: {type: code, system: lands, period: 时点}
  Kapital: {type: quantity, unit: 欧元, period: 时点}
  Rechtsform: {type: code, system: forms, period: 时点}
  Umsatz: {type: quantity, unit: 欧元, period: 年度}
"""
REGISTRY = """
identity: {code: Nummer, name: Firma, scope: Zweck, address: Anschrift}
code_check: null
missing: ["", "k.A."]
columns:
  Firma: {role: name, synonyms: [Name]}
  Nummer: {role: code}
  Zweck: {role: scope}
  Anschrift: {role: address}
  Stammkapital: {role: amount, field: Kapital}
  Form: {role: kind, field: Rechtsform}
  Leitung: {role: person}
facts: {department: Amtsgericht, place: Sitz}
amount: {base: 欧元, default_unit: EUR, home: Euro, units: {EUR: 1, Tsd: 1000}, currencies: {Dollar: [USD]}}
rules:
  - {field: Rechtsform, from: name, when: 'GmbH$', value: GmbH, source: 推断}
places: {suffixes: [], former: {}}
"""


@pytest.fixture
def german(tmp_path: Path) -> Dictionary:
    (tmp_path / "fields.yaml").write_text(FIELDS, encoding="utf-8")
    (tmp_path / "registry.yaml").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "lands.csv").write_text("code,name,parent\nBY,Bayern,\nM,München,BY\n", encoding="utf-8")
    (tmp_path / "forms.csv").write_text("code,name,parent\nG,GmbH,\n", encoding="utf-8")
    return load_dictionary(tmp_path)


def test_a_foreign_registry_is_imported_by_its_own_words(german: Dictionary, tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "Name": ["Beispiel GmbH", "k.A."],
            "Nummer": ["HRB 12", ""],
            "Anschrift": ["Weg 1, 80331 München", ""],
            "Stammkapital": ["25 Tsd", "1"],
            "Leitung": ["Frau Beispiel", ""],
        }
    )
    imported = clean_frame(frame, german)
    enterprise = imported.enterprises.row(0, named=True)
    assert (enterprise["Firma"], enterprise["Nummer"]) == ("Beispiel GmbH", "HRB12")
    assert (enterprise["Sitz"], enterprise["Kapital"], enterprise["Rechtsform"]) == ("M", 25000.0, "G")
    assert imported.report.rows_read == imported.enterprises.height + imported.rejected.height == 2
    (tmp_path / "u.csv").write_text("Nummer,Umsatz@2023\nHRB 12,900欧元\n", encoding="utf-8")
    joined = attach_facts(imported.enterprises, [read_facts(tmp_path / "u.csv", german)], german)
    assert joined.enterprises["Umsatz@2023"].to_list() == [900.0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("role: name", "role: namen", "不认识"),
        ("'GmbH$'", "'GmbH('", "正则表达式"),
        ("Nummer: {role: code}", "Nummer: {role: text}", "缺少 role 为 code"),
        ("identity:", "identität:", "identity"),
        ("source: 推断", "source: 听说", "听说"),
    ],
)
def test_a_wrong_layout_is_told_in_words(tmp_path: Path, old: str, new: str, says: str) -> None:
    (tmp_path / "registry.yaml").write_text(REGISTRY.replace(old, new), encoding="utf-8")
    with pytest.raises(MatcherError, match=says):
        load_layout(tmp_path)
