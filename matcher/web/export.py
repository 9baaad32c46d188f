"""An enterprise's answer to take away: a workbook for the office, a page to print. Bytes in memory, nothing on disk."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from html import escape

import xlsxwriter

from matcher.language.vocabulary import Vocabulary
from matcher.matching.details import reason_rows
from matcher.matching.eligibility import Assessment
from matcher.matching.status import GROUPS, deadline
from matcher.web.cards import amount_words, card
from matcher.web.frame import STYLE
from matcher.web.picture import bars
from matcher.web.profile import Gap, Known, by_department
from matcher.web.result import Result

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOUND = (
    "分组", "政策", "判定", "状态", "截止", "金额", "金额下限（元）", "金额上限（元）", "支持", "层级", "承办部门",
    "还缺", "没有达到的", "请人核对", "原文没有说清的", "文件", "文号", "出处", "政策编号",
)  # fmt: skip
DETAILS = ("政策", "判定", "条件", "性质", "结果", "用到的事实", "差距", "原文")
WIDTHS = {
    "政策": 34,
    "金额": 16,
    "承办部门": 20,
    "条件": 46,
    "用到的事实": 60,
    "还缺": 40,
    "没有达到的": 40,
    "文件": 40,
}


def workbook(
    result: Result,
    shown: Sequence[Assessment],
    head: Sequence[Known],
    gaps: Iterable[Gap],
    vocabulary: Vocabulary,
) -> bytes:
    """The answer as an Excel file: what was found, every condition, what is missing, what it rests on."""
    out = io.BytesIO()
    # Texts are texts: a cell that begins with = must not become a formula.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _sheet(book, "结果", FOUND, (_found_row(one) for one in shown))
        _sheet(book, "逐条条件", DETAILS, (row for one in shown for row in _detail_rows(one, vocabulary)))
        rows = [(gap.department, gap.name, len(gap.policies), "、".join(gap.policies)) for gap in gaps]
        _sheet(book, "还缺的事实", ("部门", "事实", "几项政策等着", "哪些政策"), rows)
        about = [("企业", result.name), ("信用代码", result.code), ("数据", result.origin), ("按哪一天判断", result.as_of.isoformat())]  # fmt: skip
        about += [(one.label, f"{one.value or '不知道'}　{one.origin}".strip()) for one in head]
        _sheet(book, "说明", ("项", "内容"), [*about, ("请注意", NOTE)])
    return out.getvalue()


NOTE = "系统按手头的政策和事实推算，供参考；能否享受以部门的决定为准。金额没有扣除不能同时享受的部分。"


def _sheet(
    book: xlsxwriter.Workbook, name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF5", "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0.##", "valign": "top"})
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
        sheet.set_column(column, column, WIDTHS.get(header, 18))
    last = 0
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(last, column, value, number)
            elif value is not None:
                sheet.write_string(last, column, str(value), wrap)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), len(headers) - 1)


def _found_row(one: Assessment) -> tuple[object, ...]:
    policy, amount, end = one.policy, one.amount, deadline(one.policy, one.as_of)
    return (
        one.group, policy.title, one.verdict, one.status, end.isoformat() if end else "", amount_words(one),
        None if amount is None else float(amount.low),
        None if amount is None or amount.high is None else float(amount.high),
        policy.benefit.kind, policy.document.level, "、".join(policy.departments), "、".join(one.missing),
        "；".join(part.text for part in one.failed), "；".join(one.review), "；".join(policy.open),
        policy.document.title, policy.document.number or "", policy.document.source, policy.id,
    )  # fmt: skip


def _detail_rows(one: Assessment, vocabulary: Vocabulary) -> Iterable[tuple[object, ...]]:
    for reason in one.reasons:
        for row in reason_rows(reason, vocabulary):
            yield (
                one.policy.title, one.verdict, row["condition"], row["kind"], row["verdict"], "；".join(row["facts"]),
                row["distance"] or "", row["cites"],
            )  # fmt: skip


def report(
    result: Result,
    shown: Sequence[Assessment],
    head: Sequence[Known],
    gaps: Sequence[Gap],
    vocabulary: Vocabulary,
) -> str:
    """The answer as one page of HTML that stands alone: opened, printed or sent, it asks nothing of a network."""
    parts = []
    for group in GROUPS:
        members = [one for one in shown if one.group == group]
        if members:
            cards = "".join(card(one, vocabulary, opened=True, links=False) for one in members)
            parts.append(f"<h3>{escape(group)}　{len(members)} 项</h3>{cards}")
    title = f"{result.name}：能享受什么（{result.as_of.isoformat()}）"
    return (
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{PRINTED}{STYLE.read_text('utf-8')}</style></head>"
        f"<body><main class='hz-wrap'><h1>{escape(title)}</h1>"
        f"<p class='hz-note'>{escape(result.code)}　数据：{escape(result.origin)}。{NOTE}</p>"
        f"{head_html(head)}{bars(shown)}{''.join(parts) or '<p>没有可以列出的政策。</p>'}"
        f"<h3>还缺的事实</h3>{gaps_html(gaps)}</main></body></html>"
    )


PRINTED = (
    "body{font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;color:#1b2733;line-height:1.6;"
    "max-width:60rem;margin:1.5rem auto;padding:0 1rem}h1{font-size:1.4rem}"
)


def head_html(head: Iterable[Known]) -> str:
    """The head of an enterprise as a list of terms."""
    rows = "".join(
        f"<div><dt>{escape(one.label)}</dt>"
        + (f"<dd>{escape(one.value)}<small>{escape(one.origin)}</small></dd>" if one.value else "<dd class='hz-none'>不知道</dd>")
        + "</div>"
        for one in head
    )  # fmt: skip
    return f"<dl class='hz-head'>{rows}</dl>"


def gaps_html(gaps: Iterable[Gap]) -> str:
    """What is missing, by department."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(who)}</th><td>{'；'.join(f'{escape(gap.name)}（{len(gap.policies)} 项）' for gap in listed)}</td></tr>"
        for who, listed in by_department(gaps).items()
    )
    return f"<table class='hz-gaps'>{rows}</table>" if rows else "<p>没有政策在等事实。</p>"
