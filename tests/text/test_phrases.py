"""Scopes cut into phrases: what is done to what, templates left out."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text.names import name_tail
from matcher.text.phrases import Deed, split_scope, split_scopes


def things(scope: str) -> list[tuple[str, str]]:
    return [(phrase.thing, phrase.deed.name) for phrase in split_scope(scope)]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("橡胶制品生产", [("橡胶制品", "PRODUCTION")]),
        ("生产橡胶制品、塑料制品", [("橡胶制品", "PRODUCTION"), ("塑料制品", "PRODUCTION")]),
        ("五金交电、建材的销售", [("五金交电", "SALE"), ("建材", "SALE")]),
        ("机械设备制造、加工，物业管理", [("机械设备", "PRODUCTION"), ("物业管理", "UNSAID")]),
        ("从事机械工程技术领域内的技术开发、技术咨询", [("机械工程", "RESEARCH")]),
        ("预包装食品（含冷冻冷藏、不含熟食卤味）", [("预包装食品", "UNSAID")]),
        ("房地产开发", [("房地产开发", "UNSAID")]),
        ("批发零售", [("批发零售", "SALE")]),
        ("（服装生产）", [("服装", "PRODUCTION")]),
    ],
)
def test_a_phrase_says_what_is_done_to_what(scope: str, expected: list[tuple[str, str]]) -> None:
    assert things(scope) == expected


@pytest.mark.parametrize(
    "template",
    [
        "【依法须经批准的项目，经相关部门批准后方可开展经营活动】",
        "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）",
        "。依法须经批准的项目，经相关部门批准后方可开展经营活动",
        "。除依法须经批准的项目外，凭营业执照依法自主开展经营活动",
        "。企业经营涉及行政许可的，凭许可证件经营",
    ],
)
def test_what_registrars_append_is_left_out(template: str) -> None:
    assert things("橡胶制品生产" + template) == things("橡胶制品生产")


def test_the_kind_of_project_in_front_is_left_out() -> None:
    assert things("一般项目：橡胶制品制造；许可项目：食品生产") == [
        ("橡胶制品", "PRODUCTION"),
        ("食品", "PRODUCTION"),
    ]


def test_a_phrase_is_shown_with_its_deed() -> None:
    assert [phrase.shown for phrase in split_scope("生产橡胶制品，建材")] == ["橡胶制品生产", "建材"]


def test_distinct_phrases_stand_once_and_enterprises_are_rows_of_numbers() -> None:
    table = split_scopes(pl.Series(["橡胶制品生产，建材", None, "建材，橡胶制品生产，建材"]))
    assert len(table.phrases) == 2
    assert table.starts.tolist() == [0, 2, 2, 5]
    assert [phrase.thing for phrase in table.of(2)] == ["建材", "橡胶制品", "建材"]
    assert table.counts().sum() == 5


def test_many_portions_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    scopes = pl.Series(
        [f"产品{number % 7}生产，建材、五金的销售" if number % 3 else None for number in range(50)]
    )
    whole = split_scopes(scopes)
    monkeypatch.setattr("matcher.text.phrases.PORTION", 4)
    parts = split_scopes(scopes)
    assert [whole.of(row) for row in range(50)] == [parts.of(row) for row in range(50)]


SIGNS = st.text(alphabet="生产销售的橡胶制品、，；。：（）()【】除外abc \n", max_size=60)


@given(st.lists(st.one_of(st.none(), SIGNS), max_size=6))
def test_any_text_gives_a_sound_table(scopes: list[str | None]) -> None:
    table = split_scopes(pl.Series(scopes, dtype=pl.String))
    assert len(table.starts) == len(scopes) + 1
    assert table.starts[-1] == len(table.numbers)
    assert (np.diff(table.starts) >= 0).all()
    assert all(phrase.text and isinstance(phrase.deed, Deed) for phrase in table.phrases)


def test_an_enterprise_is_cut_the_same_alone_and_among_others() -> None:
    scopes = ["橡胶制品生产，建材", "建材、五金的销售", "从事生物技术领域内的技术开发"]
    table = split_scopes(pl.Series(scopes))
    assert [table.of(row) for row in range(3)] == [split_scope(scope) for scope in scopes]


@pytest.mark.parametrize(
    ("name", "tail"),
    [
        ("上海某某精密机械有限公司", "上海某某精密机械"),
        ("某某（上海）生物科技股份有限公司", "某某生物科技"),
        ("", ""),
    ],
)
def test_a_name_is_read_up_to_its_legal_form(name: str, tail: str) -> None:
    assert name_tail(name) == tail
