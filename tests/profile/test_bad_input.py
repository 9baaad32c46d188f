"""Whatever a registry holds: a result or unknown, never a crash, in matching, industry, relevance and profile."""

from __future__ import annotations

import math
import random

import polars as pl
import pytest

import matcher
from matcher.enterprises.profile import profile
from matcher.policies.library import Library

from .conftest import AS_OF, firm, wide_of

ODD = {
    "empty": "",
    "blank": "   \u3000",
    "symbols": "！@#￥%……&*（）——+【】『』、。，；：？…·～|\\/<>^_`{}=",
    "English only": "Research, development and sale of industrial pumps; import and export of goods.",
    "50,000 characters": "橡胶制品生产、" * 7_143,
    "one endless word": "生" * 50_000,
    "traditional": "橡膠製品的生產、銷售，電腦軟體開發，貨物進出口",
    "a name": "王小明",
    "digits": "1234567890",
    "emoji": "🏭🚜橡胶🐟",
    "controls": "\x00\x01橡胶\u200b\ufeff制品\x7f",
    "brackets": "（" * 500 + "橡胶" + "）" * 3,
    "formula": '=HYPERLINK("x")',
}
CELLS = [*ODD.values(), None]


@pytest.mark.parametrize("scope", CELLS, ids=[*ODD, "none"])
def test_an_odd_scope_gives_a_result_or_unknown_everywhere(small: Library, scope: str | None) -> None:
    row = firm(经营范围=scope, 企业名称="王小明" if scope == "王小明" else "上海样例有限公司")
    found = matcher.match(pl.DataFrame([row], schema_overrides={"经营范围": pl.String}), small, as_of=AS_OF)
    assert set(found["verdict"]) <= {"符合", "待核实", "不符合"}
    assert found.filter(pl.col("policy") == "everyone")["verdict"].to_list() == ["符合"]
    judged = matcher.classify_industry(pl.DataFrame([row], schema_overrides={"经营范围": pl.String}))
    assert 0 <= judged["confidence"][0] <= 1
    assert (judged["section"][0] is None) == (judged["division"][0] is None)
    relevance = matcher.text_relevance(["橡胶制品企业技术改造", scope or ""], [row])
    assert relevance.shape == (2, 1)
    assert all(math.isfinite(value) and 0 <= value <= 1 for value in relevance.ravel().tolist())


@pytest.mark.parametrize("scope", ["", "   ", "！@#￥%", None, "1234567890"])
def test_a_scope_that_says_nothing_beside_a_person_as_name_has_no_industry(scope: str | None) -> None:
    judged = matcher.classify_industry(
        pl.DataFrame({"企业名称": ["王小明"], "经营范围": [scope]}, schema_overrides={"经营范围": pl.String})
    )
    assert judged["section"].to_list() == [None]


def test_traditional_characters_are_read_too() -> None:
    frame = pl.DataFrame({"企业名称": [None, None], "经营范围": ["橡膠製品的生產", "橡胶制品的生产"]})
    first, second = matcher.classify_industry(
        frame.with_columns(pl.col("企业名称").cast(pl.String))
    ).to_dicts()
    assert first["division"] == second["division"] == "29"
    old, new = matcher.text_relevance("橡胶制品生产企业", frame["经营范围"].to_list())[0]
    assert 0 < old <= new


def test_a_table_of_nothing_but_odd_cells_is_matched_and_labelled(library: Library) -> None:
    rows = [firm(number, 经营范围=cell, 注册地址=cell, 注册日期=cell) for number, cell in enumerate(CELLS, 1)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    found = matcher.match(frame, library, as_of=AS_OF, top=5)
    assert found["企业名称"].n_unique() == len(rows)
    labels = profile(wide_of(library, *rows), library, AS_OF)
    assert labels["标签"].null_count() == 0


def test_an_empty_table_gives_empty_answers(small: Library) -> None:
    frame = pl.DataFrame(schema=dict.fromkeys(firm(), pl.String))
    assert matcher.match(frame, small, as_of=AS_OF).height == 0
    assert matcher.classify_industry(frame).height == 0
    assert matcher.text_relevance(["橡胶"], frame).shape == (1, 0)


def test_noise_never_breaks_the_profile(small: Library) -> None:
    draw = random.Random(5)
    letters = "橡胶制品生产销售。，、；（）【】abcXYZ0１９　\n\t省市区镇路号"
    rows = [
        firm(number, **{key: "".join(draw.choices(letters, k=draw.randrange(30))) for key in ("经营范围", "注册地址", "企业类型")})
        for number in range(1, 60)
    ]  # fmt: skip
    assert profile(wide_of(small, *rows), small, AS_OF)["企业名称"].n_unique() == len(rows)
