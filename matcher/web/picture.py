"""The picture of an answer: what each policy is worth, from the sure to the most, in the colour of its group.

Drawn with plain boxes and not with a chart library: it wraps on a telephone, is read out, and prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import sqrt

from matcher.matching.amount import Amount
from matcher.matching.eligibility import Assessment
from matcher.matching.examples import amount_text
from matcher.matching.status import GROUPS, UNFIT
from matcher.web.cards import GROUP_TONES

MOST_BARS = 12


def drawn(found: Sequence[Assessment]) -> list[Assessment]:
    """The assessments that have an upper bound above nothing: by group, then the largest first."""
    bounded = [one for one in found if one.group != UNFIT and one.amount is not None and one.amount.high]
    return sorted(bounded, key=lambda one: (GROUPS.index(one.group), -_high(one.amount)))


def _high(amount: Amount | None) -> float:
    return float(amount.high) if amount is not None and amount.high is not None else 0.0


def bars(found: Sequence[Assessment]) -> str:
    """The bars as HTML; nothing where no policy states an amount.

    Lengths go with the square root, so that ten thousand and ten million are both seen; the words say the figure.
    """
    shown = drawn(found)
    if not shown:
        return ""
    longest = sqrt(max(_high(one.amount) for one in shown[:MOST_BARS]))
    rows = "".join(_bar(one, longest) for one in shown[:MOST_BARS])
    rest = len(shown) - MOST_BARS
    more = f"另有 {rest} 项有金额的没有画出。" if rest > 0 else ""
    return (
        f"<section class='hz-wrap' aria-label='金额'><h3>值多少</h3><ol class='hz-bars'>{rows}</ol>"
        "<p class='hz-note'>深色是符合条件就能得的，浅色是最多能得的；差一点和待核实的，要补上以后才有。"
        f"税收的数是省下的税。条的长度按平方根画，数以文字为准。{more}</p></section>"
    )


def _bar(one: Assessment, longest: float) -> str:
    amount = one.amount
    assert amount is not None
    low, high = 100 * sqrt(float(amount.low)) / longest, 100 * sqrt(_high(amount)) / longest
    return (
        f"<li class='hz-{GROUP_TONES[one.group]}'><span class='hz-bar-name'>{escape(one.policy.title)}</span>"
        f"<span class='hz-track' aria-hidden='true'><span class='hz-most' style='width:{high:.1f}%'></span>"
        f"<span class='hz-sure' style='width:{low:.1f}%'></span></span>"
        f"<span class='hz-bar-worth'>{escape(amount_text(amount))}<small>{escape(one.group)}</small></span></li>"
    )
