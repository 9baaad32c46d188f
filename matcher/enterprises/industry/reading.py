"""A business scope read into phrases: what each names, and whether it is made, sold or done.

A verb may stand once for a whole list, before it (生产橡胶制品，塑料制品) or after it (建材，五金销售); phrases at the end
without a verb are goods that a registrar listed (销售 is often cut off).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from matcher.enterprises.industry.rules import Entry, Rules

LONGEST_SCOPE = 6000
LONGEST_PHRASE = 40
SECOND = 0.8  # nearness of a thing named after 及
MOST_PHRASES = 60
MOST_KEPT = 400_000  # distinct phrases held in memory
REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
OPENING = frozenset("([【〔")
QUOTES = str.maketrans("", "", "“”\"'‘’「」《》<>*·")
CUT = re.compile(r"[,、;。:.!?/|\s]+")
AND = re.compile(r"[及和与]|以及")
STOP = re.compile(r"[;。]+")
FIELD = re.compile(
    r"(?:从事)?([^,;。]{2,60}?)(?:专业|技术|科技)*领域(?:内|里)?的?((?:技术|四技|八技|研发)[^,;。]*)?"
)
AND_MORE = re.compile(
    r"(?<=.)[及和与](?:其|其他|相关)?(?:设计|施工|维修|维护|养护|咨询|安装|服务|保养|管理|调试|代理|技术)+(?:服务)?$"
)
TRIM = re.compile(r"(?<=.)(?:的)?(?:业务|服务|活动|项目|场所|经营管理|开发管理|建设管理|的)+$")
LEAD = re.compile(
    r"^(?:从事|主要从事|专业从事|主营|兼营|承接|提供|包括|以及|和|与|及|各类|其他|其它|本企业|各种|有关|国内|的)+"
)
JOINT = re.compile(r"[的及和与并兼、\-—]+$")


class Role(IntEnum):
    """What is done with the thing a phrase names."""

    UNSAID = 0
    MAKE = 1
    SELL = 2
    ACT = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A word found in a phrase, with its end: 1.0 at the end of the phrase, less before it."""

    entry: Entry
    nearness: float


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A distinct phrase as it stands: its words, its own verb at head or tail, the activity of a known verb."""

    text: str
    found: tuple[Found, ...]
    head: frozenset[str] = frozenset()
    tail: frozenset[str] = frozenset()
    fallback: str = ""
    alone: bool = False  # verbs only
    technical: str = ""  # computing, mixed, medical or other for 从事…领域内的技术开发


NOTHING = Seen("", ())


@dataclass(slots=True)
class Said:
    """A phrase in its scope, with the roles of the list it stands in."""

    seen: Seen
    roles: frozenset[str]


class Reader:
    """Reads names and scopes with one set of rules; distinct phrases are read once and kept."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.kept: dict[str, Seen] = {}
        self.sizes = sizes_by_last(rules.lexicon)
        every = set().union(*rules.verbs.values())
        verbs = "|".join(sorted(map(re.escape, every), key=len, reverse=True))
        self.tail = re.compile(rf"((?:(?:{verbs})[及和与、并兼]?)+)(?:业务|自产产品)?$")
        self.head = re.compile(rf"^((?:(?:{verbs})[及和与、并兼]?)+)的?")
        self.verb = re.compile(verbs)
        self.prefixes = tuple((prefix, rules.lexicon[word]) for prefix, word in rules.prefixes.items())
        others = "|".join(sorted(map(re.escape, rules.verbs["other"]), key=len, reverse=True))
        self.trailing = re.compile(rf"(?<=.)(?:{others})$")
        self.building = re.compile(rules.building)
        acts = "|".join(sorted(map(re.escape, rules.fallbacks), key=len, reverse=True))
        self.act = re.compile(rf"({acts})(?:业务|服务|施工|工程|经营)?$")

    def clean(self, text: str | None) -> str:
        """Half-width, simplified, lower case, without remarks in brackets."""
        short = (
            unicodedata.normalize("NFKC", (text or "")[:LONGEST_SCOPE]).translate(self.rules.folding).lower()
        )
        bare = short.translate(QUOTES)
        if OPENING.isdisjoint(bare):
            return bare
        inside = bare
        for _ in range(3):
            bare = REMARK.sub("", bare)
        return bare if CUT.sub("", bare) else inside

    def scope(self, text: str | None) -> list[Said]:
        """The phrases of a scope in order, verbs of a list carried to its items."""
        said: list[Said] = []
        for sentence in STOP.split(self.fold_fields(self.clean(text))):
            pieces = [piece for piece in CUT.split(sentence) if piece]
            seen = [phrase for phrase in map(self.phrase, pieces) if phrase is not NOTHING]
            said += self.carry(seen[: MOST_PHRASES - len(said)])
        return said

    def fold_fields(self, text: str) -> str:
        """从事a、b领域内的技术开发、技术咨询 made one phrase, so that its fields are not read as goods."""
        if "领域" not in text:
            return text
        return FIELD.sub(lambda found: f",领域#{found[1].replace('、', '#')},", text)

    def phrase(self, piece: str) -> Seen:
        """One phrase, read once for all scopes that hold it; NOTHING for registrars' set sentences."""
        seen = self.kept.get(piece)
        if seen is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            noise = any(word in piece for word in self.rules.noise)
            seen = self.kept[piece] = NOTHING if noise else self.read(piece[:LONGEST_PHRASE])
        return seen

    def read(self, piece: str) -> Seen:
        """Words and verbs of a phrase."""
        if piece.startswith("领域#"):
            return Seen(piece, self.words(piece[3:]), technical=self.field(piece))
        body = piece if piece in self.rules.lexicon else LEAD.sub("", piece)
        whole = self.whole(body)
        head, tail = self.verbs(self.head.match(body)), self.verbs(self.tail.search(body))
        if whole and whole[0].entry.act and whole[0].entry.word == body and not self.verb.fullmatch(body):
            return Seen(body, whole)
        if tail is not None and tail.start() == 0:
            return Seen(
                body, whole[:1] if whole and whole[0].entry.act else (), head=self.roles(body), alone=True
            )
        built = self.building.search(body)
        if built:
            return Seen(body, self.works(body[: built.start()]) or whole, fallback="509")
        if (
            whole
            and whole[0].nearness == 1.0
            and tail is None
            and (whole[0].entry.act or whole[0].entry.process)
        ):
            return Seen(body, whole, head=frozenset({"make"} if whole[0].entry.process else ()))
        start, end = head.end() if head else 0, tail.start() if tail else len(body)
        act = self.act.search(body) if tail is None and head is None else None
        thing = JOINT.sub("", body[start : act.start() if act else end])
        return Seen(
            body,
            self.things(thing),
            head=self.roles(head[1]) if head else frozenset(),
            tail=self.roles(tail[1]) if tail else frozenset(),
            fallback=self.rules.fallbacks[act[1]] if act else "",
        )

    def whole(self, body: str) -> tuple[Found, ...]:
        """Words of a phrase; 业务 or 及设计 at its end is left off where a longer word then ends there."""
        found, bare = self.words(body), AND_MORE.sub("", body)
        trimmed = TRIM.sub("", bare)
        if trimmed == body:
            return found
        shorter = self.words(trimmed)
        if not shorter or shorter[0].nearness < 1.0:
            return found
        if not found or found[0].nearness < 1.0 or bare != body:
            return shorter
        return shorter if len(shorter[0].entry.word) > len(found[0].entry.word) else found

    def verbs(self, found: re.Match[str] | None) -> re.Match[str] | None:
        """A run of verbs only where one of them makes or sells; 设计安装 alone is an activity."""
        return found if found is not None and self.roles(found[1]) else None

    def works(self, thing: str) -> tuple[Found, ...]:
        """Words of a trade of building: 建筑装饰装修 of 建筑装饰装修工程专业施工."""
        for text in (thing + "工程", thing):
            found = self.words(text)
            if found and found[0].nearness == 1.0 and found[0].entry.act:
                return found
        return ()

    def things(self, text: str) -> tuple[Found, ...]:
        """Words of a thing; 服装及皮鞋 names two, 机械及配件 one."""
        whole = self.words(text)
        parts = [part for part in AND.split(text) if part and part not in self.rules.appendages]
        if not parts or (whole and whole[0].entry.word == text):
            return whole
        if len(parts) == 1:
            return self.words(parts[0])
        named = [found[0] for found in map(self.words, parts[:3]) if found]
        return (*named[:1], *(Found(one.entry, one.nearness * SECOND) for one in named[1:]))

    def roles(self, verbs: str) -> frozenset[str]:
        """make, sell, retail: the roles of a run of verbs."""
        named = set(self.verb.findall(verbs)) | {verbs}
        return frozenset(
            role for role, listed in self.rules.verbs.items() if role != "other" and named & listed
        )

    def field(self, piece: str) -> str:
        """Which kind of technical field a 领域 phrase names: computing, mixed (computing among others), medical or other."""
        parts = [part for part in piece.removeprefix("领域#").split("#") if part]
        computing = [any(word in part for word in self.rules.computing) for part in parts]
        if all(computing):
            return "computing"
        if any(computing):
            return "mixed"
        return "medical" if any(word in piece for word in self.rules.medical) else "other"

    def words(self, text: str) -> tuple[Found, ...]:
        """Words of the lexicon in a text that do not overlap, the one that ends last (then the longest) first."""
        for prefix, trade in self.prefixes:
            if text.startswith(prefix) and len(text) > len(prefix) + 1 and self.is_part(text, prefix):
                return (Found(trade, 1.0),)
        found: list[Found] = []
        end = len(text)
        while end > 0:
            entry = self.longest_ending(text, end)
            if entry is None:
                end -= 1
                continue
            nearness = 1.0 if end == len(text) else 0.6 if not found else 0.3
            found.append(Found(entry, nearness))
            end -= len(entry.word)
            if len(found) == 3:
                break
        return tuple(found)

    def is_part(self, text: str, prefix: str) -> bool:
        """Whether 汽车热交换器 names goods that the lexicon knows only without its 汽车."""
        entry = self.longest_ending(text, len(text))
        return entry is not None and bool(entry.make) and not entry.act and not entry.word.startswith(prefix)

    def longest_ending(self, text: str, end: int) -> Entry | None:
        """The longest word of the lexicon that ends at `end`; single characters only where they stand alone."""
        lexicon = self.rules.lexicon
        for size in self.sizes.get(text[end - 1], ()):
            if size <= end and (size > 1 or len(text) <= 2):
                entry = lexicon.get(text[end - size : end])
                if entry is not None:
                    return entry
        return None

    def designed(self, seen: list[Seen]) -> Iterator[Seen]:
        """服饰设计，生产，销售 speaks of 服饰: the first verb of such a run is cut off its thing."""
        for phrase, following in zip(seen, [*seen[1:], NOTHING][: len(seen)], strict=True):
            if following.alone and "make" in following.head and is_activity(phrase):
                yield self.phrase(self.trailing.sub("", phrase.text))
            else:
                yield phrase

    def carry(self, seen: list[Seen]) -> list[Said]:
        """Give each phrase of a sentence the verb of its list."""
        said: list[Said] = []
        waiting: list[Said] = []  # things that have no verb yet
        run: list[Said] = []  # things of the last verb: further verbs that stand alone add to them
        forward: frozenset[str] = frozenset()  # the verb that stood before the list
        before: frozenset[str] = frozenset()  # verbs alone before their first thing: 生产、加工、销售服装
        deeds = any(phrase.head or phrase.tail for phrase in seen)
        others = self.rules.verbs["other"]
        for phrase in self.designed(seen):
            if phrase.alone or (deeds and phrase.text in others):
                target = waiting or (run if not before else [])
                for place in target:
                    place.roles |= phrase.head
                run, waiting = (target, []) if phrase.head and target else (run, waiting)
                if not target:
                    before |= phrase.head
                continue
            own = phrase.head | phrase.tail
            place = Said(phrase, own | before if own else before or forward)
            said.append(place)
            if phrase.head and phrase.found and phrase.found[0].entry.process and not phrase.tail:
                continue
            if is_activity(phrase):
                place.roles, waiting, run = frozenset(), [], []
            elif phrase.tail:
                for earlier in waiting:
                    earlier.roles = phrase.tail
                run, waiting, forward = [*waiting, place], [], frozenset()
            elif phrase.head or before:
                forward, run, waiting = phrase.head | before, [place], []
            elif forward:
                run.append(place)
            else:
                waiting, run = [*waiting, place], []
            before = frozenset()
        return said


def sizes_by_last(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Last character → lengths of the words that end on it, the longest first."""
    sizes: dict[str, set[int]] = {}
    for word in words:
        sizes.setdefault(word[-1], set()).add(len(word))
    return {last: tuple(sorted(found, reverse=True)) for last, found in sizes.items()}


def is_activity(phrase: Seen) -> bool:
    """Whether the phrase names something done: it takes no verb from its list."""
    named = bool(phrase.found) and bool(phrase.found[0].entry.act) and not phrase.found[0].entry.make
    return not phrase.tail and not phrase.head and (bool(phrase.fallback or phrase.technical) or named)
