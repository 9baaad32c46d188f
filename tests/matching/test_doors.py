"""match() as Python users call it: three kinds of frames in and out, registries and wide tables, order, top, sources."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import matcher
from matcher.errors import RegistryError, UsageError
from matcher.matching.status import GROUPS
from matching.desk import AS_OF, SAMPLE, THEN, foreign, library, sample

FIRST = [
    "企业名称", "统一社会信用代码", "policy", "title", "verdict", "group", "basis", "status", "score", "relevance",
    "amount_low", "amount_high", "benefit_kind",
]  # fmt: skip
ALSO = {"missing", "failed", "reasons"}


def plain(value):
    """A value as Python has it: arrays of pandas as lists, every kind of nothing as None."""
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return None if value is None or value is pd.NaT or value != value else value


def contents(table) -> list[dict]:
    """Rows of a table of any kind."""
    if isinstance(table, pa.Table):
        return [plain(row) for row in table.to_pylist()]
    return [
        plain(row)
        for row in (table.to_dict("records") if isinstance(table, pd.DataFrame) else table.to_dicts())
    ]


def test_the_kind_of_frame_comes_back_with_equal_content():
    wide = sample().head(12)
    polars = matcher.match(wide, library(), as_of=AS_OF)
    arrow = matcher.match(wide.to_arrow(), library(), as_of=AS_OF)
    pandas = matcher.match(wide.to_arrow().to_pandas(), library(), as_of=AS_OF)
    assert [type(one) for one in (polars, arrow, pandas)] == [pl.DataFrame, pa.Table, pd.DataFrame]
    assert polars.columns == arrow.column_names == list(pandas.columns)
    assert contents(polars) == contents(arrow) == contents(pandas)
    assert polars.height


def test_a_registry_under_its_own_column_names_is_cleaned_first():
    registry = pl.read_csv(SAMPLE / "registry.csv", infer_schema=False).head(20)
    found = matcher.match(registry, library(), as_of=AS_OF)
    same = matcher.match(registry.to_pandas(), library(), as_of=AS_OF)
    assert contents(found) == contents(same)
    assert found.columns[: len(FIRST)] == FIRST and set(found.columns) >= ALSO
    assert found["企业名称"].n_unique() == 20
    # A registry states no finance: what asks for it can only be to check.
    assert set(found["verdict"]) <= {"符合", "待核实"}


def test_names_and_addresses_alone_are_a_registry_too():
    found = matcher.match(
        pl.DataFrame({"Firma": ["Pumpen GmbH"], "Anschrift": ["Weg 1, 80331 München"]}), foreign(), as_of=THEN
    )
    missing = dict(found.select("policy", "missing").iter_rows())["by-wachstum"]
    assert "Sitz" not in missing and "Rechtsform" not in missing


def test_names_of_codes_are_read_as_their_codes():
    frame = pl.DataFrame({"Firma": ["a", "b"], "Branche": ["Pumpen", "Handel"]})
    found = matcher.match(frame, foreign(), as_of=THEN)
    assert found.filter(pl.col("policy") == "by-projekt")["Firma"].to_list() == ["a"]


def test_rejected_rows_are_said():
    frame = pl.DataFrame({"Firma": ["a", "k.A."], "Anschrift": ["München", ""]})
    with pytest.warns(UserWarning, match="1 行不能用"):
        assert set(matcher.match(frame, foreign(), as_of=THEN)["Firma"]) == {"a"}


@pytest.mark.parametrize("frame", [sample().head(0), sample().head(0).to_arrow(), pd.DataFrame()])
def test_an_empty_table_has_no_matches_and_all_columns(frame):
    found = matcher.match(frame, library(), as_of=AS_OF)
    assert len(found) == 0
    assert [*(found.column_names if isinstance(found, pa.Table) else found.columns)][: len(FIRST)] == FIRST


def test_matches_are_ordered_by_group_and_then_by_score():
    found = matcher.match(sample().head(40), library(), as_of=AS_OF)
    order = [sample()["企业名称"].to_list().index(name) for name in found["企业名称"]]
    keys = [
        (row, GROUPS.index(group), -score, policy)
        for row, group, score, policy in zip(order, *found.select("group", "score", "policy"), strict=True)
    ]
    assert keys == sorted(keys)
    assert "不符合" not in set(found["group"])


def test_top_keeps_the_first_of_each_enterprise():
    wide = sample().head(15)
    every = matcher.match(wide, library(), as_of=AS_OF)
    first = matcher.match(wide, library(), as_of=AS_OF, top=3)
    assert first.equals(every.group_by("企业名称", maintain_order=True).head(3).select(every.columns))


def test_the_same_input_gives_the_same_answer():
    wide = sample().head(40)
    once, again = (matcher.match(wide, library(), as_of=AS_OF) for _ in range(2))
    assert once.equals(again)


@pytest.mark.parametrize("top", [0, -1])
def test_a_top_that_keeps_nothing_is_refused(top):
    with pytest.raises(UsageError, match="正整数"):
        matcher.match(sample().head(1), library(), as_of=AS_OF, top=top)


@pytest.mark.parametrize("thing", [None, [1], {"企业名称": "x"}, "x.csv", sample().lazy()])
def test_what_is_no_table_is_refused(thing):
    with pytest.raises(UsageError, match="看不懂"):
        matcher.match(thing, library(), as_of=AS_OF)


def test_a_table_of_nobody_is_refused():
    with pytest.raises(RegistryError, match="Firma"):
        matcher.match(pl.DataFrame({"x": ["1"]}), foreign(), as_of=THEN)


def test_an_inferred_industry_gives_an_inferred_basis():
    frame = pl.DataFrame(
        {"Firma": ["a", "b", "c"], "Branche": ["20"] * 3, "Branche@来源": ["官方", "自报", "推断"]}
    )
    from matcher.matching.match import match_wide

    found = match_wide(frame, foreign(), as_of=THEN, everything=True)
    basis = {
        row: found.table["basis"][n]
        for n, (row, policy) in enumerate(found.ranked.select("row", "policy").iter_rows())
        if policy == "by-projekt"
    }
    assert basis == {0: "官方", 1: "自报", 2: "推断"}


def test_the_industry_read_from_a_scope_is_told_as_inferred():
    registry = pl.DataFrame(
        {
            "企业名称": ["上海示例化工有限公司"],
            "经营范围": ["化工产品生产；涂料制造；染料制造；合成树脂制造"],
            "注册地址": ["上海市金山区山阳镇1号"],
        }
    )
    found = matcher.match(registry, library(), as_of=AS_OF)
    facts = [fact for reasons in found["reasons"] for one in reasons for fact in one["facts"]]
    assert any("推断" in fact and "行业" in fact for fact in facts)


def test_one_enterprise_is_explained_as_its_row_is_matched():
    wide = sample().row(0, named=True)
    registry = pl.read_csv(SAMPLE / "registry.csv", infer_schema=False).row(0, named=True)
    found = matcher.match(pl.DataFrame([registry]), library(), as_of=AS_OF)
    for row in found.iter_rows(named=True):
        one = matcher.explain(registry, row["policy"], as_of=AS_OF)
        assert (one.verdict, one.group, list(one.missing)) == (row["verdict"], row["group"], row["missing"])
    assert wide["企业名称"] == registry["企业名称"]


def test_a_policy_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="政策库里没有"):
        matcher.explain({}, "by-wachstun", as_of=dt.date(2024, 6, 30), library=foreign())
