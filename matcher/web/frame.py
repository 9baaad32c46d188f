"""What every page stands in: the style sheet, and errors told in plain Chinese with what to do."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import streamlit as st

from matcher.errors import MatcherError, Problems

STYLE = Path(__file__).with_name("style.css")
SCRIPT = Path(__file__).with_name("cards.js")
ICON = Path(__file__).with_name("icon.svg").read_text("utf-8")
"""Our own: a named symbol would be fetched from a host outside."""
MOST_ERRORS = 20
logger = logging.getLogger(__name__)


def framed(page: Callable[[], None]) -> Callable[[], None]:
    """The page with the house's style; what goes wrong in it is told, never shown as a stack of code."""

    @functools.wraps(page)
    def shown() -> None:
        st.html(STYLE)
        st.html(SCRIPT.read_text("utf-8"), unsafe_allow_javascript=True)
        try:
            with told():
                page()
        except Exception:
            logger.exception("page %s failed", page.__module__)
            st.error(
                "这一页出了意料之外的错，没有显示完。\n\n"
                "怎么办：刷新页面再试一次；仍然不行，请把刚才做了什么和现在的时间"
                f"（{dt.datetime.now():%Y-%m-%d %H:%M}）告诉维护的人，服务器的日志里有详细记录。",
                icon=":material/error:",
            )

    # Streamlit names a page after its function; every page's is `show`.
    shown.__name__ = page.__module__.rpartition(".")[2]
    return shown


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Shows an error of ours where it happens: what, where, likely cause, what to do."""
    try:
        yield
    except MatcherError as error:
        tell(error)


def tell(error: MatcherError) -> None:
    """One error, or each of several."""
    st.error(error_text(error), icon=":material/error:")


def error_text(error: MatcherError) -> str:
    """An error in Markdown.

    >>> print(error_text(MatcherError("表是空的", where="a.csv", remedy="换一个文件")))
    **表是空的**
    <BLANKLINE>
    位置：a.csv
    <BLANKLINE>
    怎么办：换一个文件
    """
    if isinstance(error, Problems):
        shown = [error_text(one).replace("\n\n", "；") for one in error.errors[:MOST_ERRORS]]
        rest = len(error.errors) - len(shown)
        lines = [f"{number}. {text}" for number, text in enumerate(shown, 1)]
        return "\n".join([f"**{_plain(error.what)}**\n", *lines, *([f"\n还有 {rest} 处。"] if rest else [])])
    parts = [("", f"**{_plain(error.what)}**"), ("位置：", error.where), ("可能原因：", error.cause), ("怎么办：", error.remedy)]  # fmt: skip
    return "\n\n".join(label + (text if not label else _plain(text)) for label, text in parts if text)


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    for sign in "\\`*_[]<>$~":
        text = text.replace(sign, "\\" + sign)
    return text
