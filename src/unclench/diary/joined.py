"""Which visits have become part of a diary: what is sent once more for one of them is known again there.

A page or a program whose answer was lost sends the same again. Meanwhile an account may have taken the visit over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from unclench.diary.event import Event, Kind, new_event


def joining(person_id: str, visit: str, now: datetime) -> Event:
    """What to record when the events of ``visit`` become this person's."""
    return new_event(person_id, Kind.JOINED, {"visit": visit}, now, f"joined:{visit}")


def joined_visits(events: Iterable[Event]) -> tuple[str, ...]:
    """The visits that became part of the diary of these events, in order."""
    return tuple(str(event.body["visit"]) for event in events if event.kind is Kind.JOINED)
