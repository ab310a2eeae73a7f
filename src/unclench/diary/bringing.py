"""What a file of any known kind brings to a diary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from unclench.diary.entries import entries
from unclench.diary.event import Event
from unclench.diary.fhir_reading import is_bundle, read_bundle
from unclench.diary.table_reading import read_table
from unclench.diary.told_elsewhere import Told, new_events
from unclench.diary.transfer import read_document
from unclench.knowledge.documents import decode, read_documents
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import catalogue
from unclench.language.tags import LANGUAGES


@dataclass(frozen=True, slots=True)
class Brought:
    """The new events, how many things were here already, and how many have no place in a diary.

    ``unread`` are the words for things done that name no remedy known here, or more than one; they are left out too.
    """

    events: tuple[Event, ...]
    known: int
    left_out: int
    unread: tuple[str, ...] = ()


def read_file(
    data: bytes, limit_bytes: int, visit: str, here: Sequence[Event], now: datetime, knowledge: Knowledge
) -> Brought:
    """Read a file that was exported as JSON, CSV or FHIR; its content says which.

    ``knowledge`` is as it is written, in English: files of every language are read with it. Raises InvalidInput.
    """
    text = decode(data, "FILE", limit_bytes)
    remedies = {*knowledge.remedies, *(name for one in entries(here) for name in one.entry.did)}
    if text.lstrip()[:1] not in ("{", "["):
        return _brought(read_table(text, remedies, now), visit, here)
    raw = read_documents(data, "FILE.json", limit_bytes)
    if is_bundle(raw):
        return _brought(read_bundle(raw, remedies, titles_of(knowledge), now), visit, here)
    arrival = read_document(raw, visit, here, now, knowledge)
    return Brought(arrival.events, arrival.known, arrival.older_check)


def titles_of(knowledge: Knowledge) -> dict[str, str]:
    """The ids of remedies by their titles in any language; a title that stands for two remedies stands for none."""
    named: dict[str, set[str]] = {}
    for tag in LANGUAGES:
        for remedy, sheet in knowledge.remedies.items():
            named.setdefault(catalogue(tag).text(sheet.title), set()).add(remedy)
    return {title: next(iter(remedies)) for title, remedies in named.items() if len(remedies) == 1}


def _brought(told: Told, visit: str, here: Sequence[Event]) -> Brought:
    new = new_events(told, visit, here)
    return Brought(new, len(told.entries) + len(told.doses) - len(new), told.left_out, told.unread)
