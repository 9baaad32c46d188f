"""The command line: `matcher …`. Doors only: every command calls the same functions as Python users do.

Exit codes: 0 done, 1 problems in the data, 2 wrong use.
"""

from __future__ import annotations

import sys

import typer

from matcher.cli import check, importing, match, rule, serve
from matcher.errors import MatcherError, UsageError

app = typer.Typer(
    name="matcher",
    help="惠企匹配：哪家企业能享受哪项政策，为什么，值多少，还缺什么。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("rule", help=rule.HELP, no_args_is_help=True)(rule.rule)

app.command("check", help=check.HELP)(check.check)
app.command("match", help=match.HELP)(match.match)
app.command("import", help=importing.HELP)(importing.import_)
app.command("serve", help=serve.HELP)(serve.serve)


def main() -> None:
    """Runs the command line; every error is told in Chinese, without a traceback."""
    try:
        code = app(standalone_mode=False)
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
            f"错误：读写文件失败：{error.strerror or error}\n  位置：{error.filename or ''}\n  怎么办：检查磁盘空间和文件权限",
            err=True,
        )
        code = 1
    except Exception as error:
        if not hasattr(error, "exit_code"):
            raise
        typer.echo(f"错误：{_usage(error)}", err=True)
        code = UsageError.exit_code
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: Exception) -> str:
    message = getattr(error, "format_message", lambda: str(error))()
    return f"命令用法不对：{message}\n  怎么办：加 --help 看用法和例子"
