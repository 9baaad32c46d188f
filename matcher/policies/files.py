"""Reads a policy file: YAML → a document and its items, with every mistake at its line."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matcher.errors import MatcherError, PolicyFileError, Problems
from matcher.language import tree as t
from matcher.language.hints import did_you_mean
from matcher.language.parse import is_amount, parse, parse_value
from matcher.language.vocabulary import Field, Vocabulary
from matcher.policies import model as m
from matcher.policies.taxonomy import Taxonomy
from matcher.yamlfile import Lined, parse_yaml, read_yaml

CITE_LIMIT = 12
_DOCUMENT_KEYS = {
    "slug", "title", "number", "issuers", "level", "region", "issued", "effective", "source", "state", "complete", "aliases",
    "note",
}  # fmt: skip
_POLICY_KEYS = {
    "id", "article", "title", "summary", "departments", "series", "tags", "conditions", "benefit", "combine", "application",
    "open", "examples", "base_year", "base_date", "note",
}  # fmt: skip
_TOP_KEYS = {"document", "as_of", "policies"}


def read_policies(path: Path, vocabulary: Vocabulary, taxonomy: Taxonomy) -> list[m.Policy]:
    """The items of a policy file.

    Raises:
        PolicyFileError, Problems: with every mistake found, each with file, line, cause and remedy.
    """
    return _Reader(read_yaml(path, PolicyFileError), path.name, vocabulary, taxonomy).policies()


def parse_policies(text: str, name: str, vocabulary: Vocabulary, taxonomy: Taxonomy) -> list[m.Policy]:
    """The items of the text of a policy file; for what is being edited."""
    return _Reader(parse_yaml(text, name, PolicyFileError), name, vocabulary, taxonomy).policies()


class _Reader:
    def __init__(self, content: Lined, file: str, vocabulary: Vocabulary, taxonomy: Taxonomy) -> None:
        self.content, self.file = content, file
        self.vocabulary, self.taxonomy = vocabulary, taxonomy
        self.errors: list[MatcherError] = []
        self.item = ""

    def policies(self) -> list[m.Policy]:
        """All items; raises with all mistakes."""
        self._keys(self.content, _TOP_KEYS, "文件")
        document = self._document(self.content.get("document") or Lined())
        policies = []
        for about in self._list(self.content, "policies", "政策事项"):
            if isinstance(about, Lined):
                policies.append(self._policy(about, document))
        if not policies and not self.errors:
            self.fail("文件里没有政策事项", 0, "policies 是空的", "至少写一个事项")
        if self.errors:
            raise Problems(self.file, self.errors)
        return policies

    # --- shared -----------------------------------------------------------------------------------------
    def fail(self, what: str, line: int, cause: str | None, remedy: str | None) -> None:
        """Notes a mistake with file, line and item."""
        where = f"{self.file}:{line}" + (f" 事项 {self.item}" if self.item else "")
        self.errors.append(PolicyFileError(what, where=where, cause=cause, remedy=remedy))

    def _keys(self, about: Lined, known: set[str], where: str) -> None:
        for key in about:
            if key not in known:
                self.fail(
                    f"{where}里有不认识的「{key}」",
                    about.lines[key],
                    "写错了",
                    did_you_mean(key, known) or f"可写：{'、'.join(sorted(known))}",
                )

    def _list(self, about: Lined, key: str, what: str) -> list[Any]:
        value = about.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(
                f"{what}（{key}）要写成清单", about.lines[key], "少了短横线或方括号", f"写成 {key}: [甲, 乙]"
            )
            return []
        return value

    def _texts(self, about: Lined, key: str, what: str) -> tuple[str, ...]:
        return tuple(str(one) for one in self._list(about, key, what))

    def _choice(self, about: Lined, key: str, allowed: Sequence[str], default: str) -> str:
        value = str(about.get(key) or default)
        if value not in allowed:
            self.fail(
                f"{key} 写成了「{value}」",
                about.lines.get(key, about.line),
                "不在可用的写法里",
                "写成 " + " / ".join(allowed),
            )
            return default
        return value

    def _date(self, about: Lined, key: str) -> dt.date | None:
        value = about.get(key)
        if value is None:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        self.fail(f"{key} 的日期「{value}」读不懂", about.lines[key], "不是年月日", "写成 2024-06-30 的样子")
        return None

    # --- the document -------------------------------------------------------------------------------------
    def _document(self, about: Lined) -> m.Document:
        self._keys(about, _DOCUMENT_KEYS, "document ")
        if not about.get("title"):
            self.fail("政策文件没有标题", about.line, "document.title 没写", "补上标题")
        effective = about.get("effective") or Lined()
        region = str(about.get("region") or "")
        issued = about.get("issued")
        return m.Document(
            str(about.get("slug") or self.file.removesuffix(".yaml")), str(about.get("title") or ""), about.get("number"),
            self._texts(about, "issuers", "发文机关"), self._choice(about, "level", m.LEVELS, m.LEVELS[0]), region,
            None if issued is None else str(issued), self._date(effective, "from") if effective else None,
            self._date(effective, "to") if effective else None, str(about.get("source") or ""),
            self._choice(about, "state", m.STATES, m.UNSURE), bool(about.get("complete", True)), str(about.get("note") or ""),
            self.file, self._date(self.content, "as_of"),
        )  # fmt: skip

    # --- an item ------------------------------------------------------------------------------------------
    def _policy(self, about: Lined, document: m.Document) -> m.Policy:
        self.item = str(about.get("id") or "（没有 id）")
        if not about.get("id") or not str(about["id"]).isascii():
            self.fail(
                "事项的 id 没写，或不是英文数字",
                about.line,
                "id 用来引用这个事项",
                "写成 js-2023-2-1-1 的样子",
            )
        self._keys(about, _POLICY_KEYS, "事项")
        if not about.get("title"):
            self.fail("事项没有标题", about.line, "title 没写", "补上标题")
        policy = m.Policy(
            self.item, document, str(about.get("article") or ""), str(about.get("title") or ""), str(about.get("summary") or ""),
            self._texts(about, "departments", "责任部门"), self._tags(about), self._conditions(about), self._benefit(about),
            self._combine(about), self._application(about), self._texts(about, "series", "系列"),
            self._texts(about, "open", "待定事项"), self._examples(about), about.get("base_year"),
            self._date(about, "base_date"), _version(about, document), about.line,
        )  # fmt: skip
        self.item = ""
        return policy

    def _tags(self, about: Lined) -> dict[str, tuple[str, ...]]:
        tags = about.get("tags") or Lined()
        result = {}
        for dimension in tags:
            values = self._texts(tags, dimension, "标签")
            known = self.taxonomy.dimensions.get(dimension)
            for value in values:
                problem = self.taxonomy.problem(dimension, value) if self.taxonomy.dimensions else None
                if problem:
                    self.fail(problem[0], tags.lines[dimension], "标签不在标签体系里", problem[1])
            result[dimension] = tuple(
                (known.canonical(value) if known else value) or value for value in values
            )
        return result

    def _conditions(self, about: Lined) -> tuple[m.Condition, ...]:
        result = []
        for one in self._list(about, "conditions", "条件"):
            if not isinstance(one, Lined) or "if" not in one:
                self.fail(
                    "条件要写成 {if: 条件式, cites: 原文}", about.lines["conditions"], "少了 if", "补上 if"
                )
                continue
            self._keys(one, {"if", "kind", "cites", "note"}, "条件")
            kind, cites = self._choice(one, "kind", m.KINDS, m.HARD), str(one.get("cites") or "")
            if len(cites) > CITE_LIMIT:
                self.fail(f"引文超过 {CITE_LIMIT} 字", one.lines["cites"], "只引定位用的几个字", "截短引文")
            node = self._parsed(str(one["if"]), one.lines["if"])
            if node is not None:
                result.append(m.Condition(str(one["if"]), node, kind, cites, one.line))
        return tuple(result)

    def _parsed(self, text: str, line: int) -> t.Node | None:
        try:
            return parse(text, self.vocabulary)
        except MatcherError as error:
            self._expression(error, line)
            return None

    def _expression(self, error: MatcherError, line: int) -> None:
        where = f"{self.file}:{line}" + (f" 事项 {self.item}" if self.item else "")
        for one in error.errors if isinstance(error, Problems) else [error]:
            one.where = where
            self.errors.append(one)

    def _pay(self, about: Lined, key: str, per: Field | None) -> m.Pay | None:
        if about.get(key) is None:
            return None
        text, line = str(about[key]), about.lines[key]
        try:
            node, kind = parse_value(text, self.vocabulary, scope=per)
        except MatcherError as error:
            self._expression(error, line)
            return None
        if not is_amount(kind):
            self.fail(
                f"「{text}」不是一个数额", line, "这里要金额", "写成 20万元，或 最小(投资 × 10%, 300万元)"
            )
            return None
        if not kind.dimension:
            self.fail(f"数额「{text}」没有单位", line, "金额必须带单位", "写成 20万元 的样子")
            return None
        return m.Pay(text, node, kind.dimension)

    # --- benefit ------------------------------------------------------------------------------------------
    def _benefit(self, about: Lined) -> m.Benefit:
        benefit = about.get("benefit") or Lined()
        if not isinstance(benefit, Lined):
            self.fail(
                "benefit 要写成「键: 值」",
                about.lines["benefit"],
                "格式不对",
                "写成 benefit: {kind: 资金, pay: 20万元}",
            )
            benefit = Lined()
        if benefit:
            self._keys(
                benefit, {"kind", "pay", "tiers", "cap", "per", "select", "installments", "note"}, "benefit "
            )
        per = self._per(benefit)
        tiers = tuple(
            tier
            for one in (self._list(benefit, "tiers", "档次") if benefit else [])
            if (tier := self._tier(one, benefit, per))
        )
        return m.Benefit(
            self._choice(benefit, "kind", m.BENEFIT_KINDS, m.MONEY) if benefit else m.MONEY,
            self._pay(benefit, "pay", per) if benefit else None, tiers, self._pay(benefit, "cap", None) if benefit else None, per,
            benefit.get("select"), str(benefit.get("installments") or ""), str(benefit.get("note") or ""),
        )  # fmt: skip

    def _per(self, benefit: Lined) -> Field | None:
        if not benefit.get("per"):
            return None
        item = self.vocabulary.field(str(benefit["per"]))
        if item is None or not item.record:
            self.fail(
                f"per「{benefit['per']}」不是有多条记录的指标",
                benefit.lines["per"],
                "写错了",
                "写成 per: 记录类指标的名称",
            )
            return None
        return item

    def _tier(self, one: Any, benefit: Lined, per: Field | None) -> m.Tier | None:
        if not isinstance(one, Lined) or "pay" not in one:
            self.fail("每档要写成 {if: 条件式, pay: 数额}", benefit.lines["tiers"], "少了 pay", "补上 pay")
            return None
        self._keys(one, {"if", "pay", "note"}, "档次")
        node = self._parsed(str(one["if"]), one.lines["if"]) if one.get("if") is not None else None
        pay = self._pay(one, "pay", per)
        if pay is None or (one.get("if") is not None and node is None):
            return None
        return m.Tier(None if one.get("if") is None else str(one["if"]), node, pay, one.line)

    def _combine(self, about: Lined) -> m.Combine | None:
        combine = about.get("combine")
        if not combine:
            return None
        self._keys(combine, {"group", "rule", "note"}, "combine ")
        rule = self._choice(combine, "rule", m.COMBINE_RULES, m.COMBINE_RULES[0])
        return m.Combine(str(combine.get("group") or ""), rule, str(combine.get("note") or ""))

    # --- application --------------------------------------------------------------------------------------
    def _application(self, about: Lined) -> m.Application:
        application = about.get("application") or Lined()
        if application:
            self._keys(
                application,
                {"mode", "window", "materials", "contact", "where", "note", "late"},
                "application ",
            )
        window = application.get("window")
        windows: tuple[m.Window, ...] = ()
        if isinstance(window, list):
            windows = tuple(
                m.Window(self._date(one, "from"), self._date(one, "to"))
                for one in window
                if isinstance(one, Lined)
            )
            for one in windows:
                if one.start and one.end and one.end < one.start:
                    self.fail(
                        "申报期的结束早于开始", application.lines["window"], "日期写反", "改正 from 和 to"
                    )
        elif window not in (None, m.ALWAYS):
            self.fail(
                f"window「{window}」读不懂",
                application.lines["window"],
                "写法不对",
                f"写成 [{{from: 2024-05-16, to: 2024-05-26}}] 或 {m.ALWAYS}",
            )
        mode = application.get("mode")
        return m.Application(
            None if mode is None else str(mode), windows, window == m.ALWAYS,
            self._texts(application, "materials", "材料") if application else (), str(application.get("contact") or ""),
            str(application.get("where") or ""),
        )  # fmt: skip

    def _examples(self, about: Lined) -> tuple[m.Example, ...]:
        result = []
        for one in self._list(about, "examples", "例子"):
            if not isinstance(one, Lined) or "expect" not in one:
                self.fail(
                    "例子要写 name、given、expect",
                    about.lines["examples"],
                    "少了 expect",
                    "补上 expect: {verdict: 符合}",
                )
                continue
            self._keys(one, {"name", "given", "expect", "as_of"}, "例子")
            result.append(
                m.Example(
                    str(one.get("name") or ""),
                    one.get("given") or {},
                    one["expect"],
                    self._date(one, "as_of"),
                    one.line,
                )
            )
        return tuple(result)


def _version(about: Lined, document: m.Document) -> str:
    """A digest of what decides a match: conditions, benefit, application, the document's validity."""
    kept = {
        key: about.get(key)
        for key in ("conditions", "benefit", "combine", "application", "tags", "base_year", "base_date")
    }
    text = json.dumps(
        [kept, document.state, str(document.effective_from), str(document.effective_to)],
        ensure_ascii=False,
        default=str,
    )
    return hashlib.sha256(text.encode()).hexdigest()[:12]
