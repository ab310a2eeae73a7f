"""Diary entries: how it was, and what was done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from unclench.diary.event import Event, Kind, standing
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at

W = TypeVar("W", bound=StrEnum)
NOTE_LIMIT = 500
"""Characters a person may add in their own words."""

WRITTEN_LATE = timedelta(days=366)
"""An entry may be sent so long after it was written (a phone without a connection); an older date is a wrong clock."""

CLOCKS_APART = timedelta(minutes=2)
"""Two clocks that differ by no more than this agree."""


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

    ``new_signs`` says whether a new danger sign has appeared since the last look; None was not answered.
    ``happened_at`` is when it was so; None is when it was recorded.

    Raises:
        InvalidInput: a scale is off 0-10, or the note is too long.
    """

    pain_nrs: float
    tightness_nrs: float | None = None
    movement: Movement | None = None
    sleep: Sleep | None = None
    did: tuple[str, ...] = ()
    note: str = ""
    new_signs: bool | None = None
    happened_at: datetime | None = None

    def __post_init__(self) -> None:
        check_range("pain_nrs", self.pain_nrs, 0, 10)
        check_range("tightness_nrs", self.tightness_nrs, 0, 10, or_null=True)
        if len(self.note) > NOTE_LIMIT:
            raise InvalidInput("note", self.note, f"at most {NOTE_LIMIT} characters")
        if self.happened_at is not None and self.happened_at.tzinfo is None:
            raise InvalidInput("happened_at", self.happened_at.isoformat(), "a time with its time zone")

    def as_body(self) -> dict[str, Any]:
        """The entry as the JSON types in which it is kept."""
        return {
            "pain_nrs": self.pain_nrs,
            "tightness_nrs": self.tightness_nrs,
            "movement": None if self.movement is None else self.movement.value,
            "sleep": None if self.sleep is None else self.sleep.value,
            "did": list(self.did),
            "note": self.note,
            "new_signs": self.new_signs,
            "happened_at": None if self.happened_at is None else self.happened_at.astimezone(UTC).isoformat(),
        }


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry with its id and the moment it is about (UTC).

    ``recorded_at`` is when it arrived here, ``changed`` whether it was worded anew since, and ``clock_doubted`` whether
    it came with a time that cannot be right, so that ``at`` is when it arrived.
    """

    id: str
    at: datetime
    entry: Entry
    recorded_at: datetime
    changed: bool = False
    clock_doubted: bool = False

    @property
    def came_late(self) -> bool:
        """Whether it arrived clearly after the moment it is about."""
        return self.recorded_at - self.at > CLOCKS_APART


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
        if not isinstance(name, str) or name not in remedies:
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
        new_signs=_yes_or_no(mapping, "new_signs"),
        happened_at=read_moment(mapping, "happened_at"),
    )


def entries(events: Sequence[Event]) -> tuple[KeptEntry, ...]:
    """The entries that were not undone, as last worded, ordered by the moment they are about."""
    kept: dict[str, KeptEntry] = {}
    recorded: dict[str, Event] = {}
    for event in standing(events):
        if event.kind is Kind.ENTRY:
            recorded[event.id] = event
            kept[event.id] = _kept(event, event.body, event.at)
        elif event.kind is Kind.CHANGED and "entry" in event.body and (entry_id := str(event.body["event"])) in kept:
            worded = _kept(recorded[entry_id], event.body["entry"], event.at)
            kept[entry_id] = _at_its_place(worded, kept[entry_id])
    return tuple(sorted(kept.values(), key=lambda one: one.at))


def check_moment(entry: Entry, now: datetime) -> None:
    """Refuse a time that cannot be right, where whoever says it is there to mend it. Raises InvalidInput."""
    moment = entry.happened_at
    if moment is not None and not now - WRITTEN_LATE <= moment <= now + CLOCKS_APART:
        allowed = f"a time of the last {WRITTEN_LATE.days} days that is not ahead, or null for now"
        raise InvalidInput("happened_at", moment.isoformat(), allowed)


def happened_at(written: datetime, sent: datetime | None, now: datetime) -> datetime:
    """When an entry was so, by the clock that is kept here.

    Args:
        written: when it was written, by the device's clock.
        sent: when it was sent, by the same clock, which need not be right; None where that is not known.
        now: when it arrived, by the clock here.

    Returns:
        So long before ``now`` as the device says that it waited. It lies after ``now`` when the device's clock was put
        back meanwhile; :func:`entries` then goes by the arrival and says so.
    """
    waited = (sent or now) - written
    return now - min(max(waited, -2 * WRITTEN_LATE), 2 * WRITTEN_LATE)


def _kept(recorded: Event, body: Mapping[str, Any], said_at: datetime) -> KeptEntry:
    entry = read_entry(body, _as_written(body))
    at, doubted = _moment(entry.happened_at, recorded.at, said_at)
    return KeptEntry(recorded.id, at, entry, recorded.at, body is not recorded.body, doubted)


def _at_its_place(worded: KeptEntry, before: KeptEntry) -> KeptEntry:
    """Another wording that leaves the time as it was moves nothing, however long ago that is by now."""
    if worded.entry.happened_at != before.entry.happened_at:
        return worded
    return replace(worded, at=before.at, clock_doubted=before.clock_doubted)


def _moment(happened: datetime | None, recorded_at: datetime, said_at: datetime) -> tuple[datetime, bool]:
    """Nothing is told before it happened, and a device whose clock is years behind is not believed."""
    if happened is None:
        return recorded_at, False
    if said_at - WRITTEN_LATE <= happened <= said_at:
        return happened.astimezone(UTC), False
    return recorded_at, not said_at < happened <= said_at + CLOCKS_APART


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


def _yes_or_no(mapping: Mapping[str, Any], name: str) -> bool | None:
    value = mapping.get(name)
    if value is not None and not isinstance(value, bool):
        raise InvalidInput(name, value, "true, false, or null")
    return value


def read_moment(mapping: Mapping[str, Any], name: str) -> datetime | None:
    """A moment (UTC) from text with its time zone; None where nothing is said. Raises InvalidInput."""
    value = mapping.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise InvalidInput(name, value, "a time with its zone, for example 2026-11-24T03:00:00+00:00, or null")
