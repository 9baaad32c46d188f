"""Lists the measurements of this folder, and runs the one that is named: `python3 run.py bench [NAME [options]]`."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def programs() -> dict[str, Path]:
    """Every file here that can be run, by the name it is called with: its path without ".py"."""
    files = sorted(path for path in HERE.rglob("*.py") if path != Path(__file__).resolve())
    return {
        path.relative_to(HERE).with_suffix("").as_posix().removesuffix("/__main__"): path
        for path in files
        if '__name__ == "__main__"' in path.read_text("utf-8")
    }


def first_words(path: Path) -> str:
    """The first line of a file's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def main(arguments: list[str]) -> int:
    """Run the program named first, with the rest as its options; without a name, list them. Gives the exit code."""
    known = programs()
    if not arguments or arguments[0] in ("-h", "--help"):
        print("性能与质量的测量，每项：python3 run.py bench 名称 [--help]\n")
        for name, path in known.items():
            print(f"  {name:24}{first_words(path)}")
        return 0
    name, rest = arguments[0].removesuffix(".py"), arguments[1:]
    if name not in known:
        print(f"错误：没有这项测量：{name}\n  怎么办：可选 {'、'.join(known)}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(known[name].parent))
    sys.argv = [str(known[name]), *rest]
    runpy.run_path(str(known[name]), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
