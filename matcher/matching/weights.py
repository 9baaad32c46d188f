"""The weights of ranking: data (policies/weights.yaml), so that staff can change them and see what follows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import PolicyFileError
from matcher.language.numerals import number_at
from matcher.yamlfile import Lined, read_yaml

FILE = "weights.yaml"


@dataclass(frozen=True)
class Weights:
    """How relevance, worth and deadline make a score; every share is between 0 and 1."""

    tags: float = 0.4
    text: float = 0.6
    everyone: float = 0.5
    everyone_tag: tuple[str, str] | None = None
    everyone_unless: tuple[str, ...] = ()
    """Dimensions whose labels say that a policy is for some only."""
    relevance: float = 0.5
    worth: float = 0.3
    urgency: float = 0.2
    full_worth: float = 10_000_000.0
    """The amount in 元 that counts in full."""
    no_amount: float = 0.3
    urgent_days: int = 180
    always: float = 0.2


def load_weights(folder: Path | None) -> Weights:
    """The weights of a policy folder; the built-in ones where it has none.

    Raises:
        PolicyFileError: the file cannot be read, or a weight is not a number from 0 to 1.
    """
    if folder is None or not (folder / FILE).exists():
        return Weights()
    content = read_yaml(folder / FILE, PolicyFileError)
    relevance, score = content.get("relevance") or Lined(), content.get("score") or Lined()
    worth, urgency = content.get("worth") or Lined(), content.get("urgency") or Lined()
    everyone = relevance.get("everyone_tag") or {}
    scale = number_at(str(worth.get("scale", "1000万元")), 0)
    return Weights(
        _share(relevance, "tags", 0.4), _share(relevance, "text", 0.6), _share(relevance, "everyone", 0.5),
        (str(everyone["dimension"]), str(everyone["value"])) if everyone else None,
        tuple(str(dimension) for dimension in everyone.get("unless", ())),
        _share(score, "relevance", 0.5), _share(score, "worth", 0.3), _share(score, "urgency", 0.2),
        float(scale[0]) if scale else 10_000_000.0, _share(worth, "no_amount", 0.3), int(urgency.get("days", 180)),
        _share(urgency, "always", 0.2),
    )  # fmt: skip


def _share(about: dict[str, Any], key: str, default: float) -> float:
    value = about.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise PolicyFileError(
            f"权重 {key} 要在 0 到 1 之间", where=FILE, cause=f"写的是 {value}", remedy="改成小数，如 0.4"
        )
    return float(value)
