"""What a field is, beside its type: a sentence, a unit and the numbers that it may hold, written once where it stands.

Checks, messages and the page of the format (``docs/scenario.md``) are all made from it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from unclench.model.case import check_range


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside a field's type: ``Annotated[float, Told("how long it lasts", 0, 60, "min")]``.

    Attributes:
        says: what the field means, in plain words.
        low: the least number that it may hold, None when it holds no number.
        high: the greatest.
        unit: what the number counts.
    """

    says: str
    low: float | None = None
    high: float | None = None
    unit: str = ""


def told(kind: type[Any]) -> Mapping[str, Told]:
    """What is told of each field of a dataclass, in order; fields of which nothing is told are left out."""
    known: Any = kind
    return _told(known)


def may_be_null(kind: type[Any]) -> frozenset[str]:
    """The fields of a dataclass that may hold None."""
    known: Any = kind
    return _may_be_null(known)


@functools.cache
def _told(kind: type[Any]) -> Mapping[str, Told]:
    hints = get_type_hints(kind, include_extras=True)
    beside = {name: [each for each in get_args(hint)[1:] if isinstance(each, Told)] for name, hint in hints.items()}
    return {name: found[0] for name, found in beside.items() if found}


@functools.cache
def _may_be_null(kind: type[Any]) -> frozenset[str]:
    return frozenset(name for name, hint in get_type_hints(kind).items() if type(None) in get_args(hint))


def check_fields(value: object, name: str = "") -> None:
    """Raise InvalidInput for the first number outside of what is told of it; ``name`` goes before the field's own."""
    kind = type(value)
    for field, about in told(kind).items():
        if about.low is not None and about.high is not None:
            shown = f"{name}.{field}" if name else field
            or_null = field in may_be_null(kind)
            check_range(shown, getattr(value, field), about.low, about.high, or_null=or_null)
