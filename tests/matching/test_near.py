"""差一点, amounts, bases and states by small cases of another country."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import matcher
from matching.desk import THEN, foreign

GOOD: dict[str, Any] = {
    "Sitz": "München", "Umsatz": "2000千欧元", "Forschung": "80千欧元", "Rechtsform": "GmbH", "Patente": "3项",
}  # fmt: skip
RIPE: dict[str, Any] = {
    "Gründung": "2020-01-01", "Patente": "1项", "Leute": "30人", "Siegel": [], "Förderung": [], "人工认定": {"Vorbild": True},
}  # fmt: skip


def answer(policy: str, as_of: dt.date = THEN, **given: Any) -> tuple[str, str]:
    one = matcher.explain(given, policy, as_of=as_of, library=foreign())
    return one.verdict, one.group


@pytest.mark.parametrize(
    ("change", "group"),
    [
        ({}, "可申报"),
        ({"Umsatz": "800千欧元"}, "差一点"),  # a fifth short, and a fifth is within reach
        ({"Umsatz": "799千欧元"}, "不符合"),
        ({"Forschung": "45千欧元"}, "差一点"),  # 2.25% of 3%: one point is within reach
        ({"Forschung": "20千欧元"}, "不符合"),
        ({"Sitz": "Hessen"}, "不符合"),  # where it is cannot be moved
        ({"Sitz": "Hessen", "Umsatz": "900千欧元"}, "不符合"),
        ({"Rechtsform": "AG", "Patente": "1项"}, "差一点"),  # of 或 one branch within reach is enough
        ({"Rechtsform": "AG", "Patente": "0项"}, "不符合"),
        ({"Umsatz": "900千欧元", "Rechtsform": None, "Patente": "3项"}, "差一点"),
        (
            {"Umsatz": "900千欧元", "Rechtsform": None, "Patente": "0项"},
            "不符合",
        ),  # unknown and not to be moved
        ({"Umsatz": "900千欧元", "Sitz": None}, "不符合"),
        ({"Umsatz": None}, "待核实"),
    ],
)
def test_a_near_miss_is_movable_and_within_reach(change, group):
    assert answer("by-wachstum", **{**GOOD, **change})[1] == group


@pytest.mark.parametrize(
    ("change", "group"),
    [
        ({}, "可申报"),
        ({"Leute": "15人"}, "差一点"),  # one of two is there, the second within five people
        (
            {"Leute": "14人"},
            "差一点",
        ),  # a seal can be had: yes-or-no things that are movable have no distance
        ({"Gründung": "2021-09-30"}, "差一点"),  # within six months of three years
        ({"Gründung": "2022-06-30"}, "不符合"),
        ({"Förderung": ["Starthilfe"]}, "不符合"),  # what was granted stays granted
        ({"人工认定": {"Vorbild": False}}, "不符合"),
        ({"人工认定": {}}, "待核实"),
        ({"人工认定": {}, "Leute": "15人"}, "差一点"),  # an open judgment does not hinder
    ],
)
def test_a_near_miss_of_several_and_of_ages(change, group):
    assert answer("by-reife", **{**RIPE, **change})[1] == group


@pytest.mark.parametrize(
    ("change", "low", "high"),
    [
        ({}, 50_000, 50_000),
        ({"Umsatz": "5000千欧元", "Forschung": "500千欧元"}, 200_000, 200_000),
        ({"Umsatz": None}, 50_000, 200_000),  # one of the tiers, it is not known which
    ],
)
def test_an_amount_has_the_bounds_of_the_tiers_that_may_hold(change, low, high):
    amount = matcher.explain({**GOOD, **change}, "by-wachstum", as_of=THEN, library=foreign()).amount
    assert amount is not None and (amount.low, amount.high) == (low, high)


@pytest.mark.parametrize(
    ("projects", "low", "high"),
    [
        ([("200千欧元", "2023-05-01")], 10_000, 10_000),
        ([("200千欧元", "2023-05-01"), ("50千欧元", "2023-05-01")], 10_000, 10_000),
        ([("200千欧元", "2023-05-01"), ("200千欧元", None)], 10_000, 20_000),
        ([("200千欧元", "2023-05-01")] * 5, 30_000, 30_000),
    ],
)
def test_an_amount_for_each_record_counts_those_that_qualify(projects, low, high):
    rows = [{"Summe": much, "Beginn": day} for much, day in projects]
    one = matcher.explain(
        {"Branche": "Pumpen", "Projekte": rows}, "by-projekt", as_of=THEN, library=foreign()
    )
    assert one.amount is not None and (one.amount.low, one.amount.high) == (low, high)


@pytest.mark.parametrize(
    ("day", "status", "group"),
    [
        ("2023-12-31", "未生效", "符合(窗口未开或待核)"),
        ("2024-05-31", "未开始", "符合(窗口未开或待核)"),
        ("2024-06-01", "申报中", "可申报"),
        ("2024-07-31", "申报中", "可申报"),
        ("2024-08-01", "已截止", "符合(窗口未开或待核)"),
        ("2027-01-01", "失效", "符合(窗口未开或待核)"),
    ],
)
def test_the_state_follows_the_date_and_the_group_follows_the_state(day, status, group):
    date = dt.date.fromisoformat(day)
    years = {str(date.year - 1): "2000千欧元"}, {str(date.year - 1): "80千欧元"}
    given = {**GOOD, "Umsatz": years[0], "Forschung": years[1]}
    one = matcher.explain(given, "by-wachstum", as_of=date, library=foreign())
    assert (one.verdict, one.status, one.group) == ("符合", status, group)


@pytest.mark.parametrize(("source", "basis"), [("官方", "官方"), ("自报", "自报"), ("推断", "推断")])
def test_what_holds_rests_on_its_weakest_fact(source, basis):
    given = {**GOOD, "Umsatz": {"值": "2000千欧元", "来源": source}}
    assert matcher.explain(given, "by-wachstum", as_of=THEN, library=foreign()).basis == basis


def test_what_fails_rests_on_its_strongest_failure():
    given = {**GOOD, "Sitz": "Hessen", "Umsatz": {"值": "1千欧元", "来源": "推断"}}
    assert matcher.explain(given, "by-wachstum", as_of=THEN, library=foreign()).basis == "官方"
