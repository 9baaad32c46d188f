"""A made-up registry and the real dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest
from stdnum.cn import uscc

from matcher.enterprises.registry import Dictionary, Imported, clean_frame, load_dictionary

ENTERPRISES = Path(__file__).resolve().parents[2] / "enterprises"
HEADERS = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
]


def credit_code(number: int, area: str = "310116", kind: str = "91") -> str:
    """A made-up credit code that passes its check."""
    body = f"{kind}{area}{number:08d}X"
    return str(body + uscc.calc_check_digit(body))


def row(number: int = 1, **cells: str) -> dict[str, str]:
    """A clean row of a made-up enterprise, with some cells replaced."""
    return {
        "企业名称": f"上海样例{number}号机械有限公司",
        "统一社会信用代码": credit_code(number),
        "注册日期": "2004-04-22",
        "企业类型": "有限责任公司",
        "法人代表": "*",
        "注册资金": "1,000(万元人民币)",
        "经营范围": "机械设备制造，机械设备销售",
        "所在省份": "上海",
        "地区": "金山",
        "注册地址": f"上海市金山区枫泾镇样例路{number}号",
    } | cells


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return load_dictionary(ENTERPRISES)


@pytest.fixture
def clean(dictionary: Dictionary) -> Callable[..., Imported]:
    def run(*rows: Mapping[str, str], **options: object) -> Imported:
        frame = pl.DataFrame(list(rows), schema=dict.fromkeys(rows[0], pl.String))
        return clean_frame(frame, dictionary, **options)  # type: ignore[arg-type]

    return run


def csv_text(rows: Sequence[Mapping[str, str]]) -> str:
    """The rows as CSV with a header."""
    return pl.DataFrame(list(rows)).write_csv()


def findings(imported: Imported) -> str:
    """What the report of an import found, one line each."""
    return "\n".join(
        f"{one.column} {finding.kind} {finding.what} {finding.count}"
        for one in imported.report.columns
        for finding in one.findings
    )


def write(folder: Path, text: str) -> Path:
    """A CSV file with this text."""
    (folder / "r.csv").write_text(text, encoding="utf-8")
    return folder / "r.csv"
