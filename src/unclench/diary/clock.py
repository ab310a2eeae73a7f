"""A clock that was put back: what was recorded before something that its own moment says came earlier.

Events lie in the order in which they were recorded, so the order is known even where the clock is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from unclench.diary.entries import CLOCKS_APART, KeptEntry
from unclench.diary.event import BROUGHT, Event, Kind


def clock_went_back(events: Sequence[Event], now: datetime) -> datetime | None:
    """The latest moment at which something was recorded, if by the clock that moment is still to come; else None."""
    latest = max((event.at for event in _recorded_here(events)), default=now)
    return latest if latest > now + CLOCKS_APART else None


def clock_doubts(events: Sequence[Event], kept: Sequence[KeptEntry]) -> dict[str, datetime]:
    """The entries whose time is in doubt, by id, with the later moment of something that was recorded before them.

    One of the two moments is wrong, and nobody knows which. Whoever gives the entry another time has settled it.

    Args:
        events: everything of one visit, in the order in which it was recorded.
        kept: its entries.
    """
    before = _before(events)
    said = {event.id: event.body.get("happened_at") for event in events if event.kind is Kind.ENTRY}
    return {
        one.id: before[one.id]
        for one in kept
        if one.id in before and one.entry.as_body()["happened_at"] == said.get(one.id)
    }


def _before(events: Sequence[Event]) -> dict[str, datetime]:
    """The events that were recorded after one with a later moment, by id, with the latest such moment."""
    found: dict[str, datetime] = {}
    latest: datetime | None = None
    for event in _recorded_here(events):
        if latest is not None and event.at < latest - CLOCKS_APART:
            found[event.id] = latest
        latest = event.at if latest is None else max(latest, event.at)
    return found


def _recorded_here(events: Sequence[Event]) -> list[Event]:
    """Without what files brought, which keeps moments of another time and another clock."""
    here: list[Event] = []
    for event in events:
        if event.kind is Kind.ARRIVED:
            brought = event.body.get(BROUGHT)  # an older diary did not count, so that nothing before can be told apart
            here = here[: -brought or None] if isinstance(brought, int) else []
        here.append(event)
    return here
