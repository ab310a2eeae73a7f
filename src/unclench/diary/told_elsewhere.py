"""Entries and doses that come from another kind of file, brought into a diary: each once, however often it is read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from unclench.diary.doses import dose_body, doses
from unclench.diary.entries import Entry, entries
from unclench.diary.event import Event, Kind
from unclench.safety.ledger import Dose

MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a file tells: entries by the moment they are about, doses, and how many things it holds of other kinds.

    ``unread`` are the words for things done that could not be read, each once.
    """

    entries: tuple[tuple[datetime, Entry], ...] = ()
    doses: tuple[Dose, ...] = ()
    left_out: int = 0
    unread: tuple[str, ...] = ()


def new_events(told: Told, visit: str, here: Sequence[Event]) -> tuple[Event, ...]:
    """The events for what is not in the diary yet, oldest first.

    The same entry about the same moment is one thing. Doses are counted: whoever took two tablets and wrote both down
    took two, so as many are brought as the file holds more than the diary.
    """
    keys = {event.key for event in here}
    new = [*_new_entries(told, here), *_new_doses(told, here)]
    found = {event.key: _of_this_diary(event, visit) for event in new if event.key not in keys}
    return tuple(sorted(found.values(), key=lambda event: event.at))


def _new_entries(told: Told, here: Sequence[Event]) -> Iterator[Event]:
    known = {_entry_words(one.at, one.entry) for one in entries(here)}
    for at, entry in told.entries:
        words = _entry_words(at, entry)
        if words not in known:
            yield Event("", "", at, Kind.ENTRY, replace(entry, happened_at=None).as_body(), _told_key(words))


def _new_doses(told: Told, here: Sequence[Event]) -> Iterator[Event]:
    """Every dose of the file has a key of its own; those that came with such a key are not counted again by words."""
    key_of = {event.id: event.key for event in here}
    keys = set(key_of.values())
    places: Counter[str] = Counter()
    listed = []
    for dose in told.doses:
        words = _dose_words(dose)
        listed.append((words, _told_key(words, places[words]), dose))
        places[words] += 1
    of_the_file = {key for _, key, _ in listed}
    known = Counter(_dose_words(one.dose) for one in doses(here) if key_of[one.id] not in of_the_file)
    for words, key, dose in listed:
        if key in keys:
            continue
        if known[words]:
            known[words] -= 1
            continue
        yield Event("", "", dose.reported_at, Kind.DOSE, dose_body(dose), key)


def _told_key(words: str, place: int = 0) -> str:
    """A key of what was told: what was brought once and then taken out does not come back by itself."""
    return "told:" + hashlib.sha256((words + f"\0{place}" * (place > 0)).encode()).hexdigest()


def _of_this_diary(event: Event, visit: str) -> Event:
    return replace(event, visit=visit, id=hashlib.sha256(f"{visit}\0{event.key}".encode()).hexdigest()[:32])


def _entry_words(at: datetime, entry: Entry) -> str:
    said = replace(entry, happened_at=None).as_body()
    return repr((at.isoformat(timespec="seconds"), [(name, _plain(said[name])) for name in sorted(said)]))


def _dose_words(dose: Dose) -> str:
    at = dose.taken_at or dose.reported_at
    return repr((at.isoformat(timespec="seconds"), dose.taken_at is None, dose.product, _plain(dose.mg)))


def _plain(value: object) -> object:
    """Six and 6.0 are one number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
