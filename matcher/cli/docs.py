"""`matcher docs`: writes the reference pages that code produces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.common import help_text
from matcher.output import whole_file
from matcher.reference import pages

HELP = help_text("docs", "生成参考文档：条件式的全部运算和真值表、指标字典、命令。")


def docs(
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="写到哪里。")] = Path("docs"),
) -> None:
    """Writes the generated pages."""
    for name, text in pages().items():
        with whole_file(out / name) as temporary:
            temporary.write_text(text, "utf-8")
        typer.echo(f"写好 {out / name}")
