"""Files as people have them: encodings, delimiters, broken rows, workbooks, and files that are no tables."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from matcher.enterprises.registry import read_batches, read_table
from matcher.errors import RegistryError

from .conftest import csv_text, row

ROWS = [row(number) for number in range(1, 30)]
TEXT = csv_text(ROWS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "big5"])
def test_a_csv_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = TEXT if encoding != "big5" else "名稱,代碼\n上海金山機械有限公司,1\n上海楓涇紡織廠,2\n"
    (tmp_path / "r.csv").write_bytes(text.encode(encoding))
    table = read_table(tmp_path / "r.csv")
    assert table.frame.write_csv() == text.removeprefix("\ufeff")
    assert any("编码" in note for note in table.notes)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    (tmp_path / "r.csv").write_text(pl.DataFrame(ROWS).write_csv(separator=delimiter), encoding="utf-8")
    assert read_table(tmp_path / "r.csv").frame.equals(pl.DataFrame(ROWS))


def test_gzip_line_breaks_in_quotes_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    text = '名称,范围\r\n甲厂,"第一行\r\n第二行，含,逗号和""引号"""\r\n乙厂,一般\r\n'
    (tmp_path / "r.csv.gz").write_bytes(gzip.compress(text.encode()))
    table = read_table(tmp_path / "r.csv.gz")
    assert table.frame["范围"].to_list() == ['第一行\r\n第二行，含,逗号和"引号"', "一般"]
    assert table.numbers.to_list() == [2, 4]


def test_ragged_rows_are_kept_aside_with_their_reason(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("a,b\n1,2\n3\n4,5,6\n\n7,8\n", encoding="utf-8")
    table = read_table(tmp_path / "r.csv")
    assert table.frame["a"].to_list() == ["1", "7"]
    assert [(bad.number, bad.cells) for bad in table.ragged] == [(3, ("3",)), (4, ("4", "5", "6"))]
    assert table.rows_read == 4


def test_a_quotation_mark_that_never_closes_costs_one_row_only(tmp_path: Path) -> None:
    lines = ["名称,范围", '甲厂,"没有闭合', *(f"厂{number},一般" for number in range(500))]
    (tmp_path / "r.csv").write_text("\n".join(lines), encoding="utf-8")
    table = read_table(tmp_path / "r.csv")
    assert table.frame.height == 500
    assert [bad.number for bad in table.ragged] == [2]
    assert table.numbers.to_list()[:2] == [3, 4]


def test_batches_hold_the_same_rows_as_the_whole(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(TEXT, encoding="utf-8")
    parts = list(read_batches(tmp_path / "r.csv", size=7))
    assert len(parts) == 5
    assert pl.concat([part.frame for part in parts]).equals(read_table(tmp_path / "r.csv").frame)


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frame = pl.DataFrame({"企业名称": ["甲厂"], "员工人数@2023": [12]})
    frame.write_parquet(tmp_path / "r.parquet")
    assert read_table(tmp_path / "r.parquet").frame.equals(frame)


def test_a_workbook_with_titles_numbers_and_dates_is_read_as_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "r.xlsx"))
    book.add_worksheet("说明")
    sheet = book.add_worksheet("名单")
    sheet.write(0, 0, "金山区企业名单")
    for place, cell in enumerate(["企业名称", "注册日期", "人数", "备注"]):
        sheet.write(1, place, cell)
    sheet.write(2, 0, "甲厂")
    sheet.write_datetime(2, 1, dt.datetime(2004, 4, 22), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(2, 2, 50)
    book.close()
    table = read_table(tmp_path / "r.xlsx")
    assert table.frame.row(0) == ("甲厂", "2004-04-22", "50", "")
    assert table.numbers.to_list() == [3]
    assert any("说明" in note for note in table.notes)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.csv", None, "找不到文件"),
        ("empty.csv", b"", "文件是空的"),
        ("blank.csv", b"\n\n", "文件是空的"),
        ("header.csv", "企业名称,代码\n".encode(), "没有一行数据"),
        ("r.pdf", b"%PDF-1.4", "不认识这种文件"),
        ("r.csv", b"PK\x03\x04....", "扩展名与内容不符"),
        ("r.xlsx", b"a,b\n1,2\n", "扩展名与内容不符"),
        ("r.parquet", b"PAR1 broken", "Parquet"),
        ("broken.xlsx", b"PK\x03\x04 broken", "Excel 文件读不出来"),
        ("cut.csv.gz", gzip.compress(TEXT.encode())[:-200], "压缩文件不完整"),
        ("plain.csv.gz", b"a,b\n1,2\n", "扩展名与内容不符"),
        ("twice.csv", "企业名称,企业名称\n甲,乙\n".encode(), "重复的列名"),
        (
            "secret.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
        ("noise.csv", bytes(range(128, 256)) * 40, "编码"),
    ],
)
def test_a_file_that_is_no_table_gets_a_clear_error(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RegistryError) as caught:
        read_table(tmp_path / name)
    assert says in str(caught.value)
    assert "怎么办" in str(caught.value)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="打不开文件"):
        read_table(tmp_path)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\x00\ufeff", exclude_categories=["Cs"]), max_size=8
)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8).filter(
        lambda rows: all(any(c.strip() for c in r) for r in rows)
    )
)
def test_whatever_is_written_as_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    file = tmp_path_factory.mktemp("csv") / "r.csv"
    frame = pl.DataFrame(rows, schema={"甲": pl.String, "乙": pl.String, "丙": pl.String}, orient="row")
    frame.write_csv(file, quote_style="always")
    assert read_table(file).frame.equals(frame)
