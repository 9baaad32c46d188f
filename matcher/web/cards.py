"""A policy as a card in HTML, the same on screen and in the printable report: native, so that a keyboard opens it.

Everything that comes from data is escaped; the sanitizer of the page stands behind that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote, urlsplit

from matcher.language import tree as t
from matcher.language.explain import Part
from matcher.language.printing import print_tree
from matcher.language.sentence import sentence
from matcher.language.vocabulary import Vocabulary
from matcher.matching.details import reason_rows
from matcher.matching.eligibility import Assessment, Reason
from matcher.matching.examples import amount_text
from matcher.matching.status import (
    ALWAYS_OPEN,
    CLOSED,
    GROUPS,
    NEAR,
    OPEN,
    UNDETERMINED,
    UNFIT,
    VOID,
    deadline,
    status_of,
)
from matcher.policies.clauses import (
    Clause,
    benefit_words,
    clauses,
    combine_words,
    condition_words,
    contact_words,
    window_words,
)
from matcher.policies.model import (
    CURRENT,
    EXCLUSION,
    HARD,
    PROCEDURE,
    Document,
    Policy,
)
from matcher.web.profile import department_of

MARKS = {"符合": ("✓", "yes"), "不符合": ("✗", "no"), "待核实": ("？", "open")}
TURNED = {"符合": "不符合", "不符合": "符合"}
TONES = {OPEN: "good", ALWAYS_OPEN: "good", CLOSED: "dull", VOID: "dull"}
GROUP_TONES = dict(zip(GROUPS, ("apply", "fits", "near", "open", "unfit"), strict=True))
PAGE_OF_POLICY = "policies?policy="
LADDER = "档次"
LONGEST_WORTH = 16


def card(one: Assessment, vocabulary: Vocabulary, opened: bool = False, links: bool = True) -> str:
    """One assessment as a card that opens; `links`: whether it may point to the library's page."""
    policy = one.policy
    worth = amount_words(one)
    body = [
        _p(policy.summary, "hz-lead"),
        _conditions(one.reasons, vocabulary),
        _p(f"判定依据的最弱来源：{one.basis}" if one.basis else "", "hz-note"),
        _missing(one, vocabulary),
        _list("请人核对", one.review),
        _amount(one),
        about(policy, with_link=links),
    ]
    return _card(policy, one.as_of, worth, body, GROUP_TONES[one.group], opened)


def policy_card(policy: Policy, as_of: dt.date, opened: bool = False) -> str:
    """One policy, no enterprise asked, as a card that opens."""

    rows = "".join(_stated(one) for one in clauses(policy))
    body = [_p(policy.summary, "hz-lead"), f"<h4>条件</h4><ul class='hz-conditions'>{rows}</ul>", _paid(policy), about(policy)]  # fmt: skip
    return _card(policy, as_of, worth_words(policy), body, "plain", opened)


def _card(policy: Policy, as_of: dt.date, worth: str, body: Iterable[str], tone: str, opened: bool) -> str:

    status = status_of(policy, as_of)
    end = deadline(policy, as_of)
    facts = [
        chip(status, TONES.get(status, "wait")),
        f"<span>截止 {end.isoformat()}</span>" if end else "",
        f"<span>{escape(policy.document.level)}级</span>",
        f"<span>{escape('、'.join(policy.departments))}</span>",
    ]
    return (
        f"<details class='hz-card hz-{tone}'{' open' if opened else ''}><summary>"
        f"<span class='hz-title'>{escape(policy.title)}</span><span class='hz-worth'>{escape(worth)}</span>"
        f"<span class='hz-facts'>{''.join(facts)}</span></summary>"
        f"<div class='hz-body'>{''.join(body)}</div></details>"
    )


def chip(text: str, tone: str) -> str:
    """A small label."""
    return f"<span class='hz-chip hz-{tone}'>{escape(text)}</span>"


def amount_words(one: Assessment) -> str:
    """What the policy is worth, in a few words; what is not money says what it is."""
    benefit = one.policy.benefit
    if one.amount is None and one.group == UNFIT:
        return worth_words(one.policy)  # not asked what it would be worth to this enterprise
    if one.amount is None:
        stated = benefit.pay or benefit.tiers or benefit.cap or not benefit.is_money
        return benefit.kind if stated else f"{benefit.kind}，没有写金额"
    return amount_text(one.amount)


# --- conditions ---------------------------------------------------------------------------------------------
def _conditions(reasons: Sequence[Reason], vocabulary: Vocabulary) -> str:
    return (
        f"<h4>条件</h4><ul class='hz-conditions'>{''.join(_reason(one, vocabulary) for one in reasons)}</ul>"
    )


def _reason(reason: Reason, vocabulary: Vocabulary) -> str:
    rows = reason_rows(reason, vocabulary)
    kind = reason.condition.kind if reason.condition else LADDER
    cites = reason.condition.cites if reason.condition else ""
    text = condition_words(reason.condition) if reason.condition else words_of(reason.part.node)
    if len(rows) == 1:
        row = rows[0]
        return _row(row["verdict"], text, kind, cites, row["facts"], row["distance"])
    leaves = list(reason.part.leaves())
    # What excludes is good where it does not hold: its parts are marked by what they mean for the enterprise.
    turned = TURNED if isinstance(reason.part.node, t.Not) else {}
    parts = "".join(
        _row(
            turned.get(row["verdict"], row["verdict"]),
            words_of(leaf.node),
            "",
            "",
            row["facts"],
            row["distance"],
        )
        for row, leaf in zip(rows, leaves, strict=True)
    )
    if _flat(reason.part) and kind != EXCLUSION:
        return _row(reason.part.verdict, _joined(reason.part), kind, cites, (), None, "", parts)
    return _row(reason.part.verdict, text, kind, cites, (), None, _joined(reason.part), parts)


def words_of(node: t.Node) -> str:
    """A condition in plain words; as it is written where there are none."""
    try:
        return sentence(node)
    except LookupError:
        return print_tree(node)


def _flat(part: Part) -> bool:
    """Whether the parts say it all, so that the whole need not be repeated above them."""
    return isinstance(part.node, t.And | t.Or) and not any(child.children for child in part.children)


def _joined(part: Part) -> str:
    """How the parts of a condition make the whole."""
    if isinstance(part.node, t.Or):
        return "下面任一项符合即可"
    return "下面各项都要符合" if isinstance(part.node, t.And | t.Every | t.FirstReach) else "其中"


def _row(
    verdict: str, text: str, kind: str, cites: str, facts: Sequence[str], distance: str | None, joined: str = "", parts: str = ""
) -> str:  # fmt: skip
    sign, tone = MARKS[verdict]
    gap = f"<div class='hz-gap'>{escape(distance)}</div>" if distance else ""
    inner = f"<div class='hz-note'>{escape(joined)}</div><ul class='hz-parts'>{parts}</ul>" if parts else ""
    used = "".join(f"<div class='hz-fact'>{escape(fact)}</div>" for fact in facts)
    return (
        f"<li class='hz-{tone}'><span class='hz-mark' role='img' aria-label='{verdict}'>{sign}</span>"
        f"<div><div class='hz-text'>{escape(text)}{_kind(kind)}</div>{_cited(cites)}{used}{gap}{inner}</div></li>"
    )


def _stated(one: Clause) -> str:
    return (
        f"<li><span class='hz-mark' aria-hidden='true'>·</span><div><div class='hz-text'>{escape(one.words)}"
        f"{_kind(one.kind)}</div>{_cited(one.cites)}<div class='hz-fact'>条件式：{escape(one.expression)}</div></div></li>"
    )


def _kind(kind: str) -> str:
    note = "，不影响判定" if kind == PROCEDURE else ""
    return "" if kind in ("", HARD) else f" {chip(kind + note, 'kind')}"


def _cited(cites: str) -> str:
    return f"<div class='hz-cites'>原文：“{escape(cites)}”</div>" if cites else ""


def _missing(one: Assessment, vocabulary: Vocabulary) -> str:
    """The missing facts by the department that would have to supply them."""
    if not one.missing or one.group not in (UNDETERMINED, NEAR):
        return ""
    by: dict[str, list[str]] = {}
    for name in one.missing:
        by.setdefault(department_of(name, one, vocabulary), []).append(name)
    rows = "".join(f"<li><b>{escape(who)}</b>：{escape('、'.join(names))}</li>" for who, names in by.items())
    return f"<h4>还缺</h4><ul class='hz-plain'>{rows}</ul>"


# --- what it gives, how to apply, where it stands ---------------------------------------------------------------
def _amount(one: Assessment) -> str:
    unsure = one.amount.missing if one.amount is not None else ()
    tail = _p(f"金额还要看：{'、'.join(unsure)}", "hz-note") if unsure else ""
    return _paid(one.policy) + tail


def _paid(policy: Policy) -> str:
    lines = benefit_words(policy)
    return _list(f"给什么（{policy.benefit.kind}）", lines) if lines != [policy.benefit.kind] else ""


def worth_words(policy: Policy) -> str:
    """What an item gives, no enterprise asked: its cap, or its only or first amount, or the kind of support."""
    benefit = policy.benefit
    if benefit.cap is not None:
        return f"最高{words_of(benefit.cap.node)}"
    if benefit.tiers:
        first, rest = words_of(benefit.tiers[0].pay.node), len(benefit.tiers) - 1
        text = f"{first} 等 {rest + 1} 档" if rest else first
    else:
        text = words_of(benefit.pay.node) if benefit.pay is not None else ""
    return text if 0 < len(text) <= LONGEST_WORTH else benefit.kind


def about(policy: Policy, with_link: bool = False) -> str:
    """How the policy combines, how one applies, what its source leaves open, where it stands."""
    document = policy.document
    together = [combine_words(policy)] if policy.combine else []
    link = (
        f"<p class='hz-note'><a href='{PAGE_OF_POLICY}{quote(policy.id)}'>在政策库里看这一项</a></p>"
        if with_link
        else ""
    )
    return "".join(
        [
            _list("与其他政策", together),
            _list("怎么申报", _applying(policy)),
            _list("材料", policy.application.materials),
            _list("原文没有说清的", policy.open, "hz-open-points"),
            f"<h4>出处</h4><p class='hz-source'>{_source(document, policy.article)}</p>",
            link,
        ]
    )


def _applying(policy: Policy) -> list[str]:
    pairs = (
        ("方式", policy.application.mode or ""),
        ("时间", window_words(policy)),
        ("受理与联系", contact_words(policy)),
    )
    return [f"{label}：{text}" for label, text in pairs if text]


def _source(document: Document, article: str) -> str:
    number = document.number or "文号未见"
    force = "".join(
        f"，{word} {day.isoformat()}" for word, day in (("自", document.effective_from), ("有效至", document.effective_to)) if day
    )  # fmt: skip
    state = "" if document.state == CURRENT else " " + chip(f"文件{document.state}", "wait")
    cut = "" if document.complete else " " + chip("手头的原文不完整", "wait")
    note = f"<br><span class='hz-note'>{escape(document.note)}</span>" if document.note else ""
    return (
        f"{_linked(document)}<br>{escape(number)}，{escape('、'.join(document.issuers))}，"
        f"{escape(document.issued or '发文日期未见')}{force}；{escape(article)}{state}{cut}{note}"
    )


def _linked(document: Document) -> str:
    """The document's title, a link where its source is an address of the web."""
    title = f"《{escape(document.title)}》"
    if urlsplit(document.source).scheme in ("http", "https"):
        return f"<a class='hz-away' rel='noopener noreferrer' href='{escape(document.source, quote=True)}'>{title}</a>"
    return title + (f"（{escape(document.source)}）" if document.source else "")


def _list(heading: str, lines: Sequence[str], style: str = "hz-plain") -> str:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h4>{escape(heading)}</h4><ul class='{style}'>{rows}</ul>" if rows else ""


def _p(text: str, style: str) -> str:
    return f"<p class='{style}'>{escape(text)}</p>" if text else ""
