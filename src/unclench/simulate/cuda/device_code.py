"""Turn plain Python functions into device functions of a graphics card, with every plain function that they call.

The card's counterpart of ``simulate.compile``: the same sources, another compiler. Nothing is kept on disk.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, cast

from numba import cuda

_twins: dict[FunctionType, Any] = {}


def device_twin(function: FunctionType) -> Any:  # noqa: ANN401 - a Numba dispatcher has no public type
    """``function`` for the card, with device twins of all its callees."""
    if function not in _twins:
        _twins[function] = cuda.jit(seeing_twins(function), device=True)
    return _twins[function]


def seeing_twins(function: FunctionType) -> FunctionType:
    """A copy of ``function`` in which every plain function it names is that function's device twin."""
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        called = names.get(name, _STAND_INS.get(name))
        if isinstance(called, FunctionType):
            names[name] = device_twin(called)
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
    return copy


def _smaller(a: float, b: float) -> float:
    return b if b < a else a


def _larger(a: float, b: float) -> float:
    return b if b > a else a


_STAND_INS = {"min": cast(FunctionType, _smaller), "max": cast(FunctionType, _larger)}
"""Python's own of two numbers, by the same rule: Numba 0.68.1 cannot compile them for a card."""
