"""`matcher industry`: the industry of every enterprise of a registry, from its name and scope."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from matcher.cli.common import AsJson, AsOf, Enterprises, Policies, day, help_text, print_json
from matcher.cli.registries import Mapping_
from matcher.enterprises.industry import classify_industry
from matcher.enterprises.industry.table import shipped_classifier
from matcher.enterprises.registry.door import Dictionary, import_registry
from matcher.enterprises.registry.importing import Imported
from matcher.enterprises.registry.layout import load_layout
from matcher.errors import UsageError
from matcher.matching.writing import is_one_file, write_matches
from matcher.output import whole_file, whole_folder
from matcher.policies.library import Library, load_library

HELP = help_text("industry", "按企业名称和经营范围判读每家企业的行业（GB/T 4754-2017），附置信度和依据的词。")
INDUSTRY, REJECTED = "industry.parquet", "rejected.csv"


def industry(
    registry: Annotated[Path, typer.Argument(metavar="登记表", help="CSV、Excel 或 Parquet。")],
    out: Annotated[Path, typer.Option("--out", metavar="位置", help="文件夹，或 .parquet/.csv/.xlsx 文件。")],
    mapping: Mapping_ = None,
    as_of: AsOf = None,
    policies: Policies = None,
    enterprises: Enterprises = None,
    as_json: AsJson = False,
) -> None:
    """Judges the industries of a registry."""
    one_file = is_one_file(out)
    library = load_library(policies, enterprises)
    imported = _imported(registry, mapping, library, as_of)
    table = judged(imported.enterprises, library)
    if one_file:
        with whole_file(out) as temporary:
            write_matches([table], temporary, out.suffix.lower())
        if imported.rejected.height:
            with whole_file(out.with_name(f"{out.stem}.{REJECTED}")) as temporary:
                imported.rejected.write_csv(temporary, include_bom=True)
    else:
        with whole_folder(out, frozenset({INDUSTRY, REJECTED})) as fresh:
            write_matches([table], fresh / INDUSTRY, ".parquet")
            imported.rejected.write_csv(fresh / REJECTED, include_bom=True)
    told = counts(table, imported)
    print_json(told) if as_json else _tell(told, out)


def _imported(registry: Path, mapping: Path | None, library: Library, as_of: str | None) -> Imported:
    if library.enterprises is None:
        raise UsageError("没有指标字典的目录，不能读登记表", remedy="用 --enterprises 指明")
    dictionary = Dictionary(library.vocabulary, load_layout(library.enterprises))
    return import_registry(registry, dictionary=dictionary, mapping=mapping, as_of=day(as_of))


def judged(wide: pl.DataFrame, library: Library) -> pl.DataFrame:
    """Credit code and name, then what `classify_industry` answers, one row an enterprise in the order given."""
    layout = load_layout(library.enterprises or Path())
    name, scope = layout.header("name"), layout.header("scope")
    keys = [layout.header("code"), name]
    answer = classify_industry(wide, name=name, scope=scope)
    return pl.DataFrame([*wide.select(keys).get_columns(), *answer.get_columns()])


def counts(table: pl.DataFrame, imported: Imported) -> dict[str, float]:
    """How many enterprises were read, judged, and judged surely enough to count in conditions."""
    threshold = float(shipped_classifier().threshold_)
    return {
        "rows_read": imported.report.rows_read,
        "rows_rejected": imported.rejected.height,
        "enterprises": table.height,
        "judged": table.height - table["section"].null_count(),
        "threshold": threshold,
        "above_threshold": int((table["confidence"] >= threshold).sum()),
    }


def _tell(told: dict[str, float], out: Path) -> None:
    typer.echo(
        f"读入 {told['rows_read']} 行，拒收 {told['rows_rejected']} 行；{told['enterprises']} 家企业中 {told['judged']} 家"
        f"判得出行业，{told['above_threshold']} 家的置信度不低于 {told['threshold']}。"
    )
    typer.echo("低于这个置信度的行业，在条件式里视为缺失；有官方或自报代码的，以它为准。")
    typer.echo(f"结果在 {out}。")
