"""What tests of policies share: a small foreign dictionary, small made policy files, and the linter over them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent, indent

from language.asking import foreign

from matcher.language.vocabulary import Vocabulary
from matcher.matching.examples import example_problems
from matcher.policies.files import parse_policies
from matcher.policies.lint import Finding, lint
from matcher.policies.model import Policy
from matcher.policies.taxonomy import Taxonomy, load_taxonomy

AS_OF = dt.date(2024, 6, 30)
TAXONOMY = """\
dimensions:
  层级: {definition: 谁发的, closed: true, multi: false, required: true, values: [{name: 区}, {name: 市}]}
  地区: {definition: 在哪里, closed: true, system: towns, values: []}
  主题: {definition: 做什么, closed: true, values: [{name: 扩产, aliases: [增产]}, {name: 绿色}]}
"""
EXAMPLES = """\
examples:
  - {name: 够, given: {登记镇: 东镇, 销售额: 9亿元}, expect: {verdict: 符合}}
  - {name: 不够, given: {登记镇: 东镇, 销售额: 1万元}, expect: {verdict: 不符合}}
  - {name: 没报, given: {登记镇: 东镇}, expect: {verdict: 待核实, missing: [销售额]}}
"""
CONDITIONS = """\
conditions:
  - {if: 登记镇 属于 海州, cites: 本县}
  - {if: 销售额 ≥ 5000万元, cites: 五千万元}
"""
BENEFIT = "benefit: {kind: 资金, pay: 20万元}\n"


def item(
    conditions: str = CONDITIONS,
    benefit: str = BENEFIT,
    examples: str = EXAMPLES,
    rest: str = "",
    tags: str = "tags: {层级: [区]}\n",
    name: str = "hz-1",
) -> str:
    """One item of a file."""
    body = f"id: {name}\ntitle: 扩产奖励\nsummary: 扩产有奖。\ndepartments: [工商科]\n{tags}{conditions}{benefit}{examples}{rest}"
    return "  - " + indent(body, "    ").lstrip()


def file(*items: str, document: str = "region: 海州, state: 现行") -> str:
    """A policy file of another place."""
    head = f"document: {{slug: hz, title: 海州扩产办法, level: 区, issuers: [海州工商科], {document}}}\n"
    return head + "as_of: 2024-06-30\npolicies:\n" + "".join(items or (item(),))


def taxonomy(folder: Path) -> Taxonomy:
    """The small label system, written into a folder."""
    (folder / "taxonomy.yaml").write_text(TAXONOMY, "utf-8")
    return load_taxonomy(folder, foreign())


def read(text: str) -> list[Policy]:
    """The items of a file."""
    return parse_policies(text, "hz.yaml", foreign(), Taxonomy())


def found(text: str, as_of: dt.date | None = AS_OF, labels: Taxonomy | None = None) -> list[Finding]:
    """All findings on a file."""
    words: Vocabulary = foreign()
    return lint(
        parse_policies(text, "hz.yaml", words, labels or Taxonomy()),
        words,
        labels or Taxonomy(),
        as_of=as_of,
        answers=lambda policy, example: example_problems(policy, example, words),
    )


def conditions(*texts: str) -> str:
    """Conditions with a cite each."""
    return "conditions:\n" + "".join(f"  - {{if: '{text}', cites: 原文}}\n" for text in texts)


def tiers(*rows: tuple[str | None, str]) -> str:
    """A ladder: condition (None: always) and amount."""
    lines = ["    - {" + (f"if: '{test}', " if test else "") + f"pay: '{pay}'}}\n" for test, pay in rows]
    return dedent("benefit:\n  kind: 资金\n  tiers:\n") + "".join(lines)
