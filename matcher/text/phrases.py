"""Business scopes cut into phrases: each distinct phrase is read once, enterprises are rows of phrase numbers.

A scope is a list of things with what is done to them: 「生产橡胶制品，销售自产产品」, 「金属材料、建材的销售」. A phrase keeps
its words and its deed (生产, 研发, 销售, 服务), which a list may state once, at its head or at its end. Sentences that
registrars append to every scope (依法须经批准的项目 …), exceptions (除…外) and bracketed remarks are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from matcher.text.stretches import PORTION, stretch_numbers
from matcher.text.tokens import normalise


class Deed(IntEnum):
    """What an enterprise does to the thing a phrase names."""

    UNSAID = 0
    PRODUCTION = 1
    RESEARCH = 2
    SALE = 3
    SERVICE = 4

    __hash__ = int.__hash__  # Enum hashes by name, in Python: phrases are hashed by the million


DEEDS = {
    Deed.PRODUCTION: "生产|制造|加工|冶炼|铸造|锻造|组装|装配|印制|织造|种植|养殖|培育|酿造",
    Deed.RESEARCH: "研究开发|开发研究|研制开发|研究|研发|研制|开发|技术开发",
    Deed.SALE: "批发零售|批发兼零售|代购代销|销售|批发|零售|批零|经销|经营|贸易|佣金代理|进出口业务|进出口|内外贸易",
    Deed.SERVICE: "技术咨询|技术服务|技术转让|咨询服务|租赁服务|维修服务|服务|咨询|维修|修理|安装|租赁|维护|保养|调试|代理",
}
SHOWN = {Deed.PRODUCTION: "生产", Deed.RESEARCH: "研发", Deed.SALE: "销售", Deed.SERVICE: "服务"}
DEED_OF = {verb: deed for deed, verbs in DEEDS.items() for verb in verbs.split("|")}
VERB = "(?:" + "|".join(sorted(DEED_OF, key=len, reverse=True)) + ")"
JOIN = "(?:[及和与并兼]|以及)?"
HEAD = re.compile(
    rf"^(?:从事|专业从事|主营|兼营|主要|承接|提供|包括|有关|国内)*({VERB}(?:{JOIN}{VERB})*)(?:的)?(?=.)"
)
TAIL = re.compile(rf"(?<=.)(的)?(?:自产产品的)?((?:{JOIN}{VERB})+)(?:服务|业务|活动)?$")
LEAD = re.compile(r"^(?:从事|专业从事|主营|兼营|主要|承接|提供|包括|以及|及|和|与|在)+")
FIELD = re.compile(r"^(.{2,30}?)(?:专业)?(?:技术|科技|专业)*领域(?:内|里)?(?:的)?(.*)$")
ONE_VERB = re.compile(VERB)
BARE_VERB = re.compile(rf"({VERB})(?:服务|业务|活动)?")
LAND = re.compile(r"(?:房地产|地产|房产|土地|园区|小区|住宅|商品房|旅游|资源|开发区|项目)(?:的)?(?:综合)?$")

HAN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]{2}")
REMARKS = re.compile(r"【[^】]*】?|\[[^\]]*\]?|\([^()]*\)")
TEMPLATES = re.compile(
    r"(?:依法须经|凡须经|须经)[^。;]*|除依法须经[^。]*"
    r"|(?:企业经营|上述|以上|经营)*涉及[^,。;]*(?:许可|审批|配额|专项|国家)[^。;]*"
    r"|(?:一般|许可|具体)?(?:经营)?项目(?:[::]|$)|凭[^,。;]{0,12}许可证[^,。;]*"
    r"|国家(?:法律|法规|限定|禁止|规定)[^。;]*|除[^,。;、]*(?:以)?外|不含[^,。;、]*|(?:具体)?以[^,。;]*为准"
    r"|以下限分支[^,。;]*|限(?:分支|分公司)[^,。;]*|(?:前置|后置)许可[^,。;]*"
    r"|经[^,。;]{0,8}部门批准[^,。;]*|凭(?:营业执照|许可)[^,。;]*|(?:方可)?开展经营活动"
)
HINT = re.compile(r"[依凡须涉项凭除经]|国家|不含|为准|限分|许可")
BRACKETS = re.compile(r"[()\[\]【】“”\"'<>《》「」]")
LONGEST = 20_000  # characters of a scope that are read


class Phrase(NamedTuple):
    """A distinct phrase: as written, the thing it names, and the deed."""

    text: str
    thing: str
    deed: Deed

    @property
    def shown(self) -> str:
        """The phrase as people read it, its deed added where the list stated it elsewhere."""
        word = SHOWN.get(self.deed, "")
        return self.text if not word or ONE_VERB.search(self.text) else self.text + word


@dataclass(frozen=True)
class PhraseTable:
    """Distinct phrases and, for each of n enterprises, the numbers of its phrases in order (CSR arrays)."""

    phrases: list[Phrase]
    starts: np.ndarray  # int64, n + 1
    numbers: np.ndarray  # int32, starts[-1]

    def of(self, row: int) -> list[Phrase]:
        """The phrases of one enterprise, in the order of its scope."""
        return [self.phrases[number] for number in self.numbers[self.starts[row] : self.starts[row + 1]]]

    def counts(self) -> np.ndarray:
        """In how many places each phrase stands (int64, one a phrase)."""
        return np.bincount(self.numbers, minlength=len(self.phrases))


def split_scopes(scopes: pl.Series) -> PhraseTable:
    """Cut scopes (strings or nulls, one an enterprise) into a table of distinct phrases.

    Stretches between commas repeat from scope to scope, so each distinct one is read once.
    """
    known: dict[int | bytes, int] = {}
    texts: list[str] = []
    column = scopes.cast(pl.String).str.slice(0, LONGEST)
    portions = [
        stretch_numbers(column.slice(at, PORTION), known, texts) for at in range(0, len(column), PORTION)
    ]
    sizes = np.concatenate([portion[0] for portion in portions]) if portions else np.zeros(0, np.int64)
    codes = np.concatenate([portion[1] for portion in portions]) if portions else np.zeros(0, np.int64)
    return compose([clean(text) for text in texts], sizes, codes)


def clean(stretch: str) -> str:
    """A stretch in half-width form without remarks in brackets and registrars' templates.

    >>> clean("矿产品（除专控）的销售"), clean("【依法须经批准的项目，经相关部门批准后方可开展经营活动】")
    ('矿产品的销售', '')
    """
    text = normalise(stretch)
    if BRACKETS.search(text):
        bare = REMARKS.sub("", REMARKS.sub("", text))
        text = bare if HAN.search(bare) else text  # what stands wholly in brackets is still said
    if HINT.search(text):  # most stretches hold no template: one look spares a dozen
        text = TEMPLATES.sub("", text)
    return BRACKETS.sub("", text).strip(" ,.;:")


def compose(segments: list[str], sizes: np.ndarray, codes: np.ndarray) -> PhraseTable:
    """From stretches per enterprise (their counts, then their numbers in order) to phrase numbers per enterprise."""
    known: dict[Phrase, int] = {}
    parts = [
        [known.setdefault(phrase, len(known)) for phrase in read_segment(segment)] for segment in segments
    ]
    lengths = np.fromiter((len(part) for part in parts), dtype=np.int64, count=len(parts))
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.fromiter((number for part in parts for number in part), dtype=np.int32, count=int(offsets[-1]))
    taken = lengths[codes]
    ends = np.concatenate([[0], np.cumsum(taken)])
    numbers = flat[np.repeat(offsets[codes] - ends[:-1], taken) + np.arange(ends[-1])]
    return PhraseTable(list(known), ends[np.concatenate([[0], np.cumsum(sizes)])], numbers)


def split_scope(scope: str | None) -> list[Phrase]:
    """The phrases of one scope, in order.

    >>> [
    ...     (phrase.text, phrase.deed.name)
    ...     for phrase in split_scope("生产橡胶制品，销售自产产品。【依法须经批准的项目】")
    ... ]
    [('橡胶制品', 'PRODUCTION'), ('自产产品', 'SALE')]
    """
    table = split_scopes(pl.Series([scope or ""], dtype=pl.String))
    return table.of(0)


def read_segment(segment: str) -> list[Phrase]:
    """The phrases of one stretch between commas, deeds of a list carried to its items."""
    items = [item for item in segment.split("、") if item]
    items, field = out_of_field(items)
    read: list[Phrase] = [Phrase(field, field, Deed.RESEARCH)] if field else []
    carried = Deed.UNSAID
    plain: list[int] = []
    for item in items[:200]:
        phrase, head, closes = read_item(item, carried)
        if not phrase.thing and not read and len(items) == 1 and not field:
            phrase = Phrase(item, item, phrase.deed)  # a scope may say 「批发零售」 and nothing else
        if not phrase.thing:
            read = with_deed(read, plain[-1:], phrase.deed)
            continue
        carried = head if head is not Deed.UNSAID else carried
        if closes:
            read, plain = with_deed(read, plain, phrase.deed), []
        elif phrase.deed is Deed.UNSAID:
            plain.append(len(read))
        read.append(phrase)
    return read


def out_of_field(items: list[str]) -> tuple[list[str], str]:
    """Split 「X技术领域内的技术开发」 into the items after it and the field X."""
    first = FIELD.match(items[0]) if items and "领域" in items[0] else None
    if first is None:
        return items, ""
    rest = [first[2], *items[1:]] if first[2] else items[1:]
    return rest, LEAD.sub("", first[1])


@lru_cache(maxsize=200_000)
def read_item(item: str, carried: Deed) -> tuple[Phrase, Deed, bool]:
    """One item of a list: its phrase, the deed its head starts, and whether its end closes the list (「…的销售」)."""
    item = item.strip("、,.·-—")[:60]
    if alone := BARE_VERB.fullmatch(item):
        return Phrase(item, "", DEED_OF[alone[1]]), Deed.UNSAID, False
    head, tail = HEAD.match(item), TAIL.search(item)
    thing = LEAD.sub("", item)
    if tail is not None and thing:
        deed = DEED_OF[(ONE_VERB.findall(tail[2]) or [""])[0]]
        bare = LEAD.sub("", item[: tail.start()]) or thing
        if deed is Deed.RESEARCH and LAND.search(bare):
            return Phrase(thing, thing, Deed.UNSAID), Deed.UNSAID, False
        return Phrase(thing, bare, deed), Deed.UNSAID, tail[1] is not None
    if head is not None:
        deed = DEED_OF[ONE_VERB.findall(head[1])[0]]
        return Phrase(item[head.end() :], item[head.end() :], deed), deed, False
    return Phrase(thing, thing, carried), Deed.UNSAID, False


def with_deed(read: list[Phrase], places: list[int], deed: Deed) -> list[Phrase]:
    """The phrases with `deed` given to those at `places` that had none."""
    return [
        Phrase(phrase.text, phrase.thing, deed) if place in places and phrase.deed is Deed.UNSAID else phrase
        for place, phrase in enumerate(read)
    ]
