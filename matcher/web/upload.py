"""An uploaded registry: read once a session, its quality said before anything else, rejected rows to take away."""

from __future__ import annotations

import datetime as dt
from html import escape

import polars as pl
import streamlit as st

from matcher.enterprises.registry.report import FLAGGED, QualityReport
from matcher.errors import MatcherError
from matcher.web.data import House, Registry, read_upload
from matcher.web.frame import tell

KINDS = ["csv", "txt", "gz", "xlsx", "xls", "parquet"]
MOST_NOTES, SOME_LISTS = 12, 3


def uploaded(about: House) -> tuple[Registry | None, str]:
    """The registry that a person uploaded, with a token that tells it from others; None while there is none."""
    name, code = about.layout.header("name"), about.layout.header("code")
    records = [item.name for item in about.library.vocabulary.fields.values() if item.record]
    lists = "、".join(records[:SOME_LISTS])
    file = st.file_uploader(
        "企业登记表（CSV、Excel 或 Parquet）",
        KINDS,
        key="registry-file",
        help=f"第一行是列名。要有{name}或{code}；其他列按列名自动对上。自然人的列不会导入。",
    )
    facts = st.file_uploader(
        f"事实表，可以不传：按年的数字、{lists}等",
        [*KINDS, "yaml"],
        accept_multiple_files=True,
        key="fact-files",
        help="按信用代码或名称与登记表对上。说明文件（同名 .yaml）一起传。",
    )
    if file is None:
        st.caption("文件只在这次打开期间放在服务器内存里，不保存；刷新页面就没有了。")
        return None, ""
    token = "+".join(sorted(one.file_id for one in (file, *facts)))
    kept = st.session_state.get("uploaded")
    if kept is None or kept[0] != token:
        try:
            with st.spinner("正在整理登记表……"):
                registry = read_upload(about, file, facts, dt.date.today())
        except MatcherError as error:
            tell(error)
            st.caption("在网页上：打开表格，把列名改成上面认得的写法（或按提示改好），存盘后重新上传。")
            return None, ""
        kept = (token, registry)
        st.session_state["uploaded"] = kept
    _quality(kept[1])
    return kept[1], token


def _quality(registry: Registry) -> None:
    """How many rows came in, what was repaired or doubted, and what was refused and why."""
    report, rejected = registry.imported.report, registry.imported.rejected
    line = f"读入 {report.rows_read} 行：{registry.wide.height} 家企业，拒收 {rejected.height} 行。"
    (st.warning if rejected.height else st.success)(line, icon=":material/table_view:")
    with st.expander("质量报告：每一列有多少、改了什么、什么存疑"):
        st.html(_findings(report))
        for note in report.notes[:MOST_NOTES]:
            st.caption(note)
        with st.container(horizontal=True):
            st.download_button(
                "下载质量报告", report.to_markdown(), "quality_report.md", "text/markdown", on_click="ignore"
            )
    if rejected.height:
        st.download_button(
            f"下载拒收的 {rejected.height} 行（附原因和怎么办，改好后再上传）",
            lambda: _csv(rejected),
            "rejected.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _csv(frame: pl.DataFrame) -> bytes:
    """With a byte order mark, so that Excel reads Chinese."""
    return b"\xef\xbb\xbf" + frame.write_csv().encode()


def _findings(report: QualityReport) -> str:
    refused = "".join(
        f"<tr><th>{escape(why)}</th><td>{count} 行拒收</td></tr>" for why, count in report.rejected.items()
    )
    rows = "".join(
        f"<tr><th>{escape(column.column)}</th><td>{finding.kind} {finding.count} 处：{escape(finding.what)}"
        f"<div class='hz-note'>{escape('；'.join(finding.examples[:2]))}</div></td></tr>"
        for column in report.columns
        for finding in sorted(column.findings, key=lambda one: one.kind != FLAGGED)
    )
    body = refused + rows or "<tr><td>每一列都没有发现问题。</td></tr>"
    unused = (
        f"<p class='hz-note'>没有用到的列：{escape('、'.join(report.unused))}</p>" if report.unused else ""
    )
    persons = (
        f"<p class='hz-note'>自然人的列，没有导入：{escape('、'.join(report.dropped_persons))}</p>" if report.dropped_persons else ""
    )  # fmt: skip
    return f"<div class='hz-wrap'><table class='hz-gaps'>{body}</table>{unused}{persons}</div>"
