"""The profile of an enterprise: labels in the policies' dimensions, each with source, date and ground."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from matcher.cli import application
from matcher.enterprises.frames import typed
from matcher.enterprises.portrait import load_rules
from matcher.enterprises.profile import profile
from matcher.errors import Problems
from matcher.policies.library import Library

from .conftest import AS_OF, ROOT, firm, wide_of

Labels = Callable[..., dict[str, list[str]]]


def towns() -> list[str]:
    """The eleven towns of 金山 in the statistical division."""
    with (ROOT / "enterprises" / "codes" / "places.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [row["name"] for row in rows if row["parent"] == "310116" and row["code"].isdigit()]


def test_an_enterprise_is_labelled_with_what_it_is_and_what_lies_above(labels: Labels) -> None:
    found = labels()
    assert found["适用区域"] == ["枫泾镇", "金山区", "上海市"]
    assert {"橡胶和塑料制品业", "制造业", "工业"} <= set(found["适用行业"])
    assert "有限责任公司" in found["企业类型"]
    assert found["发展阶段"] == ["成熟"]


def test_there_are_eleven_towns() -> None:
    assert len(towns()) == 11


@pytest.mark.parametrize("town", towns())
def test_each_town_of_the_district_is_told_from_the_address(labels: Labels, town: str) -> None:
    assert labels(注册地址=f"上海市金山区{town}样例路1号")["适用区域"][:2] == [town, "金山区"]


@pytest.mark.parametrize(
    ("address", "district", "place"),
    [
        ("上海市金山县兴塔镇1号", "金山", "枫泾镇"),
        ("南汇区惠南镇1号", "浦东", "惠南镇"),
        ("卢湾区打浦路1号", "黄浦", "黄浦区"),
        ("闸北区恒丰路1号", "静安", "静安区"),
    ],
)
def test_old_names_give_the_labels_of_today(labels: Labels, address: str, district: str, place: str) -> None:
    assert labels(注册地址=address, 地区=district)["适用区域"][0] == place


@pytest.mark.parametrize(
    ("founded", "stage"),
    [("2022-01-01", "初创"), ("2021-06-30", "成长"), ("2014-07-01", "成长"), ("2014-06-30", "成熟")],
)
def test_the_stage_follows_the_age_to_the_day(labels: Labels, founded: str, stage: str) -> None:
    assert labels(注册日期=founded)["发展阶段"] == [stage]


def test_what_is_unknown_has_no_label(labels: Labels) -> None:
    found = labels(注册日期="", 企业类型="")
    assert "发展阶段" not in found
    assert not {"企业规模", "规上", "企业资质", "信用"} & set(found)


def test_every_label_has_source_date_and_ground(library: Library) -> None:
    table = profile(wide_of(library, firm()), library, AS_OF)
    assert table.columns[:2] == ["统一社会信用代码", "企业名称"]
    assert table.select("维度", "标签", "来源", "日期", "依据").null_count().row(0) == (0, 0, 0, 0, 0)
    inferred = table.filter(pl.col("维度") == "适用行业")
    assert set(inferred["来源"]) == {"推断"}
    assert "置信度" in inferred["依据"][0]
    assert "区统计局" not in inferred["依据"][0]


def test_an_official_industry_is_labelled_as_official_and_its_cluster_where_that_is_certain(
    library: Library,
) -> None:
    wide = wide_of(library, firm()).with_columns(
        pl.lit("C3491").alias("行业"), pl.lit("官方").alias("行业@来源")
    )
    table = profile(wide, library, AS_OF)
    assert "智能制造装备产业" in table.filter(pl.col("维度") == "产业")["标签"].to_list()
    assert set(table.filter(pl.col("维度").is_in(["适用行业", "产业"]))["来源"]) == {"官方"}


def test_no_cluster_is_guessed_where_the_code_does_not_tell(labels: Labels) -> None:
    assert "产业" not in labels()


def with_titles(library: Library, *records: dict[str, object]) -> pl.DataFrame:
    return typed(
        wide_of(library, firm()).with_columns(pl.Series("资质", [list(records)])), library.vocabulary
    )


def test_a_title_stands_with_its_validity_and_the_titles_it_includes(library: Library) -> None:
    wide = with_titles(
        library, {"名称": "XJR", "认定日期": dt.date(2022, 8, 1), "有效期至": dt.date(2025, 7, 31)}
    )
    table = profile(wide, library, AS_OF).filter(pl.col("维度") == "企业资质")
    assert {"专精特新小巨人企业", "专精特新中小企业"} <= set(table["标签"])
    assert table["有效期至"].to_list()[0] == dt.date(2025, 7, 31)
    assert table["日期"].to_list()[0] == dt.date(2022, 8, 1)


def test_a_title_that_has_expired_is_no_label_and_one_without_an_end_waits(library: Library) -> None:
    wide = with_titles(
        library,
        {"名称": "GX", "认定日期": dt.date(2018, 8, 1), "有效期至": dt.date(2021, 7, 31)},
        {"名称": "KJZX", "认定日期": None, "有效期至": None},
    )
    table = profile(wide, library, AS_OF).filter(pl.col("维度") == "企业资质")
    assert table.select("标签", "状态").rows()[0] == ("科技型中小企业", "待核实")
    assert "高新技术企业" not in table["标签"].to_list()


def test_size_and_credit_follow_from_figures_and_lists(library: Library) -> None:
    wide = wide_of(library, firm()).with_columns(
        pl.lit(400.0).alias("员工人数@2023"),
        pl.lit(3000.0).alias("营业收入@2023"),
        pl.lit(True).alias("规上"),
        pl.Series("名录", [[{"名称": "JYYC", "列入日期": dt.date(2023, 1, 5)}]]),
        pl.Series("名录@覆盖", [["*"]]),
    )
    table = profile(typed(wide, library.vocabulary), library, AS_OF)
    found = {name: set(rows["标签"]) for (name,), rows in table.group_by("维度", maintain_order=True)}
    assert {"中型", "中小企业"} <= found["企业规模"]
    assert found["规上"] == {"规上"}
    assert found["信用"] == {"经营异常名录", "信用良好"}
    size = table.filter(pl.col("维度") == "企业规模")
    assert set(size["来源"]) == {"推断"}, "the size rests on an industry that was inferred"


def test_every_label_is_one_that_a_policy_can_carry(library: Library) -> None:
    table = profile(wide_of(library, firm(), firm(2, 经营范围="软件开发")), library, AS_OF)
    pairs = table.select("维度", "标签").unique().rows()
    assert not [pair for pair in pairs if pair[0] != "信用" and library.taxonomy.problem(*pair)]


def test_mistakes_in_the_rules_are_told_all_at_once(library: Library, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(
        "dimensions:\n"
        "  发展阶段: {tags: {初创: 成立年限 < 3万元, 少年: 成立年限 < 5年}}\n"
        "  没有的维度: {value: 营业收入}\n"
        "  企业资质: {records: 项目清单, colour: red}\n",
        "utf-8",
    )
    with pytest.raises(Problems) as caught:
        load_rules(tmp_path, library.vocabulary, library.taxonomy)
    told = str(caught.value)
    for part in ("profile.yaml:2", "少年", "没有的维度", "营业收入", "项目清单", "colour"):
        assert part in told


def test_a_dictionary_without_rules_gives_no_labels(library: Library, tmp_path: Path) -> None:
    assert load_rules(tmp_path, library.vocabulary).dimensions == ()


def test_import_writes_the_profile_and_the_inferred_industry(tmp_path: Path) -> None:
    registry = tmp_path / "登记.csv"
    pl.DataFrame([firm(1), firm(2, 经营范围=None, 企业名称="上海样例有限公司")]).write_csv(registry)
    command = ["import", str(registry), "--as-of", "2024-06-30", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(application(command), command)
    assert done.exit_code == 0, done.output
    table = pl.read_parquet(tmp_path / "out" / "profile.parquet")
    assert "橡胶制品业" in table["标签"].to_list()
    wide = pl.read_parquet(tmp_path / "out" / "enterprises.parquet")
    assert {"行业", "行业@来源", "行业@推测", "行业@置信度", "行业@依据"} <= set(wide.columns)
    facts = pl.read_parquet(tmp_path / "out" / "facts.parquet").filter(pl.col("指标") == "行业")
    assert facts.select("来源", "部门", "期间").rows() == [("推断", "经营范围", None)]
    again = CliRunner().invoke(application(command), command)
    assert again.exit_code == 0, "an earlier import is replaced, its profile too"
