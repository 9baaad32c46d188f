"""Reads YAML with the line of every mapping and item, so that an error can say where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from matcher.errors import MatcherError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Lined(dict[str, Any]):
    """A mapping that knows its own line and the line of each key (counted from 1)."""

    line: int = 0
    lines: dict[str, int] = {}  # noqa: RUF012 - an empty mapping made in code has no lines


class LinedList(list[Any]):
    """A list that knows the line of each item (counted from 1)."""

    lines: list[int]


class _LineLoader(_Loader):  # type: ignore[misc]
    def construct_mapping(self, node: Any, deep: bool = False) -> Lined:
        self.flatten_mapping(node)
        result = Lined()
        result.line = node.start_mark.line + 1
        result.lines = {}
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in result.lines:
                raise yaml.constructor.ConstructorError(None, None, f"「{key}」写了两次", key_node.start_mark)
            result.lines[key] = key_node.start_mark.line + 1
            result[key] = self.construct_object(value_node, deep=True)
        return result

    def construct_lined_list(self, node: Any) -> LinedList:
        result = LinedList(self.construct_object(child, deep=True) for child in node.value)
        result.lines = [child.start_mark.line + 1 for child in node.value]
        return result


_LineLoader.add_constructor(
    "tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node, deep=True)
)
_LineLoader.add_constructor("tag:yaml.org,2002:seq", lambda loader, node: loader.construct_lined_list(node))


def read_yaml(path: Path, error: type[MatcherError] = MatcherError) -> Lined:
    """The mapping in a YAML file.

    Raises:
        error: where the file is missing, is not UTF-8, is not YAML, or does not hold a mapping.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise error(f"找不到文件 {path}", cause="路径写错或文件被移走", remedy="检查路径") from None
    except (UnicodeDecodeError, OSError) as problem:
        raise error(f"文件 {path} 读不出来", cause=str(problem), remedy="另存为 UTF-8 编码的文本") from None
    return parse_yaml(text, path.name, error)


def parse_yaml(text: str, name: str, error: type[MatcherError] = MatcherError) -> Lined:
    """The mapping in a YAML text; `name` stands in errors."""
    try:
        content = yaml.load(text, Loader=_LineLoader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        detail = getattr(problem, "problem", None) or "格式不对"
        raise error(
            "YAML 格式不对", where=place, cause=str(detail), remedy="检查缩进、冒号后的空格和引号是否成对"
        ) from None
    except RecursionError:
        raise error(
            "YAML 套得太深", where=name, cause="不是正常的政策或字典文件", remedy="换一份文件"
        ) from None
    if not isinstance(content, Lined):
        raise error(
            "文件里没有内容", where=name, cause="空文件，或最外层不是「键: 值」", remedy="对照样例文件补全"
        )
    return content
