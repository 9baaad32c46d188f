"""The linter of policies: what cannot hold, is never reached, leaves gaps, is out of date, or lacks something.

It proves what it says: "nobody can satisfy this" is an error only where the conditions exclude each other for every
enterprise; where it is not sure it says nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from matcher.errors import MatcherError, PolicyFileError, Problems
from matcher.language.vocabulary import Vocabulary
from matcher.policies.files import read_policies
from matcher.policies.library import policy_files
from matcher.policies.lint.amounts import check_amounts
from matcher.policies.lint.conditions import check_conditions
from matcher.policies.lint.documents import check_document
from matcher.policies.lint.examples import check_examples
from matcher.policies.lint.finding import (
    ERROR,
    HINT,
    LEVELS,
    WARNING,
    Answers,
    Desk,
    Finding,
    of_error,
    place,
)
from matcher.policies.lint.questions import check_questions
from matcher.policies.lint.tiers import check_tiers
from matcher.policies.model import Policy
from matcher.policies.taxonomy import Taxonomy

CHECKS = (check_conditions, check_tiers, check_amounts, check_document, check_examples)


def lint(
    policies: Iterable[Policy],
    vocabulary: Vocabulary,
    taxonomy: Taxonomy,
    *,
    as_of: dt.date | None = None,
    answers: Answers | None = None,
) -> list[Finding]:
    """All findings on items that load, errors first.

    Args:
        policies: a library, or a list of items.
        vocabulary: the dictionary in force.
        taxonomy: the label system, which says which dimensions every item needs.
        as_of: the date at which windows and validity are judged; None leaves that out.
        answers: runs an example (matcher.matching.examples.example_problems); None leaves examples unrun.
    """
    items, desk = list(policies), Desk(vocabulary, taxonomy, as_of, answers)
    found = [finding for policy in items for check in CHECKS for finding in check(policy, desk)]
    found += [*_repeated(items), *check_questions(items)]
    return in_order(found)


def lint_folder(
    folder: Path,
    vocabulary: Vocabulary,
    taxonomy: Taxonomy,
    *,
    as_of: dt.date | None = None,
    answers: Answers | None = None,
) -> tuple[list[Finding], int]:
    """All findings on the files of a folder (or one file), those that do not load included, and how many items loaded.

    Raises:
        PolicyFileError: there is no such folder, or no policy file in it.
    """
    files = policy_files(folder)
    if not files:
        raise PolicyFileError(
            f"政策目录 {folder} 里没有政策", cause="目录不对，或还没有文件", remedy="放入 .yaml 政策文件"
        )
    items: list[Policy] = []
    broken: list[Finding] = []
    for path in files:
        try:
            items += read_policies(path, vocabulary, taxonomy)
        except Problems as problems:
            broken += [of_error(error, path.name) for error in problems.errors]
        except MatcherError as error:
            broken.append(of_error(error, path.name))
    found = lint(items, vocabulary, taxonomy, as_of=as_of, answers=answers)
    return in_order([*broken, *found]), len(items)


def _repeated(items: list[Policy]) -> Iterator[Finding]:
    seen: dict[str, Policy] = {}
    for item in items:
        if item.id in seen:
            first = seen[item.id]
            yield Finding(
                ERROR,
                place(item),
                f"id「{item.id}」与 {first.document.file}:{first.line} 的重复",
                "复制后没有改 id",
                "换一个 id",
            )
        seen.setdefault(item.id, item)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Findings by level, then by place as they came."""
    return sorted(found, key=lambda one: LEVELS.index(one.level))


__all__ = ["ERROR", "HINT", "LEVELS", "WARNING", "Answers", "Finding", "lint", "lint_folder"]
