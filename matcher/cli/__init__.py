"""The command line: `matcher …`. Doors only: every command calls the same functions as Python users do.

Exit codes: 0 done, 1 problems in the data, 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

from matcher.errors import MatcherError, UsageError

DEBUG = "MATCHER_DEBUG"

# Command → module and function, or a module with an `app` of its own. Only what is asked for is imported:
# scikit-learn and Polars take seconds that `matcher rule` has no use for.
COMMANDS: dict[str, tuple[str, str]] = {
    "match": ("matcher.cli.match", "match"),
    "check": ("matcher.cli.check", "check"),
    "rule": ("matcher.cli.rule", "rule"),
    "policies": ("matcher.cli.policies", "app"),
    "import": ("matcher.cli.importing", "import_"),
    "industry": ("matcher.cli.industry", "industry"),
    "encoder": ("matcher.cli.encoder", "app"),
    "serve": ("matcher.cli.serve", "serve"),
    "docs": ("matcher.cli.docs", "docs"),
}


def application(arguments: list[str]) -> typer.Typer:
    """The command line with the command that is asked for, or with all where none is named."""
    app = typer.Typer(
        name="matcher",
        help="惠企匹配：哪家企业能享受哪项政策，为什么，值多少，还缺什么。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    asked = next((word for word in arguments if not word.startswith("-")), "")
    for command in [asked] if asked in COMMANDS else COMMANDS:
        module = import_module(COMMANDS[command][0])
        found = getattr(module, COMMANDS[command][1])
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=command)
        else:
            app.command(command, help=module.HELP)(found)
    return app


def _root() -> None:
    """Keeps a lone command a subcommand."""


def main() -> None:
    """Runs the command line; every error is told in Chinese, without a traceback."""
    try:
        code = application(sys.argv[1:])(standalone_mode=False)
    except MatcherError as error:
        typer.echo(f"错误：{error}", err=True)
        code = error.exit_code
    except typer.Exit as leave:
        code = leave.exit_code
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("已停止。没有写下半份结果。", err=True)
        code = 1
    except BrokenPipeError:  # whoever read the output (| head) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        typer.echo(
            f"错误：读写文件失败：{error.strerror or error}\n  位置：{error.filename or ''}\n"
            "  怎么办：检查磁盘空间和文件权限",
            err=True,
        )
        code = 1
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        told_by_click = hasattr(error, "exit_code")
        typer.echo(f"错误：{_usage(error) if told_by_click else _unforeseen(error)}", err=True)
        code = UsageError.exit_code if told_by_click else MatcherError.exit_code
    sys.exit(code if isinstance(code, int) else 0)


def _unforeseen(error: Exception) -> str:
    return (
        f"程序没有料到的情况：{type(error).__name__}：{error}\n  可能原因：这是程序的毛病，不是你的\n"
        f"  怎么办：把这几行和用的命令告诉维护的人；设环境变量 {DEBUG}=1 再运行可看到细节"
    )


_CLICK_WORDS = (
    ("No such option: ", "没有这个选项："),
    ("No such command ", "没有这个命令："),
    ("Missing argument ", "缺少参数："),
    ("Missing option ", "缺少选项："),
    ("Invalid value for ", "参数的值不对："),
)


def _usage(error: Exception) -> str:
    message = getattr(error, "format_message", lambda: str(error))()
    for english, chinese in _CLICK_WORDS:
        message = message.replace(english, chinese)
    return f"命令用法不对：{message or '没有写参数'}\n  怎么办：加 --help 看用法和例子"
