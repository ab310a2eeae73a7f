"""Reading entries and doses from a FHIR Bundle: those that this program has written, and pain scores of any other.

A Bundle is read as the JSON that it is, so that this needs no library. What has no place in a diary is counted and
left out; the answers of a danger check are too, since only the whole file (JSON) carries them safely.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from unclench.diary.doses import read_told_dose
from unclench.diary.entries import Entry, read_entry
from unclench.diary.fhir import LOINC, MOVES, NOT_KNOWN, PAIN, REMEDY, SIGNS, SLEEP, TIGHTNESS
from unclench.diary.told_elsewhere import MOST_LINES, Told
from unclench.diary.told_moment import told_moment
from unclench.model.invalid import InvalidInput
from unclench.model.reading import mapping_at
from unclench.safety.ledger import Dose

Looks = dict[datetime, list[dict[str, Any]]]
"""What was noted, look by look, by the moment it is about."""

NEVER_WAS = ("entered-in-error", "cancelled", "not-taken", "intended", "not-done", "preparation")
"""What an Observation, a MedicationStatement or a Procedure says of a thing that was not so, or not yet (the value sets
observation-status, medication-statement-status and event-status of HL7 FHIR R4B)."""

WORDS_LIMIT = 80
"""Characters of what cannot be read that are said again."""

ONLY_A_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

FIELDS = {TIGHTNESS: "tightness_nrs", MOVES: "movement", SLEEP: "sleep", SIGNS: "new_signs"}
"""The observations beside pain, by the words that stand in for a code."""


def read_bundle(raw: object, remedies: Collection[str], titles: Mapping[str, str], now: datetime) -> Told:
    """What the bundle tells.

    Args:
        raw: the file's JSON.
        remedies: the ids of remedies, as a Procedure names them.
        titles: the same by their titles, for files of earlier versions, which hold no ids.
        now: the present moment.

    Raises:
        InvalidInput: it is no Bundle, or a part is not what it should be; the error names the place.
    """
    bundle = mapping_at(raw, "bundle")
    listed = bundle.get("entry", [])
    if bundle.get("resourceType") != "Bundle" or not isinstance(listed, list) or len(listed) > MOST_LINES:
        raise InvalidInput("bundle", bundle.get("resourceType"), f"a FHIR Bundle of at most {MOST_LINES} resources")
    reader = _Reader(remedies, titles, now)
    left_out = 0
    for place, one in enumerate(listed):
        where = f"bundle.entry.{place}"
        resource = mapping_at(mapping_at(one, where).get("resource"), f"{where}.resource")
        if resource.get("resourceType") != "Patient":
            left_out += not reader.keeps(resource, where)
    told = tuple(_entries(reader.looks, remedies))
    return Told(told, tuple(reader.doses), left_out + reader.painless, tuple(dict.fromkeys(reader.unread)))


@dataclass
class _Reader:
    """Gathers what resources say; ``keeps`` tells whether a resource has a place in a diary."""

    remedies: Collection[str]
    titles: Mapping[str, str]
    now: datetime
    looks: Looks = field(default_factory=dict)
    doses: list[Dose] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def keeps(self, resource: Mapping[str, Any], where: str) -> bool:
        if resource.get("status") in NEVER_WAS:
            return False
        kinds = {"Observation": self._observation, "Procedure": self._procedure, "MedicationStatement": self._dose}
        keep = kinds.get(str(resource.get("resourceType")))
        return keep is not None and keep(resource, where)

    @property
    def painless(self) -> int:
        """An entry is about pain; what was noted at another moment alone is left out."""
        return sum("pain_nrs" not in one for same_moment in self.looks.values() for one in same_moment)

    def _observation(self, resource: Mapping[str, Any], where: str) -> bool:
        said = _observed(resource, where)
        at = _moment(resource, "effectiveDateTime", where, self.now) if said else None
        if at is None:
            return False
        _look_without(self.looks.setdefault(at, []), next(iter(said))).update(said)
        return True

    def _procedure(self, resource: Mapping[str, Any], where: str) -> bool:
        done = self._remedy(resource, where)
        if done is None:
            self.unread.append(_words_of(resource))
        at = _moment(resource, "performedDateTime", where, self.now) if done else None
        if at is None:
            return False
        _look_without(self.looks.setdefault(at, []), "").setdefault("did", []).append(done)
        return True

    def _remedy(self, resource: Mapping[str, Any], where: str) -> str | None:
        for one in _mappings(mapping_at(resource.get("code", {}), f"{where}.code").get("coding")):
            if one.get("system") == REMEDY:
                return next((remedy for remedy in self.remedies if remedy == one.get("code")), None)
        return self.titles.get(str(_text(resource, "code")))

    def _dose(self, resource: Mapping[str, Any], where: str) -> bool:
        """What was taken on some day or other counts from when it was told: that is later, so the safe side."""
        taken_at = _moment(resource, "effectiveDateTime", where, self.now)
        told_at = taken_at or _moment(resource, "dateAsserted", where, self.now)
        if told_at is None:
            return False
        product = str(_text(resource, "medicationCodeableConcept") or "")
        raw = {"product": "" if product == NOT_KNOWN else product, "mg": _mg(resource)}
        told = read_told_dose(raw, self.now)
        self.doses.append(Dose(told.product, told_at, taken_at, told.mg))
        return True


def _look_without(same_moment: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The last look that does not say this yet, or a new one: two entries about one moment stay two.

    As written here the resources of one entry follow each other, pain first.
    """
    open_looks: list[dict[str, Any]] = [look for look in same_moment if name not in look]
    if not open_looks:
        open_looks = [{}]
        same_moment += open_looks
    return open_looks[-1]


def _entries(looks: Looks, remedies: Collection[str]) -> list[tuple[datetime, Entry]]:
    return [(at, read_entry(one, remedies)) for at in sorted(looks) for one in looks[at] if "pain_nrs" in one]


def _observed(resource: Mapping[str, Any], where: str) -> dict[str, Any]:
    coding = _mappings(mapping_at(resource.get("code", {}), f"{where}.code").get("coding"))
    if any((one.get("system"), one.get("code")) == (LOINC, PAIN["code"]) for one in coding):
        note = " ".join(str(one.get("text", "")) for one in _mappings(resource.get("note")))
        value = _value(resource, where)
        return {} if value is None else {"pain_nrs": value, "note": note}
    name = FIELDS.get(str(_text(resource, "code")))
    return {} if name is None else {name: _value(resource, where)}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _value(resource: Mapping[str, Any], where: str) -> object:
    if "valueQuantity" in resource:
        return mapping_at(resource["valueQuantity"], f"{where}.valueQuantity").get("value")
    return resource.get("valueString", resource.get("valueBoolean"))


def _mg(resource: Mapping[str, Any]) -> float | None:
    """The amount, where it is said in milligrams."""
    found: Any = resource
    for step in ("dosage", 0, "doseAndRate", 0, "doseQuantity"):
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    if not isinstance(found, Mapping) or found.get("unit", found.get("code")) != "mg":
        return None
    value = found.get("value")
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _words_of(resource: Mapping[str, Any]) -> str:
    """What a thing done is called, on one line and not too long; a question mark where it is not called anything."""
    said = " ".join(str(_text(resource, "code") or "?").split())
    shown = "".join(letter for letter in said if letter.isprintable())
    return shown if len(shown) <= WORDS_LIMIT else shown[: WORDS_LIMIT - 1] + "…"


def _text(resource: Mapping[str, Any], name: str) -> object:
    concept = resource.get(name)
    return concept.get("text") if isinstance(concept, Mapping) else None


def _moment(resource: Mapping[str, Any], name: str, where: str, now: datetime) -> datetime | None:
    """The moment (UTC); None where none is said, or only a day, a month or a year, as FHIR allows."""
    written = resource.get(name)
    if written is None or (isinstance(written, str) and ONLY_A_DATE.fullmatch(written)):
        return None
    return told_moment(written, f"{where}.{name}", now)


def is_bundle(raw: object) -> bool:
    """Whether a file's JSON says that it is a FHIR Bundle."""
    return isinstance(raw, Mapping) and raw.get("resourceType") == "Bundle"
