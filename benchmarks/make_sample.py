"""Makes the sample registry (enterprises/sample/): invented enterprises, the same ones every time.

Usage: python benchmarks/make_sample.py [--out FOLDER]

What the enterprises look like stands in sample_profiles.yaml beside this script. None of them exists: every name
begins with 上海示例, and every credit code carries the area 310199, which no authority has, and an organisation
number from YY000001 up, which nobody was given; the check digits are right, so that the codes pass as codes.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import os
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from stdnum.cn import uscc

ROOT = Path(__file__).resolve().parents[1]
PROFILES = Path(__file__).with_name("sample_profiles.yaml")
DICTIONARY = ROOT / "enterprises" / "fields.yaml"
OUT = ROOT / "enterprises" / "sample"

TABLES = {  # profile key: (file, list, complete for which enterprises, source department)
    "qualifications": ("qualifications", "资质", "所列", "各认定部门"),
    "credit": ("credit_lists", "名录", "全部", "区市场监管局"),
    "supports": ("past_support", "曾获支持", "全部", "各兑现部门"),
    "projects": ("projects", "项目", "所列", "区发改委"),
    "reports": ("reports", "报表报送", "所列", "各主管部门"),
    "penalties": ("penalties", "行政处罚", "全部", "各执法部门"),
    "awards": ("awards", "科技奖励", "全部", "区科委"),
    "achievements": ("achievements", "科技成果", "所列", "区科委"),
    "listing": ("listing", "上市进程", "所列", "区经委"),
    "premises": ("premises", "用房", "所列", "各街镇（园区）"),
    "outlets": ("outlets", "排放口", "所列", "区生态环境局"),
}
PUBLISHED = ("高新技术企业", "科技型中小企业", "专精特新中小企业", "专精特新小巨人企业")
"""Qualifications whose lists are published whole: that table is complete for every enterprise."""
DECLARED = "企业自报"
"""The department of fields that enterprises state themselves; they come in a table of their own."""
CODE, NAME = "统一社会信用代码", "企业名称"
KIND_OF_BODY = {"农民专业合作社": "93", "个体工商户": "92", "民办非企业单位": "52"}
COUNTED = {"人", "年", "项", "家", "张"}
"""Units that come whole."""


@dataclass
class Enterprise:
    """One invented enterprise: its registry row, its facts, its records by table."""

    registry: dict[str, Any]
    points: dict[str, Any] = field(default_factory=dict)
    annual: dict[str, dict[int, Any]] = field(default_factory=dict)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    known: bool = False
    """Whether anything beyond the registry is known."""


class Maker:
    """Draws enterprises from profiles; all chance comes from one seeded source."""

    def __init__(self, profiles: Mapping[str, Any], dictionary: Mapping[str, Any]) -> None:
        self.profiles = profiles
        self.fields = dictionary["fields"]
        self.random = random.Random(profiles["seed"])
        self.years: list[int] = profiles["years"]
        self.as_of: dt.date = profiles["as_of"]
        self.made = 0

    def enterprises(self) -> Iterator[Enterprise]:
        """Every enterprise of every profile, in order."""
        for profile in self.profiles["profiles"]:
            for index in range(profile["count"]):
                yield self.enterprise(profile, index)

    def enterprise(self, profile: Mapping[str, Any], index: int) -> Enterprise:
        """The `index`-th enterprise of a profile."""
        self.made += 1
        made = Enterprise(self.registration(profile, index))
        if profile.get("bare"):
            return made
        made.known = True
        made.points = self.points(profile, index, made)
        made.annual = self.annual(profile, index, made)
        made.records = {key: self.records(key, profile, index) for key in TABLES}
        for name, chance in profile.get("drop", {}).items():
            if self.random.random() < chance:
                made.annual.pop(name, None)
        return made

    # ── the registry ──
    def registration(self, profile: Mapping[str, Any], index: int) -> dict[str, Any]:
        """The row of the registry."""
        draw = self.draw
        kind = draw(profile.get("kind", "有限责任公司(自然人投资或控股)"), index)
        district = draw(profile.get("district", "金山区"), index)
        capital = draw(profile["capital"], index)
        return {
            NAME: f"上海示例{self.word()}{draw(profile['suffix'], index)}",
            CODE: credit_code(KIND_OF_BODY.get(kind, "91"), self.made),
            "注册日期": self.founding_day(profile["founded"]),
            "企业类型": kind,
            "注册资金": "" if capital is None else f"{capital}万人民币",
            "经营范围": profile["scope"],
            "所在省份": "上海市",
            "地区": district,
            "注册地址": f"上海市{district}{self.town(profile, district, index)}示例路{self.random.randint(1, 999)}号",
        }

    def founding_day(self, span: list[int]) -> dt.date:
        first, last = (
            dt.date(span[0], 1, 1),
            min(dt.date(span[1], 12, 28), self.as_of - dt.timedelta(days=60)),
        )
        return first + dt.timedelta(days=self.random.randint(0, (last - first).days))

    def word(self) -> str:
        words = self.profiles["words"]
        first, second = divmod((self.made * 37) % 100, 10)
        return str(words["first"][first] + words["second"][second])

    def town(self, profile: Mapping[str, Any], district: str, index: int) -> str:
        if district != "金山区":
            return ""
        towns = [
            "朱泾镇",
            "枫泾镇",
            "张堰镇",
            "亭林镇",
            "吕巷镇",
            "廊下镇",
            "金山卫镇",
            "漕泾镇",
            "山阳镇",
            "石化街道",
            "金山工业区",
        ]
        return str(self.draw(profile.get("town", {"of": towns}), index))

    # ── facts ──
    def points(self, profile: Mapping[str, Any], index: int, made: Enterprise) -> dict[str, Any]:
        """Facts that are not of a year."""
        asked = {
            "行业": profile["industry"],
            "纳税地": made.registry["地区"],
            **self.profiles["defaults"]["points"],
            **profile.get("points", {}),
        }
        drawn = {name: self.draw(spec, index) for name, spec in asked.items()}
        age = self.as_of.year - made.registry["注册日期"].year
        if drawn.get("细分市场年限") is not None:
            drawn["细分市场年限"] = max(0, min(drawn["细分市场年限"], age - 1))
        return {name: value for name, value in drawn.items() if value is not None}

    def annual(self, profile: Mapping[str, Any], index: int, made: Enterprise) -> dict[str, dict[int, Any]]:
        """Facts of each year since the founding."""
        defaults = self.profiles["defaults"]
        years = [year for year in self.years if year >= made.registry["注册日期"].year]
        asked = {
            "员工人数": {"level": profile["people"], "growth": [0.0, 0.06]},
            **profile.get("finance", {}),
        }
        asked |= {name: spec for name, spec in defaults["finance"].items() if name not in asked}
        series: dict[str, dict[int, Any]] = {}
        for name in self.ordered(asked, index):
            values = self.series(name, self.settled(asked[name], index), years, series, index)
            series[name] = values
        for name, flag in defaults["flags"].items():
            series[name] = dict.fromkeys(years, flag)
        for name, rate in {**defaults["rates"], **profile.get("rates", {})}.items():
            series[name] = dict.fromkeys(years, rate)
        return {name: values for name, values in series.items() if values}

    def ordered(self, asked: Mapping[str, Any], index: int) -> list[str]:
        """Names so that a share comes after what it is a share of."""
        done: list[str] = []
        waiting = list(asked)
        while waiting:
            name = waiting.pop(0)
            whole = self.settled(asked[name], index).get("share_of")
            if whole is None or whole in done or whole not in asked:
                done.append(name)
            else:
                waiting.append(name)
        return done

    def settled(self, spec: Mapping[str, Any], index: int) -> Mapping[str, Any]:
        return spec["cycle"][index % len(spec["cycle"])] if "cycle" in spec else spec

    def series(
        self,
        name: str,
        spec: Mapping[str, Any],
        years: list[int],
        others: Mapping[str, Mapping[int, Any]],
        index: int,
    ) -> dict[int, Any]:
        """One field's values by year."""
        if "values" in spec:
            return {year: value for year, value in spec["values"].items() if year in years}
        if "share_of" in spec:
            share = self.draw(spec["share"], index)
            whole = others.get(spec["share_of"], {})
            return {
                year: self.rounded(name, value * share * (1 + self.random.uniform(-0.01, 0.01)))
                for year, value in whole.items()
            }
        values: dict[int, Any] = {}
        value = float(self.draw(spec["level"], index))
        growth = self.settled(spec["growth"], index) if isinstance(spec["growth"], dict) else spec["growth"]
        for year in reversed(years):
            values[year] = self.rounded(name, value)
            value /= 1 + self.random.uniform(float(growth[0]), float(growth[1]))
        return dict(sorted(values.items()))

    def rounded(self, name: str, value: float) -> float | int:
        """Persons and things come whole, money to 100 元."""
        return round(value) if self.fields[name].get("unit") in COUNTED else round(value, 2)

    # ── records ──
    def records(self, key: str, profile: Mapping[str, Any], index: int) -> list[dict[str, Any]]:
        """The records of one table."""
        if key == "outlets":
            return [self.outlet(number) for number in range(1, profile.get(key, 0) + 1)]
        rows = []
        for spec in profile.get(key, []):
            spec = {"名称": spec} if isinstance(spec, str) else spec
            if self.random.random() >= spec.get("chance", 1):
                continue
            row = {
                name: self.draw(value, index)
                for name, value in spec.items()
                if name not in ("chance", "years")
            }
            if key == "qualifications":
                self.date_qualification(row, spec.get("years", 3))
            rows.append(self.completed(key, row, index))
        return rows

    def date_qualification(self, row: dict[str, Any], years: int) -> None:
        """When it was granted and until when it holds."""
        granted = row.setdefault("认定日期", self.draw([dt.date(2023, 10, 1), dt.date(2025, 12, 20)], 0))
        row.setdefault("认定方式", "首次")
        row["认定年度"] = granted.year
        row["有效期至"] = granted.replace(year=granted.year + years, day=min(granted.day, 28)) - dt.timedelta(
            days=1
        )

    def completed(self, key: str, row: dict[str, Any], index: int) -> dict[str, Any]:
        """Adds what every record of a table has."""
        if key == "projects":
            row = {"名称": f"示例{row['类型']}项目", **row}
        if key == "reports":
            row.setdefault("年度", self.as_of.year - 1)
            row["日期"] = dt.date(row["年度"] + 1, 3, 20)
        if key == "supports":
            row["年度"] = row["日期"].year
        if key == "achievements":
            row = {"名称": f"示例成果{index + 1}", **row}
        return row

    def outlet(self, number: int) -> dict[str, Any]:
        return {
            "名称": f"{number}号排放口",
            "污染物": self.draw({"of": ["二氧化硫", "氮氧化物", "化学需氧量", "氨氮"]}, number),
            "浓度占标准比例": f"{self.random.randint(30, 90)}%",
            "超标": "否",
            "应纳税额": round(self.random.uniform(0.2, 6), 2),
        }

    def draw(self, spec: Any, index: int) -> Any:
        """A value: one of several, the next of several, from a range, or as written."""
        if isinstance(spec, dict) and "cycle" in spec:
            return self.draw(spec["cycle"][index % len(spec["cycle"])], index)
        if isinstance(spec, dict) and "of" in spec:
            return self.draw(self.random.choice(spec["of"]), index)
        if not isinstance(spec, list):
            return spec
        low, high = spec
        if isinstance(low, dt.date):
            return low + dt.timedelta(days=self.random.randint(0, (high - low).days))
        if isinstance(low, int) and isinstance(high, int):
            return self.random.randint(low, high)
        return self.random.uniform(float(low), float(high))


def credit_code(body: str, number: int) -> str:
    """A unified code with right check digits that no authority has given (GB 32100-2015, GB 11714-1997).

    >>> credit_code("91", 1)
    '91310199YY000001XU'
    """
    organisation = f"YY{number:06d}"
    values = (int(sign) if sign.isdigit() else ord(sign) - ord("A") + 10 for sign in organisation)
    check = (
        11 - sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    )
    code = f"{body}310199{organisation}{'0X'[check == 10] if check >= 10 else check}"
    return code + uscc.calc_check_digit(code)


# ── tables ──
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
    yield Sheet(
        "basics", figures(known, fields, lambda name, year: year is None and name not in declared), official
    )
    yield Sheet(
        "finance",
        figures(known, fields, lambda name, year: year is not None and name not in declared),
        official,
    )
    yield Sheet(
        "declared", figures(known, fields, lambda name, _: name in declared), official | {"source": "自报"}
    )
    for key, (file, owner, whom, department) in TABLES.items():
        told = {"table": owner, "covers": "全部", "enterprises": whom, **official, "department": department}
        rows = records_of(known, key, fields[owner]["record"])
        if key != "qualifications":
            yield Sheet(file, rows, told)
            continue
        yield Sheet(file, [row for row in rows if row["名称"] not in PUBLISHED], told)
        whole = {"covers": list(PUBLISHED), "enterprises": "全部"}
        yield Sheet("published_lists", [row for row in rows if row["名称"] in PUBLISHED], told | whole)


def figures(
    known: list[Enterprise], fields: Mapping[str, Any], wanted: Callable[[str, int | None], bool]
) -> list[dict[str, Any]]:
    """One row an enterprise: the wanted fields of no year, then those of each year (营业收入@2023)."""
    order = {name: place for place, name in enumerate(fields)}
    found: set[tuple[str, int | None]] = set()
    for one in known:
        found |= {(name, None) for name in one.points}
        found |= {(name, year) for name, values in one.annual.items() for year in values}
    columns = sorted(
        (pair for pair in found if wanted(*pair)), key=lambda pair: (order[pair[0]], pair[1] or 0)
    )
    return [
        identity(one)
        | {
            name if year is None else f"{name}@{year}": one.points.get(name)
            if year is None
            else one.annual.get(name, {}).get(year)
            for name, year in columns
        }
        for one in known
    ]


def records_of(known: list[Enterprise], key: str, parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a record, with the parts that occur."""
    rows = [identity(one) | record for one in known for record in one.records[key]]
    used = [part for part in parts if any(row.get(part) is not None for row in rows)]
    return [{name: row.get(name) for name in (CODE, NAME, *used)} for row in rows]


def identity(one: Enterprise) -> dict[str, Any]:
    return {CODE: one.registry[CODE], NAME: one.registry[NAME]}


def write(file: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    with tempfile.NamedTemporaryFile(
        "w", dir=file.parent, delete=False, encoding="utf-8", newline="", suffix=".tmp"
    ) as handle:
        handle.write(text)
    os.chmod(handle.name, 0o644)
    os.replace(handle.name, file)


def table_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV; an unknown value is an empty cell."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return text.getvalue()


def make(out: Path = OUT) -> dict[str, int]:
    """Writes all tables into `out`, each with its declaration; gives the number of rows by file."""
    profiles = yaml.safe_load(PROFILES.read_text(encoding="utf-8"))
    dictionary = yaml.safe_load(DICTIONARY.read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    enterprises = list(Maker(profiles, dictionary).enterprises())
    for sheet in sheets(enterprises, dictionary["fields"], profiles["as_of"]):
        write(out / f"{sheet.file}.csv", table_text(sheet.rows))
        if sheet.told:
            told = sheet.told | {"note": "虚构的示例，由 benchmarks/make_sample.py 生成"}
            write(out / f"{sheet.file}.yaml", yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
        written[f"{sheet.file}.csv"] = len(sheet.rows)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description="生成示例登记与事实表（全部虚构）")
    parser.add_argument("--out", type=Path, default=OUT, help="写到哪个文件夹，默认 enterprises/sample")
    out = parser.parse_args().out
    for name, count in make(out).items():
        print(f"{name}：{count} 行")
    print(f"已写到 {out}")


if __name__ == "__main__":
    main()
