"""The notebooks run from top to bottom, as they are shown: without stored output, every cell in order, no warning.

A small runner instead of a Jupyter kernel: it runs the same Python, and the environment stays small.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def code_cells(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def run_cell(source: str, namespace: dict[str, Any], name: str) -> None:
    """Run one cell; a last expression is shown, as Jupyter shows it."""
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
        if value is not None:
            print(value)


@each
def test_a_notebook_is_well_formed_and_stores_no_output(path: Path) -> None:
    content = read(path)
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in content["cells"]}) == len(content["cells"])
    assert all(
        not cell["outputs"] and cell["execution_count"] is None
        for cell in content["cells"]
        if cell["cell_type"] == "code"
    )


@each
def test_every_code_cell_is_introduced_in_words(path: Path) -> None:
    kinds = [cell["cell_type"] for cell in read(path)["cells"]]
    assert kinds[0] == "markdown"
    assert all(
        "markdown" in kinds[max(0, place - 2) : place] for place, kind in enumerate(kinds) if kind == "code"
    )


def run(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Run all cells where the notebook lies; gives what they printed."""
    monkeypatch.chdir(path.parent)
    monkeypatch.setattr(sys, "path", list(sys.path))
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, source in enumerate(code_cells(path), 1):
        run_cell(source, namespace, f"{path.name} [{number}]")
    return capsys.readouterr().out


@pytest.mark.slow
@each
def test_a_notebook_runs_from_top_to_bottom(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(path, monkeypatch, capsys)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [path for path in NOTEBOOKS if "MATCHER_SHARED" in path.read_text("utf-8")],
    ids=lambda path: path.stem,
)
def test_a_notebook_runs_without_the_real_data_too(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHER_SHARED", str(tmp_path))
    assert "shared/ 不在：跳过" in run(path, monkeypatch, capsys)
