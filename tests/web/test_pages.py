"""The pages as Streamlit runs them, without a browser: choosing, addresses, uploads, typed facts, errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from matcher.matching.status import GROUPS
from matcher.web import enterprise_page, upload
from matcher.web.data import House, House as _House, house, read_upload, sample_registry
from matcher.errors import MatcherError, UsageError

ROOT = Path(__file__).resolve().parents[2]
WAIT = 300


def run(**query: str) -> AppTest:
    """The first page, opened at an address."""
    app = AppTest.from_file(str(ROOT / "app_streamlit.py"), default_timeout=WAIT)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def html_of(app: AppTest) -> str:
    """All that the page draws as HTML."""
    return "\n".join(one.proto.body for one in app.get("html"))
