"""`matcher check`: one enterprise against the whole library, by group, with reasons."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from matcher.cli.common import AsJson, AsOf, Enterprises, Policies, day, help_text, json_object, print_json
from matcher.cli.registries import Facts, Mapping_, read_registry
from matcher.enterprises.facts import RowReader
from matcher.enterprises.frames import typed
from matcher.enterprises.registry.layout import load_layout
from matcher.errors import UsageError
from matcher.language.vocabulary import Vocabulary
from matcher.matching.details import reason_rows
from matcher.matching.eligibility import Assessment
from matcher.matching.examples import amount_text
from matcher.matching.one import check as check_one
from matcher.matching.relevance import phrases_of_one
from matcher.matching.status import GROUPS, UNFIT, deadline
from matcher.matching.weights import load_weights
from matcher.policies.library import Library, load_library

HELP = help_text("check", "查一家企业：能享受什么，差一点的是什么，还缺哪些事实。")


def check(
    code: Annotated[
        str | None, typer.Argument(metavar="信用代码", help="登记表里的统一社会信用代码，或企业名称。")
    ] = None,
    registry: Annotated[
        Path | None, typer.Option("--registry", metavar="登记表", help="CSV、Excel 或 Parquet。")
    ] = None,
    given: Annotated[
        str | None, typer.Option("--given", metavar="JSON", help="企业的事实；@文件 从文件读。")
    ] = None,
    facts: Facts = None,
    mapping: Mapping_ = None,
    as_of: AsOf = None,
    everything: Annotated[bool, typer.Option("--all", help="不符合的也列出。")] = False,
    policies: Policies = None,
    enterprises: Enterprises = None,
    as_json: AsJson = False,
) -> None:
    """Checks one enterprise."""
    date = day(as_of)
    if (code is None) == (given is None):
        raise UsageError(
            "信用代码和 --given 要给一个", cause="两个都给了或都没给", remedy="matcher check --help 看例子"
        )
    library = load_library(policies, enterprises)
    phrases: dict[str, list[str]] = {}
    if code is not None:
        if registry is None:
            raise UsageError("没有说在哪份登记表里找", remedy="加 --registry 登记表")
        row = _found(code, registry, facts, mapping, library, date)
        about: Any = RowReader(row.columns, library.vocabulary).facts(row.row(0, named=True))
        phrases = _phrases(row, library, date)
    else:
        about = json_object(given, "--given")
    found = check_one(about, library, as_of=date)
    if as_json:
        contents = [
            as_content(one, library.vocabulary) | {"relevance_phrases": phrases.get(one.policy.id, [])}
            for one in found
        ]
        print_json({"as_of": date, "matches": contents})
        return
    _tell(found, library.vocabulary, everything, phrases)


def _found(
    code: str, registry: Path, facts: list[Path] | None, mapping: Path | None, library: Library, date: dt.date
) -> pl.DataFrame:
    wide = read_registry(registry, facts, mapping, library, date).enterprises
    layout = load_layout(library.enterprises or Path())
    names = [name for name in (layout.header("code"), layout.header("name")) if name in wide.columns]
    rows = wide.filter(pl.any_horizontal([pl.col(name) == code.strip() for name in names]))
    if rows.is_empty():
        rows = wide.filter(pl.any_horizontal([pl.col(name) == code.strip().upper() for name in names]))
    if rows.is_empty():
        raise UsageError(
            f"登记表里没有「{code}」",
            where=str(registry),
            cause="代码写错，或这一行被拒收",
            remedy="用 matcher import 看拒收的行",
        )
    return typed(rows.head(1), library.vocabulary)


def _phrases(row: pl.DataFrame, library: Library, date: dt.date) -> dict[str, list[str]]:
    """By policy, what of the scope and the name makes it relevant to the enterprise."""
    layout = load_layout(library.enterprises or Path())
    scope, name = layout.header("scope"), layout.header("name")
    return phrases_of_one(row, library, load_weights(library.folder), scope, name, date.year - 1)


def as_content(one: Assessment, vocabulary: Vocabulary) -> dict[str, Any]:
    """An assessment as JSON."""
    amount = one.amount
    return {
        "policy": one.policy.id,
        "title": one.policy.title,
        "verdict": one.verdict,
        "group": one.group,
        "basis": one.basis,
        "status": one.status,
        "deadline": deadline(one.policy, one.as_of),
        "benefit_kind": one.policy.benefit.kind,
        "amount_low": None if amount is None else float(amount.low),
        "amount_high": None if amount is None or amount.high is None else float(amount.high),
        "missing": list(one.missing),
        "failed": [part.text for part in one.failed],
        "review": list(one.review),
        "reasons": [row for reason in one.reasons for row in reason_rows(reason, vocabulary)],
        "open": list(one.policy.open),
        "source": one.policy.document.source,
    }


def _tell(
    found: list[Assessment], vocabulary: Vocabulary, everything: bool, phrases: dict[str, list[str]]
) -> None:
    for group in GROUPS:
        members = [one for one in found if one.group == group]
        if not members or (group == UNFIT and not everything):
            continue
        typer.echo(f"\n【{group}】{len(members)} 项")
        for one in members:
            _tell_one(one, vocabulary, phrases.get(one.policy.id, []))
    unfit = sum(one.group == UNFIT for one in found)
    if unfit and not everything:
        typer.echo(f"\n另有 {unfit} 项不符合；加 --all 看原因。")


def _tell_one(one: Assessment, vocabulary: Vocabulary, phrases: list[str]) -> None:
    marks = {"符合": "✓", "不符合": "✗", "待核实": "？"}
    end = deadline(one.policy, one.as_of)
    tail = f"，截止 {end.isoformat()}" if end else ""
    typer.echo(f"· {one.policy.title}（{one.policy.id}）：{amount_text(one.amount)}，{one.status}{tail}")
    for reason in one.reasons:
        for row in reason_rows(reason, vocabulary):
            distance = f"，{row['distance']}" if row["distance"] else ""
            note = "（程序，不影响判定）" if not reason.decides else ""
            typer.echo(
                f"    {marks[row['verdict']]} {row['condition']}{note}　{'；'.join(row['facts'])}{distance}"
            )
    if phrases:
        typer.echo(f"    相关：{'、'.join(phrases)}")
    if one.missing:
        typer.echo(f"    还缺：{'、'.join(one.missing)}")
