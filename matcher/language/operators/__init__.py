"""The operators of the condition language: one row each, with its execution and its sentence together."""

from matcher.language.operators.arithmetic import ARITHMETIC
from matcher.language.operators.compare import COMPARISONS
from matcher.language.operators.lists import COUNTED, LISTS, ListOperator
from matcher.language.operators.membership import MEMBERSHIP
from matcher.language.operators.row import Answer, Column, Operator
from matcher.language.operators.years import YEARS, YearsOperator

ROWS: tuple[Operator, ...] = (*COMPARISONS, *MEMBERSHIP, *ARITHMETIC, *YEARS, *LISTS, *COUNTED)
OPERATORS: dict[str, Operator] = {row.name: row for row in ROWS}

_SPELLINGS = {
    spelling: row.name for row in (*COMPARISONS, *ARITHMETIC, *YEARS, *LISTS) for spelling in row.spellings
}


def canonical(word: str) -> str:
    """The canonical name of the operator spelled `word`.

    >>> canonical("不低于"), canonical("以内")
    ('≥', '≤')
    """
    return _SPELLINGS[word]


__all__ = [
    "OPERATORS",
    "ROWS",
    "Answer",
    "Column",
    "ListOperator",
    "Operator",
    "YearsOperator",
    "canonical",
]
