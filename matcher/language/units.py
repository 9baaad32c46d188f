"""Units of measure: what a number counts, and how units of one dimension convert exactly.

A quantity is held as a Fraction in the base unit of its dimension (元, 人, 项, 平方米, 千克 …); a unit is
only a spelling of that number. 万 and 亿 belong to the numeral, not to the unit: 2000万元 is 2000万 of 元.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Dimension = tuple[tuple[str, int], ...]
"""A product of base dimensions with exponents, sorted by name; () is a pure number."""

PURE: Dimension = ()

# The four kinds of pure number. A ratio (a ÷ b of one dimension) compares with % and with plain numbers;
# a percent only with % (LANGUAGE 17), and the difference of two percents is in 百分点.
PLAIN, RATIO, PERCENT, POINTS = "数", "比", "百分比", "百分点"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its spelling, its dimension, the factor to the base unit, and for pure numbers the kind."""

    name: str
    dimension: Dimension
    factor: Fraction
    kind: str = PLAIN


def base(name: str) -> Dimension:
    """The dimension that has only `name` in it."""
    return ((name, 1),)


def product(left: Dimension, right: Dimension, sign: int = 1) -> Dimension:
    """left × right, or left ÷ right with sign −1.

    >>> product(base("钱"), base("人"), -1)
    (('人', -1), ('钱', 1))
    """
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _table() -> dict[str, Unit]:
    rows: list[tuple[str, str, Fraction]] = [("元", "人民币", Fraction(1)), ("美元", "美元", Fraction(1))]
    rows += [(name, "人", Fraction(1)) for name in ("人", "名", "位")]
    # 项, 件, 个 … count things; which word is used is a habit of the field, so they are one dimension.
    rows += [
        (name, "项", Fraction(1))
        for name in [
            "项",
            "件",
            "个",
            "家",
            "次",
            "台",
            "套",
            "户",
            "条",
            "张",
            "种",
            "篇",
            "处",
            "只",
            "台套",
            "台（套）",
            "台(套)",
        ]
    ]
    rows += [
        ("平方米", "面积", Fraction(1)),
        ("㎡", "面积", Fraction(1)),
        ("亩", "面积", Fraction(2000, 3)),
        ("公顷", "面积", Fraction(10_000)),
        ("平方公里", "面积", Fraction(1_000_000)),
        ("吨", "质量", Fraction(1)),
        ("千克", "质量", Fraction(1, 1000)),
        ("公斤", "质量", Fraction(1, 1000)),
        ("吨标准煤", "能量", Fraction(1)),
        ("吨标煤", "能量", Fraction(1)),
        ("千瓦时", "电量", Fraction(1)),
        ("度", "电量", Fraction(1)),
        ("千瓦", "功率", Fraction(1)),
        ("兆瓦", "功率", Fraction(1000)),
        ("小时", "工时", Fraction(1)),
        ("分", "分值", Fraction(1)),
    ]
    units = {name: Unit(name, base(dimension), factor) for name, dimension, factor in rows}
    units["%"] = Unit("%", PURE, Fraction(1, 100), PERCENT)
    units["‰"] = Unit("‰", PURE, Fraction(1, 1000), PERCENT)
    units["百分点"] = Unit("百分点", PURE, Fraction(1, 100), POINTS)
    units["个百分点"] = units["百分点"]
    units["倍"] = Unit("倍", PURE, Fraction(1), RATIO)
    return units


BUILT_IN = _table()

# Calendar durations: a month is not a number of days, so they are kept apart as (months, days).
DURATIONS: dict[str, tuple[int, int]] = {
    "年": (12, 0),
    "周年": (12, 0),
    "个月": (1, 0),
    "月": (1, 0),
    "周": (0, 7),
    "日": (0, 1),
    "天": (0, 1),
}


class Units:
    """The built-in units and those a dictionary adds; finds compound units such as 万元/亩 too."""

    def __init__(self, extra: dict[str, Unit] | None = None) -> None:
        self.table = {**BUILT_IN, **(extra or {})}
        self.names = sorted({*self.table, *DURATIONS}, key=len, reverse=True)

    def find(self, name: str) -> Unit | None:
        """The unit spelled `name`, or None.

        >>> Units().find("元/亩").factor
        Fraction(3, 2000)
        """
        if name in self.table:
            return self.table[name]
        above, slash, below = name.partition("/")
        numerator, denominator = self._scaled(above), self._scaled(below) if slash else None
        if numerator is None or not slash:
            return numerator
        if denominator is None:
            return None
        dimension = product(numerator.dimension, denominator.dimension, -1)
        kind = RATIO if dimension == PURE else PLAIN
        return Unit(name, dimension, numerator.factor / denominator.factor, kind)

    def _scaled(self, name: str) -> Unit | None:
        scale, plain = scaled(name)
        unit = self.table.get(plain)
        return (
            unit if unit is None or scale == 1 else Unit(name, unit.dimension, scale * unit.factor, unit.kind)
        )


def scaled(name: str) -> tuple[int, str]:
    """Splits the 万 or 亿 off the front of a unit's spelling.

    >>> scaled("万元"), scaled("元")
    ((10000, '元'), (1, '元'))
    """
    for word, scale in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4), ("千", 10**3)):
        if name.startswith(word) and name not in BUILT_IN:
            return scale, name[len(word) :]
    return 1, name
