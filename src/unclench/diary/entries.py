"""Diary entries: how it was, and what was done about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from unclench.diary.event import Event, Kind
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at

W = TypeVar("W", bound=StrEnum)
NOTE_LIMIT = 500
"""Characters a person may add in their own words."""


class Movement(StrEnum):
    """How well the person moves, in their own judgement."""

    HARDLY = "hardly"
    SOME = "some"
    MOST = "most"
    FREELY = "freely"


class Sleep(StrEnum):
    """How the last night was."""

    BADLY = "badly"
    SO_SO = "so_so"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Entry:
    """One look at how it is going. Pain and tightness run from 0 (none) to 10 (worst imaginable).

    Raises:
        InvalidInput: a scale is off 0-10, or the note is too long.
    """

    pain_nrs: float
    tightness_nrs: float | None = None
    movement: Movement | None = None
    sleep: Sleep | None = None
    did: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.pain_nrs is None:
            raise InvalidInput("pain_nrs", None, "a number from 0 to 10")
        check_range("pain_nrs", self.pain_nrs, 0, 10)
        check_range("tightness_nrs", self.tightness_nrs, 0, 10)
        if len(self.note) > NOTE_LIMIT:
            raise InvalidInput("note", self.note, f"at most {NOTE_LIMIT} characters")

    def as_body(self) -> dict[str, Any]:
        """The entry as the JSON types in which it is kept."""
        return {
            "pain_nrs": self.pain_nrs,
            "tightness_nrs": self.tightness_nrs,
            "movement": None if self.movement is None else self.movement.value,
            "sleep": None if self.sleep is None else self.sleep.value,
            "did": list(self.did),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry with its id and the moment it was recorded (UTC)."""

    id: str
    at: datetime
    entry: Entry


def read_entry(raw: object, remedies: Collection[str]) -> Entry:
    """An :class:`Entry` from plain values; ``remedies`` are the ids that may be named as done.

    Raises:
        InvalidInput: an unknown key, a wrong type, an unknown remedy, or a number off its scale.
    """
    mapping = mapping_at(raw, "entry")
    check_keys(mapping, Entry.__dataclass_fields__, "")
    did = mapping.get("did") or []
    if not isinstance(did, list | tuple):
        raise InvalidInput("did", did, "a list of remedies")
    for name in did:
        if name not in remedies:
            raise InvalidInput("did", name, one_of(sorted(remedies)))
    note = mapping.get("note") or ""
    if not isinstance(note, str):
        raise InvalidInput("note", note, "text")
    return Entry(
        pain_nrs=mapping.get("pain_nrs"),  # type: ignore[arg-type]  # None is refused there
        tightness_nrs=mapping.get("tightness_nrs"),
        movement=_word(Movement, mapping, "movement"),
        sleep=_word(Sleep, mapping, "sleep"),
        did=tuple(did),
        note=note.strip(),
    )


def entries(events: Iterable[Event]) -> tuple[KeptEntry, ...]:
    """The entries that were not undone, oldest first."""
    kept: dict[str, KeptEntry] = {}
    for event in events:
        if event.kind is Kind.ENTRY:
            kept[event.id] = KeptEntry(event.id, event.at, read_entry(event.body, _as_written(event.body)))
        elif event.kind is Kind.UNDONE:
            kept.pop(str(event.body["event"]), None)
    return tuple(kept.values())


def _as_written(body: Mapping[str, Any]) -> list[str]:
    """What was recorded stays readable even when the remedy has since been renamed."""
    return list(body.get("did", []))


def _word(kind: type[W], mapping: Mapping[str, Any], name: str) -> W | None:
    value = mapping.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value in [item.value for item in kind]:
        return kind(value)
    raise InvalidInput(name, value, one_of(kind) + ", or null")
