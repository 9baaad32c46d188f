"""Relevance of texts to enterprises: in [0, 1], transparent, and each pair judged on its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from matcher.errors import UsageError
from matcher.text.phrase_index import FOR_ALL, PhraseIndex
from matcher.text.relevance import text_relevance, top_phrases

RUBBER = {
    "企业名称": "某某橡胶制品有限公司",
    "经营范围": "橡胶制品生产，货物进出口。【依法须经批准的项目，经相关部门批准后方可开展经营活动】",
}
SHOP = {"企业名称": "某某贸易有限公司", "经营范围": "销售橡胶制品、五金交电、日用百货、建筑材料，商务咨询"}
CARE = {"企业名称": "某某养老院", "经营范围": "养老机构业务"}
SOFTWARE = {"企业名称": "某某软件有限公司", "经营范围": "计算机软件的技术开发、技术咨询、技术服务"}
FIRMS = [RUBBER, SHOP, CARE, SOFTWARE]
TEXTS = ["橡胶轮胎企业技术改造补贴", "养老机构运营补贴", "首版次软件产品奖励"]

ODD = [
    "",
    "！@#￥%……&*（）——+",
    "Research and development of pumps",
    "橡膠製品的生產、銷售",
    "张三",
    "生产" * 25_000,
    "（" * 300 + "橡胶" + "）" * 7,
    "\x00\ud7ff\u200b",
]


def test_each_text_is_most_relevant_to_the_firm_it_is_about() -> None:
    scores = text_relevance(TEXTS, FIRMS)
    assert scores.shape == (3, 4)
    assert scores.argmax(1).tolist() == [0, 2, 3]


def test_who_makes_a_thing_stands_before_who_sells_it() -> None:
    made, sold = text_relevance(["支持橡胶制品制造"], [RUBBER, SHOP])[0]
    assert made > sold > 0


def test_relevance_is_between_nought_and_one_whatever_is_given() -> None:
    scores = text_relevance([*TEXTS, *ODD], [*ODD, None, *FIRMS])
    assert scores.shape == (11, 13)
    assert np.isfinite(scores).all()
    assert scores.min() >= 0
    assert scores.max() <= 1


def test_a_pair_scores_the_same_alone_and_among_others() -> None:
    together = text_relevance(TEXTS, FIRMS)
    alone = [[text_relevance([text], [firm])[0, 0] for firm in FIRMS] for text in TEXTS]
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_a_text_that_names_no_trade_concerns_all_alike() -> None:
    assert text_relevance(["小型微利企业所得税优惠"], FIRMS).tolist() == [[FOR_ALL] * 4]


def test_template_phrases_of_a_scope_do_not_make_it_relevant() -> None:
    template = "企业管理咨询，商务信息咨询，技术咨询、技术服务，货物进出口"
    about, unrelated = text_relevance(["生物医药研发补贴"], ["生物医药研发", template])[0]
    assert about > 0.5
    assert unrelated < 0.2


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.Table.from_pylist], ids=["pandas", "polars", "arrow"]
)
def test_tables_of_any_kind_give_what_dicts_give(make: object) -> None:
    np.testing.assert_array_equal(text_relevance(TEXTS, make(FIRMS)), text_relevance(TEXTS, FIRMS))  # type: ignore[operator]


def test_a_scope_column_may_bear_any_name_the_registry_knows() -> None:
    renamed = pl.DataFrame(FIRMS).rename({"经营范围": "业务范围", "企业名称": "名称"})
    np.testing.assert_array_equal(text_relevance(TEXTS, renamed), text_relevance(TEXTS, FIRMS))


def test_a_table_without_a_scope_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(UsageError, match="没有「经营范围」一列"):
        text_relevance(TEXTS, pl.DataFrame({"甲": ["乙"]}))


def test_something_that_is_no_table_is_an_error() -> None:
    with pytest.raises(UsageError, match="看不懂的企业数据"):
        text_relevance(TEXTS, 7)


def test_no_texts_and_no_enterprises_give_empty_answers() -> None:
    assert text_relevance([], FIRMS).shape == (0, 4)
    assert text_relevance(TEXTS, []).shape == (3, 0)


def test_the_reasons_are_phrases_of_the_scope() -> None:
    (phrase, score), *_ = top_phrases("橡胶制品企业技术改造补贴", RUBBER)
    assert phrase == "橡胶制品生产"
    assert 0.15 <= score <= 1


def test_an_unrelated_scope_gives_no_reasons() -> None:
    assert top_phrases("养老机构运营补贴", "混凝土搅拌") == []


def test_the_best_rows_are_the_best_of_the_whole_matrix() -> None:
    scopes = pl.Series([firm["经营范围"] for firm in FIRMS] * 9 + ["建材销售", ""])
    index = PhraseIndex.from_scopes(scopes)
    scores = index.score_many(TEXTS)
    rows, best = index.top(scores, 5)
    whole = index.aggregate(scores)
    np.testing.assert_allclose(best, np.sort(whole, axis=0)[::-1][:5], atol=1e-6)
    np.testing.assert_allclose(np.take_along_axis(whole, rows, 0), best, atol=1e-6)


def test_plain_and_compiled_ways_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    scopes = pl.Series([firm["经营范围"] for firm in FIRMS] + ODD)
    names = pl.Series([firm["企业名称"] for firm in FIRMS] + ODD)
    plain = PhraseIndex.from_scopes(scopes, names).relevance(TEXTS)
    monkeypatch.setattr("matcher.text.stretches.MANY", 1)
    monkeypatch.setattr("matcher.text.phrase_rows.MUCH_WORK", 1)
    np.testing.assert_allclose(PhraseIndex.from_scopes(scopes, names).relevance(TEXTS), plain, atol=1e-5)
