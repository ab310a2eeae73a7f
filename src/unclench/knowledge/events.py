"""From YAML parser events to plain values with line numbers, without recursion and without surprises."""

from __future__ import annotations

import math
import re
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from unclench.model.invalid import InvalidInput

Place = tuple[str | int, ...]
"""The way to one part of a document: keys and list positions."""

DEPTH_LIMIT: Final = 32
"""Deeper nesting than this is no fact-sheet and no case."""

_NULL = re.compile(r"null|Null|NULL|~|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_PARSER_TROUBLE = (YAMLError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


def read_yaml_events(text: str, name: str) -> tuple[object, dict[Place, int]]:
    """The one document in ``text`` and the line of each of its parts; raises InvalidInput for anything else."""
    builder = _Builder(name)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except InvalidInput:
        raise
    except _PARSER_TROUBLE as error:  # the parser is not ours: whatever it stumbles over is bad input
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark is not None else builder.line
        problem = error.problem if isinstance(error, MarkedYAMLError) and error.problem else str(error)
        raise InvalidInput(name, problem.splitlines()[0] if problem else "?", "valid YAML", f"{name}:{line}") from None
    return builder.result(), builder.lines


class _Builder:
    """Builds nested dicts and lists from a stream of events; ``place`` is where the next value goes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = 1
        self.lines: dict[Place, int] = {}
        self._place: list[str | int] = []
        self._open: list[dict[str, object] | list[object]] = []
        self._awaits_key: list[bool] = []
        self._documents = 0
        self._root: object = None
        self._has_root = False

    def take(self, event: Event) -> None:
        self.line = event.start_mark.line + 1 if event.start_mark is not None else self.line
        if isinstance(event, NodeEvent):
            self._refuse_extras(event)
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._start({} if isinstance(event, MappingStartEvent) else [])
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._awaits_key.pop()
            self._after_value()
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._error("a second document", "one document to a file")
        elif isinstance(event, DocumentEndEvent):
            self._place.clear()

    def result(self) -> object:
        if not self._has_root:
            self.line = 1
            raise self._error("an empty text", "YAML or JSON with content")
        return self._root

    def _refuse_extras(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise self._error(f"an anchor or alias ({event.anchor})", "the value itself, written out")
        if (tag := getattr(event, "tag", None)) is not None:
            raise self._error(f"the tag {tag}", "values without tags")

    def _scalar(self, event: ScalarEvent) -> None:
        if self._awaits_key and self._awaits_key[-1]:
            self._key(str(event.value))
            return
        self._add(self._value(event))
        self._after_value()

    def _key(self, key: str) -> None:
        mapping = self._open[-1]
        if key in mapping:
            raise InvalidInput(key, "the same key twice", "every key once", f"{self.name}:{self.line}")
        self._place.append(key)
        self.lines[tuple(self._place)] = self.line
        self._awaits_key[-1] = False

    def _start(self, container: dict[str, object] | list[object]) -> None:
        if self._awaits_key and self._awaits_key[-1]:
            raise self._error("a list or mapping as a key", "a plain word as a key")
        if len(self._open) >= DEPTH_LIMIT:
            raise self._error("very deep nesting", f"lists and mappings nested at most {DEPTH_LIMIT} deep")
        self._add(container)
        self._open.append(container)
        self._awaits_key.append(isinstance(container, dict))

    def _add(self, value: object) -> None:
        if not self._open:
            self._root, self._has_root = value, True
            self.lines.setdefault((), self.line)
            return
        parent = self._open[-1]
        if isinstance(parent, dict):
            parent[str(self._place[-1])] = value
        else:
            self._place.append(len(parent))
            parent.append(value)
            self.lines[tuple(self._place)] = self.line

    def _after_value(self) -> None:
        """Step back to the container that the finished value stands in."""
        if self._open:
            self._place.pop()
            if isinstance(self._open[-1], dict):
                self._awaits_key[-1] = True

    def _value(self, event: ScalarEvent) -> object:
        text = str(event.value)
        if event.style:  # quoted or block text is always text
            return text
        if _NULL.fullmatch(text):
            return None
        if _BOOL.fullmatch(text):
            return text.lower() == "true"
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if not math.isfinite(number):
                raise self._error(text, "a finite number")
            return number
        if _NOT_FINITE.fullmatch(text):
            raise self._error(text, "a finite number")
        return text

    def _error(self, given: str, allowed: str) -> InvalidInput:
        field = ".".join(str(step) for step in self._place) or self.name
        return InvalidInput(field, given, allowed, f"{self.name}:{self.line}")
