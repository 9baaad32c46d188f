"""Compile a plain Python function with numba, kept in Python's cache folder where one can be written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function compiled; the first use on a machine takes a second or two, later ones read the cache."""
    import numba

    try:
        fast: Callable[..., Any] = numba.njit(cache=True, nogil=True, fastmath=True)(function)
    except RuntimeError:  # no folder for the cache: a read-only installation compiles anew in every process
        fast = numba.njit(nogil=True, fastmath=True)(function)
    return fast
