"""Optional parts skip by name, and cannot skip in silence where MATCHER_EXTRAS names them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import extras
import pytest

ROOT = Path(__file__).resolve().parents[1]
CONFTEST = (
    "import extras\ndef pytest_configure(config):\n    config.pluginmanager.register(extras, 'extras')\n"
)
CASES = {
    "marked": "import pytest\n@pytest.mark.extra('spark')\ndef test_it(): pass\n",
    "unsaid": "import pytest\ndef test_it(): pytest.skip('no reason worth it')\n",
    "whole_file": "import pytest\npytest.importorskip('no_such_module_at_all')\ndef test_it(): pass\n",
    "shared": "import pytest\ndef test_it(): pytest.skip('shared/ 不在：真实数据的测试跳过')\n",
    "expected": "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n",
}


def outcome(folder: Path, case: str, required: str) -> str:
    """Run one case in a pytest of its own, with a PATH on which no program of an extra stands; its closing line."""
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    (folder / "test_case.py").write_text(CASES[case], "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "markers=extra(name): x", "."],
        cwd=folder,
        env={"MATCHER_EXTRAS": required, "PYTHONPATH": str(ROOT / "tests"), "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("case", ["marked", "unsaid", "shared"])
def test_a_skip_is_a_skip_where_nothing_is_required(case: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, case, "").startswith("1 skipped")


@pytest.mark.parametrize(
    ("case", "word"), [("marked", "error"), ("unsaid", "failed"), ("whole_file", "error")]
)
def test_a_skip_fails_where_the_part_is_required(case: str, word: str, tmp_path: Path) -> None:
    assert f"1 {word}" in outcome(tmp_path, case, "spark")


@pytest.mark.parametrize(
    ("case", "word"), [("shared", "1 skipped"), ("expected", "1 xfailed"), ("marked", "1 skipped")]
)
def test_real_data_expected_failures_and_other_parts_may_still_be_absent(
    case: str, word: str, tmp_path: Path
) -> None:
    assert word in outcome(tmp_path, case, "browser")


def test_a_misspelt_part_is_an_error_and_not_an_empty_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_EXTRAS", "browzer")
    with pytest.raises(pytest.UsageError, match="browzer"):
        extras.required_extras()


def test_what_is_lacking_is_named() -> None:
    assert set(extras.lacking("spark")) <= {"pyspark", "java"}
