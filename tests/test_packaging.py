"""The wheel works without the checkout, and the locks pin everything by hash and name no registry."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from matcher import resources
from matcher.errors import MatcherError

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ["default", "dev"]


def run_python(*arguments: str, cwd: Path, path: Path | None = None) -> str:
    """Run this environment's Python; gives what it printed, and fails with what it said if it fails."""
    env = {**os.environ, "PYTHONUTF8": "1", **({"PYTHONPATH": str(path)} if path else {})}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run_python("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is installed, away from the checkout; its libraries are this environment's."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--no-compile"]
    run_python("-m", "pip", "install", *options, "--target", str(folder), str(wheel), cwd=folder)
    return folder


def test_the_wheel_carries_every_file_of_the_library_the_dictionary_and_the_page(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"matcher/_data/{path.relative_to(ROOT).as_posix()}"
        for folder in ("policies", "enterprises")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".") and "__pycache__" not in path.parts
    }
    assert {*expected, "matcher/_data/app_streamlit.py", "matcher/_data/.streamlit/config.toml"} <= carried


def test_the_wheel_carries_the_package_and_its_licence_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"matcher"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "matcher/py.typed" in names
    grammars = {path.relative_to(ROOT).as_posix() for path in (ROOT / "matcher").rglob("*.lark")}
    assert grammars <= set(names)


def test_the_wheel_finds_its_data_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "from matcher.resources import data_root; print(data_root())"
    root = Path(run_python("-c", code, cwd=tmp_path, path=installed).strip())
    assert root == installed / "matcher" / "_data"
    assert (root / "enterprises" / "fields.yaml").is_file()


def test_the_wheel_answers_a_question_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    question = [
        "rule",
        "营业收入 ≥ 2000万元",
        "--given",
        '{"营业收入": "3000万元"}',
        "--as-of",
        "2024-06-30",
        "--json",
    ]
    answer = run_python("-m", "matcher", *question, cwd=tmp_path, path=installed)
    assert "符合" in answer


def test_the_command_named_by_the_project_exists() -> None:
    module, _, function = PROJECT["project"]["scripts"]["matcher"].partition(":")
    code = f"import {module} as door; print(callable(door.{function}))"
    assert run_python("-c", code, cwd=ROOT).strip() == "True"


def test_the_checkout_finds_its_own_data() -> None:
    assert resources.data_root() == ROOT


def test_a_package_without_its_data_says_so_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "matcher")
    with pytest.raises(MatcherError, match="怎么办：重新安装"):
        resources.data_root()


# The locks


def lock(stage: str) -> str:
    """The text of a lock."""
    return (ROOT / "requirements" / f"{stage}.txt").read_text("utf-8")


def pins(stage: str) -> set[str]:
    """The pins of a lock: "name==version", with the marker where one is set."""
    return set(re.findall(r"^([a-z0-9][^\\\n]*?)\s*\\?$", lock(stage), re.MULTILINE))


def pinned_names(stage: str) -> set[str]:
    """The packages of a lock, in lower case."""
    return {pin.partition("==")[0] for pin in pins(stage)}


def asked(requirements: list[str]) -> set[str]:
    """The packages that a list of requirements names, in lower case."""
    return {re.split(r"[^A-Za-z0-9-]", text, maxsplit=1)[0].lower() for text in requirements}


@pytest.mark.parametrize("stage", LOCKS)
def test_a_lock_pins_every_package_by_version_and_hash(stage: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", lock(stage), flags=re.MULTILINE)
    pinned = [block for block in blocks if re.match(r"[a-z0-9]", block)]
    assert pinned
    assert all(re.match(r"[a-z0-9-]+==\S+", block) and "--hash=sha256:" in block for block in pinned)


@pytest.mark.parametrize("stage", LOCKS)
def test_a_lock_names_no_registry(stage: str) -> None:
    assert "://" not in lock(stage)
    assert "index" not in re.sub(r"#.*", "", lock(stage))


def test_the_locks_hold_what_the_project_asks_for() -> None:
    groups = PROJECT["dependency-groups"]
    default = asked(PROJECT["project"]["dependencies"] + groups["setup"])
    assert default <= pinned_names("default")
    assert default | asked(groups["dev"]) <= pinned_names("dev")


def test_tests_run_with_the_very_versions_that_are_used() -> None:
    assert pins("default") <= pins("dev")


def test_no_heavy_part_is_in_the_default_environment() -> None:
    heavy = {name for part in PROJECT["project"]["optional-dependencies"].values() for name in asked(part)}
    assert not heavy & pinned_names("dev")
    assert not {"torch", "tensorflow", "pyspark"} & pinned_names("dev")
