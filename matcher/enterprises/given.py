"""Reads what a person states of an enterprise: {"营业收入": "3000万元", "资质": ["高新技术企业"], …}.

Bare values of a yearly field are 上年's; a list that is given covers every name; null is missing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dateutil import parser as dates

from matcher.enterprises.facts import EVERY_NAME, EnterpriseFacts
from matcher.errors import MatcherError, Problems, UsageError
from matcher.language import numerals
from matcher.language import vocabulary as v
from matcher.language.facts import DECLARED, OFFICIAL, SOURCES, Fact
from matcher.language.hints import did_you_mean
from matcher.language.units import DURATIONS, PURE, base
from matcher.language.values import Duration, Num, Record, Records
from matcher.language.vocabulary import Field, Vocabulary

JUDGMENTS = "人工认定"
VALUE, FROM = "值", "来源"
_TRUE, _FALSE = frozenset({"是", "有", "真", "true"}), frozenset({"否", "无", "没有", "假", "false"})
_COUNTED = (base("人"), base("项"))
_DAY = re.compile(r"\d{4}\D\d{1,2}\D\d{1,2}日?$|\d{8}$")
LARGEST = Fraction(10) ** 18
"""Beyond this no amount, head count or area is real; it is most likely a code in the wrong column."""


def facts_of(
    given: Mapping[str, Any],
    vocabulary: Vocabulary,
    as_of: dt.date,
    base_year: int | None = None,
    source: str = OFFICIAL,
) -> EnterpriseFacts:
    """The facts that `given` states.

    Args:
        given: values by field name or synonym; see the module's first lines.
        vocabulary: the dictionary.
        as_of: the date of the question; a bare yearly value is of the year before (or of `base_year`).
        source: the source that facts have which name none themselves.

    Raises:
        UsageError, Problems: unknown names, values that cannot be read, numbers without a unit.
    """
    reader = _Reader(vocabulary, as_of, as_of.year - 1 if base_year is None else base_year, source)
    if not isinstance(given, Mapping):
        raise UsageError(
            "given 要写成「指标: 值」的对照",
            cause="给的不是 JSON 对象",
            remedy='例如 {"指标": "3000万元"}',
        )
    for name, value in given.items():
        reader.take(str(name), value)
    if len(reader.errors) == 1:
        raise reader.errors[0]
    if reader.errors:
        raise Problems("given", reader.errors)
    return reader.facts


class _Reader:
    def __init__(self, vocabulary: Vocabulary, as_of: dt.date, last_year: int, source: str) -> None:
        self.vocabulary, self.as_of, self.last_year, self.source = vocabulary, as_of, last_year, source
        founded = vocabulary.founded()
        self.facts = EnterpriseFacts(founded_field=founded.name if founded else None)
        self.errors: list[MatcherError] = []

    def take(self, name: str, value: Any) -> None:
        """Takes one stated value."""
        if name == JUDGMENTS:
            self._judgments(value)
            return
        item = self.vocabulary.field(name)
        if item is None:
            known = [word for each in self.vocabulary.fields.values() for word in (each.name, *each.synonyms)]
            self._fail(
                f"given 里的「{name}」不是指标",
                "写错了，或字典里没有",
                did_you_mean(name, known) or "查指标字典",
            )
        elif item.record:
            self._list(item, value)
        elif item.by_year:
            self._years(item, value)
        elif isinstance(value, Mapping) and VALUE not in value:
            self._newest(item, value)
        else:
            fact = self._fact(item, value)
            if fact is not None:
                self.facts.points[item.name] = fact

    def _fail(self, what: str, cause: str, remedy: str) -> None:
        self.errors.append(UsageError(what, cause=cause, remedy=remedy))

    def _judgments(self, value: Any) -> None:
        if not isinstance(value, Mapping):
            self._fail(
                "人工认定 要写成「问题: true/false」", "写的不是对照", '例如 {"符合本区产业导向": true}'
            )
            return
        for question, decided in value.items():
            answer = _boolean(decided)
            if decided is not None and answer is None:
                self._fail(f"人工认定「{question}」的值「{decided}」读不懂", "要写是或否", "写 true 或 false")
            elif answer is not None:
                self.facts.judgments[str(question)] = Fact(answer, self.source)

    def _years(self, item: Field, value: Any) -> None:
        stated = value if isinstance(value, Mapping) and VALUE not in value else {str(self.last_year): value}
        for year, one in stated.items():
            digits = re.fullmatch(r"((?:19|20)\d\d)(?:年度?|年末)?", str(year).strip())
            if digits is None:
                self._fail(
                    f"「{item.name}」的年度「{year}」读不懂", "年度要写四位数", '例如 {"2023": "90万元"}'
                )
                continue
            fact = self._fact(item, one)
            if fact is not None:
                self.facts.yearly.setdefault(item.name, {})[int(digits[1])] = fact

    def _newest(self, item: Field, value: Mapping[str, Any]) -> None:
        """Values of a point-in-time field by date: the newest at as_of is the one that counts."""
        dated: list[tuple[dt.date, Any]] = []
        for day, one in value.items():
            text = str(day).strip()
            when = read_date(text) or (
                dt.date(int(text[:4]), 12, 31) if re.fullmatch(r"(?:19|20)\d\d年?度?", text) else None
            )
            if when is None:
                self._fail(
                    f"「{item.name}」的日期「{day}」读不懂", "要写日期或年度", '例如 {"2024-06-30": "50人"}'
                )
            elif when <= self.as_of and one is not None:
                dated.append((when, one))
        if dated:
            fact = self._fact(item, max(dated, key=lambda pair: pair[0])[1])
            if fact is not None:
                self.facts.points[item.name] = fact

    def _fact(self, item: Field, stated: Any) -> Fact | None:
        source, day = self.source, None
        if isinstance(stated, Mapping):
            source, day = str(stated.get(FROM, source)), read_date(str(stated.get("日期", "")))
            stated = stated.get(VALUE)
            if source not in SOURCES:
                self._fail(
                    f"「{item.name}」的来源「{source}」不认识", "来源写错", f"写成 {'、'.join(SOURCES)} 之一"
                )
                return None
        value = self.value(item, stated)
        return (
            None if value is None else Fact(value, source, "" if source == DECLARED else item.department, day)
        )

    def _list(self, item: Field, value: Any) -> None:
        if value is None:
            return
        rows = [value] if isinstance(value, str | Mapping) else value
        if not isinstance(rows, list | tuple):
            self._fail(f"「{item.name}」要写成清单", "它可以有多条", f'例如 {{"{item.name}": []}}')
            return
        records = [record for row in rows if (record := self._record(item, row)) is not None]
        self.facts.lists[item.name] = Records(tuple(records), EVERY_NAME, self.source)

    def _record(self, item: Field, row: Any) -> Record | None:
        part = item.part("name")
        if isinstance(row, str) and part is not None:
            return Record({part.name: self.value(part, row)}, asserted=True)
        if not isinstance(row, Mapping):
            self._fail(
                f"「{item.name}」里的「{row}」读不懂",
                "每条要写成对照，有名称的也可只写名称",
                '例如 [{"名称": "…"}]',
            )
            return None
        values: dict[str, Any] = {}
        for name, stated in row.items():
            known = item.part_named(str(name))
            if known is None:
                choices = "、".join(item.record)
                self._fail(
                    f"「{item.name}」的记录里没有「{name}」",
                    "写错了",
                    did_you_mean(str(name), item.record) or f"可用：{choices}",
                )
                continue
            values[known.name] = self.value(known, stated)
        return Record(values)

    def value(self, item: Field, stated: Any) -> Any:
        """One stated value in the type of its field; None where it is missing or cannot be read (then noted)."""
        if stated is None or (isinstance(stated, str) and not stated.strip()):
            return None
        try:
            return read_value(item, stated, self.vocabulary)
        except UsageError as error:
            self.errors.append(error)
            return None


def read_value(item: Field, stated: Any, vocabulary: Vocabulary) -> Any:
    """One stated value in the type of its field, numbers in base units and exact.

    Raises:
        UsageError: it cannot be read, or lacks its unit.
    """
    reader = _READERS.get(item.kind)
    if reader is None:
        return str(stated)
    value = reader(item, stated, vocabulary)
    if value is None:
        sample = {v.BOOLEAN: "true 或 false", v.DATE: "2024-06-30", v.DURATION: "3年", v.YEAR: "2023"}.get(
            item.kind, ""
        )
        sample = (
            sample or f"{'5%' if item.kind == v.PERCENT else '3000' + (item.unit.name if item.unit else '')}"
        )
        raise UsageError(
            f"「{item.name}」的值「{stated}」读不懂", cause="写法或单位不对", remedy=f"写成 {sample} 的样子"
        )
    return value


def _number(item: Field, stated: Any, vocabulary: Vocabulary) -> Num | None:
    text = numerals.plain(str(stated)).strip()
    sign = -1 if text.startswith("-") else 1
    text = text[1:].strip() if text[:1] in {"+", "-"} else text
    share = numerals.share_at(text, 0)
    if share and share[1] == len(text) and item.kind == v.PERCENT:
        return Num.point(sign * share[0])
    found = numerals.number_at(text, 0)
    if found is None or isinstance(stated, bool):
        return None
    name = text[found[1] :].strip()
    own = item.unit
    if not name:
        if own is None or own.dimension in _COUNTED or (own.dimension == PURE and item.kind != v.PERCENT):
            return _bounded(item, sign * found[0] * (own.factor if own else 1))
        raise UsageError(
            f"「{item.name}」的值「{stated}」缺少单位",
            cause="单位漏写了",
            remedy=f"写成 {stated}{own.name} 的样子",
        )
    unit = vocabulary.units.find(name)
    if unit is None or own is None or unit.dimension != own.dimension:
        return None
    return _bounded(item, sign * found[0] * unit.factor)


def _bounded(item: Field, value: Fraction) -> Num:
    if abs(value) > LARGEST:
        raise UsageError(f"「{item.name}」的值大得不可能", cause="多写了位数或单位", remedy="核对数与单位")
    return Num.point(value)


def _duration(item: Field, stated: Any, vocabulary: Vocabulary) -> Duration | None:
    text = numerals.plain(str(stated)).strip()
    found = numerals.number_at(text, 0)
    name = text[found[1] :].strip() if found else ""
    if found is None or name not in DURATIONS:
        return None
    months, days = DURATIONS[name]
    return Duration(found[0] * months, Fraction(found[0] * days))


def _boolean(stated: Any) -> bool | None:
    if isinstance(stated, bool):
        return stated
    word = str(stated).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def read_date(text: str) -> dt.date | None:
    """A full date in any usual spelling; None where year, month or day is lacking."""
    clean = numerals.plain(text).strip()
    if not _DAY.match(clean.split("T")[0].split(" ")[0]):
        return None
    try:
        return dates.parse(re.sub(r"[年月.]", "-", clean).rstrip("日")).date()
    except (ValueError, OverflowError):
        return None


def _year(item: Field, stated: Any, vocabulary: Vocabulary) -> int | None:
    found = re.match(r"((?:19|20)\d\d)(?:年度?|$|-)", str(stated).strip())
    return int(found[1]) if found else None


def _code(item: Field, stated: Any, vocabulary: Vocabulary) -> str:
    text = str(stated).strip()
    code = item.system.resolve(text) if item.system else None
    # A name the table does not know stays as it is: it answers unknown, and says so (LANGUAGE 4).
    return code or text


_READERS = {
    v.QUANTITY: _number,
    v.PERCENT: _number,
    v.DURATION: _duration,
    v.BOOLEAN: lambda item, stated, vocabulary: _boolean(stated),
    v.DATE: lambda item, stated, vocabulary: (
        stated if isinstance(stated, dt.date) else read_date(str(stated))
    ),
    v.YEAR: _year,
    v.CODE: _code,
}
