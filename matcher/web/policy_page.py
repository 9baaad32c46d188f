"""政策库: every policy of the library with its state at a date; one of them in full, examples included."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from matcher.matching.status import status_of
from matcher.policies.export import export
from matcher.policies.library import Library
from matcher.policies.model import Example, Policy
from matcher.web import filtering
from matcher.web.cards import policy_card
from matcher.web.data import House, house
from matcher.web.export import EXCEL
from matcher.web.result import tags_of


def show() -> None:
    """Draws the page."""
    st.title("政策库", anchor=False)
    about = house()
    wanted = st.query_params.get("policy")
    ids = [policy.id for policy in about.library]
    if wanted and wanted not in ids:
        st.warning(f"政策库里没有「{wanted}」。可能是网址写错了，或这一项已经改名；请在下面重新找。")
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    day = right.date_input("状态按哪一天算", dt.date.today(), key="policy-day", format="YYYY-MM-DD")
    titles = {policy.id: policy.title for policy in about.library}
    chosen = left.selectbox(
        "直接看一项（可输入查找）",
        ids,
        ids.index(wanted) if wanted in ids else None,
        format_func=lambda one: titles[one],
        key="policy-chosen",
        placeholder="输入标题的一部分",
        filter_mode="contains",
    )
    if chosen:
        st.query_params["policy"] = chosen
        _one(about.library.policy(chosen), day)
    else:
        st.query_params.clear()
        _all(about, day)


def _all(about: House, day: dt.date) -> None:
    """The list, with its filters."""
    library = about.library
    filters = filtering.ask_policies(library, [status_of(policy, day) for policy in library])
    shown = [
        policy
        for policy in library
        if filters.keeps_policy(policy)
        and (not filters.statuses or status_of(policy, day) in filters.statuses)
    ]
    documents = len({policy.document for policy in shown})
    st.caption(
        f"{len(shown)} 项政策，出自 {documents} 份文件。政策库共 {len(library)} 项、{len(library.documents())} 份文件。"
    )
    st.download_button(
        f"导出清单（Excel，全部 {len(library)} 项）",
        lambda: _listed(library, day),
        f"policies_{day.isoformat()}.xlsx",
        EXCEL,
        icon=":material/download:",
        on_click="ignore",
    )
    if not shown:
        st.html("<div class='hz-wrap hz-empty'>没有一项合这些筛选。去掉几个筛选再看。</div>")
        return
    for level in dict.fromkeys(policy.document.level for policy in shown):
        members = [policy for policy in shown if policy.document.level == level]
        cards = "".join(policy_card(policy, day) for policy in members)
        st.html(f"<section class='hz-wrap'><h3>{escape(level)}级　{len(members)} 项</h3>{cards}</section>")


def _listed(library: Library, day: dt.date) -> bytes:
    """The quarterly list, as `matcher policies export` writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        export(library, path, as_of=day, status=lambda policy: status_of(policy, day))
        return path.read_bytes()


def _one(policy: Policy, day: dt.date) -> None:
    """One policy in full."""
    st.html(
        f"<div class='hz-wrap'>{policy_card(policy, day, opened=True)}{_labels(policy)}{_examples(policy.examples)}</div>"
    )


def _labels(policy: Policy) -> str:
    chips = "".join(f"<span class='hz-chip hz-dull'>{escape(tag)}</span> " for tag in tags_of(policy))
    series = f"<p>系列：{escape('、'.join(policy.series))}</p>" if policy.series else ""
    return f"<h3>标签</h3><p>{chips}</p>{series}<p class='hz-note'>编号 {escape(policy.id)}，版本 {escape(policy.version)}</p>"


def _examples(examples: Sequence[Example]) -> str:
    """The stated cases: they are run at every change of the policy."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(one.name)}</th><td><b>{escape(_expected(one.expect))}</b>"
        f"<div class='hz-note'>{escape(_given(one.given))}</div></td></tr>"
        for one in examples
    )
    return f"<h3>例子</h3><p class='hz-note'>虚构的情形和应有的答案，每次修改政策都会重跑。</p><table class='hz-gaps'>{rows}</table>"


def _expected(expect: Mapping[str, Any]) -> str:
    words = {
        "verdict": "",
        "amount": "金额 ",
        "missing": "缺 ",
        "failed": "没有达到 ",
        "status": "状态 ",
        "group": "分组 ",
    }
    return "；".join(words.get(key, "") + _plain(value) for key, value in expect.items())


def _given(given: Mapping[str, Any]) -> str:
    return "；".join(f"{name}：{_plain(value)}" for name, value in given.items())


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_plain(one) for one in value) or "没有"
    if isinstance(value, Mapping):
        return "，".join(f"{name} {_plain(one)}" for name, one in value.items())
    if value is None:
        return "不知道"
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
