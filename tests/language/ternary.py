"""Three-valued logic as others publish it, as data: DMN's FEEL and SQL, on the operators they share with conditions.

Nothing here knows of our engine: a reference page may read it, and tests/language/test_ternary.py holds the engine to
it. True, False and None are the three answers; in a table a row is (left, right, answer).
"""

from __future__ import annotations

from dataclasses import dataclass

Answer = bool | None
Row = tuple[Answer, Answer, Answer]

# OMG, Decision Model and Notation, the FEEL chapter, tables "Semantics of conjunction and disjunction" and "Semantics
# of negation" (50 and 51 in the task force's plain text): a value that is no boolean counts as null, as does null.
FEEL_AND: tuple[Row, ...] = (
    (True, True, True),
    (True, False, False),
    (True, None, None),
    (False, True, False),
    (False, False, False),
    (False, None, False),
    (None, True, None),
    (None, False, False),
    (None, None, None),
)
FEEL_OR: tuple[Row, ...] = (
    (True, True, True),
    (True, False, True),
    (True, None, True),
    (False, True, True),
    (False, False, False),
    (False, None, None),
    (None, True, True),
    (None, False, None),
    (None, None, None),
)
# FEEL's not() of anything that is no boolean is null.
FEEL_NOT: tuple[tuple[Answer, Answer], ...] = ((True, False), (False, True), (None, None))


@dataclass(frozen=True)
class Shared:
    """One question that SQL can be asked too: ours, theirs, and where they differ the reason.

    `ours` is a condition with the fields a, b (numbers) and p, q (booleans) in Chinese of tests/language; `sql` is the
    same over columns a, b, p, q.
    """

    name: str
    ours: str
    sql: str
    differs: str = ""


SHARED: tuple[Shared, ...] = (
    Shared("且", "{p} 且 {q}", "p AND q"),
    Shared("或", "{p} 或 {q}", "p OR q"),
    Shared("非", "非 {p}", "NOT p"),
    Shared("非 (且)", "非 ({p} 且 {q})", "NOT (p AND q)"),
    Shared("≥", "{a} ≥ {b}", "a >= b"),
    Shared(">", "{a} > {b}", "a > b"),
    Shared("≤", "{a} ≤ {b}", "a <= b"),
    Shared("<", "{a} < {b}", "a < b"),
    Shared("=", "{a} = {b}", "a = b"),
    Shared("≠", "{a} ≠ {b}", "a <> b"),
    Shared("在…之间", "{a} 在 {b} 到 2万元 之间", "a BETWEEN b AND 2"),
    Shared("+", "{a} + {b} ≥ 2万元", "a + b >= 2"),
    Shared("-", "{a} - {b} ≥ 1万元", "a - b >= 1"),
    Shared("÷", "{a} ÷ {b} ≥ 50%", "a * 1.0 / b >= 0.5"),
    Shared(
        "若…则…否则",
        "若 {p} 则 {q} 否则 {a} ≥ 1万元",
        "CASE WHEN p THEN q ELSE a >= 1 END",
        "SQL 的 CASE 把未知的条件当作不成立，径取 ELSE；条件式在条件未知时只给两边一致的结论，否则待核实。",
    ),
    Shared(
        "最小",
        "最小({a}, {b}) ≤ 1万元",
        "min(a, b) <= 1",
        "SQL 的标量 min 遇空即空；条件式已知一项不高于上限即可断定最小值不高于上限。",
    ),
    Shared(
        "最大",
        "最大({a}, {b}) ≥ 1万元",
        "max(a, b) >= 1",
        "SQL 的标量 max 遇空即空；条件式已知一项达到下限即可断定最大值达到下限。",
    ),
    Shared(
        "合计",
        "近2年 合计 {a} ≥ 2万元",
        "(SELECT sum(x) FROM (SELECT a AS x UNION ALL SELECT b)) >= 2",
        "SQL 的聚合跳过空值，缺一年也给合计；条件式所需的任一年未知则合计未知。",
    ),
    Shared(
        "至少 N 项",
        "至少 1 项 ({p}; {q})",
        "(coalesce(p, 0) + coalesce(q, 0)) >= 1",
        "把空值当作不成立来数，会把“还不知道”数成“没有”；条件式成立数与未知数合计仍不足才是不符合。",
    ),
)
"""Questions both can be asked. Where `differs` is empty the answers agree for every combination of knowns and nulls."""

FEEL_DIFFERS: tuple[tuple[str, str], ...] = (
    ("若…则…否则", "FEEL 的 if 把未知的条件当作不成立，径取 else；条件式只给两边一致的结论，否则待核实。"),
    ("= null", "FEEL 可写 x = null 并得真假；条件式不能问“是否未知”，未知只会得出待核实。"),
    ("比较", "FEEL 中类型不合的比较得 null；条件式在读入时就报错，不让错误混作未知。"),
    ("in、list contains", "FEEL 在空名单中查找得 false；条件式的名单须覆盖所问名称才可答不符合。"),
    ("÷ 0", "FEEL 除以零得 null；条件式同为未知，并提示「分母为零」；分母为负也算未知。"),
)
"""Where FEEL answers otherwise, and why conditions do not follow it."""
