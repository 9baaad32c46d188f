"""A pytest plugin: tests of optional parts skip by name, and under MATCHER_EXTRAS nothing skips unsaid.

A test that needs an optional part of pyproject carries `@pytest.mark.extra("browser")`. Where the part is absent it
skips with 「附加组件 browser 不在」. MATCHER_EXTRAS=browser,postgres (set by .ci/run) says which parts must be there:
then their absence fails the test, and so does every other skip, but for the real data (shared/) and another
platform. An empty or unset MATCHER_EXTRAS lets every skip be.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

# What each part brings: modules it installs, and a program, of which one must be on PATH.
MODULES = {
    "browser": ["playwright"],
    "ocr": ["rapidocr", "onnxruntime"],
    "postgres": ["psycopg"],
    "semantic": ["sentence_transformers", "torch"],
    "spark": ["pyspark"],
}
PROGRAMS = {
    "browser": ["chromium", "chromium-browser", "google-chrome"],
    "postgres": ["postgres", "pg_ctl", "pg_ctlcluster"],
    "spark": ["java"],
}
ALLOWED = ("shared/ 不在", "平台")


def lacking(extra: str) -> list[str]:
    """What of an optional part is absent here: modules, or the program it drives."""
    absent = [name for name in MODULES[extra] if importlib.util.find_spec(name) is None]
    programs = PROGRAMS.get(extra, [])
    if programs and not any(shutil.which(name) for name in programs):
        absent.append(" 或 ".join(programs))
    return absent


def required_extras() -> frozenset[str]:
    """The parts that MATCHER_EXTRAS says must be here."""
    named = frozenset(filter(None, os.environ.get("MATCHER_EXTRAS", "").replace(" ", "").split(",")))
    unknown = named - MODULES.keys()
    if unknown:
        raise pytest.UsageError(f"MATCHER_EXTRAS 中不认识的附加组件：{'、'.join(sorted(unknown))}")
    return named


def may_skip(reason: str, required: frozenset[str]) -> bool:
    """True if a skip for `reason` is fine while the parts of `required` must be tested."""
    optional = tuple(f"附加组件 {extra} " for extra in MODULES.keys() - required)
    return not required or reason.removeprefix("Skipped: ").startswith(ALLOWED + optional)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose optional part is absent, saying which and what of it."""
    for mark in item.iter_markers("extra"):
        for extra in mark.args:
            if absent := lacking(extra):
                pytest.skip(f"附加组件 {extra} 不在：缺 {'、'.join(absent)}")


def unsaid_skip(report: pytest.TestReport | pytest.CollectReport) -> str | None:
    """The reason of a skip that MATCHER_EXTRAS forbids; None for any other report."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return None
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return None if may_skip(reason, required_extras()) else reason


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test that must run into a failure."""
    return fail_if_unsaid((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole file that must run into a failure."""
    return fail_if_unsaid((yield))


def fail_if_unsaid(report: Report) -> Report:
    """The report itself, failed where it is a skip that MATCHER_EXTRAS forbids."""
    reason = unsaid_skip(report)
    if reason is not None:
        report.outcome = "failed"
        report.longrepr = f"MATCHER_EXTRAS 要求全部运行，却跳过了：{reason}"
    return report
