"""Which of the events that arrive from elsewhere a diary holds already.

Keys are chosen by pages and by programs: two diaries may use one key for different things, and both are then kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from unclench.diary.event import Event

EMPTY: tuple[object, ...] = (None, "", [])
"""What is not said: older bodies leave it out, newer ones write it down."""


class Held:
    """The events of one diary, found again by their key and what they say."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events: dict[str, Event] = {}
        for event in events:
            self.add(event)

    def add(self, event: Event) -> None:
        """Count one more event as held."""
        self._events.setdefault(_other_key(event), event)
        self._events[event.key] = event

    def same(self, event: Event) -> Event | None:
        """The event held here with this one's key that says the same, whichever key it has here."""
        for key in _keys(event):
            held = self._events.get(key)
            if held is None or (held.kind is event.kind and _said(held.body) == _said(event.body)):
                return held
        return None

    def free_key(self, event: Event) -> str:
        """The key under which an event that is not held is kept: its own, or another where that one is taken."""
        return next(key for key in _keys(event) if key not in self._events or self._events[key].key != key)


def _keys(event: Event) -> Iterator[str]:
    while True:
        yield event.key
        event = replace(event, key=_other_key(event))


def _other_key(event: Event) -> str:
    """The same on every machine, so that a diary that went there and back is known again."""
    said = {name: value for name, value in _said(event.body).items() if name != "event"}
    written = json.dumps([event.key, event.kind.value, said], sort_keys=True)
    return "other:" + hashlib.sha256(written.encode()).hexdigest()


def _said(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value not in EMPTY}
