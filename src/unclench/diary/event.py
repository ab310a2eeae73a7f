"""One thing that happened, as it is kept: never changed, only followed by later events."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from unclench.model.invalid import InvalidInput


class Kind(StrEnum):
    """What an event says.

    ``CHANGED`` gives an entry or a dose another wording, ``UNDONE`` takes back any one event
    (another ``UNDONE`` included), ``PLANNED`` keeps what a plan let expect, ``LOOKED`` answers a dated question,
    ``SESSION`` is a guided session, ``ARRIVED`` notes that a file was brought in, whose events keep their old moments,
    and ``JOINED`` that the events of a visit became part of this diary.
    """

    STARTED = "started"
    ANSWERED = "answered"
    SCREENED = "screened"
    ENTRY = "entry"
    CHANGED = "changed"
    DOSE = "dose"
    UNDONE = "undone"
    PLANNED = "planned"
    LOOKED = "looked"
    SESSION = "session"
    ARRIVED = "arrived"
    JOINED = "joined"


BROUGHT = "brought"
"""How many events a file brought, just before the one that notes its arrival."""


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event of one visit (a visit is one person's browser, named by a random token).

    ``key`` makes a repeated request harmless: the same visit never holds two events with one key.
    """

    id: str
    visit: str
    at: datetime
    kind: Kind
    body: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InvalidInput("event.at", self.at.isoformat(), "a time with its time zone")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        object.__setattr__(self, "body", MappingProxyType(dict(self.body)))


def new_event(visit: str, kind: Kind, body: Mapping[str, Any], at: datetime, key: str | None = None) -> Event:
    """A new event with a random id; without a ``key`` it counts as different from every other.

    Raises:
        InvalidInput: ``at`` has no time zone.
    """
    event_id = uuid.uuid4().hex
    return Event(event_id, visit, at, kind, body, key or event_id)


def arriving(events: Sequence[Event], visit: str, now: datetime) -> tuple[Event, ...]:
    """What to record when a file brings these events, so that a diary of long ago counts as in use since ``now``."""
    return (*events, new_event(visit, Kind.ARRIVED, {BROUGHT: len(events)}, now)) if events else ()


def standing(events: Sequence[Event]) -> list[Event]:
    """The events that were not undone, in order, given all of one visit in order.

    Undoing an undoing brings the event back: an event is undone when one that stands says so.
    """
    undone = {str(undo.body["event"]) for undo in standing_undos(events)}
    return [event for event in events if event.id not in undone and event.kind is not Kind.UNDONE]


def standing_undos(events: Sequence[Event]) -> list[Event]:
    """The ``UNDONE`` events that were not undone themselves, in order."""
    undone: set[str] = set()
    found = []
    for event in reversed(events):
        if event.kind is Kind.UNDONE and event.id not in undone:
            undone.add(str(event.body["event"]))
            found.append(event)
    return found[::-1]
