"""What a diary form says, as the plain values that an entry is read from."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection
from typing import Any

from starlette.datastructures import FormData

from unclench.diary.entries import CLOCKS_APART, KeptEntry, happened_at
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import FollowUp
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput
from unclench.web.forms import number, text, yes_or_no
from unclench.web.own_time import from_the_wall, on_the_wall

SIGNS_SHEET = "new_danger_sign"
HOURS_AGO_LIMIT = 24.0 * 7

NOT_SAID = frozenset({"seal", "sent_at", "happened_at"})
"""Fields that differ when the very same entry is sent once more."""


def raw_entry(form: FormData, now: datetime.datetime) -> dict[str, Any]:
    """A new entry, as :func:`~unclench.diary.entries.read_entry` takes it. Raises InvalidInput."""
    return {**_looked(form), "happened_at": _when(form, now), "new_signs": yes_or_no(form, "new_signs")}


def raw_change(form: FormData, kept: KeptEntry, now: datetime.datetime) -> dict[str, Any]:
    """An entry in its new wording; what its form does not ask stays as it was. Raises InvalidInput."""
    written = text(form, "when")
    before = None if kept.clock_doubted else kept.entry.happened_at
    said = {**_looked(form), "happened_at": before and before.isoformat(), "new_signs": kept.entry.new_signs}
    if written and written != on_the_wall(kept.at):
        moment = from_the_wall(written, kept.at)
        if moment is None or moment > now:
            raise InvalidInput("when", written, "a day and a time that is not ahead")
        said["happened_at"] = moment.isoformat()
    return said


def as_fields(kept: KeptEntry) -> dict[str, Any]:
    """An entry as its form shows it."""
    entry = kept.entry
    scales = {"pain_nrs": entry.pain_nrs, "tightness_nrs": entry.tightness_nrs}
    return {
        **{name: "" if value is None else f"{value:g}" for name, value in scales.items()},
        "movement": entry.movement or "",
        "sleep": entry.sleep or "",
        "did": list(entry.did),
        "note": entry.note,
        "when": on_the_wall(kept.at),
    }


def sent_once(name: str, form: FormData, about: str = "") -> str:
    """The key of what a form says: the same page with the same words sent twice is one event, changed words another."""
    said = sorted((field, str(value)) for field, value in form.multi_items() if field not in NOT_SAID)
    return f"{name}:" + hashlib.sha256(repr((about, said)).encode()).hexdigest()


def entry_words(knowledge: Knowledge, did: Collection[str] = ()) -> dict[str, Any]:
    """What the form offers: remedies that may have been used, and the danger signs to look out for.

    ``did`` is what an entry names already; a remedy that is no longer known keeps its old name.
    """
    signs = sheet_of_signs(knowledge).asks
    gone = [(name, name.replace("_", " ")) for name in did if name not in knowledge.remedies]
    return {
        "remedies_shown": [(sheet.id, sheet.title) for sheet in knowledge.remedies.values()] + gone,
        "signs": [knowledge.findings[asked].question for asked in signs],
    }


def sheet_of_signs(knowledge: Knowledge) -> FollowUp:
    """The sheet that says which danger questions matter again with every look."""
    return knowledge.follow_ups[SIGNS_SHEET]


def _looked(form: FormData) -> dict[str, Any]:
    return {
        "pain_nrs": number(form, "pain_nrs"),
        "tightness_nrs": number(form, "tightness_nrs"),
        "movement": text(form, "movement") or None,
        "sleep": text(form, "sleep") or None,
        "did": [str(item) for item in form.getlist("did")],
        "note": text(form, "note"),
    }


def _when(form: FormData, now: datetime.datetime) -> str | None:
    """When it was so: chosen on the page, or noted by the device that sent it later; None is now."""
    written, sent = _moment(form, "happened_at"), _moment(form, "sent_at")
    moment = now if written is None else happened_at(written, sent, now)
    hours_ago = number(form, "hours_ago") or 0.0
    check_range("hours_ago", hours_ago, 0, HOURS_AGO_LIMIT)
    if abs(now - moment) <= CLOCKS_APART and not hours_ago:
        return None
    return (moment - datetime.timedelta(hours=hours_ago)).isoformat()


def _moment(form: FormData, name: str) -> datetime.datetime | None:
    """A moment as a script writes it; a time without a zone says nothing that can be relied on."""
    written = text(form, name)
    try:
        moment = datetime.datetime.fromisoformat(written) if written else None
        if moment is None or moment.tzinfo is not None:
            return moment
    except ValueError:
        pass
    raise InvalidInput(name, written, "a time with its zone, such as 2026-11-24T03:00:00Z")
