"""A whole import: every kind of dirt, and every row accounted for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from matcher.enterprises.registry import Dictionary, Imported, clean_frame, clean_row, import_registry
from matcher.errors import RegistryError

from .conftest import credit_code, csv_text, findings, row, write

Clean = Callable[..., Imported]


def test_a_clean_row_becomes_an_enterprise_with_facts(clean: Clean) -> None:
    imported = clean(row())
    enterprise = imported.enterprises.row(0, named=True)
    assert enterprise["企业名称"] == "上海样例1号机械有限公司"
    assert enterprise["注册日期"] == dt.date(2004, 4, 22)
    assert enterprise["注册资本"] == 1000.0
    assert enterprise["注册地"] == "310116102"
    assert enterprise["企业类型"] == "YX"
    assert enterprise["独立法人"] is True
    assert imported.facts.filter(pl.col("指标") == "注册资本")["值"].to_list() == ["1000万元"]
    assert imported.facts.filter(pl.col("指标") == "注册地")["值"].to_list() == ["枫泾镇"]


def test_natural_persons_are_dropped_and_the_report_says_so(clean: Clean) -> None:
    imported = clean(row(1, 法人代表="王某某"), row(1, 法人代表="李某某", 注册资金="2万元"))
    everything = (
        imported.enterprises.write_json()
        + imported.facts.write_csv()
        + imported.rejected.write_csv()
        + imported.report.to_markdown()
    )
    assert "王某某" not in everything and "李某某" not in everything
    assert "法人代表" in imported.report.to_markdown()
    assert imported.rejected.height == 1


def test_foreign_capital_is_kept_and_flagged_and_not_converted(clean: Clean) -> None:
    imported = clean(row(注册资金="125(万美元)"))
    assert imported.enterprises["注册资本"].to_list() == [None]
    assert imported.enterprises["注册资本@原文"].to_list() == ["125(万美元)"]
    assert imported.facts.filter(pl.col("指标") == "注册资本")["值"].to_list() == ["125(万美元)"]
    assert "外币（美元）" in findings(imported)


def test_foreign_capital_is_converted_with_a_rate_table_as_an_inference(clean: Clean) -> None:
    imported = clean(row(注册资金="125(万美元)"), rates={"美元": 7.0})
    assert imported.enterprises["注册资本"].to_list() == [875.0]
    assert imported.enterprises["注册资本@来源"].to_list() == ["推断"]


def test_an_invalid_code_leaves_the_enterprise_its_name_and_its_text(clean: Clean) -> None:
    imported = clean(row(统一社会信用代码="913101160000000000"))
    assert imported.enterprises["统一社会信用代码"].to_list() == [None]
    assert imported.enterprises["统一社会信用代码@原文"].to_list() == ["913101160000000000"]
    assert "校验位" in findings(imported)


def test_a_row_without_name_and_code_is_rejected_with_reason_and_remedy(clean: Clean) -> None:
    imported = clean(row(), row(2, 企业名称="N/A", 统一社会信用代码="-"))
    assert imported.enterprises.height == 1
    assert imported.rejected.select("行号", "原因", "怎么办").row(0)[0] == 2
    assert "不知道是谁" in imported.rejected["原因"][0]


def test_identical_rows_are_one_enterprise_and_the_second_goes_back(clean: Clean) -> None:
    imported = clean(row(), row(), row(2))
    assert imported.enterprises.height == 2
    assert imported.report.rejected == {"重复（内容相同）": 1}


def test_conflicting_rows_keep_the_fullest_and_say_what_differs(clean: Clean) -> None:
    imported = clean(row(经营范围="N/A", 注册资金="5万元"), row())
    assert imported.enterprises["经营范围"].to_list() == ["机械设备制造，机械设备销售"]
    assert "注册资金" in imported.rejected["原因"][0] and "5万元" in imported.rejected["原因"][0]
    assert imported.report.duplicates


def test_the_same_name_without_a_code_is_the_same_enterprise(clean: Clean) -> None:
    name = "上海样例（集团）有限公司"
    imported = clean(row(企业名称=name), row(1, 企业名称="上海样例(集团) 有限公司", 统一社会信用代码="N/A"))
    assert imported.enterprises["统一社会信用代码"].to_list() == [credit_code(1)]
    assert imported.rejected.height == 1


def test_one_name_with_two_codes_is_two_enterprises_and_a_third_without_code_is_nobodys(clean: Clean) -> None:
    same = {"企业名称": "上海同名有限公司"}
    imported = clean(row(1, **same), row(2, **same), row(3, 统一社会信用代码="*", **same))
    assert imported.enterprises.height == 2
    assert "分不清" in imported.rejected["原因"][0]


@pytest.mark.parametrize(
    "scope", ["塑料，橡胶，...", "塑料，橡胶……", "塑料，橡胶，", "塑料（除危险品；橡胶（不含", "塑料、"]
)
def test_a_scope_cut_short_is_flagged(clean: Clean, scope: str) -> None:
    assert "截断" in findings(clean(row(经营范围=scope)))


def test_a_whole_scope_is_not_flagged(clean: Clean) -> None:
    scope = "塑料（除危险品）销售。【依法须经批准的项目，经相关部门批准后方可开展经营活动】"
    assert "截断" not in findings(clean(row(经营范围=scope)))


@pytest.mark.parametrize(
    ("cells", "kind", "independent"),
    [
        ({"企业名称": "上海样例有限公司金山分公司", "企业类型": "N/A", "注册资金": "N/A"}, "FZ", False),
        ({"企业名称": "样例银行股份有限公司上海金山支行", "企业类型": "N/A", "注册资金": "N/A"}, "FZ", False),
        (
            {
                "企业名称": "上海样例供销合作社勇敢分店",
                "企业类型": "集体分支机构（非法人）",
                "注册资金": "N/A",
            },
            "FZ",
            False,
        ),
        ({"企业名称": "上海样例便利店有限公司平利店", "企业类型": "N/A", "注册资金": "N/A"}, "FZ", False),
        ({"企业名称": "上海样例科技股份有限公司", "企业类型": "N/A"}, "GF", True),
        ({"企业名称": "上海样例有限公司", "企业类型": "N/A"}, "YX", True),
        ({"企业名称": "上海样例塑料厂", "企业类型": "集体所有制"}, "JTQ", True),
        ({"企业名称": "上海样例五金厂", "企业类型": "个人独资企业"}, "GRDZ", False),
        (
            {
                "企业名称": "上海样例水稻种植专业合作社",
                "企业类型": "N/A",
                "统一社会信用代码": credit_code(5, kind="93"),
            },
            "HZS",
            True,
        ),
        (
            {
                "企业名称": "金山区样例小吃店",
                "企业类型": "N/A",
                "统一社会信用代码": credit_code(6, kind="92"),
            },
            "GT",
            False,
        ),
        ({"企业名称": "上海样例塑料厂", "企业类型": "N/A"}, None, None),
    ],
)
def test_the_kind_of_enterprise_is_told_from_type_name_and_code(
    clean: Clean, cells: dict[str, str], kind: str | None, independent: bool | None
) -> None:
    enterprise = clean(row(**cells)).enterprises.row(0, named=True)
    assert (enterprise["企业类型"], enterprise["独立法人"]) == (kind, independent)


def test_a_kind_concluded_from_the_name_is_an_inference_and_from_the_type_official(clean: Clean) -> None:
    imported = clean(row(1, 企业类型="N/A"), row(2))
    assert imported.enterprises["企业类型@来源"].to_list() == ["推断", "官方"]


def test_dates_that_cannot_be_are_flagged_and_not_used(tmp_path: Path, dictionary: Dictionary) -> None:
    rows = [row(1, 注册日期="1900-01-01"), row(2, 注册日期="2004-02-30"), row(3, 注册日期="2030-01-01")]
    file = write(tmp_path, csv_text(rows))
    imported = import_registry(file, dictionary=dictionary, as_of=dt.date(2024, 6, 30))
    assert imported.enterprises["注册日期"].null_count() == 3
    assert all(word in findings(imported) for word in ("占位", "没有这一天", "将来"))


def test_columns_are_found_by_synonyms_and_a_unit_in_the_header(clean: Clean) -> None:
    names = {
        "企业名称": "单位名称",
        "统一社会信用代码": "社会信用代码",
        "注册日期": "成立日期",
        "注册资金": "注册资本（元）",
        "注册地址": "住所",
    }
    renamed = {names.get(key, key): value for key, value in row(注册资金="5000000").items()}
    enterprise = clean(renamed).enterprises.row(0, named=True)
    assert enterprise["注册资本"] == 500.0
    assert enterprise["注册日期"] == dt.date(2004, 4, 22)


def test_a_mapping_file_names_columns_that_nothing_else_knows(tmp_path: Path, dictionary: Dictionary) -> None:
    text = csv_text([row()]).replace("企业名称", "甲方", 1)
    (tmp_path / "mapping.yaml").write_text("甲方: 企业名称\n", encoding="utf-8")
    imported = import_registry(
        write(tmp_path, text), dictionary=dictionary, mapping=tmp_path / "mapping.yaml"
    )
    assert imported.enterprises["企业名称"].to_list() == ["上海样例1号机械有限公司"]


def test_a_table_without_names_gets_an_error_with_the_nearest_column_and_an_example(
    dictionary: Dictionary,
) -> None:
    frame = pl.DataFrame({"企业的名称": ["甲厂"], "号": ["1"]})
    with pytest.raises(RegistryError) as caught:
        clean_frame(frame, dictionary)
    assert "企业的名称" in str(caught.value)
    assert "企业的名称: 企业名称" in str(caught.value)


def test_a_mapping_that_names_what_is_not_there_is_an_error(dictionary: Dictionary) -> None:
    frame = pl.DataFrame({"企业名称": ["甲厂"]})
    with pytest.raises(RegistryError, match="表里没有"):
        clean_frame(frame, dictionary, mapping={"单位": "企业名称"})
    with pytest.raises(RegistryError, match="不是标准列"):
        clean_frame(frame, dictionary, mapping={"企业名称": "公司大名"})


def test_columns_of_the_dictionary_are_read_in_their_units(clean: Clean) -> None:
    extra = {
        "营业收入@2023": "3000万元",
        "2022年营业收入（元）": "25,000,000",
        "员工人数2023": "50人",
        "行业": "C26",
        "资质": "高新技术企业；火星企业",
        "研发占比@2023": "5%",
    }
    imported = clean(row() | extra)
    enterprise = imported.enterprises.row(0, named=True)
    assert enterprise["营业收入@2023"] == 3000.0
    assert enterprise["营业收入@2022"] == 2500.0
    assert enterprise["员工人数@2023"] == 50.0
    assert enterprise["行业"] == "C26"
    assert [record["名称"] for record in enterprise["资质"]] == ["GX"]
    assert enterprise["研发占比@2023"] == 5.0
    assert "火星企业" in findings(imported)


def test_columns_that_nothing_knows_are_named_in_the_report(clean: Clean) -> None:
    assert clean(row() | {"备注一": "甲"}).report.unused == ["备注一"]


def test_clean_data_comes_back_as_it_is(clean: Clean, dictionary: Dictionary) -> None:
    imported = clean(
        row(),
        row(2, 注册资金="5(万美元)", 企业类型="N/A"),
        row(3, 统一社会信用代码="1"),
        row(4) | {"营业收入@2023": "3000万元"},
    )
    again = clean_frame(imported.enterprises, dictionary)
    assert again.enterprises.equals(imported.enterprises)


def test_one_row_given_as_a_dict_is_an_enterprise(dictionary: Dictionary) -> None:
    enterprise = clean_row(
        row() | {"营业收入": {"2023": "90万元", "2022": None}, "资质": ["高新技术企业"]}, dictionary
    )  # type: ignore[arg-type]
    assert enterprise["营业收入@2023"] == 90.0
    assert enterprise["资质"][0]["名称"] == "GX"
    with pytest.raises(RegistryError, match="不知道是谁"):
        clean_row({"企业名称": "", "统一社会信用代码": "1"}, dictionary)


def test_the_report_is_a_page_a_clerk_can_act_on(clean: Clean) -> None:
    page = clean(row(), row(), row(2, 注册资金="5(万美元)")).report.to_markdown()
    assert "读入 **3** 行 = 导入企业 **2** 家 + 退回 **1** 行" in page
    assert "第3行：5(万美元)" in page


def test_a_column_without_its_year_means_the_year_before_as_of_or_waits(clean: Clean) -> None:
    cells = row() | {"营业收入": "3000万元"}
    assert clean(cells, as_of=dt.date(2024, 6, 30)).enterprises["营业收入@2023"].to_list() == [3000.0]
    waiting = clean(cells)
    assert waiting.enterprises["营业收入"].to_list() == [3000.0]
    assert any("没有写年份" in note for note in waiting.report.notes)


def test_names_in_a_cell_assert_themselves_and_cover_nothing_else(
    clean: Clean, dictionary: Dictionary
) -> None:
    imported = clean(row() | {"资质": "高新技术企业；科技型中小企业"})
    records = imported.enterprises["资质"].to_list()[0]
    assert [(one["名称"], one["@有效"]) for one in records] == [("GX", True), ("KJZX", True)]
    assert imported.enterprises["资质@覆盖"].to_list() == [[]]
    assert clean_frame(imported.enterprises, dictionary).enterprises.equals(imported.enterprises)


def test_a_stated_maximum_below_a_known_year_is_doubted_in_the_registry_too(clean: Clean) -> None:
    imported = clean(row() | {"产值@2022": "500万元", "产值@2023": "900万元", "历史最高年产值": "400万元"})
    assert imported.enterprises["历史最高年产值"].to_list() == [None]
    assert "低于已知年份" in findings(imported)


def test_the_file_of_rejected_rows_is_imported_again_once_it_is_corrected(
    tmp_path: Path, dictionary: Dictionary
) -> None:
    text = csv_text(
        [row(2), row(3, 企业名称="", 统一社会信用代码=""), row(4, 企业名称="", 统一社会信用代码="")]
    )
    folder = import_registry(write(tmp_path, text), dictionary=dictionary).write(tmp_path / "result")
    corrected = (folder / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    header, first = corrected[0].split(","), corrected[1].split(",")
    first[header.index("企业名称")] = "上海补名样例厂"
    (tmp_path / "fixed.csv").write_text(
        "\n".join([corrected[0], ",".join(first), corrected[2]]), encoding="utf-8"
    )
    again = import_registry(tmp_path / "fixed.csv", dictionary=dictionary)
    assert (again.enterprises.height, again.rejected.height) == (1, 1)
    assert again.rejected.columns.count("原因") == 1


def test_empty_and_untyped_frames_are_taken(dictionary: Dictionary) -> None:
    nothing = pl.DataFrame(schema={"企业名称": pl.String, "注册日期": pl.String})
    assert clean_frame(nothing, dictionary).enterprises.height == 0
    typed = pl.DataFrame(
        {
            "企业名称": ["上海样例厂"],
            "统一社会信用代码": [None],
            "注册日期": [dt.datetime(2004, 4, 22)],
            "注册资金": [500],
            "经营范围": [None],
            "企业类型": [None],
            "地区": [None],
        }
    )
    enterprise = clean_frame(typed, dictionary).enterprises.row(0, named=True)
    assert enterprise["注册日期"] == dt.date(2004, 4, 22)
    assert enterprise["注册资本"] == 500.0


def test_a_few_broken_bytes_cost_their_cells_and_not_the_file(tmp_path: Path, dictionary: Dictionary) -> None:
    content = csv_text([row(number) for number in range(1, 200)]).encode()
    place = content.index("机械设备制造".encode())
    (tmp_path / "r.csv").write_bytes(content[:place] + b"\xff" + content[place + 1 :])
    imported = import_registry(tmp_path / "r.csv", dictionary=dictionary)
    assert imported.enterprises.height == 199
    assert "乱码" in findings(imported)
