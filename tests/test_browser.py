"""The page in a real browser: it opens, speaks Chinese, shows no error, and asks nothing of the outside world."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from extras import PROGRAMS

from matcher.cli.serve import free_port

pytestmark = pytest.mark.extra("browser")

# As root, and quiet: the browser itself looks for nothing outside.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page served from a folder that is not the checkout."""
    if not hasattr(os, "killpg"):
        pytest.skip("平台：没有进程组")
    port = free_port("127.0.0.1")
    folder = tmp_path_factory.mktemp("served")
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "matcher", "serve", "--port", str(port)],
            cwd=folder,
            env={**os.environ, "PYTHONUTF8": "1", "CI": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", server, folder / "log.txt")
            yield f"http://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
                os.killpg(server.pid, signal.SIGTERM)  # the page is a process below the command
            server.wait(30)


def wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fail with its log if it ends, or never answers in two minutes."""
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the server does not answer: {log.read_text('utf-8', errors='replace')}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium of this machine."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS["browser"])))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The first page, opened and drawn; `page.asked` lists the hosts it asked for anything."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    opened.asked = set()
    opened.on("request", lambda request: opened.asked.add(urlsplit(request.url).hostname))
    opened.goto(address)
    opened.get_by_role("heading").first.wait_for(timeout=120_000)
    opened.wait_for_selector('[data-test-script-state="notRunning"]', timeout=120_000)
    yield opened
    opened.close()


def test_the_first_page_opens_in_chinese_and_without_an_error(page: Any) -> None:
    text = page.inner_text("body")
    assert page.locator('[data-testid="stException"]').count() == 0, text
    assert len(re.findall(r"[\u4e00-\u9fff]", text)) > 50, text
    assert "Traceback" not in text


def test_the_page_asks_nothing_of_the_outside_world(page: Any) -> None:
    assert page.asked - {None} == {"127.0.0.1"}


def test_the_page_is_readable(page: Any) -> None:
    size = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).fontSize)"
    )
    assert size >= 14
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
