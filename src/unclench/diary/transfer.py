"""Taking a diary along: a file of all its events, and reading such a file back, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from unclench.diary.event import Event, Kind
from unclench.diary.held import Held
from unclench.diary.told_moment import OTHER_CLOCK_AHEAD, told_moment
from unclench.diary.transfer_bodies import check_body
from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at

FORMAT = "unclench-diary-1"
MOST_EVENTS = 20_000
KEY_LIMIT = 128

TRAVELS = tuple(kind for kind in Kind if kind not in (Kind.ARRIVED, Kind.JOINED))
"""That a file arrived here, or a visit was taken over, says nothing about any other place."""

OF_THE_CHECK = frozenset({Kind.STARTED, Kind.ANSWERED, Kind.SCREENED})


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a file brings: ``events`` are new here; ``known`` were here already.

    ``older_check`` counts answers to an earlier danger check than the one here, which stay out: the latest counts.
    """

    events: tuple[Event, ...]
    known: int
    older_check: int


def export_document(events: Iterable[Event]) -> dict[str, Any]:
    """Everything kept about one visit as plain JSON types; the visit's own name is left out, it opens its pages."""
    return {
        "format": FORMAT,
        "events": [
            {
                "id": event.id,
                "at": event.at.isoformat(),
                "kind": event.kind.value,
                "body": dict(event.body),
                "key": event.key,
            }
            for event in events
            if event.kind in TRAVELS
        ],
    }


def read_document(raw: object, visit: str, here: Sequence[Event], now: datetime, knowledge: Knowledge) -> Arrival:
    """What a file that was exported brings to a visit, checked from beginning to end.

    Bringing the same file twice brings nothing the second time, also when it went to another machine and came back: an
    event goes by its key and what it says, and gets an id of its own here.

    Args:
        raw: the file's JSON.
        visit: to whom it is brought.
        here: what that visit holds, in order.
        now: the present moment.
        knowledge: knows which questions there are.

    Raises:
        InvalidInput: any part is not as it was exported; the error names the place.
    """
    mapping = mapping_at(raw, "file")
    check_keys(mapping, dict.fromkeys(("format", "events")), "file")
    if mapping.get("format", FORMAT) != FORMAT:
        raise InvalidInput("file.format", mapping["format"], FORMAT)
    listed = mapping.get("events")
    if not isinstance(listed, list) or len(listed) > MOST_EVENTS:
        raise InvalidInput("file.events", type(listed).__name__, f"a list of at most {MOST_EVENTS} events")
    return _arrival([_read(one, place, now) for place, one in enumerate(listed)], visit, here, now, knowledge)


def _arrival(told: Sequence[Event], visit: str, here: Sequence[Event], now: datetime, knowledge: Knowledge) -> Arrival:
    held, ids = Held(here), {event.id: event for event in here}
    newest_check = max((event.at for event in here if event.kind in OF_THE_CHECK), default=None)
    names: dict[str, Event] = {}
    new: list[Event] = []
    known = older = 0
    for place, event in enumerate(told):
        if event.id in names:
            raise InvalidInput(f"file.events.{place}.id", event.id, "an id that no other event of the file has")
        body = check_body(event, names, f"file.events.{place}.body", now, knowledge)
        told_here = replace(event, visit=visit, body=body)
        here_already = ids.get(event.id) or held.same(told_here)
        if here_already is not None:
            known += 1
            names[event.id] = here_already
            continue
        key = held.free_key(told_here)
        name = hashlib.sha256(f"{visit}\0{key}".encode()).hexdigest()[:32]
        kept = names[event.id] = replace(told_here, id=name, key=key)
        if newest_check is not None and event.kind in OF_THE_CHECK and event.at <= newest_check:
            older += 1
            continue
        held.add(kept)
        new.append(kept)
    return Arrival(tuple(new), known, older)


def _read(raw: object, place: int, now: datetime) -> Event:
    """One event of the file, its own id and key still in place."""
    at = f"file.events.{place}"
    mapping = mapping_at(raw, at)
    check_keys(mapping, dict.fromkeys(("id", "at", "kind", "body", "key")), at)
    event_id, kind = mapping.get("id"), mapping.get("kind")
    if not isinstance(event_id, str) or len(event_id) != 32 or not event_id.isalnum() or not event_id.isascii():
        raise InvalidInput(f"{at}.id", event_id, "32 letters and digits")
    if kind not in TRAVELS:
        raise InvalidInput(f"{at}.kind", kind, one_of(TRAVELS))
    key = mapping.get("key", f"import:{event_id}")
    if not isinstance(key, str) or not 0 < len(key) <= KEY_LIMIT or not key.isprintable():
        raise InvalidInput(f"{at}.key", key, f"text of 1 to {KEY_LIMIT} characters")
    return Event(
        event_id,
        "",
        told_moment(mapping.get("at"), f"{at}.at", now, OTHER_CLOCK_AHEAD),
        Kind(kind),
        mapping_at(mapping.get("body"), f"{at}.body"),
        key,
    )
