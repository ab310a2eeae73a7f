"""Entries and doses that come from another kind of file, brought into a diary: each once, however often it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from unclench.diary.doses import dose_body, doses
from unclench.diary.entries import Entry, entries
from unclench.diary.event import Event, Kind
from unclench.safety.ledger import Dose

MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a file tells: entries by the moment they are about, doses, and how many things it holds of other kinds."""

    entries: tuple[tuple[datetime, Entry], ...] = ()
    doses: tuple[Dose, ...] = ()
    left_out: int = 0


def new_events(told: Told, visit: str, here: Sequence[Event]) -> tuple[Event, ...]:
    """The events for what is not in the diary yet, oldest first. The same words about the same moment are one thing."""
    known = {_entry_words(one.at, one.entry) for one in entries(here)}
    known |= {_dose_words(one.dose) for one in doses(here)}
    keys = {event.key for event in here}
    found: dict[str, Event] = {}
    for at, entry in told.entries:
        words = _entry_words(at, entry)
        if words not in known:
            _add(
                found, keys, visit, Event("", visit, at, Kind.ENTRY, replace(entry, happened_at=None).as_body(), words)
            )
    for dose in told.doses:
        words = _dose_words(dose)
        if words not in known:
            _add(found, keys, visit, Event("", visit, dose.reported_at, Kind.DOSE, dose_body(dose), words))
    return tuple(sorted(found.values(), key=lambda event: event.at))


def _add(found: dict[str, Event], keys: set[str], visit: str, event: Event) -> None:
    """A key of what was told: an entry that was brought once and then taken out does not come back by itself."""
    key = "told:" + hashlib.sha256(event.key.encode()).hexdigest()
    if key not in keys:
        name = hashlib.sha256(f"{visit}\0{key}".encode()).hexdigest()[:32]
        found.setdefault(key, replace(event, id=name, key=key))


def _entry_words(at: datetime, entry: Entry) -> str:
    said = replace(entry, happened_at=None).as_body()
    return repr((at.isoformat(timespec="seconds"), [(name, _plain(said[name])) for name in sorted(said)]))


def _dose_words(dose: Dose) -> str:
    at = dose.taken_at or dose.reported_at
    return repr((at.isoformat(timespec="seconds"), dose.taken_at is None, dose.product, _plain(dose.mg)))


def _plain(value: object) -> object:
    """Six and 6.0 are one number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
