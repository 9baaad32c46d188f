"""What a policy text asks for: weighted trade words, themes, and the passages that speak of them.

The text may be a title, a sentence or a whole document. The title weighs most; headings, addresses and issuers are
left out; words that every policy uses tell nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field

from matcher.text.lexicon import Lexicon, lexicon
from matcher.text.tokens import normalise, words

SECTION = re.compile(r"[【\[]([^】\]]{2,12})[】\]]")
ASIDE = re.compile(r"机构|字号|日期|联络|联系|时间|频度|依据|地址|电话|附件|流程|材料|网址")
ISSUER = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:市|区|省|国家|国务院|财政部|税务总局)[\u4e00-\u9fff]{0,9}?(?:局|委员会|委|办公室|厅|人民政府|总局)"
)
PLACE = re.compile(r"[\u4e00-\u9fff]{2}(?:省|市|新区|区|县)|上海|北京|长三角|京津冀|中关村")
TITLE_WEIGHT = 4.0
TITLE_WORD = 2.5  # a title's word counts as much as one said four times in the body
TITLE_TELLS = 0.6  # what a title's word keeps of its weight however many policies use it
BROAD = 0.5  # what a broad theme counts beside a particular one
ASIDE_WEIGHT = 0.5  # what a theme of the body alone counts beside one that the title names
PASSING = 0.34  # share of the strongest theme below which a theme is said in passing
FAINT = 0.12  # share of the weightiest word below which a word does not count
LONG_BODY = 300  # characters
BODY_LIMIT = 6_000


@dataclass(frozen=True)
class PolicyText:
    """A policy text read: words with weights (1 for the weightiest), themes with weights, title and body passages."""

    words: dict[str, float]
    themes: dict[int, float]
    passages: list[tuple[str, float]] = field(default_factory=list)
    making: float = 0.0

    @property
    def for_all(self) -> bool:
        """Whether the text names no trade at all (普惠): then it concerns every enterprise alike."""
        return not self.words and not self.themes


def read_policy(text: str, lex: Lexicon | None = None) -> PolicyText:
    """Read a policy text (title, sentence or document) into what it asks for."""
    lex = lex or lexicon()
    title, body = title_and_body(text)
    themes = themes_said(title, body, lex)
    weights = trade_words(title, body, lex)
    kinds = {
        kind: sum(w for number, w in themes.items() if lex.themes[number].kind == kind)
        for kind in ("制造", "贸易", "服务", "不限")
    }
    total = sum(kinds.values())
    making = kinds["制造"] / total if total else 0.0
    return PolicyText(weights, themes, passages_of(title, body, lex), making)


def title_and_body(text: str) -> tuple[str, str]:
    """The first line or sentence, and the sections that speak of the matter."""
    plain = normalise(text).strip()
    first = re.split(r"[\n。;；]", plain, maxsplit=1)[0][:80]
    rest = plain[len(first) :]
    parts = SECTION.split(rest)
    body = parts[0] + "\n".join(
        parts[place + 1] for place in range(1, len(parts) - 1, 2) if not ASIDE.search(parts[place])
    )
    return strip_names(first), strip_names(body[:BODY_LIMIT])


def strip_names(text: str) -> str:
    """A text without issuers' and places' names, whose words (文化和旅游局, 工业区) are no trade of the policy."""
    return PLACE.sub("", ISSUER.sub("", text))


def themes_said(title: str, body: str, lex: Lexicon) -> dict[int, float]:
    """Theme number → weight (1 for the strongest); themes said only in passing are left out."""
    in_title = {word for words in longest_said(title, lex) for word in words}
    heads: dict[int, float] = {}
    asides: dict[int, float] = {}
    for number, theme in enumerate(lex.themes):
        head = TITLE_WEIGHT * sum(word in in_title for word in theme.said)
        aside = sum(1.0 + math.log(body.count(word)) for word in theme.said if word in body) if body else 0.0
        if head:
            heads[number] = head + aside
        elif aside:
            asides[number] = aside
    # What only the body says beside a title that names a trade is whom the trade serves, more often than the trade.
    named = any(not lex.themes[number].broad for number in heads)
    raw = heads | {number: weight * (ASIDE_WEIGHT if named else 1.0) for number, weight in asides.items()}
    if any(not lex.themes[number].broad for number in raw):
        raw = {
            number: weight * (BROAD if lex.themes[number].broad else 1.0) for number, weight in raw.items()
        }
    top = max(raw.values(), default=1.0)
    return {number: weight / top for number, weight in raw.items() if weight >= PASSING * top}


def longest_said(text: str, lex: Lexicon) -> list[list[str]]:
    """The words of each theme found in a text, without those that only stand inside a longer one (物流 in 冷链物流)."""
    found = sorted(
        {word for theme in lex.themes for word in theme.said if word in text}, key=len, reverse=True
    )
    left, kept = text, set()
    for word in found:
        if word in left:
            kept.add(word)
            left = left.replace(word, "\n")
    return [[word for word in theme.said if word in kept] for theme in lex.themes]


def trade_words(title: str, body: str, lex: Lexicon) -> dict[str, float]:
    """Word → weight 0–1, from how often and where it stands and how much it tells."""
    known = {word: (1 + math.log(count)) * lex.asking[word] for word, count in body_words(body, lex).items()}
    for word in words(title):
        if tells_in_title(word, lex):
            known[word] = known.get(word, 0) + TITLE_WORD * max(
                lex.asking[word], TITLE_TELLS * lex.weights[word]
            )
    top = max(known.values(), default=1.0)
    return {word: weight / top for word, weight in known.items() if weight >= FAINT * top}


def tells_in_title(word: str, lex: Lexicon) -> bool:
    """Whether a title's word tells a trade: also one that many policies use (文化, 智能), unless it is generic."""
    return len(word) > 1 and lex.weights.get(word, 0) > 0 and not lex.says_nothing(word)


def tells(word: str, lex: Lexicon) -> bool:
    """Whether a policy's word tells a trade."""
    return len(word) > 1 and lex.asking.get(word, 0) > 0 and not lex.says_nothing(word)


def body_words(body: str, lex: Lexicon, *, sub_words: bool = True) -> Counter[str]:
    """The trade words of a body and how often they stand there; what a long body says once is said in passing."""
    counts = Counter(word for word in words(body, sub_words=sub_words) if tells(word, lex))
    return Counter({word: count for word, count in counts.items() if count > 1 or len(body) < LONG_BODY})


def passages_of(title: str, body: str, lex: Lexicon) -> list[tuple[str, float]]:
    """Texts for the encoder with weights: the title, and the body's trade words as one passage."""
    bare = keep_trade(title, lex)
    passages = [(bare, 1.0)] if bare else []
    counts = body_words(body, lex, sub_words=False)
    top = sorted(counts, key=lambda word: -counts[word] * lex.asking[word])[:15]
    return passages + ([("".join(top), 0.8)] if top else [])


def keep_trade(text: str, lex: Lexicon) -> str:
    """A text without the words every policy uses."""
    return "".join(word for word in words(text, sub_words=False) if not lex.says_nothing(word))
