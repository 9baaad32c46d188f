"""classify_industry: a table in, a table of the same kind out, in order, whatever the rows hold."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.enterprises.industry import IndustryClassifier, classify_industry
from matcher.enterprises.industry.table import infer
from matcher.errors import UsageError

COLUMNS = ["section", "division", "group", "confidence", "words", "secondary"]
ROWS = {
    "企业名称": ["甲塑料制品有限公司", "乙贸易有限公司", None],
    "经营范围": ["塑料制品生产加工，五金销售", "建材，钢材销售，仓储服务", None],
}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_a_frame_comes_back_in_kind_and_in_order(make: Any) -> None:
    answer = classify_industry(make(ROWS))
    assert type(answer) is type(make(ROWS))
    table = pl.DataFrame(answer) if not isinstance(answer, pd.DataFrame) else pl.from_pandas(answer)
    assert table.columns == COLUMNS
    assert table["division"].to_list() == ["29", "51", None]
    assert table["section"].to_list() == ["C", "F", None]
    assert table["group"].to_list()[:2] == ["292", "516"]
    assert table["confidence"].to_list()[2] == 0.0


def test_the_words_that_decided_and_further_activities_are_told() -> None:
    first, second, _ = classify_industry(pl.DataFrame(ROWS)).to_dicts()
    assert "塑料制品" in first["words"]
    assert "51" in first["secondary"].split("；")
    assert "59" in second["secondary"].split("；")


def test_columns_may_have_other_names_and_one_may_be_absent() -> None:
    named = classify_industry(pl.DataFrame({"名": ["甲物业管理有限公司"]}), name="名")
    assert named["division"].to_list() == ["70"]
    scoped = classify_industry(pl.DataFrame({"经营范围": ["物业管理"]}))
    assert scoped["division"].to_list() == ["70"]
    with pytest.raises(UsageError, match="没有企业名称，也没有经营范围"):
        classify_industry(pl.DataFrame({"名": ["甲"]}))


def test_an_empty_table_gives_an_empty_table() -> None:
    empty = classify_industry(pl.DataFrame(schema={"企业名称": pl.String, "经营范围": pl.String}))
    assert empty.columns == COLUMNS and empty.height == 0


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("", ""),
        (None, None),
        ("张三", None),
        ("！！！", "￥……&*（），。；"),
        ("ACME Trading Co., Ltd.", "import and export of goods"),
        ("某某贸易有限公司", "、" * 50_000),
        ("某某贸易有限公司", "建材" * 25_000),
        ("某某贸易有限公司", "建材，" * 17_000),
        ("某某貿易有限公司", "塑膠製品、五金製品批發"),
        ("（）", "【】（（（"),
        ("\x00\ud83d", "\u202e钢材\n销售\t\r"),
    ],
)
def test_bad_input_gives_a_result_or_unknown_and_never_a_crash(name: str | None, scope: str | None) -> None:
    (one,) = infer([name], [scope])
    assert 0.0 <= one.confidence <= 1.0
    assert (one.division is None) == (one.section is None) == (one.confidence == 0.0)


def test_nothing_to_go_on_is_unknown_and_not_a_guess() -> None:
    for name, scope in [("", ""), ("张三", None), (None, "￥……&*"), ("ACME", "xyz")]:
        (one,) = infer([name], [scope])
        assert one.division is None and one.confidence == 0.0


def test_a_column_that_is_not_text_counts_as_missing() -> None:
    answer = classify_industry(pl.DataFrame({"企业名称": ["甲物业管理有限公司"], "经营范围": [7]}))
    assert answer["division"].to_list() == ["70"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.text(max_size=30),
            st.none()
            | st.text(
                alphabet="生产销售、，；。（）塑料制品服装加工的及从事领域内技术开发设计安装维修工程施工x1",
                max_size=60,
            ),
        ),
        max_size=6,
    )
)
def test_any_text_gives_one_answer_a_row_and_the_same_alone_as_in_a_table(
    rows: list[tuple[str | None, str | None]],
) -> None:
    together = infer([name for name, _ in rows], [scope for _, scope in rows])
    assert len(together) == len(rows)
    for (name, scope), answer in zip(rows, together, strict=True):
        (alone,) = infer([name], [scope])
        assert alone.division == answer.division and abs(alone.confidence - answer.confidence) < 1e-6


def test_a_classifier_of_ones_own_may_judge() -> None:
    own = IndustryClassifier(folds=0, iterations=20).fit(
        [("甲", "物业管理"), ("乙", "钢材销售")], ["70", "51"]
    )
    answer = classify_industry(pl.DataFrame({"企业名称": ["丙"], "经营范围": ["物业管理"]}), classifier=own)
    assert answer["division"].to_list() == ["70"]
