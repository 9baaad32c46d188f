"""The quality report of an import: what each column held, what was repaired, doubted or refused, with examples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

EXAMPLES = 5
REPAIRED, FLAGGED = "修正", "存疑"


@dataclass
class Finding:
    """One kind of thing seen in a column: how often, and a few examples with their row numbers."""

    what: str
    kind: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class ColumnReport:
    """One column of the table: the header it had, the field it fed, how many cells were filled or missing."""

    column: str
    header: str
    feeds: str = ""
    filled: int = 0
    missing: int = 0
    findings: list[Finding] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """How many cells were repaired (修正) or doubted (存疑)."""
        return sum(finding.count for finding in self.findings if finding.kind == kind)


@dataclass
class QualityReport:
    """What an import found. Invariant: rows_read = rows_kept + sum of rejected."""

    source: str
    rows_read: int = 0
    rows_kept: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    duplicates: list[str] = field(default_factory=list)
    columns: list[ColumnReport] = field(default_factory=list)
    dropped_persons: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def column(self, name: str) -> ColumnReport:
        """The report of the column `name`, made if need be."""
        found = next((one for one in self.columns if one.column == name), None)
        if found is None:
            found = ColumnReport(name, name)
            self.columns.append(found)
        return found

    def note_cells(
        self, column: str, what: str, kind: str, numbers: pl.Series, cells: pl.Series, mask: pl.Series
    ) -> None:
        """Counts the rows where `mask` is true as one finding, with the first different cells as examples."""
        count = int(mask.sum() or 0)
        if not count:
            return
        shown = (
            pl.DataFrame({"number": numbers, "cell": cells})
            .filter(mask)
            .unique("cell", keep="first", maintain_order=True)
        )
        examples = [f"第{number}行：{_short(cell)}" for number, cell in shown.head(EXAMPLES).iter_rows()]
        findings = self.column(column).findings
        known = next((one for one in findings if one.what == what and one.kind == kind), None)
        if known is None:
            known = Finding(what, kind)
            findings.append(known)
        known.count += count
        known.examples = [*known.examples, *examples][:EXAMPLES]

    def note_problems(
        self, column: str, kind: str, numbers: pl.Series, cells: pl.Series, problems: pl.Series
    ) -> None:
        """Counts each distinct text of `problems` (null: none) as a finding."""
        for problem in problems.drop_nulls().unique(maintain_order=True).to_list():
            self.note_cells(column, problem, kind, numbers, cells, (problems == problem).fill_null(False))

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return asdict(self)

    def to_markdown(self) -> str:
        """The report as a page a clerk can act on, in Chinese."""
        return "\n".join(_page(self)) + "\n"


def _short(cell: object, most: int = 60) -> str:
    text = "（空）" if cell is None else str(cell).replace("\n", " ")
    return text if len(text) <= most else text[: most - 1] + "…"


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _page(report: QualityReport) -> Iterable[str]:
    rejected = sum(report.rejected.values())
    yield f"# 导入质量报告：{report.source}\n"
    yield f"读入 **{report.rows_read}** 行 = 导入企业 **{report.rows_kept}** 家 + 退回 **{rejected}** 行。\n"
    if rejected:
        yield "退回的行在 rejected.csv（可用 Excel 打开），每行写明原因和怎么办。\n"
        yield "| 退回原因 | 行数 |\n|---|---:|"
        yield from (
            f"| {_cell(reason)} | {count} |"
            for reason, count in sorted(report.rejected.items(), key=lambda pair: -pair[1])
        )
        yield ""
    yield "## 每一列\n"
    yield "| 列 | 表里的列名 | 用作 | 有值 | 缺失 | 修正 | 存疑 |\n|---|---|---|---:|---:|---:|---:|"
    for one in report.columns:
        yield (
            f"| {_cell(one.column)} | {_cell(one.header)} | {_cell(one.feeds)} | {one.filled} | {one.missing} "
            f"| {one.count(REPAIRED)} | {one.count(FLAGGED)} |"
        )
    yield from _details(report)
    yield from _lists(report)


def _details(report: QualityReport) -> Iterable[str]:
    findings = [(one, finding) for one in report.columns for finding in one.findings]
    if findings:
        yield "\n## 修正与存疑\n"
        yield "修正：已改成标准写法，原意不变。存疑：没有采用，或采用了但请核对。\n"
        yield "| 列 | 类别 | 情况 | 行数 | 例子 |\n|---|---|---|---:|---|"
    for one, finding in sorted(findings, key=lambda pair: (pair[1].kind == REPAIRED, -pair[1].count)):
        examples = "；".join(finding.examples)
        yield f"| {_cell(one.column)} | {finding.kind} | {_cell(finding.what)} | {finding.count} | {_cell(examples)} |"


def _lists(report: QualityReport) -> Iterable[str]:
    if report.duplicates:
        yield "\n## 重复且内容不一致的行\n"
        yield from (f"- {line}" for line in report.duplicates)
    if report.dropped_persons:
        yield f"\n## 个人信息\n\n「{'」「'.join(report.dropped_persons)}」列是自然人的信息，没有导入，也不写进退回文件。"
    if report.unused:
        yield f"\n## 没有用到的列\n\n{'、'.join(report.unused)}。如需使用，请在列名对照文件里写明它对应的标准列或指标。"
    if report.notes:
        yield "\n## 说明\n"
        yield from (f"- {note}" for note in report.notes)
