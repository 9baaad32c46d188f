"""Loads the field dictionary (指标字典): fields.yaml and its code tables → a vocabulary for conditions."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from matcher.enterprises.systems import load_system
from matcher.enterprises.thresholds import threshold_expression
from matcher.errors import DictionaryError, MatcherError, Problems
from matcher.language import numerals
from matcher.language import tree as t
from matcher.language import vocabulary as v
from matcher.language.lexer import KEYWORDS
from matcher.language.parse import parse, parse_value
from matcher.language.systems import CodeSystem
from matcher.language.units import DURATIONS, Unit, Units, base
from matcher.language.values import Duration
from matcher.language.vocabulary import Field, Vocabulary
from matcher.yamlfile import Lined, read_yaml

FILE = "fields.yaml"
_KNOWN_KEYS = {
    "synonyms", "type", "unit", "period", "department", "sensitivity", "movable", "reach", "derivation", "note", "system",
    "record", "asked_by", "open_ended", "role", "open",
}  # fmt: skip


def load_vocabulary(folder: Path) -> Vocabulary:
    """The dictionary of a folder as a vocabulary.

    Args:
        folder: a folder with fields.yaml and the code tables it names.

    Raises:
        DictionaryError, Problems: with every mistake found, each with its line.
    """
    content = read_yaml(folder / FILE, DictionaryError)
    loader = _Loader(content, folder)
    vocabulary = loader.vocabulary()
    loader.derive(vocabulary)
    if loader.errors:
        raise Problems(f"指标字典 {FILE}", loader.errors)
    return vocabulary


class _Loader:
    def __init__(self, content: Lined, folder: Path) -> None:
        self.content, self.folder = content, folder
        self.errors: list[MatcherError] = []
        self.units = Units({name: _unit(name, about) for name, about in (content.get("units") or {}).items()})
        self.systems: dict[str, CodeSystem] = {}

    def vocabulary(self) -> Vocabulary:
        """All fields, without derivations."""
        for name, about in (self.content.get("systems") or {}).items():
            try:
                self.systems[name] = load_system(name, about, self.folder)
            except DictionaryError as error:
                self.errors.append(error)
        entries: Any = self.content.get("fields") or Lined()
        fields = [
            self._field(name, about or Lined(), entries.lines.get(name, 0)) for name, about in entries.items()
        ]
        self._clashes(fields)
        return Vocabulary(fields, self.systems, self.units)

    def _fail(self, what: str, line: int, remedy: str) -> None:
        self.errors.append(DictionaryError(what, where=f"{FILE}:{line}", remedy=remedy))

    def _field(self, name: str, about: dict[str, Any], line: int, owner: str | None = None) -> Field:
        kind = str(about.get("type", ""))
        if kind not in v.KINDS:
            self._fail(f"「{name}」的 type「{kind}」不认识", line, f"写成 {' / '.join(v.KINDS)} 之一")
            kind = v.TEXT
        unknown = set(about) - _KNOWN_KEYS
        if unknown:
            self._fail(
                f"「{name}」有不认识的键：{'、'.join(sorted(unknown))}",
                line,
                f"可用的键：{'、'.join(sorted(_KNOWN_KEYS))}",
            )
        system = self._system(name, about, line)
        record = {
            part: self._field(part, part_about or {}, line, owner=name)
            for part, part_about in (about.get("record") or {}).items()
        }
        unit = self._unit(name, kind, about, line)
        return Field(
            name, kind, tuple(map(str, about.get("synonyms") or ())), unit, str(about.get("period", v.POINT)), system, record,
            about.get("asked_by"), bool(about.get("open_ended", False)), about.get("role"), owner,
            derivation_text=self._derivation_text(name, about, line), department=str(about.get("department", "")),
            sensitivity=str(about.get("sensitivity", "内部")), movable=bool(about.get("movable", False)),
            reach=self._reach(name, about, line), note=str(about.get("note", "")),
        )  # fmt: skip

    def _system(self, name: str, about: dict[str, Any], line: int) -> CodeSystem | None:
        if about.get("type") != v.CODE:
            return None
        system = self.systems.get(str(about.get("system")))
        if system is None:
            self._fail(
                f"「{name}」的代码表「{about.get('system')}」不存在", line, "在 systems 一节登记，或改名"
            )
            return CodeSystem(name, {}, open=True)
        if about.get("open") and not system.open:
            system.open = True
        return system

    def _unit(self, name: str, kind: str, about: dict[str, Any], line: int) -> Unit | None:
        if kind == v.PERCENT:
            return self.units.find("%")
        if kind == v.DURATION or (kind != v.QUANTITY and "unit" not in about):
            return None
        unit = self.units.find(str(about.get("unit", "")))
        if unit is None:
            self._fail(
                f"「{name}」的单位「{about.get('unit')}」不认识", line, "用已有的单位，或在 units 一节登记"
            )
        return unit

    def _reach(self, name: str, about: dict[str, Any], line: int) -> tuple[str, object] | None:
        if "reach" not in about:
            return None
        text = numerals.plain(str(about["reach"]))
        number = numerals.number_at(text, 0)
        unit = text[number[1] :].strip() if number else ""
        if number and unit in DURATIONS:
            months, days = DURATIONS[unit]
            return ("duration", Duration(number[0] * months, Fraction(number[0] * days)))
        found = self.units.find(unit) if number else None
        if number is None or found is None:
            self._fail(f"「{name}」的 reach「{text}」读不懂", line, "写成 30% 或 5人、6个月 的样子")
            return None
        if unit == "%" and about.get("type") != v.PERCENT:
            return ("share", number[0] / 100)
        return ("share" if unit == "%" else "amount", number[0] * found.factor)

    def _derivation_text(self, name: str, about: dict[str, Any], line: int) -> str | None:
        derivation = about.get("derivation")
        if not isinstance(derivation, dict):
            return None if derivation is None else str(derivation)
        industry = next(
            (key for key, other in self.content["fields"].items() if (other or {}).get("role") == "industry"),
            None,
        )
        system = self.systems.get(str(about.get("system")))
        if industry is None or system is None or len(system.entries) < 4:
            self._fail(
                f"「{name}」不能按划型表推算", line, "要有 role: industry 的指标，和从大到小四档的代码表"
            )
            return None
        sizes = [entry.name for entry in system.entries.values()][:4]
        try:
            return threshold_expression(self.folder / str(derivation.get("thresholds")), industry, (*sizes,))  # type: ignore[arg-type]
        except DictionaryError as error:
            self.errors.append(error)
            return None

    def _clashes(self, fields: list[Field]) -> None:
        seen: dict[str, str] = {}
        lines = self.content["fields"].lines if self.content.get("fields") else {}
        for item in fields:
            for word in (item.name, *item.synonyms):
                if word in seen and seen[word] != item.name:
                    self._fail(
                        f"「{word}」既是「{seen[word]}」又是「{item.name}」",
                        lines.get(item.name, 0),
                        "换一个名称或同义词",
                    )
                if word in KEYWORDS:
                    self._fail(
                        f"「{word}」是条件式的关键字，不能作指标名", lines.get(item.name, 0), "换一个名称"
                    )
                seen[word] = item.name

    def derive(self, vocabulary: Vocabulary) -> None:
        """Parses the derivations, once all fields are known; notes which field is whose historical maximum."""
        lines = self.content["fields"].lines if self.content.get("fields") else {}
        for item in vocabulary.fields.values():
            if item.derivation_text is None:
                continue
            try:
                if item.kind == v.BOOLEAN:
                    item.derivation = parse(item.derivation_text, vocabulary)
                else:
                    item.derivation, _ = parse_value(item.derivation_text, vocabulary, item.system)
            except MatcherError as error:
                place = f"{FILE}:{lines.get(item.name, 0)} 「{item.name}」的 derivation"
                self.errors.append(DictionaryError(f"推算式读不懂：{error}", where=place))
                continue
            if isinstance(item.derivation, t.Window) and item.derivation.op == "历史最高":
                of = item.derivation.item
                if isinstance(of, t.FieldRef):
                    vocabulary.set_peak(of.field.name, item)
        self._circles(vocabulary)

    def _circles(self, vocabulary: Vocabulary) -> None:
        def needs(item: Field, path: tuple[str, ...]) -> None:
            if item.name in path:
                self.errors.append(
                    DictionaryError(
                        f"推算绕成了圈：{' → '.join((*path, item.name))}",
                        where=FILE,
                        remedy="去掉其中一个 derivation",
                    )
                )
                item.derivation = None
                return
            for node in item.derivation.walk() if item.derivation is not None else ():
                if isinstance(node, t.FieldRef) and node.field.owner is None:
                    needs(node.field, (*path, item.name))

        for item in vocabulary.fields.values():
            needs(item, ())


def _unit(name: str, about: Any) -> Unit:
    text = str(about)
    number = re.match(r"\s*([\d.]+)\s*(.*)", text)
    factor, dimension = (Fraction(number[1]), number[2] or name) if number else (Fraction(1), text)
    return Unit(name, base(dimension), factor)
