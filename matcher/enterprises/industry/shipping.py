"""The weights of a classifier on disk: model.npz (float32) and model.json, which says what they fit and how they were made."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matcher.enterprises.industry.logit import Weights
from matcher.errors import MatcherError

ARRAYS = ("evidence", "by_section", "by_division")


@dataclass(frozen=True)
class Stored:
    """Weights, temperature, and the confidence under which conditions treat the industry as missing."""

    weights: Weights
    temperature: float
    threshold: float


def load(folder: Path, features: Sequence[str], flags: Sequence[str]) -> Stored:
    """Read a folder's weights; MatcherError where they are absent, broken or made for other rules."""
    path = folder / "model.npz"
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = [stored[name].astype(np.float64) for name in ARRAYS]
        about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        told = (
            list(about["features"]),
            list(about["flags"]),
            float(about["temperature"]),
            float(about["threshold"]),
        )
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise MatcherError(
            "读不出行业判读的权重", where=str(path), cause=str(error), remedy="重新安装，或重新训练"
        ) from error
    if told[0] != list(features) or told[1] != list(flags):
        raise MatcherError(
            "行业判读的权重与规则对不上",
            where=str(path),
            cause="rules.yaml 的名称类别或程序改过，权重没有重新训练",
            remedy="运行 python -m matcher.enterprises.industry.training 重新训练",
        )
    return Stored(Weights(*arrays), told[2], told[3])


def save(
    folder: Path, stored: Stored, features: Sequence[str], flags: Sequence[str], about: dict[str, Any]
) -> None:
    """Write both files, each complete or not at all."""
    told = {
        **about,
        "temperature": round(stored.temperature, 4),
        "threshold": stored.threshold,
        "features": list(features),
        "flags": list(flags),
    }
    arrays = {name: getattr(stored.weights, name).astype(np.float32) for name in ARRAYS}
    part = folder / "model.part.npz"
    np.savez_compressed(part, **arrays)
    os.replace(part, folder / "model.npz")
    part = folder / "model.json.part"
    part.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, folder / "model.json")
