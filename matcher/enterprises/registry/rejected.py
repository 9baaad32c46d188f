"""The table of refused rows: each as it was found, with its number, the reason and what to do."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from matcher.enterprises.registry.table import Ragged, Table
from matcher.enterprises.registry.values import as_text
from matcher.enterprises.registry.work import Work

ROW, REASON, REMEDY, EXTRA = "行号", "原因", "怎么办", "多出的内容"


def rejected_rows(work: Work, table: Table, left: Sequence[Ragged]) -> pl.DataFrame:
    """The refused rows as they were, without the columns of natural persons, with number, reason and remedy."""
    # A corrected rejected.csv is imported again with its own columns of reasons: they are written anew.
    ours = (ROW, REASON, REMEDY, EXTRA)
    shown = [name for name in table.frame.columns if name not in (*work.headers.persons, *ours)]
    rows = sorted(work.refused)
    whole = table.frame.select(pl.col(shown)).select(pl.all())[rows]
    texts = pl.DataFrame([as_text(whole[name]).alias(name) for name in shown]) if shown else pl.DataFrame()
    body = texts.with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA),
        pl.Series(ROW, [work.numbers[row] for row in rows], dtype=pl.Int64),
        pl.Series(REASON, [work.refused[row].why for row in rows], dtype=pl.String),
        pl.Series(REMEDY, [work.refused[row].remedy for row in rows], dtype=pl.String),
    )
    broken = pl.DataFrame([_broken(row, table.frame.columns, set(shown)) for row in left], schema=body.schema)
    ordered = pl.concat([body, broken]).sort(ROW).select(ROW, REASON, REMEDY, *shown, EXTRA)
    return ordered if ordered[EXTRA].null_count() < ordered.height else ordered.drop(EXTRA)


def _broken(row: Ragged, headers: Sequence[str], shown: set[str]) -> dict[str, object]:
    cells: dict[str, object] = dict.fromkeys(headers)
    cells |= dict(zip(headers, row.cells, strict=False))
    extra = "｜".join(row.cells[len(headers) :])
    return {
        **{name: cells[name] for name in headers if name in shown},
        EXTRA: extra or None,
        ROW: row.number,
        REASON: f"{row.reason}，且无法确定怎样归位",
        REMEDY: "对照原始登记改正这一行（内容里的逗号要放进引号），再导入",
    }
