"""The picture of an answer: what each policy is worth, from the sure to the most, in the colour of its group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from matcher.matching.eligibility import Assessment
from matcher.matching.examples import amount_text
from matcher.matching.status import GROUPS, UNFIT

COLOURS = ("#1a7f4b", "#1f5fa8", "#c77700", "#7a5bb0", "#8d98a3")
TEN_THOUSAND = 10_000
MOST_BARS, LONGEST = 14, 18


def amounts(found: Sequence[Assessment]) -> list[dict[str, Any]]:
    """A row for each policy whose amount has an upper bound above nothing: the largest first."""
    rows = [
        {
            "政策": one.policy.title,
            "短名": _short(one.policy.title),
            "分组": one.group,
            "少": float(one.amount.low) / TEN_THOUSAND,
            "多": float(one.amount.high) / TEN_THOUSAND,
            "写法": amount_text(one.amount),
        }
        for one in found
        if one.group != UNFIT and one.amount is not None and one.amount.high
    ]
    return sorted(rows, key=lambda row: (GROUPS.index(row["分组"]), -row["多"]))


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"


def draw(found: Sequence[Assessment]) -> None:
    """Draws the bars; a policy that may give nothing begins at 0, a sure amount is a thin line with a dot."""
    rows = amounts(found)
    if not rows:
        return
    shown = pd.DataFrame(rows[:MOST_BARS])
    names = shown["短名"].drop_duplicates().to_list()
    base = alt.Chart(shown).encode(
        y=alt.Y("短名:N", sort=names, title=None, axis=alt.Axis(labelLimit=260, labelFontSize=13, ticks=False, domain=False)),
        color=alt.Color(
            "分组:N",
            scale=alt.Scale(domain=list(GROUPS[:-1]), range=list(COLOURS[:-1])),
            legend=alt.Legend(orient="top", title=None, labelLimit=240, columns=2),
        ),
        tooltip=[alt.Tooltip("政策:N"), alt.Tooltip("分组:N"), alt.Tooltip("写法:N", title="金额")],
    )  # fmt: skip
    scale = alt.Scale(type="symlog", constant=5)
    ticks = alt.Axis(
        values=[0, 1, 10, 50, 100, 500, 1000, 5000, 10000], format=",", labelFontSize=12, grid=True
    )
    axis = alt.X("少:Q", title="万元（越往右每格越大）", scale=scale, axis=ticks)
    bars = base.mark_bar(height=12, opacity=0.45, cornerRadius=3).encode(x=axis, x2="多:Q")
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(x=alt.X("多:Q", scale=scale))
    words = base.mark_text(align="left", dx=9, fontSize=12, color="#1b2733").encode(
        x=alt.X("多:Q", scale=scale), text="写法:N", color=alt.value("#1b2733")
    )
    chart = (bars + dots + words).properties(height=alt.Step(26)).configure_view(strokeWidth=0)
    st.altair_chart(
        chart,
        width="stretch",
        alt="各项政策金额的范围：" + "；".join(f"{row['政策']} {row['写法']}" for row in rows[:MOST_BARS]),
    )
    rest = len(rows) - MOST_BARS
    st.caption(
        "点是最多能得多少，横条从确定能得的数开始；待核实和差一点的，是补上以后才有的。税收的数是省下的税。"
        + (f"另有 {rest} 项有金额的没有画出。" if rest > 0 else "")
    )
