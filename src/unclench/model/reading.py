"""Strict reading of plain mappings (from YAML, JSON or a form) into the frozen values of this package.

Nothing is coerced: a string is not a number, ``true`` is not 1, and an unknown key is an error that names the nearest
known one.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import types
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from unclench.model import scenario as scenes
from unclench.model.case import Episode, Person
from unclench.model.invalid import InvalidInput, one_of

T = TypeVar("T")

NAMES: Mapping[type[Any], str] = scenes.NAMES
ACTIONS: dict[str, type[Any]] = {name: kind for kind, name in NAMES.items()}


def read_person(raw: object, where: str = "", path: str = "person") -> Person:
    """A :class:`Person` from a mapping; missing keys mean not mentioned. Raises InvalidInput."""
    return read_value(Person, raw, path, where)


def read_episode(raw: object, where: str = "", path: str = "episode") -> Episode:
    """An :class:`Episode` from a mapping; missing keys mean not mentioned. Raises InvalidInput."""
    return read_value(Episode, raw, path, where)


def read_scenario(raw: object, where: str = "", path: str = "scenario") -> scenes.Scenario:
    """A :class:`Scenario` from a mapping whose ``actions`` are mappings with an ``action`` key.

    An action is written ``{action: cold, start_min: 0, duration_min: 5, source: ice_cube_moving}``; its other keys
    are the fields of the dataclass that :data:`ACTIONS` names. Raises InvalidInput.
    """
    mapping = dict(mapping_at(raw, path, where))
    written = mapping.pop("actions", [])
    if not isinstance(written, list | tuple):
        raise InvalidInput(f"{path}.actions", written, "a list of actions", where)
    actions = tuple(_read_action(item, f"{path}.actions[{index}]", where) for index, item in enumerate(written))
    return read_value(scenes.Scenario, {**mapping, "actions": actions}, path, where)


def _read_action(raw: object, path: str, where: str) -> scenes.Action:
    fields = dict(mapping_at(raw, path, where))
    name = fields.pop("action", None)
    kind = ACTIONS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise InvalidInput(f"{path}.action", name, one_of(ACTIONS), where)
    action: scenes.Action = read_value(kind, fields, path, where)
    return action


def read_value(kind: type[T], raw: object, path: str, where: str = "") -> T:
    """Build the dataclass ``kind`` from a mapping, checking every key and type. Raises InvalidInput."""
    mapping = mapping_at(raw, path, where)
    hints = get_type_hints(kind)
    fields = {item.name: item for item in dataclasses.fields(kind)}  # type: ignore[arg-type]
    check_keys(mapping, fields, path, where)
    values: dict[str, Any] = {
        name: _convert(value, hints[name], f"{path}.{name}", where) for name, value in mapping.items()
    }
    for name, item in fields.items():
        if name not in values and item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            raise InvalidInput(f"{path}.{name}", None, "a value; it is required", where)
    try:
        return kind(**values)
    except InvalidInput as error:
        own = NAMES.get(kind, kind.__name__.lower())
        field = f"{path}.{error.field.removeprefix(f'{own}.')}"
        raise InvalidInput(field, _Shown(error.given), error.allowed, where) from error


def mapping_at(raw: object, path: str, where: str = "") -> Mapping[str, Any]:
    """``raw`` itself if it is a mapping with text keys, else InvalidInput."""
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise InvalidInput(path, raw, "a mapping of names to values", where)
    return raw


def check_keys(mapping: Mapping[str, Any], allowed: Mapping[str, Any], path: str, where: str = "") -> None:
    """Raise InvalidInput for the first key that is not allowed, suggesting the nearest that is."""
    for key in mapping:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InvalidInput(f"{path}.{key}" if path else key, mapping[key], one_of(allowed) + hint, where)


def _convert(value: object, hint: object, path: str, where: str) -> object:
    kinds = get_args(hint) if get_origin(hint) in (types.UnionType, Union) else (hint,)
    if value is None and type(None) in kinds:
        return None
    kinds = tuple(kind for kind in kinds if kind is not type(None))
    nullable = ", or null" if len(kinds) < len(get_args(hint)) else ""
    if len(kinds) == 1 and isinstance(kinds[0], type) and issubclass(kinds[0], StrEnum):
        return _word(kinds[0], value, path, where, nullable)
    if kinds == (bool,):
        if not isinstance(value, bool):
            raise InvalidInput(path, value, f"true or false{nullable}", where)
        return value
    if kinds == (float,):
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise InvalidInput(path, value, f"a number{nullable}", where)
        return value
    return value


def _is_finite(value: float) -> bool:
    """Whether calculations can use it; a whole number of hundreds of digits is more than they can hold."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _word(kind: type[StrEnum], value: object, path: str, where: str, nullable: str) -> StrEnum:
    if isinstance(value, str):
        try:
            return kind(value)
        except ValueError:
            pass
    raise InvalidInput(path, value, one_of(kind) + nullable, where)


class _Shown(str):
    """Text that shows as itself, so that an error's shortened value is not quoted twice."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
