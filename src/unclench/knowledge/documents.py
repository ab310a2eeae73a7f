"""Strict reading of one YAML or JSON text: size, encoding, depth, duplicate keys and odd values are all checked.

Fact-sheets and the case files of users both come through here, so nothing in this file may hang, crash or guess.
Plain YAML scalars follow the YAML 1.2 core schema (``no`` and ``2026-11-24`` stay text); anchors, aliases, tags and
several documents in one file are refused because no file of ours needs them and each has been used as an attack.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from unclench.knowledge.events import DEPTH_LIMIT, Place, read_yaml_events
from unclench.model.invalid import InvalidInput

REREAD_LIMIT_CHARACTERS = 64 * 1024
"""A text that looks like JSON and is not is read again as YAML up to this length; the pure-Python scanner is slow."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a text said, and on which line each part of it stands (path of keys and indices -> line, from 1)."""

    value: Any
    lines: Mapping[Place, int]


def read_documents(data: bytes, name: str, limit_bytes: int) -> Any:  # noqa: ANN401 - any JSON value
    """The value of one YAML or JSON text: a mapping, a list, or a plain value.

    Args:
        data: the raw bytes, UTF-8 (a byte order mark is allowed).
        name: file name for messages; a name that ends in ``.json`` is read as JSON only.
        limit_bytes: larger texts are refused before anything is parsed.

    Raises:
        InvalidInput: too large, not text, empty, broken syntax, duplicate keys, not a finite number, nested too
            deeply, or a YAML feature that is not allowed; ``where`` holds file and line.
    """
    text = decode(data, name, limit_bytes)
    if text.lstrip()[:1] in ("{", "[") or name.lower().endswith(".json"):
        return _read_json_or_flow_yaml(text, name)
    return _checked(read_yaml_events(text, name)[0], name)


def read_located(data: bytes, name: str, limit_bytes: int) -> Document:
    """One YAML mapping with the line of every key, as fact-sheets need it.

    Raises:
        InvalidInput: as :func:`read_documents`, and when the text holds anything but a mapping.
    """
    text = decode(data, name, limit_bytes)
    value, lines = read_yaml_events(text, name)
    if not isinstance(value, dict):
        raise InvalidInput(name, value, "a mapping (key: value lines)", f"{name}:1")
    return Document(_checked(value, name), lines)


def decode(data: bytes, name: str, limit_bytes: int) -> str:
    """The text of ``data``; raises InvalidInput when it is too large, not UTF-8, holds NUL, or is blank."""
    if len(data) > limit_bytes:
        raise InvalidInput(name, f"{len(data)} bytes", f"at most {limit_bytes} bytes", name)
    if (nul := data.find(b"\0")) >= 0:
        raise InvalidInput(name, "a NUL byte", "text in UTF-8", f"{name}:{_line_of(data, nul)}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at position {error.start}"
        raise InvalidInput(name, found, "text in UTF-8", f"{name}:{_line_of(data, error.start)}") from None
    if not text.strip():
        raise InvalidInput(name, "an empty text", "YAML or JSON with content", f"{name}:1")
    return text


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _read_json_or_flow_yaml(text: str, name: str) -> object:
    """Read JSON; flow-style YAML looks alike and is tried when it is not JSON and short enough."""
    try:
        value = json.loads(
            text, object_pairs_hook=_unique_pairs, parse_constant=_refuse_constant, parse_float=_finite_float
        )
    except _DuplicateKeyError as error:
        if len(text) <= REREAD_LIMIT_CHARACTERS:
            read_yaml_events(text, name)  # JSON is YAML: the second reader knows the line and raises with it
        raise InvalidInput(error.key, "the same key twice", "every key once", name) from None
    except _NotFiniteError as error:
        raise InvalidInput(name, error.found, "finite numbers", name) from None
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError as error:
        limit = len(text) if name.lower().endswith((".yaml", ".yml")) else REREAD_LIMIT_CHARACTERS
        if not name.lower().endswith(".json") and len(text) <= limit:
            return _checked(read_yaml_events(text, name)[0], name)
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        says = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise InvalidInput(name, says, "valid JSON", f"{name}:{line}") from None
    return _checked(value, name)


class _DuplicateKeyError(Exception):
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class _NotFiniteError(Exception):
    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(found)


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return mapping


def _refuse_constant(found: str) -> NoReturn:
    raise _NotFiniteError(found)


def _finite_float(found: str) -> float:
    number = float(found)
    if not math.isfinite(number):
        raise _NotFiniteError(found)
    return number


def _checked(value: object, name: str) -> object:
    """``value``, unless it nests too deeply or an escape smuggled in NUL or half a surrogate pair."""
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        part, depth = pending.pop()
        if isinstance(part, str):
            if any(mark == "\0" or "\ud800" <= mark <= "\udfff" for mark in part):
                raise InvalidInput(name, part, "text without NUL and lone surrogate characters", name)
        elif isinstance(part, dict | list):
            if depth >= DEPTH_LIMIT:
                raise _too_deep(name)
            inside = [*part, *part.values()] if isinstance(part, dict) else part
            pending.extend((inner, depth + 1) for inner in inside)
    return value


def _too_deep(name: str) -> InvalidInput:
    return InvalidInput(name, "very deep nesting", f"lists and mappings nested at most {DEPTH_LIMIT} deep", name)
