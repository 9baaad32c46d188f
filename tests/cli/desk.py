"""What tests of the command line share: the command in its own process, and a small registry of another country."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from matcher.cli import main

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ROOT / "tests" / "foreign"
SAMPLE = ROOT / "enterprises" / "sample"
ELSEWHERE = ["--policies", str(FOREIGN / "policies"), "--enterprises", str(FOREIGN / "enterprises")]
THEN = ["--as-of", "2024-06-30"]
HEAD = "Name,HRB,Anschrift,Stammkapital,Leitung,Eintragung,Zweck,Umsatz@2023\n"
ROWS = HEAD + (
    'Pumpen GmbH,HRB 1,"Weg 1, 80331 München",25 Tsd,Frau A,2019-01-31,Bau von Pumpen,2000千欧元\n'
    'Handel AG,HRB 2,"Weg 2, Frankfurt",50 Tsd,Herr B,2024-01-31,Handel,10千欧元\n'
    "k.A.,,,1,,,,\n"
)
Done = subprocess.CompletedProcess[str]


def command(*arguments: str | Path) -> list[str]:
    """The command as a program is started."""
    return [sys.executable, "-m", "matcher", *map(str, arguments)]


def run(*arguments: str | Path, before: Callable[[], None] | None = None, cwd: Path = ROOT) -> Done:
    """What the command says and with which code it ends; never a traceback."""
    done = subprocess.run(
        command(*arguments), capture_output=True, text=True, encoding="utf-8", cwd=cwd, timeout=900,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}, preexec_fn=before, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def inside(*arguments: str | Path) -> Done:
    """The same in this process, for the many cases that need no process of their own."""
    out, err, old = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["matcher", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.argv = old
    return subprocess.CompletedProcess(sys.argv, code, out.getvalue(), err.getvalue())


def registry(folder: Path, rows: str = ROWS) -> Path:
    """The small registry as a file."""
    path = folder / "firmen.csv"
    path.write_text(rows, encoding="utf-8")
    return path


def many(folder: Path, count: int = 20_000) -> Path:
    """A registry that takes a while."""
    body = "".join(
        f'Firma {n} GmbH,HRB {n},"Weg {n}, München",{n} Tsd,,2019-01-{n % 28 + 1:02d},Bau von Pumpen {n},{n % 5000}千欧元\n'
        for n in range(count)
    )
    return registry(folder, HEAD + body)
