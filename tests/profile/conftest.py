"""The library that comes along, a small made policy library with the real dictionary, and a made-up registry."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from stdnum.cn import uscc

from matcher.enterprises.frames import typed
from matcher.enterprises.profile import profile, with_industry
from matcher.enterprises.registry import clean_frame
from matcher.enterprises.registry.door import Dictionary
from matcher.enterprises.registry.layout import load_layout
from matcher.policies.library import Library, load_library

ROOT = Path(__file__).resolve().parents[2]
AS_OF = dt.date(2024, 6, 30)
HEAD = "document: {slug: test, title: 测试办法, level: 区, issuers: [区经委], region: 金山区, state: 现行, source: 测试}\nas_of: 2024-06-30\n"
MAKERS = """\
policies:
  - id: makers
    title: 橡胶和塑料制品企业设备更新补贴
    summary: 支持橡胶、塑料制品生产企业更新设备。
    departments: [区经委]
    tags: {层级: [区], 适用行业: [制造业], 普惠: [非普惠]}
    conditions: [{if: 行业 属于 制造业, cites: 制造业企业}]
    benefit: {kind: 资金, pay: 20万元}
    application: {mode: 标准兑现, window: 长期}
    examples: []
  - id: everyone
    title: 稳定岗位返还
    summary: 凡依法经营的企业均可享受。
    departments: [区人社局]
    tags: {层级: [区], 普惠: [普惠]}
    conditions: [{if: 注册地 属于 金山区, cites: 本区}]
    benefit: {kind: 资金, pay: 1万元}
    application: {mode: 标准兑现, window: 长期}
    examples: []
"""


def credit_code(number: int) -> str:
    """A made-up credit code that passes its check."""
    body = f"91310116{number:08d}X"
    return str(body + uscc.calc_check_digit(body))


def firm(number: int = 1, **cells: str | None) -> dict[str, str | None]:
    """A registry row of a made-up enterprise, with some cells replaced."""
    return {
        "企业名称": f"上海样例{number}号橡胶制品有限公司",
        "统一社会信用代码": credit_code(number),
        "注册日期": "2004-04-22",
        "企业类型": "有限责任公司",
        "注册资金": "1000万元人民币",
        "经营范围": "橡胶制品、塑料制品的生产、加工，货物进出口，企业管理",
        "地区": "金山",
        "注册地址": f"上海市金山区枫泾镇样例路{number}号",
    } | cells


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("policies")
    for name in ("taxonomy.yaml", "weights.yaml"):
        shutil.copy(ROOT / "policies" / name, folder / name)
    (folder / "test.yaml").write_text(HEAD + MAKERS, "utf-8")
    return load_library(folder)


def wide_of(library: Library, *rows: dict[str, str | None]) -> pl.DataFrame:
    """The wide table of a registry, as `matcher import` makes it."""
    assert library.enterprises is not None
    dictionary = Dictionary(library.vocabulary, load_layout(library.enterprises))
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(rows[0], pl.String))
    cleaned = clean_frame(frame, dictionary, as_of=AS_OF).enterprises
    return typed(with_industry(cleaned, library.vocabulary, dictionary.layout), library.vocabulary)


@pytest.fixture
def labels(library: Library) -> Callable[..., dict[str, list[str]]]:
    """The labels of one enterprise by dimension."""

    def of(**cells: str | None) -> dict[str, list[str]]:
        table = profile(wide_of(library, firm(**cells)), library, AS_OF)
        return {name: rows["标签"].to_list() for (name,), rows in table.group_by("维度", maintain_order=True)}

    return of
