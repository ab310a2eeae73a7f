"""Turn plain Python functions into machine code, with every plain function that they call.

The equations and the integrator are ordinary Python: they run unchanged in the interpreter, where a debugger and the
reference read them. ``compiled`` hands back a Numba twin of such a function whose callees are twins as well. Twins are
kept on disk in a folder named after everything that shapes them, so that a changed equation never meets an old twin.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

from platformdirs import user_cache_path

from unclench.physiology.smooth import choose
from unclench.simulate.lanes import lane_rows

F = TypeVar("F", bound=Callable[..., Any])
A = TypeVar("A")

_PACKAGE = Path(__file__).parents[1]
_twins: dict[FunctionType, Any] = {}
_instead: dict[FunctionType, FunctionType] = {}
_hollow: dict[FunctionType, dict[str, Any]] = {}
"""Twins whose callees have no twins yet, with the names that they see."""


def compiled(function: F) -> F:
    """The Numba twin of ``function``: same arguments, same results, machine code on first call.

    Numba releases the interpreter lock inside, divides like IEEE 754 (no exception on zero) and keeps exact NaN rules.
    """
    with _kept_on_disk():
        return cast(F, _outer_twin(cast(FunctionType, function)))


@contextmanager
def _kept_on_disk() -> Iterator[None]:
    """What is made meanwhile is kept in our folder: a setting of the whole process, so one thread at a time."""
    import numba
    from numba.core.compiler_lock import global_compiler_lock

    with global_compiler_lock:
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(cache_folder())
        try:
            yield
        finally:
            numba.config.CACHE_DIR = before


@cache
def cache_folder() -> Path:
    """Where twins are kept: one folder for each state of the sources and each version of Python, Numba and LLVM."""
    import numba

    digest = sha256(f"{sys.version_info} {numba.__version__}".encode())
    for package in ("physiology", "simulate"):
        for path in sorted((_PACKAGE / package).rglob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return user_cache_path("unclench") / "compiled" / digest.hexdigest()[:16]


@cache
def can_keep() -> bool:
    """Whether twins can be kept on disk; where they cannot, every process compiles anew."""
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(cache_folder(), os.W_OK)


def _twin(function: FunctionType) -> Any:  # noqa: ANN401 - a Numba dispatcher has no public type
    """The twin with the twins of all its callees, ready to be compiled."""
    if function in _INTRINSICS:
        return _INTRINSICS[function]()
    function = _instead.get(function, function)
    twin = _outer_twin(function)
    _fill(function)
    return twin


def _outer_twin(function: FunctionType) -> Any:  # noqa: ANN401
    """The twin alone: read from disk, its machine code has that of its callees in it, and hundreds need not be made."""
    from numba import njit

    known = _twins.get(function)
    if known is None:
        names = dict(function.__globals__)
        bare = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        bare.__module__ = function.__module__
        bare.__qualname__ = function.__qualname__
        formula = function.__annotations__.get("return") in ("float", float) and "physiology" in function.__module__
        formula = formula or getattr(function, "is_hot", False)
        options = {"inline": "always"} if function.__annotations__.get("return") == "Life" else {}
        known = njit(bare, cache=can_keep(), nogil=True, error_model="numpy", forceinline=formula, **options)
        compile_it = known._compiler.compile

        def fill_and_compile(*signature: object) -> Any:  # noqa: ANN401
            with _kept_on_disk():
                _fill(function)
            return compile_it(*signature)

        known._compiler.compile = fill_and_compile
        _twins[function], _hollow[function] = known, names
    return known


def _fill(function: FunctionType) -> None:
    """Let a twin see the twins of its callees; before it is compiled, or with it inside another."""
    names = _hollow.pop(function, None)
    for name in function.__code__.co_names if names is not None else ():
        if names is not None and isinstance(names.get(name), FunctionType):
            names[name] = _twin(names[name])


def hot(function: F) -> F:
    """Mark a function of the innermost loop: compiled, it becomes part of its caller and hands over no arguments."""
    function.is_hot = True  # type: ignore[attr-defined]
    return function


def instead_of(plain: F) -> Callable[[F], F]:
    """Mark a function as what compiled code calls in place of ``plain``: the same results, by means of lanes."""

    def marked(function: F) -> F:
        _instead[cast(FunctionType, plain)] = cast(FunctionType, function)
        return function

    return marked


def unowned(arrays: A) -> A:
    """The same tuple of arrays, tuples and numbers; compiled code then counts no references to them.

    Counting takes an atomic operation for every array whenever a tuple is opened, which costs more than the arithmetic.
    The caller keeps the arrays alive.
    """
    return arrays


@cache
def _unowned_intrinsic() -> Any:  # noqa: ANN401
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    def strip(context: Any, builder: Any, kind: Any, value: Any) -> Any:  # noqa: ANN401
        if isinstance(kind, types.BaseTuple):
            parts = [strip(context, builder, each, builder.extract_value(value, i)) for i, each in enumerate(kind)]
            return context.make_tuple(builder, kind, parts)
        if isinstance(kind, types.Array):
            array = cgutils.create_struct_proxy(kind)(context, builder, value=value)
            array.meminfo = cgutils.get_null_value(array.meminfo.type)
            array.parent = cgutils.get_null_value(array.parent.type)
            return array._getvalue()
        return value

    def stripped(_typing: Any, arrays: Any) -> Any:  # noqa: ANN401
        return arrays(arrays), lambda context, builder, _signature, values: strip(context, builder, arrays, values[0])

    return intrinsic(stripped)


@cache
def _choose_intrinsic() -> Any:  # noqa: ANN401
    from numba import types
    from numba.extending import intrinsic

    from unclench.simulate.lane_type import Mask

    def chosen(typing: Any, condition: Any, if_true: Any, if_false: Any) -> Any:  # noqa: ANN401
        kind = typing.unify_types(if_true, if_false)
        if isinstance(kind, types.Number) and isinstance(condition, types.Boolean):
            kind = types.float64
        if isinstance(kind, types.Number) and isinstance(condition, Mask):
            kind = condition.lanes
        return kind(condition, kind, kind), lambda _context, builder, _signature, values: builder.select(*values)

    return intrinsic(chosen)


def _lane_rows_intrinsic() -> object:
    """What stands for :func:`lane_rows` in compiled code; loads Numba."""
    from unclench.simulate.lane_math import rows_of

    return rows_of


_INTRINSICS: dict[Any, Callable[[], Any]] = {
    unowned: _unowned_intrinsic,
    choose: _choose_intrinsic,
    lane_rows: _lane_rows_intrinsic,
}
"""Functions that compiled code replaces by something that plain Python cannot say."""
