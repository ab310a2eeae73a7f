"""Reading single values of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unclench.model.invalid import InvalidInput
from unclench.validate.keys import is_number


def required(mapping: Mapping[str, Any], key: str, at: str, where: str) -> object:
    """What stands under a key. Raises InvalidInput where there is nothing."""
    if mapping.get(key) is None:
        raise InvalidInput(f"{at}.{key}", None, "a value; it is required", where)
    return mapping[key]


def number(value: object, at: str, where: str) -> float:
    """A finite number. Raises InvalidInput."""
    if not isinstance(value, int | float) or not is_number(value):
        raise InvalidInput(at, value, "a number", where)
    return float(value)


def positive(value: object, at: str, where: str) -> float:
    """A number above 0. Raises InvalidInput."""
    found = number(value, at, where)
    if found <= 0.0:
        raise InvalidInput(at, value, "a number above 0", where)
    return found
