"""Name and scope turned into evidence: (feature, group of the standard, weight) that a linear model sums.

A feature says how a word speaks for a group (made, sold, done; in the name, first, anywhere), never which group: its
weight is shared by all groups, so that a trade with few labelled companies is judged as well as a common one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.enterprises.industry.names import NameReader, NameSeen
from matcher.enterprises.industry.reading import MOST_KEPT, SECOND, Found, Reader, Said, Seen
from matcher.enterprises.industry.rules import Rules

WAYS = (
    *("make", "makesell", "sell", "shop", "retail", "bare", "stock", "store", "act", "verb"),
    *("computing", "mixed", "mixed_other", "medical", "other"),
)
STATS = ("share", "first", "leading", "any")
NAMES = tuple(f"{part}_{way}" for part in ("name", "stem") for way in ("make", "sell", "act", "retail"))
FEATURES = tuple(f"{way}_{stat}" for way in WAYS for stat in STATS) + NAMES
FEATURE = {name: number for number, name in enumerate(FEATURES)}
FIRST, LEADING, ANY = (STATS.index(stat) for stat in ("first", "leading", "any"))  # steps from a way's share
PLAIN_WEIGHT = 0.35
DECAY = 0.25
Ways = tuple[list[tuple[int, str, float, str]], float]
Events = dict[tuple[int, str], tuple[float, str, str]]  # (feature, division or group) → value, group, words
TECHNICAL = {  # kind of technical field → (way, group, strength)
    "computing": (("computing", "651", 1.0),),
    "mixed": (("mixed", "651", 1.0), ("mixed_other", "751", 1.0)),
    "medical": (("medical", "734", 1.0), ("medical", "751", 0.5)),
    "other": (("other", "751", 1.0),),
}


@dataclass
class Evidence:
    """Evidence of n enterprises: events in parallel arrays, and the flags of each."""

    rows: list[int] = field(default_factory=list)
    features: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    flags: list[list[int]] = field(default_factory=list)

    @property
    def height(self) -> int:
        """Number of enterprises."""
        return len(self.flags)

    @cached_property
    def row_array(self) -> NDArray[np.int64]:
        """Row of each event."""
        return np.asarray(self.rows, dtype=np.int64)


class Collector:
    """Turns (name, scope) pairs into Evidence."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.reader = Reader(rules)
        self.names = NameReader(self.reader)
        self.known: dict[tuple[Seen, frozenset[str]], Ways] = {}
        codes = {
            code for entry in rules.lexicon.values() for code in (entry.make, entry.sell, entry.act) if code
        }
        codes |= {*rules.retail_groups.values(), *rules.fallbacks.values(), "526", "521"}
        codes |= {code for listed in TECHNICAL.values() for _, code, _ in listed}
        self.groups = tuple(sorted(codes))
        self.group_number = {code: number for number, code in enumerate(self.groups)}
        kinds = tuple(rules.kinds)
        self.flag_names = (
            *(
                "bias",
                "no_kind",
                "branch",
                "empty",
                "makes",
                "sells",
                "retails",
                "says_nothing",
                "acts",
                "one_phrase",
            ),
            *(
                "few",
                "many",
                "first_make",
                "first_sell",
                "first_bare",
                "first_act",
                "first_technical",
                "all_plain",
            ),
            *("ends_sell", "make_late"),
            *(f"{kind}_end" for kind in kinds),
            *(f"{kind}_before" for kind in kinds),
            *("works_and_bare",),
        )
        self.flag_number = {name: number for number, name in enumerate(self.flag_names)}

    def collect(self, pairs: Sequence[tuple[str | None, str | None]]) -> Evidence:
        """Evidence of (name, scope) pairs, one row each."""
        evidence = Evidence()
        for row, (name, scope) in enumerate(pairs):
            seen, said = self.names.read(name), self.reader.scope(scope)
            events = self.name_events(seen) | self.scope_events(said)
            evidence.rows += [row] * len(events)
            evidence.features += [feature for feature, _ in events]
            evidence.values += [value for value, _, _ in events.values()]
            evidence.groups += [self.group_number[code] for _, code, _ in events.values()]
            evidence.words += [word for _, _, word in events.values()]
            evidence.flags.append(self.flags(seen, said))
        return evidence

    def name_events(self, seen: NameSeen) -> Events:
        """What the words of the name say."""
        events: Events = {}
        for part, found in (("name", seen.whole), ("stem", seen.stem)):
            for one in found[:2]:
                value = one.nearness * (0.5 if one.entry.plain else 1.0)
                for way, code in self.meanings(one):
                    put(events, FEATURE[f"{part}_{way}"], code[:2], value, code, one.entry.word)
        return events

    def meanings(self, found: Found) -> Iterator[tuple[str, str]]:
        """(make|sell|retail|act, group) of a word."""
        entry = found.entry
        if entry.make:
            yield "make", entry.make
            yield "sell", entry.sell
            yield "retail", self.retail(entry.make, entry.sell)
        if entry.act:
            yield "act", entry.act

    def retail(self, make: str, sell: str) -> str:
        """The retail group of goods."""
        return "526" if make in self.rules.vehicle_groups else self.rules.retail_groups[sell]

    def scope_events(self, said: list[Said]) -> Events:
        """What the phrases of the scope say: shares, the first phrase, the first of its way, anywhere."""
        spoken = [
            (ways, weight / (1.0 + DECAY * place))
            for place, (ways, weight) in enumerate(map(self.ways, said))
            if ways
        ]
        total = sum(weight for _, weight in spoken) or 1.0
        events: Events = {}
        led: set[int] = set()
        for place, (ways, weight) in enumerate(spoken):
            for way, code, near, word in ways:
                share, division = near * weight / total, code[:2]
                old = events.get((way, code))
                events[(way, code)] = (share, code, word) if old is None else (old[0] + share, code, old[2])
                put(events, way + ANY, division, near, code, word)
                if place == 0:
                    put(events, way + FIRST, division, near, code, word)
                if way not in led:
                    put(events, way + LEADING, division, near, code, word)
            led.update([way for way, _, _, _ in ways])
        return events

    def ways(self, one: Said) -> Ways:
        """What a phrase says in its roles, worked out once: (its ways as feature numbers, weight of the phrase)."""
        key = (one.seen, one.roles)
        ways = self.known.get(key)
        if ways is None:
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            plain = bool(one.seen.found) and one.seen.found[0].entry.plain
            told = [
                (FEATURE[f"{way}_share"], code, near, word) for way, code, near, word in self.phrase_ways(one)
            ]
            ways = self.known[key] = (told, PLAIN_WEIGHT if plain else 1.0)
        return ways

    def phrase_ways(self, one: Said) -> Iterator[tuple[str, str, float, str]]:
        """(way, group, nearness, words) of a phrase."""
        seen = one.seen
        text = seen.text.removeprefix("领域#").replace("#", "、")
        if seen.technical:
            for way, code, strength in TECHNICAL[seen.technical]:
                yield way, code, strength, text
            return
        if seen.fallback and not (seen.found and seen.found[0].entry.act and seen.found[0].nearness == 1.0):
            yield "verb", self.fallback(seen.fallback, seen.found), 1.0, text
        for place, one_found in enumerate(seen.found[:3]):
            if place == 0 or one_found.nearness >= SECOND:
                yield from self.word_ways(one_found, one, text)

    def word_ways(self, found: Found, one: Said, text: str) -> Iterator[tuple[str, str, float, str]]:
        """(way, group, nearness, words) of one word of a phrase."""
        entry, roles, near = (
            found.entry,
            one.roles,
            found.nearness * (PLAIN_WEIGHT if found.entry.plain else 1.0),
        )
        if entry.act and not (entry.make and roles):
            yield "act", entry.act, near, text
        if not entry.make or one.seen.fallback:
            return
        made, sold, shop = entry.make, entry.sell, self.retail(entry.make, entry.sell)
        if "make" in roles:
            yield "makesell" if "sell" in roles else "make", made, near, text
        elif roles:
            yield "sell", sold, near, text
            yield "retail" if "retail" in roles else "shop", shop, near, text
        else:
            yield "bare", made, near, text
            yield "stock", sold, near, text
            yield "store", shop, near, text

    def fallback(self, code: str, found: tuple[Found, ...]) -> str:
        """Repair and rent of vehicles and computers have groups of their own."""
        made = found[0].entry.make if found else ""
        if code == "432" and made:
            table = {
                "36": "811",
                "375": "811",
                "39": "812",
                "347": "812",
                "385": "813",
                "35": "433",
                "38": "435",
                "40": "436",
            }
            return table.get(made) or table.get(made[:2]) or code
        return code

    def flags(self, seen: NameSeen, said: list[Said]) -> list[int]:
        """Numbers of the flags that hold."""
        on = {"bias"} | ({"branch"} if seen.branch else set())
        kinds = seen.kinds
        on |= {f"{kinds[0]}_end"} if kinds else {"no_kind"}
        on |= {f"{kind}_before" for kind in kinds[1:]}
        on |= self.scope_flags(said)
        if kinds and kinds[0] == "works" and "says_nothing" in on:
            on.add("works_and_bare")
        return sorted(self.flag_number[name] for name in on)

    def scope_flags(self, said: list[Said]) -> set[str]:
        """Flags of the scope: which verbs it holds, how it starts and ends, how long it is."""
        told = [one for one in said if one.seen.found or one.seen.fallback or one.seen.technical]
        if not told:
            return {"empty"}
        makes = [place for place, one in enumerate(told) if "make" in one.roles]
        on = (
            {"one_phrase"}
            if len(told) == 1
            else {"few"}
            if len(told) < 5
            else {"many"}
            if len(told) > 9
            else set()
        )
        roles = frozenset().union(*(one.roles for one in told))
        on |= {
            flag
            for flag, role in (("makes", "make"), ("sells", "sell"), ("retails", "retail"))
            if role in roles
        }
        on |= {"says_nothing"} if not roles else set()
        on |= {"acts"} if any(done(one) for one in told) else set()
        on |= {f"first_{how(told[0])}"}
        on |= (
            {"all_plain"} if all(one.seen.found and one.seen.found[0].entry.plain for one in told) else set()
        )
        on |= {"ends_sell"} if "sell" in told[-1].roles else set()
        on |= {"make_late"} if makes and makes[0] > 2 else set()
        return on


def done(one: Said) -> bool:
    """Whether the phrase names something done."""
    return bool(one.seen.technical or one.seen.fallback) or bool(
        one.seen.found and one.seen.found[0].entry.act and not one.roles
    )


def how(one: Said) -> str:
    """How a phrase speaks: technical, make, sell, act or bare."""
    if one.seen.technical:
        return "technical"
    if "make" in one.roles:
        return "make"
    if one.roles:
        return "sell"
    return "act" if done(one) else "bare"


def put(events: Events, feature: int, division: str, value: float, code: str, word: str) -> None:
    """Keep the larger value a division, so that a long list of one trade does not count many times."""
    key = (feature, division)
    if key not in events or events[key][0] < value:
        events[key] = (value, code, word)
