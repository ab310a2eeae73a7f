"""Taking an event back and bringing it back, for pages and programs alike."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from unclench.diary import Kind
from unclench.diary.undoing import UnknownEvent, bringing_back, taking_back
from unclench.web.services import Services
from unclench.web.visits import Visit


def take_back(visit: Visit, event_id: str, kind: Kind, services: Services) -> None:
    """Take one event back, once. Raises HTTPException: of what is not theirs, nobody learns whether it exists."""
    try:
        undoing = taking_back(services.store.events(visit.id, [kind, Kind.UNDONE]), event_id)
    except UnknownEvent:
        raise HTTPException(404) from None
    if undoing is not None:
        services.record(visit, Kind.UNDONE, *undoing)


def bring_back(visit: Visit, event_id: str, kind: Kind, services: Services) -> None:
    """Bring one event back that was taken back, once. Raises HTTPException as :func:`take_back`."""
    try:
        undoings = bringing_back(services.store.events(visit.id, [kind, Kind.UNDONE]), event_id)
    except UnknownEvent:
        raise HTTPException(404) from None
    for body, key in undoings:
        services.record(visit, Kind.UNDONE, body, key)
