"""Numbers as people write them: 2,000万, ２０００, 两千万, 百分之三, 近三年.

Reading Chinese numerals is cn2an's work; this module finds where one ends and keeps it exact.
"""

from __future__ import annotations

import re
from fractions import Fraction

import cn2an

# One character to one character, so that a caret keeps its place (NFKC would move it).
_WIDE = {0xFF10 + i: str(i) for i in range(10)}
_WIDE |= {0xFF21 + i: chr(0x41 + i) for i in range(26)} | {0xFF41 + i: chr(0x61 + i) for i in range(26)}
_WIDE |= {ord(a): b for a, b in zip("（）；，：．％＋－−–＝＜＞≧≦／＊", "();,:.%+---=<>≥≤/*", strict=True)}
_WIDE |= {ord(a): b for a, b in zip("“”‘’　", "\"\"'' ", strict=True)}

DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
# No amount that people write is longer; without a bound a pasted row of 十十十… would be tried at every length.
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]{1,24}(?:点[零〇一二三四五六七八九]{1,12})?"
_NUMBER = re.compile(rf"(?P<digits>{DIGITS})\s?(?P<scale>[万千百]亿|[千百十]万|亿|万|千(?![瓦克])|百(?!分))?")
_CHINESE = re.compile(CHINESE)
_SCALES = {None: 1, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_SCALES |= {"十万": 10**5, "百万": 10**6, "千万": 10**7, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
SHARE = re.compile(rf"(?P<whole>百|千)分之(?P<part>{DIGITS}|{CHINESE})")


def plain(text: str) -> str:
    """`text` with full-width letters, digits and punctuation made half-width, character for character.

    >>> plain("研发占比≧３％（含）")
    '研发占比≥3%(含)'
    """
    return text.translate(_WIDE)


def chinese(text: str) -> Fraction | None:
    """The number that Chinese numerals write, or None.

    >>> chinese("两千万"), chinese("三点五"), chinese("十")
    (Fraction(20000000, 1), Fraction(7, 2), Fraction(10, 1))
    """
    whole, _, decimals = text.partition("点")
    value = _whole(whole.replace("〇", "零"))
    if value is None:
        return None
    digits = "".join(str("零一二三四五六七八九".index(sign)) for sign in decimals.replace("〇", "零"))
    return Fraction(value) + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)


def _whole(text: str) -> int | None:
    if set(text) <= set("零一二三四五六七八九"):  # 二〇二三: digit by digit
        return int("".join(str("零一二三四五六七八九".index(sign)) for sign in text)) if text else None
    if text[0] in "万亿千百":
        return None
    try:
        return int(cn2an.cn2an(text.replace("两", "二"), "smart"))
    except (ValueError, KeyError):  # cn2an looks 千万亿 up without asking
        return None


def number_at(text: str, start: int) -> tuple[Fraction, int] | None:
    """The number that begins at `start` and where it ends; 万 and 亿 are part of it."""
    found = _NUMBER.match(text, start)
    if found:
        value = Fraction(found["digits"].replace(",", "")) * _SCALES[found["scale"]]
        return value, found.end() if found["scale"] else found.end("digits")
    found = _CHINESE.match(text, start)
    if found:
        return _chinese_prefix(found.group(), start)
    return None


def _chinese_prefix(text: str, start: int) -> tuple[Fraction, int] | None:
    for length in range(len(text), 0, -1):
        value = chinese(text[:length])
        if value is not None:
            return value, start + length
    return None


def share_at(text: str, start: int) -> tuple[Fraction, int] | None:
    """百分之三 and 千分之五 at `start`: the share and where it ends."""
    found = SHARE.match(text, start)
    if not found:
        return None
    part = number_at(found["part"], 0)
    if part is None:
        return None
    return part[0] / (100 if found["whole"] == "百" else 1000), found.start("part") + part[1]


def decimal(value: Fraction) -> str | None:
    """`value` as a finite decimal, or None where there is none.

    >>> decimal(Fraction(5, 2)), decimal(Fraction(1, 3))
    ('2.5', None)
    """
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (digits if not places else f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip("."))


def numeral(value: Fraction) -> str:
    """The canonical numeral: 万 and 亿 where they leave at most four decimals; a fraction as a/b.

    >>> numeral(Fraction(20_000_000)), numeral(Fraction(2_500)), numeral(Fraction(1_000_000_000))
    ('2000万', '2500', '10亿')
    """
    for scale, word in ((10**8, "亿"), (10**4, "万")):
        if abs(value) >= scale:
            short = decimal(value / scale)
            if short is not None and len(short.partition(".")[2]) <= 4:
                return short + word
    return decimal(value) or f"{value.numerator}/{value.denominator}"
