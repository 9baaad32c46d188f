"""Says a condition or an amount in a plain Chinese sentence, for people who do not read 条件式.

Comparisons, arithmetic and years bring their own words (the `sentence` of their row); this module joins them: 且
becomes a comma, 非 turns the words around where there is a word for it (未列入, 不属于, 低于), days are early or late.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matcher.language import tree as t
from matcher.language.operators import OPERATORS
from matcher.language.printing import print_tree
from matcher.language.scalar import is_condition
from matcher.language.vocabulary import DATE

_TURNED = {"≥": "<", "<": "≥", "≤": ">", ">": "≤", "=": "≠", "≠": "="}
_COUNTED_YEARS = {"平均", "合计"}
_DAYS = {
    "≥": "{0}不早于{1}",
    "≤": "{0}不晚于{1}",
    ">": "{0}晚于{1}",
    "<": "{0}早于{1}",
    "=": "{0}为{1}",
    "≠": "{0}不是{1}",
}
_SAME = {"=": "{0}为{1}", "≠": "{0}不是{1}"}
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def sentence(node: t.Node) -> str:
    """A condition or amount in words.

    Raises:
        LookupError: for a node that has no words ("no words for …").
    """
    rule = _RULES.get(type(node))
    if rule is None:
        raise LookupError(f"no words for {type(node).__name__}")
    return rule(node)


def _joined(items: tuple[t.Node, ...], word: str) -> str:
    """Parts joined by a word; where one of them is itself joined, a semicolon keeps them apart."""
    texts = [_part(item) for item in items]
    heavy = any("，" in text or len(text) > 30 for text in texts)
    if len(texts) == 1:
        return texts[0]
    return f"{'；' if heavy else '，'}{word}".join(texts)


def _part(node: t.Node) -> str:
    text = sentence(node)
    return f"（{text}）" if isinstance(node, t.And | t.Or | t.If) and len(list(node.children())) > 1 else text


def _and(node: t.And) -> str:
    return _joined(node.items, "且")


def _or(node: t.Or) -> str:
    return _joined(node.items, "或者")


def _not(node: t.Not) -> str:
    item = node.item
    if isinstance(item, t.Not):
        return sentence(item.item)
    if isinstance(item, t.Or):
        return _joined(tuple(t.Not(part) for part in item.items), "且")
    if isinstance(item, t.Call) and item.op in _TURNED:
        return _call(t.Call(_TURNED[item.op], item.args))
    if isinstance(item, t.At) and isinstance(item.item, t.FieldRef):
        return f"{_year(item.year)}非{item.item.field.name}"
    if isinstance(item, t.FieldRef):
        return f"非{item.field.name}"
    if isinstance(item, t.Member) and not isinstance(item.names[0], t.Words):
        return f"{sentence(item.item)}不属于{_names(item.names)}"
    if isinstance(item, t.Has):
        return _has(item, denied=True)
    if isinstance(item, t.Counted):
        return _without(item)
    if isinstance(item, t.Judgment):
        return f"经认定并非「{item.question}」"
    return f"并非“{sentence(item)}”"


def _at_least(node: t.AtLeast) -> str:
    texts = [sentence(item) for item in node.items]
    if len(texts) <= len(_MARKS):
        texts = [f"{mark}{text}" for mark, text in zip(_MARKS, texts, strict=False)]
    return f"以下至少满足{node.count}项：{'；'.join(texts)}"


def _if(node: t.If) -> str:
    condition, then = sentence(node.condition), sentence(node.then)
    if not is_condition(node.then):
        text = f"{condition}的，为{then}"
        return text if node.otherwise is None else f"{text}；否则{_other(node.otherwise)}"
    text = f"{condition}的，须{then}"
    return text if node.otherwise is None else f"{text}；否则须{sentence(node.otherwise)}"


def _other(node: t.Node) -> str:
    text = sentence(node)
    return text if isinstance(node, t.If) else f"为{text}"


def _judgment(node: t.Judgment) -> str:
    return f"经认定「{node.question}」"


# --- values -----------------------------------------------------------------------------------------------
def _year(node: t.YearWord) -> str:
    return print_tree(node)


def _name(node: t.Name) -> str:
    """A name; a code with the name it stands for."""
    known = node.system is not None and node.text in node.system.entries
    return f"{node.system.label(node.text)}（{node.text}）" if known and node.system else node.text


def _names(names: tuple[t.Node, ...]) -> str:
    texts = [sentence(name) for name in names]
    return texts[0] if len(texts) == 1 else f"{'、'.join(texts[:-1])}或{texts[-1]}"


def _operand(node: t.Node) -> str:
    text = sentence(node)
    loose = isinstance(node, t.If) or (isinstance(node, t.Call) and node.op in ("最大", "最小"))
    return f"（{text}）" if loose else text


def _call(node: t.Call) -> str:
    if node.op in ("最大", "最小"):
        return _extreme(node)
    args = [_operand(arg) for arg in node.args]
    if node.op in ("×", "÷", "-"):  # what is added binds looser: brackets keep it together
        args = [
            f"（{text}）" if isinstance(arg, t.Call) and arg.op in ("+", "-") else text
            for arg, text in zip(node.args, args, strict=True)
        ]
    if node.op in _DAYS and any(_is_day(arg) for arg in node.args):
        return _DAYS[node.op].format(*args)
    if node.op in _SAME and any(isinstance(arg, t.Name | t.YearWord | t.Words) for arg in node.args):
        return _SAME[node.op].format(*args)
    return OPERATORS[node.op].sentence.format(*args)


def _is_day(node: t.Node) -> bool:
    return isinstance(node, t.Day | t.BaseDay) or (isinstance(node, t.FieldRef) and node.field.kind == DATE)


def _extreme(node: t.Call) -> str:
    """最小(X, 300万元) is a cap and 最大(X, 0元) a floor; others are what they are called."""
    texts = [_operand(arg) for arg in node.args]
    if len(texts) == 2 and isinstance(node.args[1], t.Number) and not isinstance(node.args[0], t.Number):
        return f"{texts[0]}，{'最高' if node.op == '最小' else '最低'}{texts[1]}"
    return OPERATORS[node.op].sentence.format("、".join(texts))


def _member(node: t.Member) -> str:
    row = "文字包含" if isinstance(node.names[0], t.Words) else "属于"
    return OPERATORS[row].sentence.format(sentence(node.item), _names(node.names))


def _at(node: t.At) -> str:
    return f"{_year(node.year)}{sentence(node.item)}"


def _every(node: t.Every) -> str:
    text = sentence(node.item)
    return f"{'连续' if node.run else '近'}{node.years}年每年{f'（{text}）' if '，' in text else text}"


def _window(node: t.Window) -> str:
    item = sentence(node.item)
    bracketed = isinstance(node.item, t.Call) and node.op in _COUNTED_YEARS
    return OPERATORS[node.op].sentence.format(f"（{item}）" if bracketed else item, n=node.years)


def _has(node: t.Has, denied: bool = False) -> str:
    near = f"近{node.years}年" if node.years else ""
    field, names = node.field.name, _names(node.names)
    words = {
        "包含": f"没有{names}（{field}）" if denied else f"有{names}（{field}）",
        "曾有": f"未曾有{names}（{field}）" if denied else f"曾有{names}（{field}）",
        "曾获": f"未曾获{names}" if denied else f"曾获{names}",
        "列入": f"未列入{names}" if denied else f"列入{names}",
    }
    return near + words[node.op]


def _counted(node: t.Counted) -> str:
    if isinstance(node.condition, t.Has):
        return f"{sentence(node.condition)}的次数"
    inner = "" if node.condition is None else f"（{sentence(node.condition)}）"
    if node.of is not None:
        return f"{node.field.name}{inner}的{node.of.name}合计"
    return f"有{node.field.name}{inner}" if node.op == "存在" else f"{node.field.name}{inner}的条数"


def _without(node: t.Counted) -> str:
    inner = "" if node.condition is None else f"（{sentence(node.condition)}）"
    return f"没有{node.field.name}{inner}"


def _first(node: t.FirstReach) -> str:
    return f"{sentence(node.item)}首次达到{sentence(node.threshold)}"


_RULES: dict[type, Callable[[Any], str]] = {
    t.And: _and,
    t.Or: _or,
    t.Not: _not,
    t.AtLeast: _at_least,
    t.If: _if,
    t.Judgment: _judgment,
    t.Number: print_tree,
    t.Day: print_tree,
    t.Span_: print_tree,
    t.BaseDay: print_tree,
    t.YearWord: _year,
    t.Name: _name,
    t.Words: lambda node: node.text,
    t.FieldRef: lambda node: node.field.name,
    t.Call: _call,
    t.Member: _member,
    t.At: _at,
    t.Every: _every,
    t.Window: _window,
    t.Has: _has,
    t.Counted: _counted,
    t.FirstReach: _first,
}
