"""Reads the rules of the profile (profile.yaml beside the dictionary): which facts give which labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from matcher.errors import DictionaryError, MatcherError, Problems
from matcher.language import tree as t
from matcher.language.hints import did_you_mean
from matcher.language.parse import parse, parse_value
from matcher.language.systems import CodeSystem
from matcher.language.vocabulary import CODE, Field, Vocabulary
from matcher.yamlfile import Lined, read_yaml

FILE = "profile.yaml"
KEYS = ("value", "mapped", "records", "tags", "above", "groups", "except", "own")
MAPPED_KEYS = ("from", "system", "codes")


class Labels(Protocol):
    """The label system of policies, as far as the profile needs it."""

    def problem(self, dimension: str, value: str) -> tuple[str, str] | None:
        """What is wrong with a label, and the remedy; None where it is right."""


@dataclass(frozen=True)
class CodeRule:
    """A code that an expression gives is a label; `codes` turns it into one of the system `target`."""

    node: t.Node
    system: CodeSystem
    codes: Mapping[str, str] | None = None
    target: CodeSystem | None = None


@dataclass(frozen=True)
class Dimension:
    """The rules of one dimension."""

    name: str
    codes: tuple[CodeRule, ...] = ()
    records: Field | None = None
    tags: Mapping[str, t.Node] = field(default_factory=dict)
    above: bool = False
    groups: bool = False
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProfileRules:
    """All dimensions, in the order of the file."""

    dimensions: tuple[Dimension, ...] = ()


def load_rules(folder: Path, vocabulary: Vocabulary, labels: Labels | None = None) -> ProfileRules:
    """The rules of a folder; none where it has no profile.yaml.

    Args:
        folder: the folder of the dictionary.
        vocabulary: the dictionary.
        labels: the label system of policies; what it does not know is refused. None: not checked.

    Raises:
        DictionaryError, Problems: with every mistake of the file, each with its line.
    """
    if not (folder / FILE).exists():
        return ProfileRules()
    content = read_yaml(folder / FILE, DictionaryError)
    entries = content.get("dimensions") or Lined()
    reader = _Reader(vocabulary, labels)
    found = tuple(
        reader.dimension(name, about or Lined(), entries.lines.get(name, 0))
        for name, about in entries.items()
    )
    if reader.errors:
        raise Problems(f"企业画像 {FILE}", reader.errors)
    return ProfileRules(found)


class _Reader:
    def __init__(self, vocabulary: Vocabulary, labels: Labels | None) -> None:
        self.vocabulary, self.labels = vocabulary, labels
        self.errors: list[MatcherError] = []

    def dimension(self, name: str, about: dict[str, Any], line: int) -> Dimension:
        """One dimension; mistakes are noted and the rest still read."""
        self._known_keys(name, about, KEYS, line)
        rules = [self._value(str(about["value"]), name, line)] if "value" in about else []
        rules += [self._mapped(about["mapped"], name, line)] if "mapped" in about else []
        tags = {
            str(tag): self._condition(str(text), name, line)
            for tag, text in (about.get("tags") or {}).items()
        }
        if not about.get("own"):
            self._labels(name, tags, line)
        return Dimension(
            name,
            tuple(rule for rule in rules if rule is not None),
            self._records(about.get("records"), name, line),
            {tag: node for tag, node in tags.items() if node is not None},
            bool(about.get("above", False)),
            bool(about.get("groups", False)),
            frozenset(map(str, about.get("except") or ())),
        )

    def _fail(self, what: str, line: int, remedy: str, cause: str = "") -> None:
        self.errors.append(DictionaryError(what, where=f"{FILE}:{line}", cause=cause, remedy=remedy))

    def _known_keys(self, name: str, about: dict[str, Any], keys: tuple[str, ...], line: int) -> None:
        unknown = sorted(set(about) - set(keys))
        if unknown:
            self._fail(f"「{name}」有不认识的键：{'、'.join(unknown)}", line, f"可用的键：{'、'.join(keys)}")

    def _value(self, text: str, name: str, line: int) -> CodeRule | None:
        try:
            node, _ = parse_value(text, self.vocabulary)
        except MatcherError as error:
            self._fail(f"「{name}」的取值式读不懂", line, "参照 docs/language.md 改正", str(error))
            return None
        item = node.field if isinstance(node, t.FieldRef) else None
        if item is None or item.kind != CODE or item.system is None:
            self._fail(f"「{name}」的取值式「{text}」不是一个代码指标", line, "写一个 type: code 的指标")
            return None
        return CodeRule(node, item.system)

    def _mapped(self, about: Any, name: str, line: int) -> CodeRule | None:
        if not isinstance(about, dict) or not {"from", "system", "codes"} <= set(about):
            self._fail(f"「{name}」的 mapped 缺了东西", line, f"要有 {'、'.join(MAPPED_KEYS)}")
            return None
        rule = self._value(str(about["from"]), name, line)
        system = self.vocabulary.systems.get(str(about["system"]))
        if rule is None or system is None:
            if system is None:
                self._fail(
                    f"「{name}」的代码表「{about['system']}」不存在", line, "在 fields.yaml 的 systems 里登记"
                )
            return None
        codes: dict[str, str] = {}
        for told, meant in (about["codes"] or {}).items():
            code, target = rule.system.resolve(str(told)), system.resolve(str(meant))
            if code is None or target is None:
                unknown = told if code is None else meant
                self._fail(f"「{name}」的 mapped 里「{unknown}」不在代码表里", line, "改正代码")
            else:
                codes[code] = target
        return CodeRule(rule.node, rule.system, codes, system)

    def _records(self, word: Any, name: str, line: int) -> Field | None:
        if word is None:
            return None
        item = self.vocabulary.field(str(word))
        part = item.part("name") if item else None
        if part is None or part.system is None:
            self._fail(
                f"「{name}」的 records「{word}」不是有名称的名单",
                line,
                "写一个 type: list、名称有代码表的指标",
            )
            return None
        return item

    def _condition(self, text: str, name: str, line: int) -> t.Node | None:
        try:
            return parse(text, self.vocabulary)
        except MatcherError as error:
            self._fail(f"「{name}」的条件式读不懂", line, "参照 docs/language.md 改正", str(error))
            return None

    def _labels(self, name: str, tags: Mapping[str, object], line: int) -> None:
        """Labels that policies cannot carry would match nothing: refused."""
        known = getattr(self.labels, "dimensions", None)
        if self.labels is None or not known:
            return
        if name not in known:
            self._fail(
                f"标签体系里没有「{name}」这个维度", line, did_you_mean(name, known) or "改名，或写 own: true"
            )
            return
        for tag in tags:
            if problem := self.labels.problem(name, tag):
                self._fail(problem[0], line, problem[1])
