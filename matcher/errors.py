"""Every error a user can meet: what happened, where, the likely cause, and what to do — in Chinese.

MatcherError                 exit code 1
├── Problems                 several errors found in one pass
├── ExpressionError          a condition (条件式) that cannot be read or typed; carries the caret
├── DictionaryError          fields.yaml, taxonomy.yaml or a code table
├── PolicyFileError          a policy file
├── RegistryError            a registry or fact table
├── OutputError              a result that cannot be written
└── UsageError               wrong use of a command or function; exit code 2
"""

from __future__ import annotations

from collections.abc import Sequence


class MatcherError(Exception):
    """An error with its place, likely cause and remedy, all in Chinese."""

    exit_code = 1

    def __init__(
        self, what: str, *, where: str | None = None, cause: str | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [
            self.what,
            f"  位置：{self.where}" if self.where else "",
            f"  可能原因：{self.cause}" if self.cause else "",
            f"  怎么办：{self.remedy}" if self.remedy else "",
        ]
        return "\n".join(part for part in parts if part)


class Problems(MatcherError):
    """Several errors of one file or run, reported together.

    >>> print(Problems("文件 a.yaml", [MatcherError("甲"), MatcherError("乙")]))
    文件 a.yaml：发现 2 处问题
    1. 甲
    2. 乙
    """

    def __init__(self, subject: str, errors: Sequence[MatcherError]) -> None:
        super().__init__(f"{subject}：发现 {len(errors)} 处问题")
        self.errors = list(errors)
        if any(error.exit_code == UsageError.exit_code for error in errors):
            self.exit_code = UsageError.exit_code

    def __str__(self) -> str:
        return "\n".join([self.what, *(f"{number}. {error}" for number, error in enumerate(self.errors, 1))])


class ExpressionError(MatcherError):
    """A condition that cannot be read: shows the line with a caret under the place."""

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        text: str = "",
        start: int = 0,
        end: int = 0,
        where: str | None = None,
        cause: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(what, where=where, cause=cause, remedy=remedy)
        self.text = text
        self.start = start
        self.end = max(end, start + 1)

    def __str__(self) -> str:
        if not self.text:
            return super().__str__()
        head, *tail = super().__str__().split("\n")
        return "\n".join([head, *pointed(self.text, self.start, self.end), *tail])


WIDEST_LINE = 60


def pointed(text: str, start: int, end: int) -> list[str]:
    """The line of `text` holding `start`, and a line of carets under [start, end); wide characters count two."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    first, last = start - line_start, min(end - line_start, len(line))
    if len(line) > WIDEST_LINE:  # show only what surrounds the place
        cut = max(0, first - WIDEST_LINE // 3)
        shown = ("…" if cut else "") + line[cut : cut + WIDEST_LINE]
        first, last = first - cut + (1 if cut else 0), last - cut + (1 if cut else 0)
        line, last = shown + ("…" if cut + WIDEST_LINE < line_end - line_start else ""), min(last, len(shown))
    before, under = line[:first], line[first:last]
    return ["    " + line, "    " + " " * columns_of(before) + "^" * max(1, columns_of(under))]


def columns_of(text: str) -> int:
    """Columns a terminal gives to `text`: two for East Asian wide characters.

    >>> columns_of("a行")
    3
    """
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


class DictionaryError(MatcherError):
    """fields.yaml, taxonomy.yaml or a code table is wrong."""


class PolicyFileError(MatcherError):
    """A policy file is wrong."""


class RegistryError(MatcherError):
    """A registry or fact table cannot be used."""


class OutputError(MatcherError):
    """A result cannot be written."""


class UsageError(MatcherError):
    """A command or function is used wrongly."""

    exit_code = 2
