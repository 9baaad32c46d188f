"""Rows that mean the same enterprise: the fullest is kept, the others go back with the reason.

Two rows are one enterprise when their valid codes are equal; a row without a valid code is, when its name is that
of exactly one other enterprise. Rows with different valid codes are never merged, whatever their names.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from matcher.enterprises.registry.report import FLAGGED
from matcher.enterprises.registry.steps import name_key
from matcher.enterprises.registry.work import Refusal, Work

SAME, DIFFERENT, NAMESAKE = "重复（内容相同）", "重复（内容不一致）", "同名而没有有效代码"
MOST_CONFLICTS = 200


def refuse_duplicates(work: Work) -> None:
    """Marks every row but the fullest of each enterprise as refused, saying which row was kept and what differs."""
    names = name_key(work.text("name"))
    frame = pl.DataFrame({"code": work.text("code"), "name": names, "at": range(work.height)})
    open_rows = ~pl.Series(range(work.height), dtype=pl.Int64).is_in(list(work.refused))
    frame = frame.filter(open_rows)
    filled = pl.Series([0] * work.height, dtype=pl.UInt32)
    for series in work.cells.values():
        filled = filled + series.is_not_null().cast(pl.UInt32)
    frame = frame.with_columns(filled.gather(frame["at"]).alias("filled"))
    for _, rows in _groups(frame, "code"):
        _keep_first(work, rows)
    _same_names(work, frame)


def _groups(frame: pl.DataFrame, key: str) -> Sequence[tuple[str, list[int]]]:
    """Groups of several rows by `key`, each with its fullest row first."""
    several = frame.filter(pl.col(key).is_not_null() & pl.len().over(key).gt(1))
    ordered = several.sort(["filled", "at"], descending=[True, False], maintain_order=True)
    grouped = ordered.group_by(key, maintain_order=True).agg(pl.col("at"))
    return [(str(value), list(rows)) for value, rows in grouped.iter_rows()]


def _keep_first(work: Work, rows: Sequence[int]) -> None:
    kept, *others = rows
    number = work.numbers[kept]
    for row in others:
        differences = _differences(work, kept, row)
        if not differences:
            work.refused[row] = Refusal(
                SAME, f"与第 {number} 行是同一家企业，内容相同", "不用处理；已保留前一行"
            )
            continue
        why = f"与第 {number} 行是同一家企业，内容不一致：{'；'.join(differences)}。已保留填得最全的第 {number} 行"
        work.refused[row] = Refusal(DIFFERENT, why, "核对哪一行是对的，改好后只留一行再导入")
        if len(work.report.duplicates) < MOST_CONFLICTS:
            work.report.duplicates.append(f"第 {work.numbers[row]} 行{why}")


def _differences(work: Work, kept: int, row: int) -> list[str]:
    """Columns in which two rows state different things, as found after cleaning."""
    found = []
    for name, series in work.cells.items():
        left, right = series[kept], series[row]
        if left != right and name not in work.headers.persons:
            found.append(f"{name} 「{_shown(left)}」≠「{_shown(right)}」")
    return found


def _shown(value: object) -> str:
    text = "空" if value is None else str(value)
    return text if len(text) <= 24 else text[:23] + "…"


def _same_names(work: Work, frame: pl.DataFrame) -> None:
    open_rows = frame.filter(~pl.col("at").is_in(list(work.refused)))
    codes = work.text("code")
    namesakes: list[int] = []
    for _, rows in _groups(open_rows, "name"):
        coded = [row for row in rows if codes[row] is not None]
        bare = [row for row in rows if codes[row] is None]
        if not bare:
            namesakes += rows
        elif len(coded) <= 1:
            _keep_first(work, [*coded, *bare])
        else:
            numbers = "、".join(str(work.numbers[row]) for row in coded)
            for row in bare:
                why = f"同名的企业有 {len(coded)} 家（第 {numbers} 行），这一行没有有效代码，分不清是哪一家"
                work.refused[row] = Refusal(NAMESAKE, why, "补上统一的代码后再导入")
    mask = pl.Series(range(work.height), dtype=pl.Int64).is_in(namesakes)
    names = work.text("name")
    work.report.note_cells(
        work.layout.name_of("name"), "同名而代码不同，都保留", FLAGGED, work.numbers, names, mask
    )
