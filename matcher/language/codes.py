"""Evaluates what is asked of codes and texts, one enterprise at a time: 属于, = and ≠ with a name, 包含 of a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matcher.language import tree as t
from matcher.language.facts import Context, Lookup
from matcher.language.kleene import Options, agreed
from matcher.language.operators.membership import holds_word
from matcher.language.systems import CodeSystem
from matcher.language.values import Truth, negate

Evaluator = Callable[[Context], Any]
Compile = Callable[[t.Node], Evaluator]


def code_equal(node: t.Call, compile_: Compile) -> Evaluator:
    """The evaluator of = and ≠ between a code and a name: by hierarchy, as 属于."""
    item, name = sorted(node.args, key=lambda arg: isinstance(arg, t.Name))
    assert isinstance(name, t.Name)
    among = _among(item, name.codes, name.system, compile_)
    return among if node.op == "=" else lambda context: negate(among(context))


def shared_system(node: t.Call) -> CodeSystem | None:
    """The code system of both sides, where = or ≠ compares two fields that hold codes."""
    sides = [arg.field.system for arg in node.args if isinstance(arg, t.FieldRef)]
    return sides[0] if node.op in {"=", "≠"} and len(sides) == 2 and sides[0] is sides[1] else None


def same_code(left: Any, right: Any, system: CodeSystem) -> Truth:
    """Whether two codes are one; unknown where the table knows one of them not, or only more coarsely (LANGUAGE 4)."""
    if left is None or right is None:
        return None
    if left not in system.entries or right not in system.entries:
        return left == right if system.open else None
    if left == right:
        return True
    return (
        None
        if system.relation(left, frozenset({right})) is not False or _above(left, right, system)
        else False
    )


def _above(left: Any, right: Any, system: CodeSystem) -> bool:
    return system.relation(right, frozenset({left})) is True


def fields_equal(node: t.Call, system: CodeSystem, compile_: Compile) -> Evaluator:
    """The evaluator of = and ≠ between two fields that hold codes of one system."""
    left, right = (compile_(arg) for arg in node.args)

    def evaluate(context: Context) -> Truth:
        pairs = {
            same_code(one, other, system)
            for one in _options(left(context))
            for other in _options(right(context))
        }
        answer = agreed(pairs)
        return answer if node.op == "=" else negate(answer)

    return evaluate


def _options(value: Any) -> frozenset[Any]:
    return value.values if isinstance(value, Options) else frozenset({value})


def member(node: t.Member, compile_: Compile) -> Evaluator:
    """The evaluator of 属于, and of 包含 on text."""
    if node.names and isinstance(node.names[0], t.Words):
        item, words = compile_(node.item), [word.text for word in node.names if isinstance(word, t.Words)]
        return lambda context: holds_word(item(context), words)
    names = [name for name in node.names if isinstance(name, t.Name)]
    return _among(node.item, frozenset().union(*(name.codes for name in names)), names[0].system, compile_)


def _among(node: t.Node, codes: frozenset[str], system: CodeSystem | None, compile_: Compile) -> Evaluator:
    assert system is not None
    item = compile_(node)

    def evaluate(context: Context) -> Truth:
        value = item(context)
        if isinstance(value, Options):
            return agreed({system.relation(option, codes) for option in value.values})
        if value is None:
            return None
        answer = member_of(value, codes, system)
        if answer is None:
            _undecided_code(context, node, value, system)
        return answer

    return evaluate


def member_of(value: Any, codes: frozenset[str], system: CodeSystem) -> Truth:
    """Whether a code is among `codes`; in an open system a name outside the table is just another name."""
    if system.open and value not in system.entries:
        return value in codes
    return system.relation(value, codes)


def _undecided_code(context: Context, node: t.Node, value: str, system: CodeSystem) -> None:
    name = node.field.name if isinstance(node, t.FieldRef) else ""
    if value not in system.entries:
        context.review(f"「{name}」的值「{value}」不在代码表里，不能判断")
        return
    context.review(f"「{name}」只到「{system.label(value)}」，比条件问的粗，需要更细的值")
    if context.lookups:
        last = context.lookups[-1]
        context.lookups[-1] = Lookup(last.name, last.year, last.fact, False, last.inputs)
