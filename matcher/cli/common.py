"""What commands share: dates, JSON from the command line, the dictionary in force."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from matcher.enterprises.given import read_date
from matcher.errors import UsageError
from matcher.resources import data_root
from matcher.yamlfile import read_yaml

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="按哪一天判断，如 2024-06-30；不写是今天。")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，给程序读。")]
Enterprises = Annotated[
    Path | None, typer.Option("--enterprises", metavar="目录", help="另一套指标字典与代码表；不写用自带的。")
]
Policies = Annotated[
    Path | None, typer.Option("--policies", metavar="目录", help="另一套政策库；不写用自带的。")
]


def help_text(command: str, text: str) -> str:
    """A command's help with its examples, which speak the words of the dictionary that comes along."""
    path = data_root() / "enterprises" / "help.yaml"
    examples = read_yaml(path).get(command, []) if path.exists() else []
    return "\n\n".join([text, *(f"例：matcher {line}" for line in examples)])


def day(text: str | None) -> dt.date:
    """The date asked at; today if none is given (only doors look at the clock).

    Raises:
        UsageError: it is not a date.
    """
    if text is None:
        return dt.date.today()
    found = read_date(text)
    if found is None:
        raise UsageError(
            f"--as-of 的日期「{text}」读不懂", cause="要写年月日", remedy="写成 2024-06-30 的样子"
        )
    return found


def json_object(text: str | None, option: str) -> dict[str, Any]:
    """The JSON object of an option; a path after @ reads a file.

    Raises:
        UsageError: it is not a JSON object.
    """
    if text is None:
        return {}
    try:
        if text.startswith("@"):
            text = Path(text[1:]).read_text("utf-8-sig")
        content = json.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{option} 的文件读不出来", cause=str(error), remedy="检查路径，存为 UTF-8"
        ) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(
            f"{option} 不是 JSON", cause=str(error), remedy='写成 \'{"指标": "3000万元"}\' 的样子'
        ) from None
    if not isinstance(content, dict):
        raise UsageError(f"{option} 要是一个 JSON 对象", cause="给的是别的东西", remedy='写成 {"指标": "值"}')
    return content


def print_json(content: Any) -> None:
    """Prints JSON in UTF-8 with Chinese as it is."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
