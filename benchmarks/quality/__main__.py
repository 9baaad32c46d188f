"""Both evaluations in one run: the industry of enterprises and the relevance of policies, each beside its baselines.

    python3 run.py bench quality          # or: python -m benchmarks.quality

Each part reads real data from shared/ (MATCHER_SHARED, or beside the checkout) and says so where it is absent. What
they print is kept in benchmarks/results/quality.md; the pictures of the industry part lie in benchmarks/results/industry.
The exit code is 1 where a part could not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "results" / "quality.md"
PARTS = {"行业判读": ("industry.py",), "相关度": ("relevance.py",)}


def run(title: str, program: str, *options: str) -> tuple[int, str]:
    """One part: its exit code, and what it printed (shown as it comes)."""
    lines = [f"\n## {title}\n\n"]
    print(lines[0], flush=True)
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(HERE / program), *options]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=HERE.parents[1],
        env=environment,
        encoding="utf-8",
    ) as part:
        for line in part.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return part.returncode, "".join(lines)


def main() -> int:
    """Run both parts; gives the exit code."""
    if any(word in ("-h", "--help") for word in sys.argv[1:]):
        print(__doc__)
        return 0
    told, code = "# 评测结果\n", 0
    for title, (program, *options) in PARTS.items():
        ended, text = run(title, program, *options)
        told, code = told + text, max(code, int(ended != 0))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    part = RESULTS.with_suffix(".part")
    part.write_text(told, "utf-8")
    os.replace(part, RESULTS)
    print(f"\n以上已写入 {RESULTS}")
    return code


if __name__ == "__main__":
    sys.exit(main())
