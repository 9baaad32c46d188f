"""The reference pages that code produces: the operators with their truth tables, and the field dictionary.

`matcher docs` writes them; a test fails when a page is stale, or when an operator or field is undocumented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from matcher.enterprises.fields import load_vocabulary
from matcher.language.kleene import at_least, either_of, kleene_and, kleene_or
from matcher.language.operators import OPERATORS, ROWS, Operator
from matcher.language.samples import example
from matcher.language.units import BUILT_IN, DURATIONS
from matcher.language.values import Truth, negate
from matcher.language.vocabulary import Field, Vocabulary
from matcher.resources import data_root

MADE = "<!-- 由 matcher docs 生成，不要手改 -->"
_WORD: dict[Truth, str] = {True: "符合", None: "待核实", False: "不符合"}
_TRUTHS: tuple[Truth, ...] = (True, None, False)

# Where the answers differ from DMN's FEEL or from SQL on what they share, and why.
DIFFERENCES: tuple[tuple[str, str, str], ...] = (
    ("若…则…否则", "SQL 的 CASE、FEEL 的 if：条件未知时径取 ELSE", "两边结论一致才有结论，否则待核实：未知不当作不成立"),
    ("≠", "ZEN 等两值引擎：缺值 ≠ 甲 为真", "任一边未知则待核实"),
    ("÷", "SQL 整数除以零报错，浮点得无穷；无穷 ≥ 3% 为真", "分母为零或负数：待核实，并提示「分母为零」"),
    ("最大、最小", "SQL 的聚合 max、min 跳过空值", "未知的一项使结果只知上限或下限，够判断才判断"),
    ("平均、合计", "SQL 的 avg、sum 跳过空值", "缺一年就未知：少一年的平均不是平均"),
    ("包含、列入、曾获", "SQL 的 EXISTS：没有行就是假", "名单没有覆盖所问的名称时，没有记录不算没有"),
    ("且、或、非", "FEEL 把不是真假的值当空值，与缺值同样处理", "写条件时就查类型：不是条件的值不能放进来，报错而不当作未知"),
)  # fmt: skip


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    vocabulary = load_vocabulary(data_root() / "enterprises")
    return {"language.md": language_page(vocabulary), "fields.md": fields_page(vocabulary)}


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


# --- the language -----------------------------------------------------------------------------------------
def language_page(vocabulary: Vocabulary) -> str:
    """All operators: how they are written, what they answer on unknown, and the truth tables."""
    parts = [MADE, "# 条件式 · 全部运算", _INTRODUCTION, "## 三值逻辑"]
    parts += [_binary("且", kleene_and), _binary("或", kleene_or), _negation(), _choice(), _count()]
    parts += ["## 比较、运算、年度、名单", *(_operator(row, vocabulary) for row in ROWS)]
    parts += ["## 与 DMN、SQL 不同的地方", _table(("运算", "别处", "这里"), DIFFERENCES), "## 单位", _units()]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """每个条件有三种答案：符合、待核实、不符合。缺的事实是未知，不算“是”，不算“否”，也不算零；只有不论它是什么结论都一样时，
才有结论。意思的细则在设计文件里逐点写定；这一页由代码里的运算表生成。

结合的松紧，从松到紧：若…则…否则 · 或 · 且 · 非 · 近N年 每年、连续N年 · 比较 · ＋ − · × ÷ · 年度词、平均、合计。拿不准就加括号。"""


def _binary(name: str, combine: Callable[[list[Truth]], Truth]) -> str:
    rows = [[_WORD[left], *(_WORD[combine([left, right])] for right in _TRUTHS)] for left in _TRUTHS]
    return f"**甲 {name} 乙**\n\n" + _table((f"甲＼乙（{name}）", *(_WORD[right] for right in _TRUTHS)), rows)


def _negation() -> str:
    return "**非 甲**\n\n" + _table(("甲", "非 甲"), [(_WORD[one], _WORD[negate(one)]) for one in _TRUTHS])


def _choice() -> str:
    rows = []
    for condition in _TRUTHS:
        for then in _TRUTHS:
            answers = [
                then if condition else other if condition is False else either_of(then, other)
                for other in _TRUTHS
            ]
            rows.append((_WORD[condition], _WORD[then], *(_WORD[answer] for answer in answers)))
    header = ("甲", "乙", *(f"丙 = {_WORD[other]}" for other in _TRUTHS))
    note = "不写 否则 时：甲不成立即符合。若 也可以选数、日期和代码；甲未知时只给两边共有的范围。"
    return f"**若 甲 则 乙 否则 丙**\n\n{_table(header, rows)}\n\n{note}"


def _count() -> str:
    cases: list[list[Truth]] = [
        [True, True, None],
        [True, None, None],
        [True, None, False],
        [True, False, False],
    ]
    rows = [("、".join(_WORD[one] for one in case), _WORD[at_least(2, case)]) for case in cases]
    note = "成立的已够 N 项：符合；成立的加未知的也不够：不符合；否则待核实。"
    return f"**至少 2 项 (甲; 乙; 丙)**\n\n{_table(('甲、乙、丙', '结论'), rows)}\n\n{note}"


def _operator(row: Operator, vocabulary: Vocabulary) -> str:
    others = [word for word in row.spellings if word != row.name]
    lines = [
        f"### {row.name}",
        row.doc,
        "",
        f"- 写法：{row.signature}",
        f"- 例：`{example(row.example, vocabulary)}`",
        f"- 未知：{row.unknown}",
    ]
    if others:
        lines.insert(4, f"- 也可写作：{'、'.join(others)}")
    return "\n".join(lines)


def _units() -> str:
    kinds: dict[str, list[str]] = {}
    for unit in BUILT_IN.values():
        kinds.setdefault("·".join(name for name, _ in unit.dimension) or unit.kind, []).append(unit.name)
    rows = [(kind, " ".join(dict.fromkeys(names))) for kind, names in kinds.items()]
    rows.append(("时长", " ".join(DURATIONS)))
    note = "万、亿是数的一部分：2000万元。可以组合：万元/亩、元/吨标准煤。百分比类指标要写 %，两个百分比的差写 百分点。"
    return _table(("量什么", "单位"), rows) + "\n\n" + note


# --- the dictionary ---------------------------------------------------------------------------------------
def fields_page(vocabulary: Vocabulary) -> str:
    """Every field: how it is called, its type and unit, where it comes from, what it is derived from."""
    rows = [_field_row(item) for item in vocabulary.fields.values()]
    header = ("指标", "同义词", "类型", "单位", "期间", "来源部门", "敏感度", "差一点", "推算", "说明")
    lists = [item for item in vocabulary.fields.values() if item.record]
    parts = [MADE, f"# 指标字典 · {len(rows)} 项", _table(header, rows), "## 记录类指标里的各项"]
    parts += [f"**{item.name}**：" + "、".join(item.record) for item in lists]
    return "\n\n".join(parts) + "\n"


_KINDS = {
    "quantity": "数", "percent": "百分比", "boolean": "是否", "date": "日期", "duration": "年限", "year": "年度", "code": "代码",
    "text": "文字", "list": "名单", "records": "记录",
}  # fmt: skip


def _field_row(item: Field) -> tuple[str, ...]:
    text = item.derivation_text or ""
    derived = text if len(text) <= 60 else "按表推算"
    system = f"（{item.system.name}）" if item.system else ""
    return (
        item.name, "、".join(item.synonyms), _KINDS[item.kind] + system, item.unit.name if item.unit else "", item.period,
        item.department, item.sensitivity, "可改变" if item.movable else "", f"`{derived}`" if derived else "", item.note,
    )  # fmt: skip


def undocumented() -> list[str]:
    """Operators that lack a line of documentation, an example or their answer on unknown."""
    return [
        row.name
        for row in OPERATORS.values()
        if not (row.doc and row.unknown and row.example and row.sentence)
    ]
