"""The sample registry: invented and said so, reproducible, and clean when it is imported."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from stdnum.cn import uscc

from benchmarks.make_sample import make
from matcher.enterprises.facts import RowReader
from matcher.enterprises.registry import (
    Attached,
    Dictionary,
    attach_facts,
    import_registry,
    load_dictionary,
    read_facts,
)
from matcher.language.tree import Judgment
from matcher.matching.eligibility import assess
from matcher.matching.status import CAN_APPLY, FITS, GROUPS, NEAR, UNDETERMINED
from matcher.policies.library import Library, load_library

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "enterprises" / "sample"
AS_OF = dt.date(2026, 6, 30)
FACTS = sorted(file for file in SAMPLE.glob("*.csv") if file.name != "registry.csv")


@cache
def dictionary() -> Dictionary:
    return load_dictionary(ROOT / "enterprises")


@cache
def library() -> Library:
    return load_library()


@cache
def attached() -> Attached:
    """The whole sample as the matching sees it."""
    imported = import_registry(SAMPLE / "registry.csv", dictionary=dictionary(), as_of=AS_OF)
    assert imported.rejected.is_empty()
    return attach_facts(
        imported.enterprises, [read_facts(file, dictionary()) for file in FACTS], dictionary()
    )


@cache
def groups() -> dict[str, Counter[str]]:
    """How many enterprises of the sample each policy puts into each group."""
    wide, vocabulary = attached().enterprises, library().vocabulary
    reader = RowReader(wide.columns, vocabulary)
    facts = [reader.facts(row) for row in wide.iter_rows(named=True)]
    return {
        policy.id: Counter(assess(policy, one, AS_OF, vocabulary).group for one in facts)
        for policy in library()
    }


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_making_it_again_gives_the_same_files(tmp_path: Path) -> None:
    make(tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kept = {
        file.name: file.read_bytes()
        for file in SAMPLE.iterdir()
        if file.name not in {"README.md", "sample.yaml"}
    }
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
    assert attached().conflicts == []
    assert attached().unmatched.is_empty()
    assert attached().enterprises.height == len(rows(SAMPLE / "registry.csv"))


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


def test_every_group_occurs() -> None:
    assert set(sum(groups().values(), Counter())) == set(GROUPS)


def test_every_policy_concerns_somebody_and_leaves_something_to_be_checked() -> None:
    """A policy that an official must judge stays 待核实 until somebody has judged; the others fit or nearly fit."""
    assert [policy for policy, found in groups().items() if not found[UNDETERMINED]] == []
    idle = [
        policy for policy, found in groups().items() if not sum(found[one] for one in (CAN_APPLY, FITS, NEAR))
    ]
    assert [policy for policy in idle if not needs_judgment(policy)] == []


def needs_judgment(policy: str) -> bool:
    return any(isinstance(node, Judgment) for node in library().policy(policy).demand.walk())
