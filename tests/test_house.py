"""The rules of the house, run as checks: style, types, layers, sizes, docstrings, and what may not be named where."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "matcher"
DOORS = ("matcher/cli", "matcher/web", "matcher/api", "matcher/__main__.py", "app_streamlit.py", "run.py")
CLOCKS = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("time", "time"),
}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60


def tracked(*endings: str) -> list[Path]:
    """The files of the project: those git keeps or would keep, so that a new file is judged before it is committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("平台：这里不是 git 检出")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and (not endings or path.suffix in endings)]


def named(path: Path) -> str:
    """A path as people say it: from the project's root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def code_of_package() -> list[Path]:
    """The modules and grammars under matcher/."""
    return [path for path in tracked(".py", ".lark") if path.is_relative_to(PACKAGE)]


def check_with(*command: str) -> None:
    """Run a checker of this environment over the project; its whole output is the failure."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


# The checkers


def test_ruff_finds_nothing() -> None:
    check_with("ruff", "check", "--quiet", ".")


def test_ruff_would_format_nothing_otherwise() -> None:
    check_with("ruff", "format", "--quiet", "--check", ".")


def test_the_strict_type_checker_finds_nothing() -> None:
    check_with("mypy")


def test_dependencies_point_one_way() -> None:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


# Sizes


def test_no_module_is_longer_than_the_house_allows() -> None:
    long = {named(path): lines for path in tracked(".py") if (lines := line_count(path)) > LONGEST_MODULE}
    assert not long, f"split by what changes together: {long}"


def line_count(path: Path) -> int:
    """Lines of a text file, as an editor numbers them."""
    return path.read_text("utf-8").count("\n") + 1


def test_no_function_is_longer_than_the_house_allows() -> None:
    long = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in tracked(".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    # An __init__ that holds nothing but the folder together needs no words; ruff's D1 asks for the rest.
    silent = [
        named(path)
        for path in tracked(".py")
        if (text := path.read_text("utf-8")).strip() and ast.get_docstring(ast.parse(text)) is None
    ]
    assert not silent


def test_file_names_are_ascii() -> None:
    assert not [named(path) for path in tracked() if not named(path).isascii()]


# What may not be named


HOSTS = re.compile(
    r"pypi\.(?:org|tuna)|pythonhosted\.org|npmjs\.org|deb\.debian\.org|mirrors\.[a-z]+\.|index-url\s*=\s*http|"
    r"proxy\.golang\.org"
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|farm|home/\w+|Users/\w+)/[\w.]")


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    own = {Path(__file__)}
    found = [
        f"{named(path)}:{number} {hit.group()}"
        for path in tracked()
        if path not in own and path.stat().st_size < 5_000_000
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), 1)
        for hit in [*HOSTS.finditer(line), *MACHINE.finditer(line)]
    ]
    assert not found


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every text that the program uses, with its line: literals but docstrings; a grammar's lines but comments."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        for number, line in enumerate(text.splitlines(), 1):
            yield number, line.partition("//")[0]
        return
    tree = ast.parse(text)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def dictionary_names() -> list[str]:
    """The fields of enterprises/fields.yaml and their synonyms."""
    fields = yaml.safe_load((ROOT / "enterprises" / "fields.yaml").read_text("utf-8"))["fields"]
    return [name for first, entry in fields.items() for name in [first, *(entry.get("synonyms") or [])]]


def names_in(text: str, names: list[str]) -> list[str]:
    """The names that `text` speaks of: a long one anywhere in it, a short one only where it stands as a word.

    Short names (行业, 项目) are words of everyday Chinese too: a message or a pattern may hold them inside.
    """
    alone = r"(?:^|[\s(（「,，;；]){}(?:$|[\s)）」,，;；≥≤><=≠÷×+-])"
    return [
        name
        for name in names
        if name in text and (len(name) >= 4 or re.search(alone.format(re.escape(name)), text))
    ]


def test_the_engine_names_no_district() -> None:
    found = [named(path) for path in code_of_package() if "金山" in path.read_text("utf-8")]
    assert not found


def test_the_engine_names_no_field_of_the_dictionary() -> None:
    names = dictionary_names()
    found = [
        f"{named(path)}:{number} {hit}"
        for path in code_of_package()
        for number, text in strings_of(path)
        for hit in names_in(text, names)
    ]
    assert not found, "such names live in data, so that another district can bring its own"


def test_only_the_doors_read_the_clock() -> None:
    found = [
        f"{named(path)}:{node.lineno}"
        for path in code_of_package()
        if path.suffix == ".py" and not named(path).startswith(DOORS)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "attr", getattr(node.value, "id", "")), node.attr) in CLOCKS
    ]
    assert not found, "time is an argument"


# What is promised elsewhere


def test_every_optional_part_has_a_probe_and_the_other_way_round() -> None:
    from extras import MODULES

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert declared.keys() == MODULES.keys()


def test_ci_runs_the_command_that_the_readme_shows() -> None:
    assert "run.py test" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert "python3 run.py" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "requirements/README.md"])
def test_a_page_links_to_files_that_exist(name: str) -> None:
    page = ROOT / name
    targets = re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8"))
    assert not [target for target in targets if "://" not in target and not (page.parent / target).exists()]
