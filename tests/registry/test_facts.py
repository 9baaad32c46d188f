"""Further tables: figures, records, coverage, conflicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from matcher.enterprises.registry import Dictionary, FactTable, Imported, attach_facts, read_facts
from matcher.errors import MatcherError, RegistryError

from .conftest import credit_code, row

Clean = Callable[..., Imported]
ONE, TWO = credit_code(1), credit_code(2)


@pytest.fixture
def wide(clean: Clean) -> pl.DataFrame:
    return clean(row(1), row(2)).enterprises


@pytest.fixture
def read(tmp_path: Path, dictionary: Dictionary) -> Callable[..., FactTable]:
    def run(text: str, told: str = "", name: str = "t.csv") -> FactTable:
        (tmp_path / name).write_text(text, encoding="utf-8")
        if told:
            (tmp_path / name).with_suffix(".yaml").write_text(told, encoding="utf-8")
        return read_facts(tmp_path / name, dictionary)

    return run


def test_figures_by_year_are_joined_by_code_in_the_unit_of_the_header(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,年度,营业收入（元）,研发费用\n{ONE},2023,30000000,90万元\n{ONE},2022年,20000000,\n{TWO.lower()},2023,N/A,1万元\n"
    )
    joined = attach_facts(wide, [table], dictionary).enterprises
    assert joined["营业收入@2023"].to_list() == [3000.0, None]
    assert joined["营业收入@2022"].to_list() == [2000.0, None]
    assert joined["研发费用@2023"].to_list() == [90.0, 1.0]


def test_one_row_a_figure_is_read_too(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,指标,期间,值\n{ONE},营业收入,2023,3000万元\n{ONE},员工人数,2023,50人\n{TWO},行业,,C26\n{TWO},幸福指数,,9\n"
    )
    joined = attach_facts(wide, [table], dictionary).enterprises
    assert joined["营业收入@2023"].to_list() == [3000.0, None]
    assert joined["员工人数@2023"].to_list() == [50.0, None]
    assert joined["行业"].to_list() == [None, "C26"]
    assert "幸福指数" in table.report.to_markdown()


def test_records_are_listed_and_without_a_word_on_coverage_prove_only_what_they_list(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,名称,认定年度,有效期至\n{ONE},高新技术企业,2023,2026-11-14\n{ONE},高新技术企业,2023,2026-11-14\n",
        name="资质.csv",
    )
    joined = attach_facts(wide, [table], dictionary).enterprises
    records = joined["资质"].to_list()
    assert len(records[0]) == 1
    assert records[0][0]["名称"] == "GX"
    assert records[0][0]["认定年度"] == 2023
    assert records[0][0]["有效期至"] == dt.date(2026, 11, 14)
    assert records[1] is None
    assert joined["资质@覆盖"].to_list() == [[], []]


def test_a_declared_coverage_of_all_enterprises_proves_that_the_others_have_none(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,资质\n{ONE},高新技术企业\n",
        "table: 资质\ncovers: [高新技术企业]\nenterprises: 全部\nas_of: 2024-06-30\ndepartment: 区科委\n",
    )
    joined = attach_facts(wide, [table], dictionary).enterprises
    assert joined["资质"].to_list()[1] == []
    assert all("GX" in covered for covered in joined["资质@覆盖"].to_list())
    assert joined["资质@日期"].to_list() == [dt.date(2024, 6, 30)] * 2
    assert joined["资质@部门"].to_list() == ["区科委"] * 2


def test_a_coverage_of_those_listed_says_nothing_of_the_others(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,名称,列入日期\n{ONE},经营异常名录,2023-01-01\n",
        "table: 名录\ncovers: 全部\nenterprises: 所列\n",
    )
    joined = attach_facts(wide, [table], dictionary).enterprises
    assert joined["名录@覆盖"].to_list() == [["*"], []]
    assert joined["名录"].to_list()[1] is None


def test_the_declaration_may_stand_above_the_header(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"# table: 曾获支持\n# covers: 全部\n# enterprises：全部\n# source: 自报\n"
        f"统一社会信用代码,名称,年度,金额（元）\n{ONE},某项补贴,2022,500000\n"
    )
    joined = attach_facts(wide, [table], dictionary).enterprises
    assert joined["曾获支持"].to_list()[0][0]["金额"] == 50.0
    assert joined["曾获支持"].to_list()[0][0]["年度"] == 2022
    assert joined["曾获支持@来源"].to_list() == ["自报", "自报"]


def test_projects_are_records_one_row_each(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,固定资产投资,开工日期\n{ONE},600万元,2023-05-01\n{ONE},100万元,\n", name="项目.csv"
    )
    records = attach_facts(wide, [table], dictionary).enterprises["项目"].to_list()[0]
    assert [(one["固定资产投资"], one["开工日期"]) for one in records] == [
        (600.0, dt.date(2023, 5, 1)),
        (100.0, None),
    ]


def test_records_of_two_tables_come_together_without_repeats(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    first = read(
        f"统一社会信用代码,资质\n{ONE},高新技术企业\n",
        "table: 资质\ncovers: [高新技术企业]\nenterprises: 所列\n",
        "a.csv",
    )
    second = read(
        f"统一社会信用代码,资质\n{ONE},高新技术企业\n{ONE},科技型中小企业\n", "table: 资质\n", "b.csv"
    )
    joined = attach_facts(wide, [first, second], dictionary).enterprises
    assert [one["名称"] for one in joined["资质"].to_list()[0]] == ["GX", "KJZX"]
    assert "GX" in joined["资质@覆盖"].to_list()[0]


def test_a_row_without_a_code_joins_by_its_name_and_this_is_said(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read("企业名称,年度,营业收入\n上海样例1号机械有限公司,2023,5万元\n上海别处有限公司,2023,6万元\n")
    attached = attach_facts(wide, [table], dictionary)
    assert attached.enterprises["营业收入@2023"].to_list() == [5.0, None]
    assert "按名称对上 1 行" in attached.notes[0] and "对不上 1 行" in attached.notes[0]
    assert attached.unmatched["企业名称"].to_list() == ["上海别处有限公司"]


def test_two_values_in_one_table_are_a_conflict_and_no_fact(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,年度,营业收入\n{ONE},2023,5万元\n{ONE},2023,6万元\n{TWO},2023,5万元\n{TWO},2023,5万元\n"
    )
    attached = attach_facts(wide, [table], dictionary)
    assert attached.enterprises["营业收入@2023"].to_list() == [None, 5.0]
    assert len(attached.conflicts) == 1


def test_equal_sources_that_disagree_are_a_conflict_and_a_stronger_one_stands(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    official = read(f"统一社会信用代码,营业收入@2023\n{ONE},5万元\n{TWO},5万元\n", name="a.csv")
    declared = read(f"统一社会信用代码,营业收入@2023\n{ONE},7万元\n", "source: 自报\n", "b.csv")
    other = read(f"统一社会信用代码,营业收入@2023\n{TWO},6万元\n", name="c.csv")
    for tables in ([official, declared, other], [declared, official, other]):
        attached = attach_facts(wide, tables, dictionary)
        assert attached.enterprises["营业收入@2023"].to_list() == [5.0, None]
        assert len(attached.conflicts) == 1


def test_a_stated_maximum_below_a_known_year_is_a_conflict_and_no_fact(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        "统一社会信用代码,产值@2022,产值@2023,历史最高年产值\n"
        f"{ONE},500万元,900万元,400万元\n{TWO},500万元,900万元,600万元\n"
    )
    attached = attach_facts(wide, [table], dictionary)
    assert attached.enterprises["历史最高年产值"].to_list() == [None, 600.0]
    assert "低于已知年份" in attached.conflicts[0]


def test_the_newest_year_may_be_the_one_that_beats_the_stated_maximum(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(f"统一社会信用代码,产值@2023,历史最高年产值\n{ONE},12亿元,8亿元\n")
    attached = attach_facts(wide, [table], dictionary)
    assert attached.enterprises["历史最高年产值"][0] == 80000.0
    assert attached.conflicts == []


def test_judgments_come_in_as_a_table_of_questions(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        f"统一社会信用代码,问题,结论\n{ONE},符合本区产业导向,是\n{TWO},符合本区产业导向,否\n{TWO},信用良好,待定\n"
    )
    attached = attach_facts(wide, [table], dictionary)
    assert attached.enterprises["人工认定「符合本区产业导向」"].to_list() == [True, False]
    assert attached.enterprises["人工认定「信用良好」"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("text", "told", "says"),
    [
        ("营业收入\n5万元\n", "", "对不上企业"),
        (f"统一社会信用代码,心情\n{ONE},好\n", "", "没有一列是指标"),
        (f"统一社会信用代码,认定年度\n{ONE},2023\n", "table: 资质\n", "没有「名称」一列"),
        (f"统一社会信用代码,资质\n{ONE},高新技术企业\n", "table: 没有的表\n", "不是指标"),
        (f"统一社会信用代码,资质\n{ONE},高新技术企业\n", "table: 资质\ncovers: [火星企业]\n", "代码表里没有"),
        (
            f"统一社会信用代码,资质\n{ONE},高新技术企业\n",
            "table: 资质\ncover: 全部\nenterprises: 一些\n",
            "发现 2 处问题",
        ),
    ],
)
def test_a_table_that_cannot_be_used_gets_a_clear_error(
    read: Callable[..., FactTable], text: str, told: str, says: str
) -> None:
    with pytest.raises(MatcherError, match=says):
        read(text, told)


def test_a_persons_name_in_a_fact_table_is_dropped(read: Callable[..., FactTable]) -> None:
    table = read(f"统一社会信用代码,法定代表人,营业收入@2023\n{ONE},王某某,5万元\n")
    assert "王某某" not in table.rows.write_csv()
    assert table.report.dropped_persons == ["法定代表人"]


def test_a_percentage_that_may_be_a_fraction_is_doubted(read: Callable[..., FactTable]) -> None:
    assert (
        "小数形式" in read(f"统一社会信用代码,市场占有率@2023\n{ONE},0.05\n{TWO},0.2\n").report.to_markdown()
    )


def test_missing_table_is_an_error(tmp_path: Path, dictionary: Dictionary) -> None:
    with pytest.raises(RegistryError, match="找不到文件"):
        read_facts(tmp_path / "none.csv", dictionary)


def test_a_ratio_that_its_own_parts_contradict_is_a_conflict_and_no_fact(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    table = read(
        "统一社会信用代码,年度,营业收入,研发费用,研发占比\n"
        f"{ONE},2023,1000万元,50万元,9%\n{TWO},2023,900万元,30万元,3.3%\n"
    )
    attached = attach_facts(wide, [table], dictionary)
    assert attached.enterprises["研发占比@2023"].to_list() == [None, 3.3]
    assert "不符" in attached.conflicts[0]


def test_records_of_two_sources_make_a_list_no_stronger_than_the_weaker(
    wide: pl.DataFrame, read: Callable[..., FactTable], dictionary: Dictionary
) -> None:
    declared = read(f"统一社会信用代码,资质\n{ONE},高新技术企业\n", "table: 资质\nsource: 自报\n", "a.csv")
    official = read(f"统一社会信用代码,资质\n{ONE},科技型中小企业\n", "table: 资质\n", "b.csv")
    for tables in ([declared, official], [official, declared]):
        joined = attach_facts(wide, tables, dictionary).enterprises
        assert joined["资质@来源"].to_list()[0] == "自报"
