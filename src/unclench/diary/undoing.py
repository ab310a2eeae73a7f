"""Taking an event back and bringing it back again: what to append, so that a second tap changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unclench.diary.event import Event, Kind, standing, standing_undos


class UnknownEvent(LookupError):
    """There is no such event among those of this person."""


def taking_back(events: Sequence[Event], event_id: str) -> tuple[dict[str, Any], str] | None:
    """The body and key of the event that takes one back, or None when it is taken back already.

    Args:
        events: of one visit, in order, with every ``UNDONE`` among them.
        event_id: what is to be taken back.

    Raises:
        UnknownEvent: it is none of these.
    """
    _known(events, event_id)
    if event_id not in {event.id for event in standing(events)}:
        return None
    return _undoing(events, event_id)


def bringing_back(events: Sequence[Event], event_id: str) -> list[tuple[dict[str, Any], str]]:
    """The bodies and keys of the events that bring one back; none when it stands already. Raises UnknownEvent."""
    _known(events, event_id)
    return [_undoing(events, undo.id) for undo in standing_undos(events) if undo.body["event"] == event_id]


def taken_back(events: Sequence[Event], kind: Kind) -> list[Event]:
    """The events of this kind that were taken back, in order."""
    left = {event.id for event in standing(events)}
    return [event for event in events if event.kind is kind and event.id not in left]


def _known(events: Sequence[Event], event_id: str) -> None:
    if not any(event.id == event_id and event.kind is not Kind.UNDONE for event in events):
        raise UnknownEvent(event_id)


def _undoing(events: Sequence[Event], event_id: str) -> tuple[dict[str, Any], str]:
    """Every taking back of one event has its place in a row, so that two taps at once are one."""
    before = sum(event.kind is Kind.UNDONE and event.body["event"] == event_id for event in events)
    return {"event": event_id}, f"undo:{event_id}" + (f":{before}" if before else "")
