"""Do the tests notice? Changes the engine in small ways, one at a time, and counts the changes that no test notices.

    python benchmarks/mutation.py --sample 120 --seed 1
    python benchmarks/mutation.py --files matcher/language/scalar.py --tests tests/language --sample 40

A change swaps a comparison, 且/或 (and/or), True/False, moves a number by one, drops a not, or returns something else.
Messages, strings, annotations and decorators are left alone. Every change is tried in a copy of the working tree.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[1]
FILES = ("matcher/language", "matcher/matching")
TESTS = ("tests/language", "tests/matching")
# Starting a process for every question is slow, and asks nothing that the other tests do not.
LEFT_OUT = ("test_cli.py",)
LAST = ("test_names.py",)
"""Long tables: asked after the short ones."""
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
# Calls that only word a message, or shape a class: a change inside them is not one of meaning.
WORDING = frozenset(
    ("fail", "_fail", "review", "attribute", "field", "dataclass", "ExpressionError", "UsageError", "Problems",
     "DictionaryError", "LookupError", "TypeVar", "Operator", "YearsOperator", "ListOperator", "AssertionError")
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One small change: the file, the line, what it was and what it became, and the whole changed source."""

    file: str
    line: int
    before: str
    after: str
    source: str


def places_of(path: Path) -> int:
    """In how many ways a module can be changed."""
    return sum(1 for _ in _sites(ast.parse(path.read_text("utf-8"))))


def mutant(path: Path, number: int) -> Mutant:
    """The change of a module with this number."""
    tree = ast.parse(path.read_text("utf-8"))
    site = next(islice(_sites(tree), number, None))
    before = ast.unparse(site.node)
    after = site.change()
    return Mutant(path.relative_to(ROOT).as_posix(), site.node.lineno, before, after, ast.unparse(tree))


@dataclass
class _Site:
    """A place that can be changed, and how."""

    node: ast.expr | ast.stmt
    kind: str
    place: int = 0

    def change(self) -> str:
        """Makes the change in the tree; returns what stands there now."""
        node = self.node
        if isinstance(node, ast.Compare):
            node.ops[self.place] = COMPARISONS[type(node.ops[self.place])]()
        elif isinstance(node, ast.BoolOp):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        elif isinstance(node, ast.UnaryOp):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        elif isinstance(node, ast.Constant):
            value = node.value
            node.value = (
                (not value)
                if isinstance(value, bool)
                else value + self.place
                if isinstance(value, int)
                else value
            )
        elif isinstance(node, ast.Return):
            node.value = ast.Constant(_RETURNS[self.kind])
        return ast.unparse(ast.fix_missing_locations(node))


_RETURNS = {"none": None, "true": True, "false": False}


def _sites(tree: ast.AST) -> Iterator[_Site]:
    for node in _meaningful(tree):
        if isinstance(node, ast.Compare):
            for place, operator in enumerate(node.ops):
                if type(operator) in COMPARISONS:
                    yield _Site(node, "compare", place)
        elif isinstance(node, ast.BoolOp):
            yield _Site(node, "bool")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield _Site(node, "not")
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield _Site(node, "constant", 1)
            if not isinstance(node.value, bool):
                yield _Site(node, "constant", -1)
        elif isinstance(node, ast.Return) and node.value is not None:
            yield from _returns(node)


def _returns(node: ast.Return) -> Iterator[_Site]:
    now = node.value.value if isinstance(node.value, ast.Constant) else node
    if now is not None:
        yield _Site(node, "none")
    if now is None or now is False:
        yield _Site(node, "true")
    if now is None or now is True:
        yield _Site(node, "false")


def _meaningful(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module that mean something when it runs."""
    yield node
    if isinstance(node, ast.JoinedStr | ast.Raise | ast.Assert | ast.Import | ast.ImportFrom):
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        if isinstance(node, ast.Call) and name != "func" and _called(node) in WORDING:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _only_for_types(child):
                yield from _meaningful(child)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


# --- running ----------------------------------------------------------------------------------------------
def copied(folder: Path) -> Path:
    """A copy of the working tree, as git would keep it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def quick_first(folder: Path, tests: Sequence[str]) -> list[str]:
    """The test files, those that search (hypothesis) last: most changes are noticed by a plain case."""
    files = [
        file
        for name in tests
        for file in ([folder / name] if name.endswith(".py") else (folder / name).rglob("test_*.py"))
    ]
    kept = [file for file in files if file.name not in LEFT_OUT]
    kept.sort(key=lambda file: ("hypothesis" in file.read_text("utf-8"), file.name in LAST, file.name))
    return [file.relative_to(folder).as_posix() for file in kept]


def notices(folder: Path, tests: Sequence[str], timeout: float) -> bool:
    """Whether a test fails in the copy (or does not end in time)."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--hypothesis-seed=0"]
    command = [sys.executable, "-m", "pytest", *options, *quick_first(folder, tests)]
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def tried(mutant: Mutant, folder: Path, tests: Sequence[str], timeout: float) -> bool:
    """Whether the tests notice a change, made in the copy and taken back."""
    target = folder / mutant.file
    kept = target.read_text("utf-8")
    target.write_text(mutant.source, "utf-8")
    try:
        return notices(folder, tests, timeout)
    finally:
        target.write_text(kept, "utf-8")


def survivors(chosen: Sequence[Mutant], tests: Sequence[str], processes: int) -> list[Mutant]:
    """The changes that no test notices."""
    with tempfile.TemporaryDirectory() as scratch:
        folders: Queue[Path] = Queue()
        for number in range(processes):
            folders.put(copied(Path(scratch) / str(number)))
        first = folders.get()
        started = time.monotonic()
        if notices(first, tests, 3600):
            raise SystemExit("测试本身不通过，先改好再来")
        timeout = max(60.0, 4 * (time.monotonic() - started))
        folders.put(first)

        def one(mutant: Mutant) -> bool:
            folder = folders.get()
            try:
                return tried(mutant, folder, tests, timeout)
            finally:
                folders.put(folder)

        alive = []
        with ThreadPoolExecutor(processes) as pool:
            for number, (mutant, noticed) in enumerate(zip(chosen, pool.map(one, chosen), strict=True), 1):
                if not noticed:
                    alive.append(mutant)
                    print(
                        f"{mutant.file}:{mutant.line}\n    - {mutant.before}\n    + {mutant.after}",
                        flush=True,
                    )
                elif sys.stdout.isatty():
                    print(f"{number}/{len(chosen)}", end="\r", flush=True)
        return alive


def main() -> None:
    """Samples changes, tries them, and prints the share that no test notices."""
    parser = argparse.ArgumentParser(description="把引擎改坏一点点，看测试是否发觉")
    parser.add_argument("--sample", type=int, default=120, help="抽多少处改动")
    parser.add_argument("--seed", type=int, default=1, help="抽样的种子")
    parser.add_argument("--files", nargs="*", default=list(FILES), help="改哪些模块或目录")
    parser.add_argument("--tests", nargs="*", default=list(TESTS), help="用哪些测试")
    parser.add_argument("--processes", type=int, default=2, help="同时几个进程")
    options = parser.parse_args()
    paths = [ROOT / name for name in options.files if (ROOT / name).exists()]
    modules = sorted({file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])})
    everything = [(module, number) for module in modules for number in range(places_of(module))]
    tests = [name for name in options.tests if (ROOT / name).exists()]
    picked = random.Random(options.seed).sample(everything, min(options.sample, len(everything)))
    chosen = [mutant(module, number) for module, number in picked]
    print(
        f"{len(modules)} 个模块，可改 {len(everything)} 处，抽 {len(chosen)} 处，测试：{'、'.join(tests)}",
        flush=True,
    )
    alive = survivors(chosen, tests, options.processes)
    print(f"未被发觉 {len(alive)} / {len(chosen)}（{len(alive) / max(1, len(chosen)):.1%}）")


if __name__ == "__main__":
    main()
