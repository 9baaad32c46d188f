"""How much each policy text concerns what each enterprise does: words, trade themes and meaning, from distinct phrases.

The number is transparent: `top_phrases` names the phrases of the scope (or the name) that made it. A text that names
no trade (普惠) concerns every enterprise alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import yaml

from matcher.errors import UsageError
from matcher.text.data import registry_file
from matcher.text.encoder import Encoder
from matcher.text.phrase_index import PhraseIndex


def text_relevance(
    texts: Sequence[str] | str, enterprises: Any, *, encoder: Encoder | None = None
) -> np.ndarray:
    """Relevance of every text to every enterprise, float32 (len(texts), len(enterprises)), in [0, 1].

    `texts`: titles, sentences or whole documents of policies. `enterprises`: a pandas, Polars or Arrow table with
    columns of names and business scopes, or a list of dicts with these keys, or of scopes as strings. A score depends
    on the text and the enterprise alone, never on the others beside it. Raises UsageError for anything else.
    """
    asked = [texts] if isinstance(texts, str) else list(texts)
    names, scopes = names_and_scopes(enterprises)
    return PhraseIndex.from_scopes(scopes, names, encoder=encoder).relevance(asked)


def top_phrases(text: str, enterprise: Mapping[str, Any] | str, count: int = 3) -> list[tuple[str, float]]:
    """The phrases of one enterprise's scope that come nearest to a policy text, with their scores (0–1), best first.

    Phrases that do not bear on the text are left out; the trade told by the name stands as 「名称：…」.
    """
    names, scopes = names_and_scopes([enterprise])
    index = PhraseIndex.from_scopes(scopes, names)
    return index.reasons(0, index.score(text), count)


def names_and_scopes(enterprises: Any) -> tuple[pl.Series, pl.Series]:
    """Names and business scopes (strings or nulls, one an enterprise) of a table, of dicts or of bare scopes."""
    if isinstance(enterprises, str):
        enterprises = [enterprises]
    if isinstance(enterprises, (list, tuple)):
        return from_rows(enterprises)
    try:
        frame = nw.from_native(enterprises, eager_only=True)
    except TypeError as error:
        raise UsageError(
            f"看不懂的企业数据：{type(enterprises).__name__}",
            where="text_relevance 的 enterprises",
            remedy="给 pandas、Polars 或 Arrow 表，或由字典、经营范围文字组成的列表",
        ) from error
    return column(frame, "name"), column(frame, "scope")


def from_rows(rows: Sequence[Any]) -> tuple[pl.Series, pl.Series]:
    """Names and scopes of a list of dicts or strings."""
    known = {role: list(words) for role, words in column_names().items()}

    def value(row: Any, role: str) -> str | None:
        if isinstance(row, Mapping):
            return next((str(row[key]) for key in known[role] if row.get(key) is not None), None)
        return (None if row is None else str(row)) if role == "scope" else None

    names, scopes = ([value(row, role) for row in rows] for role in ("name", "scope"))
    return pl.Series(names, dtype=pl.String), pl.Series(scopes, dtype=pl.String)


def column(frame: nw.DataFrame[Any], role: str) -> pl.Series:
    """The column of a role as strings; a missing scope column is an error, a missing name column is nulls."""
    accepted = column_names()[role]
    found = next((name for name in accepted if name in frame.columns), None)
    if found is None:
        if role == "scope":
            raise UsageError(
                f"表里没有「{accepted[0]}」一列",
                where="、".join(map(str, frame.columns[:12])) or "空表",
                cause="列名不同，或给错了表",
                remedy=f"把写明业务的一列改名为「{accepted[0]}」，或先用 matcher import 导入",
            )
        return pl.Series([None] * len(frame), dtype=pl.String)
    values = frame.get_column(found).to_list()
    return pl.Series([str(value) if isinstance(value, str) else None for value in values], dtype=pl.String)


@cache
def column_names(path: Path | None = None) -> dict[str, tuple[str, ...]]:
    """The names under which a registry may carry the columns `name` and `scope`, from enterprises/registry.yaml."""
    told = yaml.safe_load((path or registry_file()).read_text(encoding="utf-8"))
    return {
        role: (
            told["identity"][role],
            *(
                word
                for name, entry in told["columns"].items()
                if entry.get("role") == role
                for word in (name, *entry.get("synonyms", []))
            ),
        )
        for role in ("name", "scope")
    }
