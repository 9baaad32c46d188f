"""`matcher import`: a registry to enterprises and facts in Parquet, with a quality report and the rejected rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.common import AsJson, AsOf, Enterprises, Policies, day, help_text, print_json
from matcher.cli.registries import Facts, Mapping_, read_registry
from matcher.enterprises.profile import profile
from matcher.policies.library import load_library

HELP = help_text("import", "整理一份企业登记表：企业、事实和画像（标签）存成 Parquet，附质量报告和拒收的行。")


def import_(
    registry: Annotated[Path, typer.Argument(metavar="登记表", help="CSV、Excel 或 Parquet。")],
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="写到哪里。")],
    facts: Facts = None,
    mapping: Mapping_ = None,
    as_of: AsOf = None,
    policies: Policies = None,
    enterprises: Enterprises = None,
    as_json: AsJson = False,
) -> None:
    """Imports a registry."""
    library = load_library(policies, enterprises)
    date = day(as_of)
    imported = read_registry(registry, facts, mapping, library, date)
    labels = profile(imported.enterprises, library, date)
    imported.write(out, labels)
    if as_json:
        print_json(imported.report.to_dict())
        return
    report = imported.report
    typer.echo(
        f"读入 {report.rows_read} 行，整理出 {imported.enterprises.height} 家企业，拒收 {imported.rejected.height} 行。"
    )
    typer.echo(
        f"结果在 {out}：enterprises.parquet、facts.parquet、profile.parquet（画像，{labels.height} 个标签）、"
        "rejected.csv、report.md（质量报告，先看它）。"
    )
    for note in report.notes[:20]:
        typer.echo(f"  提示：{note}")
