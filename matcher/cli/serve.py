"""`matcher serve`: the page, on the next free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import Annotated

import typer

from matcher.cli.common import help_text
from matcher.errors import UsageError
from matcher.resources import app_file

HELP = help_text("serve", "打开网页。")
FIRST_PORT, TRIES = 8501, 50


def serve(
    port: Annotated[int | None, typer.Option("--port", metavar="端口", help="不写就用下一个空着的。")] = None,
    host: Annotated[str, typer.Option("--host", metavar="地址", help="默认只有本机能打开。")] = "127.0.0.1",
) -> None:
    """Serves the page until it is stopped."""
    chosen = free_port(host) if port is None else port
    if port is not None and not is_free(host, port):
        raise UsageError(
            f"端口 {port} 有别的程序在用",
            cause="已经开了一份，或别的软件占用",
            remedy="换一个端口，或不写 --port",
        )
    typer.echo(f"网页在 http://{host}:{chosen}  （按 Ctrl+C 停止）")
    command = [sys.executable, "-m", "streamlit", "run", str(app_file()), "--server.port", str(chosen)]
    command += ["--server.address", host, "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    if os.name == "posix":  # one process: whoever stops the command stops the page
        sys.stdout.flush()
        os.execv(sys.executable, command)
    raise typer.Exit(subprocess.call(command))


def free_port(host: str) -> int:
    """The next free port from 8501 on.

    Raises:
        UsageError: none of the fifty after it is free.
    """
    for port in range(FIRST_PORT, FIRST_PORT + TRIES):
        if is_free(host, port):
            return port
    raise UsageError(
        "找不到空着的端口", cause=f"{FIRST_PORT} 起的 {TRIES} 个都在用", remedy="用 --port 指定一个"
    )


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens on the port."""
    with socket.socket() as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
