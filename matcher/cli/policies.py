"""`matcher policies`: lists, shows, checks and exports the policy library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.common import AsJson, AsOf, Enterprises, Policies, day, help_text, print_json
from matcher.cli.policy_text import listed, shown, shown_content, summary_content
from matcher.enterprises.fields import load_vocabulary
from matcher.errors import UsageError
from matcher.language.vocabulary import Vocabulary
from matcher.matching.examples import example_problems
from matcher.matching.status import status_of
from matcher.policies.export import SUFFIXES, export
from matcher.policies.library import Library, load_library
from matcher.policies.lint import ERROR, LEVELS, Finding, lint_folder
from matcher.policies.model import LEVELS as DOCUMENT_LEVELS
from matcher.policies.model import Policy
from matcher.policies.taxonomy import FILE as TAXONOMY_FILE
from matcher.policies.taxonomy import Taxonomy, load_taxonomy
from matcher.resources import data_root

app = typer.Typer(
    help="看政策库：list 列出，show 看一项，lint 检查，export 导出清单。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_LIST = help_text("policies list", "列出政策事项，可按级别和标签筛选。")
_SHOW = help_text(
    "policies show", "看一个政策事项：文件、状态、条件和引文、标签、支持标准、申报期、材料、待定、例子。"
)
_LINT = help_text(
    "policies lint",
    "检查政策文件：矛盾或够不到的条件、档次的空当和重叠、过期的申报期、写错的指标和标签、缺的例子。\n\n"
    "没有错误返回 0（只有警告和提示也是 0），有错误返回 1。",
)
_EXPORT = help_text(
    "policies export", "导出政策清单：一个事项一行，另有一页政策文件；结尾写 .xlsx、.csv 或 .md。"
)


@app.command("list", help=_LIST)
def list_(
    level: Annotated[
        str | None, typer.Option("--level", metavar="级别", help="只列这一级：" + "、".join(DOCUMENT_LEVELS))
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option("--tag", metavar="维度=值", help="只列有这个标签（或其下级）的；可写几个，都要满足。"),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    policies: Policies = None,
    enterprises: Enterprises = None,
) -> None:
    """Lists items."""
    library, date = load_library(policies, enterprises), day(as_of)
    if level is not None and level not in DOCUMENT_LEVELS:
        raise UsageError(f"没有「{level}」这一级", remedy="写成 " + " / ".join(DOCUMENT_LEVELS))
    wanted = [_tag(text, library.taxonomy) for text in tag or ()]
    found = [
        policy
        for policy in library
        if (level is None or policy.document.level == level)
        and all(_tagged(policy, dimension, value, library.taxonomy) for dimension, value in wanted)
    ]
    if as_json:
        print_json([summary_content(policy, status_of(policy, date)) for policy in found])
        return
    for line in listed([(policy, status_of(policy, date)) for policy in found]):
        typer.echo(line)
    typer.echo(
        f"共 {len(found)} 个事项（库里 {len(library)} 个），状态按 {date}。看一项：matcher policies show 事项编号"
    )


def _tag(text: str, taxonomy: Taxonomy) -> tuple[str, str]:
    """A label as dimension and value, by its first name.

    Raises:
        UsageError: it is not 维度=值, or the label system does not have it.
    """
    dimension, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"--tag「{text}」读不懂", cause="少了等号", remedy="写成 维度=值")
    problem = taxonomy.problem(dimension, value) if taxonomy.dimensions else None
    if problem is not None:
        raise UsageError(problem[0], cause="标签不在标签体系里", remedy=problem[1])
    known = taxonomy.dimensions.get(dimension)
    return dimension, (known.canonical(value) if known else None) or value


def _tagged(policy: Policy, dimension: str, value: str, taxonomy: Taxonomy) -> bool:
    """Whether an item has a label, or one below it where the dimension borrows a hierarchy."""
    values = policy.tags.get(dimension, ())
    known = taxonomy.dimensions.get(dimension)
    system = known.system if known else None
    targets = system.codes_of(value) if system else None
    if value in values or system is None or targets is None:
        return value in values
    codes = [code for one in values for code in system.codes_of(one) or ()]
    return any(system.relation(code, targets) is True for code in codes)


@app.command("show", help=_SHOW)
def show(
    policy_id: Annotated[str, typer.Argument(metavar="事项编号", help="见 matcher policies list")],
    as_of: AsOf = None,
    as_json: AsJson = False,
    policies: Policies = None,
    enterprises: Enterprises = None,
) -> None:
    """Shows one item."""
    library, date = load_library(policies, enterprises), day(as_of)
    policy = library.policy(policy_id)
    if as_json:
        print_json(shown_content(policy, status_of(policy, date), date))
        return
    for line in shown(policy, status_of(policy, date), date):
        typer.echo(line)


@app.command("lint", help=_LINT)
def lint(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="目录", help="政策目录或一个文件；不写是自带的（或 --policies 的）。"),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    policies: Policies = None,
    enterprises: Enterprises = None,
) -> None:
    """Checks policy files."""
    vocabulary = load_vocabulary(enterprises or data_root() / "enterprises")
    place = folder or policies or data_root() / "policies"
    taxonomy = _taxonomy(place, policies, enterprises is None, vocabulary)
    found, count = lint_folder(
        place,
        vocabulary,
        taxonomy,
        as_of=day(as_of),
        answers=lambda policy, example: example_problems(policy, example, vocabulary),
    )
    if as_json:
        print_json({"policies": count, "counts": _counts(found), "findings": [asdict(one) for one in found]})
    else:
        for one in found:
            typer.echo(str(one))
        told = "，".join(f"{number} 处{level}" for level, number in _counts(found).items())
        typer.echo(f"查了 {count} 个事项：{told}。")
    if any(one.level == ERROR for one in found):
        raise typer.Exit(1)


def _counts(found: Sequence[Finding]) -> dict[str, int]:
    counts = Counter(one.level for one in found)
    return {level: counts[level] for level in LEVELS}


def _taxonomy(place: Path, policies: Path | None, built_in: bool, vocabulary: Vocabulary) -> Taxonomy:
    """The label system: of the folder checked or one above it, else of --policies, else (with our dictionary) ours."""
    above = [place, *place.resolve().parents]
    candidates = [
        *above,
        *([policies] if policies else []),
        *([data_root() / "policies"] if built_in else []),
    ]
    found = next((one for one in candidates if (one / TAXONOMY_FILE).is_file()), place)
    return load_taxonomy(found, vocabulary)


@app.command("export", help=_EXPORT)
def export_(
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写到哪里：" + "、".join(SUFFIXES))],
    as_of: AsOf = None,
    policies: Policies = None,
    enterprises: Enterprises = None,
) -> None:
    """Exports the list."""
    date = day(as_of)
    library: Library = load_library(policies, enterprises)
    rows = export(library, out, as_of=date, status=lambda policy: status_of(policy, date))
    typer.echo(f"写出 {rows} 个事项、{len(library.documents())} 份政策文件，状态按 {date}。清单在 {out}。")
