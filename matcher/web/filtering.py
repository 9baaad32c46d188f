"""What a person wants to see: words, groups, levels, departments, labels, states, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import streamlit as st

from matcher.matching.eligibility import Assessment
from matcher.matching.status import GROUPS, STATUSES, UNFIT
from matcher.policies.library import Library
from matcher.policies.model import LEVELS
from matcher.web.result import Filters, Result, tags_of


def ask(result: Result, library: Library) -> tuple[Filters, str]:
    """The filters and the order, asked above the list of an enterprise's policies."""
    orders = result.orders()
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    words = left.text_input(
        "在政策里找", key="words", placeholder="标题、部门、标签、条件里的字", icon=":material/search:"
    )
    order = middle.selectbox("每组内的顺序", orders, key="order" if result.scores else "order-plain")
    unfit = right.toggle(f"也列出不符合的（{_count(result.assessments, UNFIT)} 项）", key="unfit")
    with st.expander("更多筛选：分组、层级、部门、标签、状态"):
        groups = st.pills("分组", GROUPS, selection_mode="multi", key="groups")
        levels, statuses = _levels_statuses(library, [one.status for one in result.assessments])
        departments, tags = _departments_tags(library)
    return Filters(tuple(groups), levels, departments, tags, statuses, words.strip(), unfit), order or orders[
        0
    ]


def ask_policies(library: Library, statuses: Sequence[str]) -> Filters:
    """The filters of the library's page."""
    words = st.text_input(
        "在政策里找", key="words", placeholder="标题、部门、标签、条件、文号里的字", icon=":material/search:"
    )
    with st.expander("更多筛选：层级、状态、部门、标签"):
        levels, chosen = _levels_statuses(library, statuses)
        departments, tags = _departments_tags(library)
    return Filters((), levels, departments, tags, chosen, words.strip(), True)


def _levels_statuses(library: Library, statuses: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    present = {policy.document.level for policy in library}
    left, right = st.columns(2)
    levels = left.pills(
        "层级", [one for one in LEVELS if one in present], selection_mode="multi", key="levels"
    )
    chosen = right.pills(
        "状态", [one for one in STATUSES if one in set(statuses)], selection_mode="multi", key="statuses"
    )
    return tuple(levels), tuple(chosen)


def _departments_tags(library: Library) -> tuple[tuple[str, ...], tuple[str, ...]]:
    left, right = st.columns(2)
    departments = _often(name for policy in library for name in policy.departments)
    tags = _often(tag for policy in library for tag in tags_of(policy))
    return (
        tuple(
            left.multiselect(
                "部门", departments, key="departments", placeholder="全部", filter_mode="contains"
            )
        ),
        tuple(right.multiselect("标签", tags, key="tags", placeholder="全部", filter_mode="contains")),
    )


def _often(names: Iterable[str]) -> list[str]:
    """Each name once, the most frequent first."""
    return [name for name, _ in Counter(names).most_common()]


def _count(found: Iterable[Assessment], group: str) -> int:
    return sum(one.group == group for one in found)
