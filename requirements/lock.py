"""Writes default.txt and dev.txt anew from pyproject.toml: `.venv/bin/python requirements/lock.py [--upgrade]`.

Versions and hashes for every platform, and no registry's address. dev.txt keeps to the versions of default.txt, so
that an environment grows from one to the other without replacing a package.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

ROOT = Path(__file__).resolve().parents[1]
FORM = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]
DEFAULT = ["--group", "setup", "-o", "requirements/default.txt"]
DEV = ["--group", "setup", "--group", "dev", "-c", "requirements/default.txt", "-o", "requirements/dev.txt"]


def main(arguments: list[str]) -> int:
    """Compile both locks; gives the exit code of the first that fails, else 0."""
    for stage in (DEFAULT, DEV):
        command = [find_uv_bin(), "pip", "compile", "pyproject.toml", *FORM, *arguments, *stage]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code != 0:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
