"""Reads one cell: amounts, dates, credit codes. Small pure functions; each says what it did to the cell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from dateutil.parser import ParserError
from dateutil.parser import parse as parse_any_date
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

from matcher.enterprises.registry.layout import Amounts
from matcher.language.numerals import number_at, plain

# Blanks that people cannot see: no-break and ideographic spaces, zero-width marks, byte-order marks.
INVISIBLE = "[\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\u00ad]"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in the base unit of its currency; None where it cannot be read, with the reason."""

    value: float | None = None
    currency: str | None = None
    assumed_unit: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A date; None where it cannot be read or believed, with the reason; `repaired` where it was written otherwise."""

    value: dt.date | None = None
    problem: str | None = None
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A code of an enterprise in canonical spelling, its kind, and what was wrong or repaired."""

    value: str | None = None
    kind: str | None = None
    problem: str | None = None
    repaired: str | None = None


_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?|[+-]?\.\d+", re.IGNORECASE)
_GROUPS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")


def read_amount(text: str, amounts: Amounts, *, unit: str | None = None) -> Amount:
    """The amount that `text` writes, such as 10,000(万元人民币), 52.247万人民币 or 125(万美元).

    The value is in the base unit (元). `unit` is the unit of the column, for a cell that names none;
    without it the layout's default is taken and `assumed_unit` says so.
    """
    compact = re.sub(r"\s", "", plain(text))
    number, rest = _number(compact)
    if number is None:
        return Amount(problem=rest)
    rest = re.sub(r"[()\[\]:]", "", rest)
    currency, rest = _take(rest, amounts.currencies_pattern, amounts.currencies)
    scale, rest = _take(rest, amounts.units_pattern, amounts.units)
    if re.sub("整$", "", rest):
        return Amount(problem=f"「{rest}」不是认得的单位或币种")
    if scale is None and unit is not None and unit not in amounts.units:
        return Amount(problem=f"列名里的单位「{unit}」不认得")
    factor = amounts.units[scale or unit or amounts.default_unit]
    value = float(number * factor)
    if value < 0:
        return Amount(problem="金额是负数")
    money = amounts.currencies[currency] if currency else amounts.home
    return Amount(value, money, scale is None and unit is None)


def _number(text: str) -> tuple[Fraction | None, str]:
    """The number in `text` and the text without it; or None and the reason why there is none."""
    found = _NUMBER.search(text)
    if found:
        if "," in found.group() and not _GROUPS.match(found.group()):
            return None, "千分位逗号的位置不对，读不准"
        return Fraction(found.group().replace(",", "")), text[: found.start()] + text[found.end() :]
    words = number_at(text, 0)
    return (words[0], text[words[1] :]) if words else (None, "读不出数字")


def _take(text: str, pattern: str, words: Iterable[str]) -> tuple[str | None, str]:
    """The first of `words` in `text`, whatever its case, and the text without it."""
    found = re.search(pattern, text, re.IGNORECASE) if pattern else None
    if not found:
        return None, text
    known = next(word for word in words if word.lower() == found.group().lower())
    return known, text[: found.start()] + text[found.end() :]


_YMD = re.compile(r"^(\d{4})\s*[-/.年_]\s*(\d{1,2})\s*[-/.月_]\s*(\d{1,2})\s*日?(?:[T\s]+\d{1,2}:\d{2}.*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:0{6})?$")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")
_YEAR = re.compile(r"^(\d{4})\s*年?$")
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)


def read_date(
    text: str,
    *,
    placeholders: Iterable[dt.date] = (),
    earliest: dt.date = dt.date(1800, 1, 1),
    latest: dt.date | None = None,
) -> Day:
    """The day that `text` writes: 2004-04-22, 2004/4/22, 2004年4月22日, 20040422, an Excel number, and such.

    A day that does not exist, stands for nothing (1900-01-01), lies before `earliest` or after `latest` is refused.
    """
    compact = plain(text).strip()
    parts = _YMD.match(compact) or _COMPACT.match(compact)
    if parts:
        day = _day(*map(int, parts.groups()))
    elif _SERIAL.match(compact):
        day = _EXCEL_DAY_ZERO + dt.timedelta(days=int(float(compact)))
    elif _MONTH.match(compact) or _YEAR.match(compact):
        return Day(problem="只有年月，没有日")
    else:
        day = _other_date(compact)
        if day is None and not re.search(r"\d", compact):
            return Day(problem="不是日期")
    if day is None:
        return Day(problem="日历上没有这一天，或读不出来")
    if day in set(placeholders):
        return Day(problem="系统占位日期，不是真实日期")
    if day < earliest:
        return Day(problem=f"早于 {earliest.isoformat()}，不可信")
    if latest is not None and day > latest:
        return Day(problem=f"晚于 {latest.isoformat()}，是将来的日期")
    return Day(day, repaired=day.isoformat() != text)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _other_date(text: str) -> dt.date | None:
    """A date in words or in another order, only where day and month cannot be taken for each other."""
    if not re.search(r"[A-Za-z]{3}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", text):
        return None
    try:
        first, second = (parse_any_date(text, dayfirst=order).date() for order in (False, True))
    except (ParserError, OverflowError, ValueError):
        return None
    return first if first == second else None


# Characters that are no part of the alphabet of GB 32100-2015 and are easily mistyped for one that is.
_LOOKALIKES = str.maketrans("OIZS", "0125")
_ORG = re.compile(r"^[0-9A-Z]{8}-?[0-9X]$")
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def read_code(text: str) -> Code:
    """The credit code (18 characters, GB 32100-2015), old registration number (15 digits) or organisation code (9).

    Each is held to its own check digit. Full-width and lower-case letters, blanks and hyphens are repaired; so is
    O for 0 and the like where the check digit then proves it.
    """
    compact = re.sub(r"[\s'\"“”‘’.·]|" + INVISIBLE, "", unicodedata.normalize("NFKC", text)).upper()
    bare = compact.replace("-", "").replace("—", "")
    if re.match(r"^\d(\.?\d+)?E\+?\d+$", compact):
        return Code(problem="代码被 Excel 当成了数字，后几位已丢失")
    kind = _kind(bare)
    if kind:
        return Code(bare, kind, repaired=_difference(text, bare))
    swapped = bare.translate(_LOOKALIKES)
    if len(bare) == 18 and swapped != bare and _kind(swapped):
        return Code(swapped, _kind(swapped), repaired="字母 O、I 等改为数字（校验位相符）")
    if len(bare) == 18:
        return Code(
            problem="18 位代码的校验位不对" if re.fullmatch(r"[0-9A-Z]{18}", bare) else "代码里有不该有的字符"
        )
    if re.fullmatch(r"\d{15}", bare):
        return Code(problem="15 位注册号的校验位不对")
    return Code(problem=f"代码应是 18 位（或旧注册号 15 位），这里是 {len(bare)} 位")


CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_SHAPE = rf"^[0-9]{{8}}[{CODE_ALPHABET}]{{10}}$"
USUAL_KIND, *OTHER_KINDS = ("18 位信用代码", "15 位旧注册号", "15 位旧税务登记号", "9 位组织机构代码")


def any_code(text: str) -> Code:
    """A code of a country whose check is not known here: taken as it is, without blanks."""
    return Code(re.sub(r"\s", "", text), USUAL_KIND)


def _kind(code: str) -> str | None:
    if len(code) == 18 and uscc.is_valid(code):
        return USUAL_KIND
    if len(code) == 15 and _passes_mod_11_10(code):
        return OTHER_KINDS[0]
    if len(code) == 15 and code[:6].isdigit() and _is_organisation(code[6:]):
        return OTHER_KINDS[1]
    return OTHER_KINDS[2] if _is_organisation(code) else None


def _passes_mod_11_10(code: str) -> bool:
    if not code.isdigit():
        return False
    try:
        mod_11_10.validate(code)
    except ValidationError:
        return False
    return True


def _is_organisation(code: str) -> bool:
    """Whether the check character of GB 11714-1997 holds."""
    if not _ORG.match(code):
        return False
    total = sum(weight * int(character, 36) for weight, character in zip(_ORG_WEIGHTS, code, strict=False))
    return code[8] == "0123456789X0"[11 - total % 11]


def _difference(text: str, code: str) -> str | None:
    if text == code:
        return None
    if text.upper() == code:
        return "小写改为大写"
    return "去掉空格、连字符或全角字符"
