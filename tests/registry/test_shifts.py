"""Rows whose cells stand in the wrong columns, and the promise that no row is ever lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.enterprises.registry import Dictionary, Imported, clean_frame, import_registry

from .conftest import HEADERS, credit_code, csv_text, findings, row, write

Clean = Callable[..., Imported]


def test_cells_shifted_to_the_left_are_put_back_where_one_way_alone_fits(
    tmp_path: Path, dictionary: Dictionary
) -> None:
    cells = list(row().values())
    del cells[3]  # the type is gone, everything after it stands one column to the left
    shifted = dict(zip(HEADERS, [*cells[:2], cells[2], *cells[3:], ""], strict=True))
    imported = import_registry(write(tmp_path, csv_text([row(2), shifted])), dictionary=dictionary)
    enterprise = imported.enterprises.row(1, named=True)
    assert enterprise["注册资本"] == 1000.0
    assert enterprise["注册地"] == "310116102"
    assert "已归位" in findings(imported)


def test_a_name_and_a_code_that_changed_places_are_changed_back(clean: Clean) -> None:
    imported = clean(row(2), row(企业名称=credit_code(1), 统一社会信用代码="上海样例1号机械有限公司"))
    assert imported.enterprises["企业名称"].to_list()[1] == "上海样例1号机械有限公司"


def test_a_shift_that_lost_the_name_is_rejected_not_guessed(tmp_path: Path, dictionary: Dictionary) -> None:
    cells = list(row().values())
    lost = dict(zip(HEADERS, [*cells[1:], "另一列的内容"], strict=True))
    imported = import_registry(write(tmp_path, csv_text([row(2), lost])), dictionary=dictionary)
    assert imported.report.rejected == {"列错位": 1}
    assert imported.rejected["行号"].to_list() == [3]


def test_a_date_in_the_name_column_is_a_shift(clean: Clean) -> None:
    imported = clean(row(2), row(企业名称="2004-04-22", 注册日期="", 统一社会信用代码="未知"))
    assert imported.rejected.height == 1


def test_a_comma_outside_quotes_in_the_scope_is_mended_where_that_is_certain(
    tmp_path: Path, dictionary: Dictionary
) -> None:
    cells = list(row().values())
    cells[5], cells[6] = "50万元", "塑料,橡胶"
    text = csv_text([row(2)]) + ",".join(cells) + "\n"
    imported = import_registry(write(tmp_path, text), dictionary=dictionary)
    assert imported.enterprises["经营范围"].to_list()[1] == "塑料,橡胶"
    assert imported.rejected.height == 0


def test_a_row_too_short_to_be_sure_of_is_rejected_with_its_cells(
    tmp_path: Path, dictionary: Dictionary
) -> None:
    text = csv_text([row(2)]) + f"上海样例厂,{credit_code(1)},2004-04-22,塑料\n"
    imported = import_registry(write(tmp_path, text), dictionary=dictionary)
    assert imported.report.rejected == {"格数不对": 1}
    assert imported.rejected["企业名称"].to_list() == ["上海样例厂"]
    assert imported.report.rows_read == 2


DIRT = st.sampled_from(
    [
        "",
        "N/A",
        "*",
        "2004-04-22",
        "1900-01-01",
        "10,000(万元人民币)",
        "5(万美元)",
        "上海样例厂",
        "金山",
        "上海市奉贤区青村镇1号",
        "塑料，...",
        credit_code(1),
        credit_code(2).lower(),
        "\ufffd",
        "1" * 15,
    ]
)


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(st.lists(DIRT, min_size=8, max_size=12), min_size=1, max_size=12).filter(
        lambda rows: all(any(row) for row in rows)
    )
)
def test_no_row_is_ever_lost(
    rows: list[list[str]], dictionary: Dictionary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = [",".join(f'"{cell}"' for cell in cells) for cells in [HEADERS, list(row(9).values()), *rows]]
    file = write(tmp_path_factory.mktemp("dirt"), "\n".join(lines))
    imported = import_registry(file, dictionary=dictionary)
    assert imported.report.rows_read == 1 + len(rows)
    assert imported.report.rows_read == imported.enterprises.height + imported.rejected.height
    assert imported.rejected.height == sum(imported.report.rejected.values())
    assert imported.enterprises["统一社会信用代码"].drop_nulls().is_unique().all()


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, 9), other=st.integers(0, 9), how=st.sampled_from(["lost", "extra", "swapped"]))
def test_a_repair_never_invents_a_code_a_date_or_an_amount(
    place: int, other: int, how: str, dictionary: Dictionary
) -> None:
    cells = list(row(企业类型="N/A").values())
    if how == "lost":
        cells = [*cells[:place], *cells[place + 1 :], ""]
    elif how == "extra":
        cells = [*cells[:place], "", *cells[place:]][:10]
    else:
        cells[place], cells[other] = cells[other], cells[place]
    frame = pl.DataFrame([row(2), dict(zip(HEADERS, cells, strict=True))])
    imported = clean_frame(frame, dictionary)
    for enterprise in imported.enterprises[1:].iter_rows(named=True):
        assert enterprise["统一社会信用代码"] in (None, credit_code(1))
        assert enterprise["注册日期"] in (None, dt.date(2004, 4, 22))
        assert enterprise["注册资本"] in (None, 1000.0)
        assert enterprise["注册地"] is None or enterprise["注册地"].startswith("310116")
