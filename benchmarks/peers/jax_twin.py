"""The model's own equations as JAX sees them: the same Python functions with JAX's mathematics in place of Python's.

Nobody writes the equations a second time, so nothing but the solver differs.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, SimpleNamespace
from typing import Any

_twins: dict[FunctionType, FunctionType] = {}


def jax_twin(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` and every plain function that it calls, on JAX arrays; inputs that are tested must be numbers."""
    import jax.numpy as jnp

    mathematics = SimpleNamespace(
        exp=jnp.exp, log=jnp.log, sqrt=jnp.sqrt, tanh=jnp.tanh, pow=jnp.power, log1p=jnp.log1p, expm1=jnp.expm1
    )
    return _twin(function, {"math": mathematics, "max": jnp.maximum, "min": jnp.minimum, "abs": jnp.abs})  # type: ignore[arg-type]


def _twin(function: FunctionType, instead: dict[str, Any]) -> FunctionType:
    known = _twins.get(function)
    if known is None:
        names = dict(function.__globals__)
        for name in function.__code__.co_names:
            if name in instead:
                names[name] = instead[name]
            elif isinstance(names.get(name), FunctionType):
                names[name] = _twin(names[name], instead)
        known = _twins[function] = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    return known
