"""Each rule of cleaning on cells made for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10

from matcher.enterprises.registry import Dictionary, load_layout
from matcher.enterprises.registry.cleaning import CODE_ALPHABET, read_amount, read_code, read_date
from matcher.enterprises.registry.steps import valid_codes
from matcher.enterprises.registry.work import clean_cells

from .conftest import ENTERPRISES, credit_code

LAYOUT = load_layout(ENTERPRISES)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("10,000(万元人民币)", 100_000_000, "人民币"),
        ("52.247万人民币", 522_470, "人民币"),
        ("50(万元人民币)", 500_000, "人民币"),
        ("39,900.5000(万元人民币)", 399_005_000, "人民币"),
        ("1,050,000(万元人民币)", 10_500_000_000, "人民币"),
        ("30(万人民币 )", 300_000, "人民币"),
        ("125(万美元)", 1_250_000, "美元"),
        ("450(万美元 )", 4_500_000, "美元"),
        ("5,997.6800(万港币)", 59_976_800, "港元"),
        ("16,032.2000(万日元)", 160_322_000, "日元"),
        ("290(万德国马克)", 2_900_000, "德国马克"),
        ("10(万元)", 100_000, "人民币"),
        ("１００万元", 1_000_000, "人民币"),
        ("1.2亿元", 120_000_000, "人民币"),
        ("人民币500万元整", 5_000_000, "人民币"),
        ("5000000元", 5_000_000, "人民币"),
        ("USD 30万", 300_000, "美元"),
        ("一百万元", 1_000_000, "人民币"),
        ("1.5e3万元", 15_000_000, "人民币"),
    ],
)
def test_an_amount_is_read_with_its_unit_and_currency(text: str, value: float, currency: str) -> None:
    found = read_amount(text, LAYOUT.amounts)
    assert (found.value, found.currency, found.problem, found.assumed_unit) == (value, currency, None, False)


def test_an_amount_without_a_unit_takes_the_default_and_says_so() -> None:
    found = read_amount("500", LAYOUT.amounts)
    assert (found.value, found.assumed_unit) == (5_000_000, True)


def test_the_unit_in_the_header_counts_for_cells_without_one() -> None:
    assert read_amount("500", LAYOUT.amounts, unit="元").value == 500


@pytest.mark.parametrize("text", ["详见章程", "1,00万元", "100万贝壳", "-5万元", "abc"])
def test_an_amount_that_cannot_be_read_has_a_reason_and_no_value(text: str) -> None:
    found = read_amount(text, LAYOUT.amounts)
    assert found.value is None
    assert found.problem


@pytest.mark.parametrize(
    "text",
    [
        "2004-04-22", "2004/4/22", "2004.4.22", "2004年4月22日", "20040422", "2004-04-22 00:00:00", "２００４－０４－２２",
        "38099", "2004-04-22T08:00:00", "22 April 2004", "20040422000000",
    ],
)  # fmt: skip
def test_a_date_is_read_in_its_many_forms(text: str) -> None:
    assert read_date(text).value == dt.date(2004, 4, 22)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2004-02-30", "没有这一天"),
        ("1900-01-01", "占位"),
        ("1700-05-01", "早于"),
        ("2031-01-01", "将来"),
        ("2004-04", "没有日"),
        ("长期", "不是日期"),
        ("04/05/2004", "读不出来"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_a_reason(text: str, why: str) -> None:
    found = read_date(
        text, placeholders=LAYOUT.placeholders, earliest=LAYOUT.earliest, latest=dt.date(2024, 6, 30)
    )
    assert found.value is None
    assert why in (found.problem or "")


@given(st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31)))
def test_every_way_of_writing_a_day_means_that_day(day: dt.date) -> None:
    for text in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ):
        assert read_date(text).value == day


def test_lower_case_full_width_and_blanks_in_a_code_are_repaired() -> None:
    code = credit_code(7)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    for text in (code.lower(), f" {code[:6]} {code[6:]}", wide, f"{code[:8]}-{code[8:]}", f"'{code}"):
        found = read_code(text)
        assert found.value == code
        assert found.repaired


def test_the_letter_o_for_zero_is_repaired_only_because_the_check_digit_proves_it() -> None:
    code = credit_code(7)
    assert read_code(code.replace("0", "O")).value == code
    assert read_code("O" + code[1:]).value is None


def test_a_wrong_check_digit_is_no_code() -> None:
    code = credit_code(7)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert read_code(wrong).value is None
    assert "校验位" in (read_code(wrong).problem or "")


def test_an_old_registration_number_keeps_its_kind_and_is_held_to_its_own_check() -> None:
    number = "31022800012345"
    number += mod_11_10.calc_check_digit(number)
    assert read_code(number).value == number
    assert "15 位" in (read_code(number).kind or "")
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert read_code(wrong).value is None


def test_an_organisation_code_is_held_to_gb_11714() -> None:
    assert read_code("71785037-2").value is None or read_code("71785037-2").kind == "9 位组织机构代码"
    assert read_code("00000000-0").kind == "9 位组织机构代码"
    assert read_code("00000000-1").value is None


def test_a_code_that_excel_took_for_a_number_says_so() -> None:
    assert "Excel" in (read_code("9.13101E+17").problem or "")


@given(
    st.lists(st.text(CODE_ALPHABET + "OIabc ", min_size=16, max_size=19), max_size=20),
    st.integers(0, 10**8 - 1),
)
def test_the_check_on_whole_columns_agrees_with_stdnum(texts: list[str], number: int) -> None:
    code = credit_code(number)
    cells = [code, *(code[:place] + "7" + code[place + 1 :] for place in range(18)), *texts]
    plain = [cell == uscc.compact(cell) and uscc.is_valid(cell) for cell in cells]
    assert valid_codes(pl.Series(cells, dtype=pl.String)).to_list() == plain


@pytest.mark.parametrize("word", ["N/A", "*", "-", "", "  ", "\u3000", "null", "——", "暂无"])
def test_words_for_not_known_are_missing(word: str) -> None:
    assert clean_cells(pl.Series("x", [word]), LAYOUT.missing).to_list() == [None]


def test_invisible_blanks_are_removed() -> None:
    assert clean_cells(pl.Series("x", ["\ufeff\u00a0样例厂\u200b "]), LAYOUT.missing).to_list() == ["样例厂"]


def test_the_layout_is_data_that_another_district_replaces(tmp_path: Path, dictionary: Dictionary) -> None:
    text = (ENTERPRISES / "registry.yaml").read_text(encoding="utf-8").replace("企业名称", "商号")
    (tmp_path / "registry.yaml").write_text(text, encoding="utf-8")
    assert load_layout(tmp_path).name_of("name") == "商号"
