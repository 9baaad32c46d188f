"""Turns a table of size thresholds into a derivation in the condition language.

An enterprise must reach every bound of a size (统计上大中小微型企业划分办法（2017）, 国统字〔2017〕213号); which
bounds, for which industries, is the table's: industries, field, one column a size, unit.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from matcher.enterprises.systems import read_rows, split
from matcher.errors import DictionaryError

SIZE_COLUMNS = ("large", "medium", "small")
OTHERS = "*"


def threshold_expression(path: Path, industry: str, sizes: tuple[str, str, str, str]) -> str:
    """The condition-language text that gives the size.

    Args:
        path: the table.
        industry: the first name of the field that holds the industry.
        sizes: the names of the four sizes, from large to micro.

    Raises:
        DictionaryError: the table is missing, lacks a column, or holds what is not a number.
    """
    rows = read_rows(path, ("industries", "field", *SIZE_COLUMNS, "unit"))
    tiers = [
        (key, _tier(list(group), sizes, path))
        for key, group in groupby(rows, key=lambda row: row["industries"])
    ]
    others = [text for key, text in tiers if key == OTHERS]
    chain = "".join(
        f"若 {industry} 属于 ({'; '.join(split(key))}) 则 ({text}) 否则 "
        for key, text in tiers
        if key != OTHERS
    )
    if others:
        return chain + others[0]
    head, _, _ = chain.rpartition(" 否则 ")
    return head


def _tier(rows: list[dict[str, str]], sizes: tuple[str, str, str, str], path: Path) -> str:
    text = ""
    for column, size in zip(SIZE_COLUMNS, sizes, strict=False):
        bounds = []
        for row in rows:
            if not row[column].replace(".", "", 1).isdigit():
                raise DictionaryError(
                    f"划型表 {path.name} 的下限「{row[column]}」不是数", remedy="写成数字，单位写在 unit 列"
                )
            bounds.append(f"{row['field']} ≥ {row[column]}{row['unit']}")
        text += f"若 {' 且 '.join(bounds)} 则 {size} 否则 "
    return text + sizes[3]
