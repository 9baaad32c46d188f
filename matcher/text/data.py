"""Where the data of this package lies: the checkout's `enterprises/`, or its copy inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

from matcher.errors import MatcherError


def encoder_folder() -> Path:
    """The folder of the built-in encoder and its word lists; raises MatcherError where it is missing."""
    return found("encoder/modules.json", "重新安装，或运行 matcher encoder distil 重新生成").parent


def registry_file() -> Path:
    """The description of registry columns; raises MatcherError where it is missing."""
    return found("registry.yaml", "重新安装，或从仓库恢复 enterprises/registry.yaml")


def found(name: str, remedy: str) -> Path:
    """A file of `enterprises/`, in the checkout or in the installed package."""
    package = Path(__file__).resolve().parents[1]
    for home in (package.parent / "enterprises", package / "_data" / "enterprises"):
        if (home / name).is_file():
            return home / name
    raise MatcherError(
        f"找不到数据文件 enterprises/{name}", cause="安装不完整，或 enterprises 目录被移走", remedy=remedy
    )
