"""The sample registry: invented and said so, reproducible, and clean when it is imported."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from stdnum.cn import uscc

from benchmarks.make_sample import make
from matcher.enterprises.registry import (
    Dictionary,
    attach_facts,
    import_registry,
    load_dictionary,
    read_facts,
)

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "enterprises" / "sample"
AS_OF = dt.date(2026, 6, 30)
FACTS = sorted(file for file in SAMPLE.glob("*.csv") if file.name != "registry.csv")


@cache
def dictionary() -> Dictionary:
    return load_dictionary(ROOT / "enterprises")


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_making_it_again_gives_the_same_files(tmp_path: Path) -> None:
    make(tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kept = {file.name: file.read_bytes() for file in SAMPLE.iterdir() if file.name != "README.md"}
    assert made == kept, "示例与底稿不一致：运行 python benchmarks/make_sample.py"


def test_every_enterprise_is_plainly_invented() -> None:
    registry = rows(SAMPLE / "registry.csv")
    assert len(registry) >= 240
    for row in registry:
        assert row["企业名称"].startswith("上海示例")
        assert uscc.is_valid(row["统一社会信用代码"])
        assert row["统一社会信用代码"][2:10] == "310199YY"
    assert len({row["企业名称"] for row in registry}) == len(registry)


def test_the_registry_names_no_person() -> None:
    assert not {"法人代表", "法定代表人", "联系人", "电话"} & set(rows(SAMPLE / "registry.csv")[0])


def test_it_imports_without_a_rejected_row_or_a_conflict() -> None:
    imported = import_registry(SAMPLE / "registry.csv", dictionary=dictionary(), as_of=AS_OF)
    assert imported.rejected.is_empty()
    tables = [read_facts(file, dictionary()) for file in FACTS]
    attached = attach_facts(imported.enterprises, tables, dictionary())
    assert attached.conflicts == []
    assert attached.unmatched.is_empty()
    assert attached.enterprises.height == len(rows(SAMPLE / "registry.csv"))


@pytest.mark.parametrize("file", FACTS, ids=lambda file: file.stem)
def test_each_fact_table_is_read_whole_and_says_of_which_day_it_is(file: Path) -> None:
    table = read_facts(file, dictionary())
    assert table.declaration.as_of == AS_OF
    assert table.report.unused == []
    assert table.rows.height == len(rows(file))
    assert [column.findings for column in table.report.columns if column.findings] == []


def test_what_enterprises_state_themselves_is_marked_so() -> None:
    sources = {file.stem: read_facts(file, dictionary()).declaration.source for file in FACTS}
    assert {name for name, source in sources.items() if source == "自报"} == {"declared", "declared_by_year"}


def test_some_enterprises_are_known_by_their_registration_alone() -> None:
    known = {row["统一社会信用代码"] for file in FACTS for row in rows(file)}
    bare = [row for row in rows(SAMPLE / "registry.csv") if row["统一社会信用代码"] not in known]
    assert len(bare) >= 60
