"""Draws the enterprises of the sample from profiles; all chance comes from one seeded source."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stdnum.cn import uscc

RECORDS = (
    "qualifications", "credit", "supports", "projects", "reports", "penalties", "awards", "achievements",
    "listing", "premises", "outlets",
)  # fmt: skip
"""Profile keys that give records."""
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
        made.records = {key: self.records(key, profile, index) for key in RECORDS}
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
            whole: Mapping[int, Any] = others.get(spec["share_of"], {})
            return {
                year: self.rounded(name, value * share * (1 + self.random.uniform(-0.01, 0.01)))
                for year, value in whole.items()
            }
        values: dict[int, Any] = {}
        value = float(self.draw(spec["level"], index))
        growth: Any = (
            self.settled(spec["growth"], index) if isinstance(spec["growth"], dict) else spec["growth"]
        )
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
                self.date_qualification(row, self.draw(spec.get("years", 3), index))
            rows.append(self.completed(key, row, index))
        return rows

    def date_qualification(self, row: dict[str, Any], years: int) -> None:
        """When it was granted and until when it holds; without years nobody recorded the end."""
        granted = row.setdefault("认定日期", self.draw([dt.date(2023, 10, 1), dt.date(2025, 12, 20)], 0))
        row.setdefault("认定方式", "首次")
        row["认定年度"] = granted.year
        if years:
            until = granted.replace(year=granted.year + years, day=min(granted.day, 28))
            row["有效期至"] = until - dt.timedelta(days=1)

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
