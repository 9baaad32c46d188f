"""Fixtures that many tests share, the plugin of the optional parts, and how hypothesis searches."""

from __future__ import annotations

import os
from pathlib import Path

import extras
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# No deadline and no "too slow": a busy machine must not fail a test. CI tries the same cases every time.
for name, derandomize in (("here", False), ("ci", True)):
    settings.register_profile(
        name, deadline=None, derandomize=derandomize, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Make tests/extras.py part of every run."""
    config.pluginmanager.register(extras, "extras")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; the test skips, by name, where it is absent."""
    folder = Path(os.environ.get("MATCHER_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("shared/ 不在：真实数据的测试跳过")
    return folder
