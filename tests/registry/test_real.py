"""The real registries: every row accounted for, also when they come as GBK or Excel."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from matcher.enterprises.registry import Dictionary, Imported, import_registry, read_table


@pytest.fixture(scope="module")
def jinshan(shared: Path, dictionary: Dictionary) -> Imported:
    return import_registry(shared / "registry" / "jinshan_even_years.csv", dictionary=dictionary)


@pytest.fixture(scope="module")
def shanghai(shared: Path, dictionary: Dictionary) -> Imported:
    return import_registry(shared / "registry" / "shanghai_even_years.csv.gz", dictionary=dictionary)


def test_every_row_of_jinshan_is_an_enterprise_in_jinshan(jinshan: Imported) -> None:
    assert jinshan.report.rows_read == 2916 == jinshan.enterprises.height + jinshan.rejected.height
    places = jinshan.enterprises["注册地"]
    assert places.str.starts_with("310116").sum() >= 2915
    assert (places.str.len_chars() > 6).sum() > 2000


def test_every_row_of_shanghai_is_accounted_for(shanghai: Imported) -> None:
    assert shanghai.report.rows_read == 46789 == shanghai.enterprises.height + shanghai.rejected.height
    assert shanghai.enterprises["统一社会信用代码"].null_count() == 0
    assert shanghai.enterprises["注册地"].null_count() == 0
    assert shanghai.enterprises["注册日期"].null_count() == 0


def test_the_dirt_of_the_real_registry_is_counted(shanghai: Imported) -> None:
    counts = {
        (one.column, finding.what): finding.count
        for one in shanghai.report.columns
        for finding in one.findings
    }
    assert counts["统一社会信用代码", "小写改为大写"] == 20
    assert counts["注册资金", "外币（美元），保留原文，没有折算"] == 2263
    assert counts["经营范围", "被截断（以省略号结尾）"] == 14
    assert not any("认不得" in what or "读不出" in what for _, what in counts)


def test_a_gbk_copy_and_an_excel_copy_give_the_same_enterprises(
    shared: Path, jinshan: Imported, dictionary: Dictionary, tmp_path: Path
) -> None:
    source = shared / "registry" / "jinshan_even_years.csv"
    (tmp_path / "gbk.csv").write_bytes(source.read_text(encoding="utf-8").encode("gb18030"))
    read_table(source).frame.write_excel(tmp_path / "copy.xlsx")
    pl.DataFrame(read_table(source).frame).write_parquet(tmp_path / "copy.parquet")
    for name in ("gbk.csv", "copy.xlsx", "copy.parquet"):
        assert import_registry(tmp_path / name, dictionary=dictionary).enterprises.equals(jinshan.enterprises)
