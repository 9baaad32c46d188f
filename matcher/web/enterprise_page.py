"""我能享受什么: one enterprise against the whole library, with every reason, what is missing, and what it is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

import streamlit as st

from matcher.matching.eligibility import Assessment
from matcher.matching.examples import amount_text
from matcher.matching.match import match_wide
from matcher.matching.one import check
from matcher.matching.status import CAN_APPLY, FITS, GROUPS, NEAR, UNDETERMINED, UNFIT, deadline
from matcher.policies.library import Library
from matcher.web import filtering, picture
from matcher.web.cards import GROUP_TONES, card
from matcher.web.choosing import SAMPLE, Chosen, choose
from matcher.web.data import House, Registry, house
from matcher.web.export import EXCEL, gaps_html, head_html, report, workbook
from matcher.web.profile import Gap, Known, asked_count, gaps, head, known_count
from matcher.web.result import Result, Total, ordered, totals

NOTES = {
    CAN_APPLY: "条件都符合，现在就能办",
    FITS: "条件都符合；申报时间没到、已过，或原文没有写，见每项的状态",
    NEAR: "没有达到的都是能改变、而且差得不远的",
    UNDETERMINED: "没有一条不符合，但还缺事实或要人认定",
    UNFIT: "至少一条不符合",
}


def show() -> None:
    """Draws the page."""
    st.title("我能享受什么", anchor=False)
    about = house()
    chosen, as_of = choose(about)
    if chosen is None:
        st.html(
            "<div class='hz-wrap hz-empty'>先选一家企业，或填写它的事实；能享受的、差一点的、还缺什么，都会列在这里。</div>"
        )
        return
    found = check(chosen.facts, about.library, as_of=as_of)  # type: ignore[arg-type]
    scores = (
        _scores(chosen.token, chosen.row, as_of, chosen.registry, about.library) if chosen.registry else {}
    )
    # What is taken away must say by itself that the sample is made up.
    invented = f"（{about.sample.note}）" if about.sample and chosen.token == SAMPLE else ""
    result = Result(chosen.name, chosen.code, as_of, chosen.origin + invented, tuple(found), scores)
    lines = head(chosen.facts, about.settings.head, about.library.vocabulary, as_of)
    lacking = gaps(found, about.library.vocabulary)
    _head(chosen, lines, about, lacking)
    st.html(_tiles(totals(found)))
    bars = picture.bars(found)
    if bars:
        st.html(bars)
    _gaps(lacking)
    _policies(result, about, lines, lacking)


@st.cache_data(show_spinner="正在按相关程度排顺序……", max_entries=500)
def _scores(token: str, row: int, as_of: dt.date, _registry: Registry, _library: Library) -> dict[str, float]:
    """The score of every policy for the enterprise in a row, as a batch run gives it."""
    one = _registry.wide.slice(row, 1)
    table = match_wide(one, _library, as_of=as_of, layout=_registry.layout, everything=True).table
    return dict(zip(table["policy"].to_list(), table["score"].to_list(), strict=True))


def _head(chosen: Chosen, lines: Sequence[Known], about: House, lacking: Sequence[Gap]) -> None:
    known, asked = known_count(chosen.facts), asked_count(about.library)
    departments = len({gap.department for gap in lacking})
    place = chosen.registry.text(chosen.row, "address") if chosen.registry else ""
    summary = (
        f"已知 {known} 项指标的事实；政策库一共会问到 {asked} 项。"
        f"待核实的政策在等 {len(lacking)} 项事实或认定，涉及 {departments} 个部门或单位。"
    )
    st.html(
        f"<div class='hz-wrap'><h2>{escape(chosen.name)}</h2><div class='hz-code'>{escape(chosen.code)}　{escape(place)}"
        f"　数据：{escape(chosen.origin)}</div>{head_html(lines)}<p class='hz-note'>{escape(summary)}</p></div>"
    )


def _tiles(figures: Sequence[Total]) -> str:
    tiles = "".join(
        f"<a class='hz-tile hz-{GROUP_TONES[one.group]}' href='#hz-{GROUP_TONES[one.group]}'>"
        f"<span>{escape(one.group)}</span><b>{one.count}</b><small>{escape(_worth(one))}</small></a>"
        for one in figures
    )
    return (
        f"<div class='hz-wrap'><nav class='hz-tiles' aria-label='各组有几项'>{tiles}</nav>"
        "<p class='hz-note'>合计是各项相加，没有扣除不能同时享受的（就高、互斥、限项）。</p></div>"
    )


def _worth(one: Total) -> str:
    """The sum of a group in words, and what could not be added."""
    if one.group == UNFIT or not one.count:
        return ""
    word = "合计" if one.group in (CAN_APPLY, FITS) else "补上以后合计"
    total = f"{word} {amount_text(one.amount)}" if one.amount.high else ""
    rest = one.open + one.without  # no upper bound, or no amount at all
    return "；".join(text for text in (total, f"{rest} 项没有金额或上限" if rest else "") if text)


def _gaps(lacking: Sequence[Gap]) -> None:
    if lacking:
        with st.expander(f"还缺的 {len(lacking)} 项事实和认定，按部门（括号里是几项政策在等）"):
            st.html(f"<div class='hz-wrap'>{gaps_html(lacking)}</div>")


def _policies(result: Result, about: House, lines: Sequence[Known], lacking: Sequence[Gap]) -> None:
    """The list of policies, with its filters, its downloads, and every reason inside."""
    st.header("逐项看", anchor=False)
    filters, order = filtering.ask(result, about.library)
    shown = [one for one in ordered(result.assessments, order, result.scores) if filters.keeps(one)]
    _downloads(result, shown, about, lines, lacking)
    if not shown:
        st.html("<div class='hz-wrap hz-empty'>没有一项合这些筛选。去掉几个筛选再看。</div>")
    for group in GROUPS:
        members = [one for one in shown if one.group == group]
        if members:
            st.html(_group(group, members, about))
    hidden = sum(one.group == UNFIT for one in result.assessments)
    if hidden and not filters.unfit and UNFIT not in filters.groups:
        st.caption(f"另有 {hidden} 项不符合，没有列出；打开上面的开关看原因。")


def _group(group: str, members: Sequence[Assessment], about: House) -> str:
    cards = "".join(card(one, about.library.vocabulary) for one in members)
    tone = GROUP_TONES[group]
    ends = [end for one in members if (end := deadline(one.policy, one.as_of))]
    soonest = f"；最近的截止 {min(ends).isoformat()}" if ends else ""
    return (
        f"<section class='hz-wrap hz-{tone}' id='hz-{tone}' aria-label='{escape(group)}'><h3><span class='hz-group-dot'></span>"
        f"{escape(group)}　{len(members)} 项<span class='hz-group-note'>{escape(NOTES[group] + soonest)}</span></h3>{cards}</section>"
    )


def _downloads(
    result: Result, shown: Sequence[Assessment], about: House, lines: Sequence[Known], lacking: Sequence[Gap]
) -> None:
    stem = f"{result.code or 'enterprise'}_{result.as_of.isoformat()}"
    vocabulary = about.library.vocabulary
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            f"下载 Excel（列出的 {len(shown)} 项）",
            lambda: workbook(result, shown, lines, lacking, vocabulary),
            f"{stem}.xlsx",
            EXCEL,
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "下载可打印的报告",
            lambda: report(result, shown, lines, lacking, vocabulary),
            f"{stem}.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
        )
        st.html(
            "<div class='hz-wrap hz-tools'><button type='button' class='hz-expand' data-hz='expand'>全部展开</button></div>",
            width="content",
        )
