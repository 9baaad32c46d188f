"""Facts that a person states: a short form, or JSON as `matcher check --given` takes it. All of it is 自报."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from matcher.enterprises.facts import EnterpriseFacts
from matcher.enterprises.given import facts_of
from matcher.errors import MatcherError, UsageError
from matcher.language import vocabulary as v
from matcher.language.facts import DECLARED
from matcher.language.vocabulary import Field
from matcher.web.data import House
from matcher.web.frame import tell
from matcher.web.settings import Asked

YES, NO, NOTHING = "是", "否", "（一项也没有）"
FORM, JSON = "填表", "JSON"


@dataclass(frozen=True)
class Stated:
    """An enterprise as a person states it."""

    name: str
    facts: EnterpriseFacts


def typed_facts(about: House, as_of: dt.date) -> Stated | None:
    """The facts last sent; None before that, or where they cannot be read (which is told)."""
    way = st.segmented_control(
        "怎么写", [FORM, JSON], default=FORM, required=True, key="typed-way", label_visibility="collapsed"
    )
    sent = _form(about, as_of) if way == FORM else _json(about)
    if sent is not None:
        st.session_state["stated"] = sent
    if "stated" not in st.session_state:
        return None
    name, given = st.session_state["stated"]
    try:
        facts = facts_of(_object(given), about.library.vocabulary, as_of, source=DECLARED)
    except MatcherError as error:
        tell(error)
        return None
    return Stated(name or "填写的企业", facts)


def _object(given: Mapping[str, Any] | str) -> Mapping[str, Any]:
    """The mapping that was stated; UsageError where a text is not one."""
    if not isinstance(given, str):
        return given
    try:
        content = json.loads(given)
    except (json.JSONDecodeError, RecursionError) as error:
        place = (
            f"第 {error.lineno} 行第 {error.colno} 个字" if isinstance(error, json.JSONDecodeError) else None
        )
        raise UsageError(
            "写的不是 JSON", where=place, cause="引号、逗号或括号没有配好", remedy="照下面的例子改"
        ) from None
    if not isinstance(content, dict):
        raise UsageError("要写一个 JSON 对象", cause="写的是别的东西", remedy="用花括号括起来：{指标: 值}")
    return content


def _json(about: House) -> tuple[str, str] | None:
    example = json.dumps(about.settings.example, ensure_ascii=False, indent=1)
    with st.form("typed-json"):
        name = st.text_input("企业名称（可以不写）", key="typed-json-name")
        text = st.text_area("事实", example, height=260, key="typed-json-text")
        sent = st.form_submit_button("查一查", type="primary")
    return (name.strip(), text) if sent else None


def _form(about: House, as_of: dt.date) -> tuple[str, dict[str, Any]] | None:
    st.caption("知道多少填多少；空着的当作不知道，不当作没有。数字要带单位。")
    given: dict[str, Any] = {}
    with st.form("typed-form"):
        name = st.text_input("企业名称（可以不写）", key="typed-name")
        known = [
            (item, asked)
            for asked in about.settings.form
            if (item := about.library.vocabulary.field(asked.field))
        ]
        for start in range(0, len(known), 2):  # row by row, so that one column on a telephone keeps the order
            for column, (item, asked) in zip(st.columns(2), known[start : start + 2], strict=False):
                with column:
                    value = _ask(item, asked, as_of)
                if value is not None:
                    given[item.name] = value
        sent = st.form_submit_button("查一查", type="primary")
    return (name.strip(), given) if sent else None


def _ask(item: Field, asked: Asked, as_of: dt.date) -> Any:
    """A widget for a field and what was put into it; None where nothing was."""
    label = f"{item.name}（{as_of.year - 1}年度）" if item.by_year else item.name
    key = f"typed-{item.name}"
    if item.record:
        return _ask_list(item, label, asked.hint, key)
    if item.kind == v.BOOLEAN:
        chosen = st.selectbox(label, [YES, NO], None, key=key, placeholder="不知道", help=asked.hint or None)
        return None if chosen is None else chosen == YES
    if item.kind == v.CODE and item.system is not None:
        system = item.system
        return st.selectbox(
            label, list(system.entries), None, format_func=lambda code: f"{system.label(code)}（{code}）",
            key=key, placeholder="不知道；可输入查找", help=asked.hint or None, filter_mode="contains",
        )  # fmt: skip
    text = st.text_input(label, key=key, placeholder=asked.hint)
    return text.strip() or None


def _ask_list(item: Field, label: str, hint: str, key: str) -> Any:
    part = item.part("name")
    if part is None or part.system is None:
        text = st.text_input(label, key=key, placeholder=hint)
        return [one.strip() for one in text.replace("，", "、").split("、") if one.strip()] or None
    system = part.system
    chosen = st.multiselect(
        label, [NOTHING, *system.entries], key=key, placeholder=hint or "不知道",
        format_func=lambda code: code if code == NOTHING else system.label(code), filter_mode="contains",
    )  # fmt: skip
    if NOTHING in chosen:
        return []
    return [system.label(code) for code in chosen] or None
