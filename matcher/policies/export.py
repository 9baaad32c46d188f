"""The quarterly list of policies (政策清单, measure 57): one row an item, in Excel, CSV or Markdown."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import xlsxwriter

from matcher.errors import UsageError
from matcher.output import whole_file
from matcher.policies.clauses import (
    benefit_words,
    clauses,
    combine_words,
    contact_words,
    mark_of,
    validity_words,
    window_words,
)
from matcher.policies.library import Library
from matcher.policies.model import Document, Policy

SUFFIXES = (".xlsx", ".csv", ".md")
ITEMS, DOCUMENTS = "政策事项", "政策文件"
_WIDTHS = {
    "级别": 6, "政策文件": 34, "文号": 20, "发文机关": 24, "发布日期": 12, "有效期": 24, "文件状态": 10, "状态": 9, "事项编号": 26,
    "条款": 12, "事项": 28, "摘要": 46, "责任部门": 24, "申报条件": 60, "条件式": 60, "支持标准": 46, "申报方式": 12,
    "申报期": 26, "材料": 36, "受理与联系": 30, "待定": 46, "来源": 40, "说明": 40, "标题": 46,
}  # fmt: skip
_CELL = 32_000
"""A cell of Excel holds at most 32,767 characters."""

Status = Callable[[Policy], str]


def export(library: Library, path: Path, *, as_of: dt.date, status: Status) -> int:
    """Writes the list of all items, whole or not at all; returns the number of items.

    Args:
        library: the items.
        path: a file that ends in .xlsx, .csv or .md.
        as_of: the date the list is of.
        status: the status of an item at that date (matcher.matching.status.status_of).

    Raises:
        UsageError: another ending.
        OutputError: the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"不会写「{path.suffix or path.name}」这种文件",
            cause="结尾认不出来",
            remedy="写成 清单.xlsx、清单.csv 或 清单.md",
        )
    rows = item_rows(library, status)
    with whole_file(path) as temporary:
        if suffix == ".xlsx":
            _excel(temporary, rows, document_rows(library), as_of)
        elif suffix == ".csv":
            _csv(temporary, rows)
        else:
            temporary.write_text(_markdown(library, rows, as_of), "utf-8")
    return len(rows)


def item_rows(library: Library, status: Status) -> list[dict[str, str]]:
    """One row an item: column → text; labels stand in a column for each dimension."""
    dimensions = list(library.taxonomy.dimensions) or _used(library)
    return [_row(policy, dimensions, status) for policy in library]


def _used(library: Library) -> list[str]:
    return list(dict.fromkeys(name for policy in library for name in policy.tags))


def _row(policy: Policy, dimensions: Sequence[str], status: Status) -> dict[str, str]:
    document, parts = policy.document, clauses(policy)
    words = [f"{number}. {mark_of(one.kind)}{one.words}" for number, one in enumerate(parts, 1)]
    expressions = [f"{number}. {mark_of(one.kind)}{one.expression}" for number, one in enumerate(parts, 1)]
    row = {
        "级别": document.level,
        "政策文件": document.title,
        "文号": document.number or "",
        "发文机关": "、".join(document.issuers),
        "发布日期": document.issued or "",
        "有效期": validity_words(policy),
        "文件状态": document.state,
        "状态": status(policy),
        "事项编号": policy.id,
        "条款": policy.article,
        "事项": policy.title,
        "系列": "、".join(policy.series),
        "摘要": policy.summary,
        "责任部门": "、".join(policy.departments),
        "申报条件": "\n".join(words),
        "条件式": "\n".join(expressions),
        "支持类别": policy.benefit.kind,
        "支持标准": "\n".join(benefit_words(policy)),
        "兼得限制": combine_words(policy),
        "申报方式": policy.application.mode or "",
        "申报期": window_words(policy),
        "材料": "\n".join(policy.application.materials),
        "受理与联系": contact_words(policy),
    }
    for name in dimensions:
        row[name if name not in row else f"标签·{name}"] = "、".join(policy.tags.get(name, ()))
    return row | {"待定": "\n".join(policy.open), "来源": document.source, "版本": policy.version}


def document_rows(library: Library) -> list[dict[str, str]]:
    """One row a document, with how many of its items the library holds."""
    counts: dict[Document, list[Policy]] = {}
    for policy in library:
        counts.setdefault(policy.document, []).append(policy)
    return [
        {
            "级别": one.level,
            "标题": one.title,
            "文号": one.number or "",
            "发文机关": "、".join(one.issuers),
            "适用地区": one.region,
            "发布日期": one.issued or "",
            "有效期": validity_words(items[0]),
            "文件状态": one.state,
            "全文": "全" if one.complete else "不全",
            "事项数": str(len(items)),
            "来源": one.source,
            "说明": one.note,
        }
        for one, items in counts.items()
    ]


# --- Excel ------------------------------------------------------------------------------------------------
def _excel(path: Path, items: list[dict[str, str]], documents: list[dict[str, str]], as_of: dt.date) -> None:
    content = io.BytesIO()  # written in one go, so that a full disk is met as any other file meets it
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": f"惠企政策清单（{as_of}）"})
        for name, rows in ((ITEMS, items), (DOCUMENTS, documents)):
            _sheet(book, name, rows)
    path.write_bytes(content.getvalue())


def _sheet(book: xlsxwriter.Workbook, name: str, rows: list[dict[str, str]]) -> None:
    """A sheet with a frozen header, a filter, wrapped cells and widths that suit what stands in them."""
    head = book.add_format(
        {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(name)
    columns = list(rows[0]) if rows else []
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, head)
        sheet.set_column(place, place, _WIDTHS.get(column, 14), cell)
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            sheet.write_string(line, place, row[column][:_CELL], cell)  # never a formula or a link
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


# --- text -------------------------------------------------------------------------------------------------
def _csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # so that Excel reads it as UTF-8
        writer = csv.DictWriter(file, list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows({name: _harmless(text) for name, text in row.items()} for row in rows)


def _harmless(text: str) -> str:
    """Text that a spreadsheet would run as a formula is kept as text."""
    return "'" + text if re.match(r"[=+\-@\t]", text) else text


_TOLD = (
    "事项编号", "条款", "状态", "摘要", "责任部门", "申报条件", "支持类别", "支持标准", "兼得限制", "申报方式", "申报期", "材料",
    "受理与联系", "待定",
)  # fmt: skip


def _markdown(library: Library, rows: Iterable[dict[str, str]], as_of: dt.date) -> str:
    """One section a document, one subsection an item."""
    parts = [f"# 惠企政策清单（{as_of}）", ""]
    last: Document | None = None
    for policy, row in zip(library, rows, strict=True):
        if policy.document is not last:
            last = policy.document
            about = "，".join(
                text
                for text in (last.number or "", last.level, last.state, f"有效期 {row['有效期']}")
                if text
            )
            parts += [
                f"## {_flat(last.title)}",
                "",
                f"{about}。发文机关：{row['发文机关']}。来源：{last.source}",
                "",
            ]
        parts += [f"### {_flat(policy.title)}", ""]
        parts += [line for name in _TOLD for line in _told(name, row[name])]
        parts.append("")
    return "\n".join(parts)


def _told(name: str, text: str) -> list[str]:
    lines = text.split("\n") if text else []
    if len(lines) < 2:
        return [f"- {name}：{lines[0]}"] if lines else []
    return [f"- {name}：", *(f"  - {re.sub(r'^[0-9]+[.] ', '', line)}" for line in lines)]


def _flat(text: str) -> str:
    return " ".join(text.split())
