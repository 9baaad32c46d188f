"""The pages in a real Chromium: at a desk and on a telephone, by keyboard alone, without an error on the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import test_browser

pytestmark = pytest.mark.extra("browser")

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "enterprises" / "sample" / "registry.csv"
FIRST_WAIT, WAIT = 180_000, 60_000
# Streamlit itself asks for its health below a page's own path first, is refused, and asks again at the root.
KNOWN = ("status of 404",)


# The server and the browser are those of the first page's own tests.
address, browser = test_browser.address, test_browser.browser


class Window:
    """A window of the browser, and what it complained of."""

    def __init__(self, browser: Any, address: str, width: int) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        self.page.set_default_timeout(WAIT)
        self.complaints: list[str] = []
        self.address = address
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message: Any) -> None:
        if message.type == "error" and not any(known in message.text for known in KNOWN):
            self.complaints.append(message.text)

    def open(self, path: str, until: str) -> Any:
        """Goes to a page and waits until it is drawn."""
        self.page.goto(self.address + path)
        self.page.locator(until).first.wait_for(timeout=FIRST_WAIT)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Waits until nothing runs any more and every widget has been drawn."""
        busy = '[data-testid="stStatusWidget"], [data-testid="stSkeleton"]'
        self.page.wait_for_function("(busy) => window.hzCards && !document.querySelector(busy)", arg=busy)

    def overflows(self) -> list[str]:
        """What is wider than the window."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('.hz-wrap *, [data-testid="stMain"] label')]
              .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
              .map((one) => one.className + ' ' + one.textContent.slice(0, 40))"""
        )
        wide = self.page.evaluate(
            "document.querySelector('[data-testid=\"stMain\"]').scrollWidth > window.innerWidth"
        )
        return [*found, *(["the page itself"] if wide else [])]


@pytest.fixture(params=[1440, 390], ids=["desk", "telephone"])
def window(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Window]:
    """A window at a desk, and one on a telephone; nothing may be left on its console."""
    opened = Window(browser, address, request.param)
    yield opened
    opened.page.close()
    assert not opened.complaints


def test_an_enterprise_is_seen_whole_and_nothing_sticks_out(window: Window) -> None:
    page = window.open("/", "section .hz-card")
    page.get_by_role("button", name="全部展开").click()
    assert page.locator("details.hz-card:not([open])").count() == 0
    assert window.overflows() == []
    assert page.locator("[data-testid='stException']").count() == 0


def test_the_library_is_seen_whole_and_nothing_sticks_out(window: Window) -> None:
    page = window.open("/policies", "section .hz-card")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert window.overflows() == []


def test_the_keyboard_alone_opens_a_policy_with_its_reasons(window: Window) -> None:
    page = window.open("/", "section .hz-card")
    page.locator("a.hz-tile").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.tagName === 'SUMMARY'")
    page.keyboard.press("Enter")
    first = page.locator("section.hz-wrap details.hz-card").first
    assert first.get_attribute("open") is not None
    assert first.locator("[role='img'][aria-label]").count() > 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details') !== null")


def test_the_keyboard_alone_reaches_every_choice(window: Window) -> None:
    page = window.open("/", "section .hz-card")
    page.evaluate("document.activeElement.blur()")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "(document.activeElement.ariaLabel || document.activeElement.textContent || '').slice(0, 12)"
            )
        )
    assert any("选一家企业" in text for text in seen), seen
    assert any("可申报" in text for text in seen), seen


def test_another_enterprise_is_found_by_typing_part_of_its_code(window: Window) -> None:
    page = window.open("/", "section .hz-card")
    before = page.locator(".hz-wrap h2").first.inner_text()
    box = page.get_by_role("combobox").first
    box.click()
    box.fill("YY0000757K")
    page.keyboard.press("Enter")
    page.wait_for_function("(name) => document.querySelector('.hz-wrap h2')?.innerText !== name", arg=before)
    window.settle()
    assert "YY0000757K" in page.url


def test_a_registry_is_uploaded_and_a_bad_file_is_told(window: Window, tmp_path: Path) -> None:
    page = window.open("/", "section .hz-card")
    page.get_by_text("上传登记表", exact=True).click()
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", "utf-8")
    page.locator("input[type=file]").first.set_input_files(bad)
    page.get_by_text("怎么办：").first.wait_for()
    good = tmp_path / "good.csv"
    good.write_text("\n".join(SAMPLE.read_text("utf-8").splitlines()[:6]), "utf-8")
    page.reload()
    page.get_by_text("上传登记表", exact=True).click()
    page.locator("input[type=file]").first.set_input_files(good)
    page.get_by_text("读入 5 行").wait_for()
    assert window.overflows() == []


def test_the_answer_can_be_taken_away(window: Window) -> None:
    page = window.open("/", "section .hz-card")
    for name, ending in (("下载 Excel", ".xlsx"), ("下载可打印的报告", ".html")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        path = waiting.value
        assert path.suggested_filename.endswith(ending)
        assert Path(path.path()).stat().st_size > 5_000
