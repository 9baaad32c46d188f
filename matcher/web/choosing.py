"""Which enterprise is asked about: one of the sample, one of an uploaded registry, or facts that a person states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from matcher.enterprises.facts import EnterpriseFacts
from matcher.enterprises.given import read_date
from matcher.web import upload
from matcher.web.data import House, Registry, sample_registry
from matcher.web.typed import typed_facts

SAMPLE, UPLOAD, TYPED = "示例企业", "上传登记表", "填写事实"
FIRST_DAY, LAST_DAY = dt.date(2010, 1, 1), dt.date(2040, 12, 31)
LARGE, SHOWN = 1000, 200
"""Beyond LARGE enterprises a person searches first; the list then holds SHOWN at most."""


@dataclass(frozen=True)
class Chosen:
    """The enterprise that is asked about; `registry` and `row` where it stands in a table."""

    name: str
    code: str
    facts: EnterpriseFacts
    origin: str
    token: str
    registry: Registry | None = None
    row: int = 0


def choose(about: House) -> tuple[Chosen | None, dt.date]:
    """The enterprise and the date that a person chose; no enterprise while none is chosen."""
    ways = [SAMPLE, UPLOAD, TYPED] if about.sample else [UPLOAD, TYPED]
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    way = left.segmented_control(
        "企业从哪里来", ways, default=ways[0], required=True, key="way", persist_state="session"
    )
    with right:
        as_of = _day(about, way)
    if way == SAMPLE and about.sample:
        st.html(f"<div class='hz-banner'>{escape(about.sample.note)}</div>")
    chosen = _chosen(about, way, as_of)
    _permalink(chosen, way, as_of)
    return chosen, as_of


def _day(about: House, way: str) -> dt.date:
    """The date of the question: the sample's own day, today for others, or what the address says."""
    usual = about.sample.as_of if way == SAMPLE and about.sample and about.sample.as_of else dt.date.today()
    stated = st.query_params.get("date") if way == SAMPLE else None
    if stated:
        found = read_date(stated)
        if found is not None and FIRST_DAY <= found <= LAST_DAY:
            usual = found
        else:
            st.warning(f"网址里的日期「{stated}」读不懂或太远，改用 {usual}。要写成 2026-06-30 的样子。")
    return st.date_input(
        "按哪一天判断",
        usual,
        key=f"day-{way}",
        format="YYYY-MM-DD",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        help="政策是否有效、能不能申报、年限够不够，都按这一天算。不写年份的指标取这一天的上一年。",
        persist_state="session",
    )


def _chosen(about: House, way: str, as_of: dt.date) -> Chosen | None:
    if way == TYPED:
        stated = typed_facts(about, as_of)
        return None if stated is None else Chosen(stated.name, "", stated.facts, "本页填写，均为自报", "")
    if way == UPLOAD:
        registry, token = upload.uploaded(about)
        wanted = None
    else:
        registry, token = sample_registry(), SAMPLE
        wanted = st.query_params.get("code") or (about.sample.first if about.sample else None)
    if registry is None:
        return None
    row = _row(registry, token, wanted)
    if row is None:
        return None
    return Chosen(
        registry.text(row, "name") or "（没有名称）",
        registry.text(row, "code"),
        registry.facts(row),
        registry.title,
        token,
        registry,
        row,
    )


def _row(registry: Registry, token: str, wanted: str | None) -> int | None:
    """The row chosen; a code in the address that nobody has is said, not ignored."""
    found = registry.row_of(wanted) if wanted else None
    if wanted and found is None:
        st.warning(f"「{registry.title}」里没有「{wanted}」。可能是信用代码写错了；请在下面重新选。")
    rows: Sequence[int] = range(len(registry.labels))
    if len(registry.labels) > LARGE:
        rows = _searched(registry, token)
    return st.selectbox(
        "选一家企业（输入名称或信用代码查找）",
        rows,
        index=rows.index(found) if found is not None and found in rows else None,
        format_func=lambda row: registry.labels[row],
        key=f"row-{token}",
        placeholder="输入名称或信用代码的一部分",
        filter_mode="contains",
        persist_state="session",
    )


def _searched(registry: Registry, token: str) -> list[int]:
    words = st.text_input("先按名称或信用代码缩小范围", key=f"words-{token}").split()
    rows = [
        row
        for row, label in enumerate(registry.labels)
        if all(word.casefold() in label.casefold() for word in words)
    ]
    if len(rows) > SHOWN:
        st.caption(f"{len(rows)} 家符合，下面只列前 {SHOWN} 家；再多输几个字。")
    return rows[:SHOWN]


def _permalink(chosen: Chosen | None, way: str, as_of: dt.date) -> None:
    """Writes the choice into the address, so that it can be sent to somebody; only the sample can be."""
    if chosen is not None and way == SAMPLE and chosen.code:
        st.query_params.from_dict({"code": chosen.code, "date": as_of.isoformat()})
    elif way != SAMPLE:
        st.query_params.clear()
