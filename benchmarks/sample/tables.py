"""The tables of the sample: which enterprise goes into which file, and what each file declares of itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from benchmarks.sample.maker import CODE, NAME, Enterprise

TABLES = {  # profile key: (file, list, complete for which enterprises, source department)
    "qualifications": ("qualifications", "资质", "所列", "各认定部门"),
    "credit": ("credit_lists", "名录", "全部", "区市场监管局"),
    "supports": ("past_support", "曾获支持", "所列", "各兑现部门"),
    "projects": ("projects", "项目", "所列", "区发改委"),
    "reports": ("reports", "报表报送", "所列", "各主管部门"),
    "penalties": ("penalties", "行政处罚", "全部", "各执法部门"),
    "awards": ("awards", "科技奖励", "全部", "区科委"),
    "achievements": ("achievements", "科技成果", "所列", "区科委"),
    "listing": ("listing", "上市进程", "所列", "区经委"),
    "premises": ("premises", "用房", "所列", "各街镇（园区）"),
    "outlets": ("outlets", "排放口", "所列", "区生态环境局"),
}
WHOLE = {  # table: (its own file, names whose lists are complete for every enterprise)
    "qualifications": (
        "published_lists",
        ("高新技术企业", "科技型中小企业"),
    ),
    "supports": (
        "district_support",
        ("科技小巨人", "金山区科技小巨人资助", "金山区高新技术企业奖励", "上海市高新技术企业培育入库资助"),
    ),
}
YEAR = "年度"
SAID = {"万元", "亩", "平方米", "吨标准煤", "吨"}
"""Units that a header says."""
DECLARED = "企业自报"
"""The department of fields that enterprises state themselves; they come in a table of their own."""


@dataclass
class Sheet:
    """A table to write and what it declares of itself."""

    file: str
    rows: list[dict[str, Any]]
    told: dict[str, Any] = field(default_factory=dict)


def sheets(enterprises: list[Enterprise], fields: Mapping[str, Any], as_of: dt.date) -> Iterator[Sheet]:
    """Every table: the registry, facts of no year, facts by year, what is only stated, one table a kind of record."""
    known = [one for one in enterprises if one.known]
    yield Sheet("registry", [one.registry for one in enterprises])
    declared = {name for name, about in fields.items() if about["department"] == DECLARED}
    official = {"source": "官方", "as_of": as_of}
    stated = official | {"source": "自报"}
    yield Sheet("basics", points(known, fields, fields.keys() - declared), official)
    yield Sheet("finance", years(known, fields, fields.keys() - declared), official)
    yield Sheet("declared", points(known, fields, declared), stated)
    yield Sheet("declared_by_year", years(known, fields, declared), stated)
    for key, (file, owner, whom, department) in TABLES.items():
        told = {"table": owner, "covers": "全部", "enterprises": whom, **official, "department": department}
        rows = records_of(known, key, fields[owner]["record"])
        other, names = WHOLE.get(key, ("", ()))
        yield Sheet(file, [row for row in rows if row.get("名称") not in names], told)
        if names:
            whole = {"covers": list(names), "enterprises": "全部"}
            yield Sheet(other, [row for row in rows if row["名称"] in names], told | whole)


def points(known: list[Enterprise], fields: Mapping[str, Any], wanted: Set[str]) -> list[dict[str, Any]]:
    """One row an enterprise: the wanted fields that are of no year."""
    names = [name for name in fields if name in wanted and any(name in one.points for one in known)]
    return [
        identity(one) | {header(name, fields): one.points.get(name) for name in names}
        for one in known
        if any(name in one.points for name in names)
    ]


def years(known: list[Enterprise], fields: Mapping[str, Any], wanted: Set[str]) -> list[dict[str, Any]]:
    """One row an enterprise and year: the wanted fields of that year."""
    names = [name for name in fields if name in wanted and any(name in one.annual for one in known)]
    rows = []
    for one in known:
        for year in sorted({year for name in names for year in one.annual.get(name, {})}):
            values = {header(name, fields): one.annual.get(name, {}).get(year) for name in names}
            rows.append(identity(one) | {YEAR: year} | values)
    return rows


def header(name: str, about: Mapping[str, Any]) -> str:
    """A column's header; money and land say their unit, so that nobody has to guess it."""
    unit = about[name].get("unit")
    return f"{name}（{unit}）" if unit in SAID else name


def records_of(known: list[Enterprise], key: str, parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a record, with the parts that occur."""
    rows = [identity(one) | record for one in known for record in one.records[key]]
    used = [part for part in parts if any(row.get(part) is not None for row in rows)]
    return [identity_of(row) | {header(part, parts): row.get(part) for part in used} for row in rows]


def identity_of(row: Mapping[str, Any]) -> dict[str, Any]:
    return {CODE: row[CODE], NAME: row[NAME]}


def identity(one: Enterprise) -> dict[str, Any]:
    return {CODE: one.registry[CODE], NAME: one.registry[NAME]}


def table_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV; an unknown value is an empty cell."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return text.getvalue()
