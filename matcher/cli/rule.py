"""`matcher rule`: one condition asked of one enterprise."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from matcher.cli.common import AsJson, AsOf, Enterprises, day, help_text, json_object, print_json
from matcher.enterprises.fields import load_vocabulary
from matcher.enterprises.given import facts_of
from matcher.language.display import gap_text, lookup_text
from matcher.language.explain import Part, explained
from matcher.language.facts import Context
from matcher.language.parse import parse
from matcher.language.vocabulary import Vocabulary
from matcher.resources import data_root

HELP = help_text("rule", "问一条条件：符合、待核实还是不符合，为什么。")


def rule(
    expression: Annotated[str, typer.Argument(metavar="条件式", help="一条条件，写法见 docs/language.md。")],
    given: Annotated[
        str | None, typer.Option("--given", metavar="JSON", help="企业的事实；@文件 从文件读。")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    enterprises: Enterprises = None,
) -> None:
    """Answers one condition for the facts given."""
    vocabulary = load_vocabulary(enterprises or data_root() / "enterprises")
    node = parse(expression, vocabulary)
    date = day(as_of)
    facts = facts_of(json_object(given, "--given"), vocabulary, date)
    part = explained(node, Context.at(facts, date))
    if as_json:
        print_json(answer(part, vocabulary))
        return
    typer.echo(f"{part.verdict}　{part.text}")
    for line in lines(part, vocabulary):
        typer.echo(line)


def answer(part: Part, vocabulary: Vocabulary) -> dict[str, Any]:
    """The answer as JSON."""
    return {
        "verdict": part.verdict,
        "missing": list(part.missing),
        "review": list(part.reviews),
        "reasons": [reason(leaf, vocabulary) for leaf in part.leaves()],
        "canonical": part.text,
    }


def reason(leaf: Part, vocabulary: Vocabulary) -> dict[str, Any]:
    """One condition's reason as JSON."""
    content: dict[str, Any] = {
        "condition": leaf.text,
        "verdict": leaf.verdict,
        "facts": [lookup_text(lookup, vocabulary) for lookup in leaf.lookups],
    }
    if leaf.missing:
        content["missing"] = list(leaf.missing)
    if leaf.reviews:
        content["review"] = list(leaf.reviews)
    if leaf.gap is not None:
        content["distance"] = gap_text(leaf.gap, vocabulary)
    return content


def lines(part: Part, vocabulary: Vocabulary) -> list[str]:
    """The reasons for a person to read."""
    marks = {True: "✓", False: "✗", None: "？"}
    result = []
    for leaf in part.leaves():
        result.append(f"  {marks[leaf.truth]} {leaf.text}")
        result += [f"      {lookup_text(lookup, vocabulary)}" for lookup in leaf.lookups]
        if leaf.gap is not None:
            result.append(f"      {gap_text(leaf.gap, vocabulary)}")
    if part.missing:
        result.append("还缺：" + "、".join(part.missing))
    result += [f"提示：{review}" for review in part.reviews]
    return result
