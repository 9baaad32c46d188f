"""The command line: `matcher …`. Doors only: every command calls the same functions as Python users do.

Exit codes: 0 done, 1 problems in the data, 2 wrong use.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from matcher.errors import MatcherError, UsageError

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
    except OSError as error:
        typer.echo(
            f"错误：读写文件失败：{error.strerror or error}\n  位置：{error.filename or ''}\n"
            "  怎么办：检查磁盘空间和文件权限",
            err=True,
        )
        code = 1
    except Exception as error:
        if not hasattr(error, "exit_code"):
            raise
        typer.echo(f"错误：{_usage(error)}", err=True)
        code = UsageError.exit_code
    sys.exit(code if isinstance(code, int) else 0)


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
