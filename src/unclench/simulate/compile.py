"""Turn plain Python functions into machine code, with every plain function that they call.

The equations and the integrator are ordinary Python: they run unchanged in the interpreter, where a debugger and the
reference read them. ``compiled`` hands back a Numba twin of such a function whose callees are twins as well. Twins are kept
on disk in a folder named after everything that shapes them, so that a changed equation never meets an old twin.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

from platformdirs import user_cache_path

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parents[1]
_twins: dict[FunctionType, Any] = {}


def compiled(function: F) -> F:
    """The Numba twin of ``function``: same arguments, same results, machine code on first call.

    Numba releases the interpreter lock inside, divides like IEEE 754 (no exception on zero) and keeps exact NaN rules.
    """
    import numba

    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        return cast(F, _twin(cast(FunctionType, function)))
    finally:
        numba.config.CACHE_DIR = before


@cache
def cache_folder() -> Path:
    """Where twins are kept: one folder for each state of the sources and each version of Python, Numba and LLVM."""
    import llvmlite
    import numba

    digest = sha256(f"{sys.version_info} {numba.__version__} {llvmlite.__version__}".encode())
    for package in ("physiology", "simulate"):
        for path in sorted((_PACKAGE / package).rglob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return user_cache_path("unclench") / "compiled" / digest.hexdigest()[:16]


def _twin(function: FunctionType) -> Any:  # noqa: ANN401 - a Numba dispatcher has no public type
    from numba import njit

    known = _twins.get(function)
    if known is None:
        names = dict(function.__globals__)
        for name in function.__code__.co_names:
            if isinstance(names.get(name), FunctionType):
                names[name] = _twin(names[name])
        bare = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        bare.__module__ = function.__module__
        bare.__qualname__ = function.__qualname__
        known = _twins[function] = njit(bare, cache=True, nogil=True, error_model="numpy")
    return known
