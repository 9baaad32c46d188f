"""Where the data that travel with the engine lie: the policy library, the dictionary and the page.

In a checkout they stand beside the package (`policies/`, `enterprises/`); in an installed wheel they travel inside
it (`matcher/_data/`). Every path of theirs starts from `data_root()`, so that both read alike.
"""

from __future__ import annotations

from pathlib import Path

from matcher.errors import MatcherError

PACKAGE = Path(__file__).resolve().parent
KEPT = ("policies", "enterprises")


def data_root() -> Path:
    """The folder that holds `policies/` and `enterprises/`: the wheel's own, else the checkout's.

    Raises MatcherError where neither is complete, for instance after a broken installation.
    """
    for root in (PACKAGE / "_data", PACKAGE.parent):
        if all((root / name).is_dir() for name in KEPT):
            return root
    raise MatcherError(
        "找不到自带的政策库与指标字典",
        where=f"{PACKAGE / '_data'} 或 {PACKAGE.parent}",
        cause="安装不完整，或只复制了 matcher 目录",
        remedy="重新安装；或用 --policies 与 --enterprises 指明所在目录",
    )


def app_file() -> Path:
    """The page's entry file: beside the package in a checkout, inside it in a wheel.

    Raises MatcherError where it is missing.
    """
    path = data_root() / "app_streamlit.py"
    if not path.is_file():
        raise MatcherError(
            "找不到网页的入口 app_streamlit.py", where=str(path), cause="安装不完整", remedy="重新安装"
        )
    return path
