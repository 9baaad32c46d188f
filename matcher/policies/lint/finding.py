"""What the linter says: a finding with its level, place, likely cause and remedy; and what a check is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from matcher.errors import MatcherError
from matcher.language.vocabulary import Vocabulary
from matcher.policies.lint.reasoning import Reasoner
from matcher.policies.model import Example, Policy
from matcher.policies.taxonomy import Taxonomy

ERROR, WARNING, HINT = "错误", "警告", "提示"
LEVELS = (ERROR, WARNING, HINT)

Answers = Callable[[Policy, Example], Sequence[str]]
"""Runs an example: what its answer lacks of what is stated. May raise MatcherError."""


@dataclass(frozen=True)
class Finding:
    """One thing to mend: 错误 breaks the item, 警告 is probably wrong, 提示 is worth a look."""

    level: str
    where: str
    what: str
    cause: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        parts = [
            f"{self.level}　{self.where}　{self.what}",
            f"  可能原因：{self.cause}" if self.cause else "",
            f"  怎么办：{self.remedy}" if self.remedy else "",
        ]
        return "\n".join(part for part in parts if part)


@dataclass
class Desk:
    """What checks are given besides the item: dictionary, label system, a date where one is asked, and a prover."""

    vocabulary: Vocabulary
    taxonomy: Taxonomy
    as_of: dt.date | None = None
    answers: Answers | None = None
    reasoner: Reasoner = field(default_factory=Reasoner)


def place(policy: Policy, line: int = 0) -> str:
    """Where something stands: file, line and item."""
    return f"{policy.document.file}:{line or policy.line} 事项 {policy.id}"


def of_error(error: MatcherError, file: str = "") -> Finding:
    """An error of loading as a finding."""
    what = str(error).split("\n  位置：")[0] if error.where else error.what
    return Finding(ERROR, error.where or file, what, error.cause or "", error.remedy or "")
