"""Reading entries and doses from a FHIR Bundle: those that this program has written, and pain scores of any other.

A Bundle is read as the JSON that it is, so that this needs no library. What has no place in a diary is counted and
left out; the answers of a danger check are too, since only the whole file (JSON) carries them safely.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from unclench.diary.doses import read_told_dose
from unclench.diary.entries import Entry, read_entry
from unclench.diary.fhir import LOINC, MOVES, NOT_KNOWN, PAIN, SIGNS, SLEEP, TIGHTNESS
from unclench.diary.told_elsewhere import MOST_LINES, Told
from unclench.model.invalid import InvalidInput
from unclench.model.reading import mapping_at
from unclench.safety.ledger import Dose

CLOCKS_APART = timedelta(minutes=2)

FIELDS = {TIGHTNESS: "tightness_nrs", MOVES: "movement", SLEEP: "sleep", SIGNS: "new_signs"}
"""The observations beside pain, by the words that stand in for a code."""


def read_bundle(raw: object, titles: Mapping[str, str], now: datetime) -> Told:
    """What the bundle tells.

    Args:
        raw: the file's JSON.
        titles: the ids of remedies by their titles, as a Procedure names them.
        now: the present moment.

    Raises:
        InvalidInput: it is no Bundle, or a part is not what it should be; the error names the place.
    """
    bundle = mapping_at(raw, "bundle")
    listed = bundle.get("entry", [])
    if bundle.get("resourceType") != "Bundle" or not isinstance(listed, list) or len(listed) > MOST_LINES:
        raise InvalidInput("bundle", bundle.get("resourceType"), f"a FHIR Bundle of at most {MOST_LINES} resources")
    looks: dict[datetime, dict[str, Any]] = {}
    doses: list[Dose] = []
    left_out = 0
    for place, one in enumerate(listed):
        where = f"bundle.entry.{place}"
        resource = mapping_at(mapping_at(one, where).get("resource"), f"{where}.resource")
        kind = resource.get("resourceType")
        if kind == "Observation" and (said := _observed(resource, where)):
            look = looks.setdefault(_moment(resource, "effectiveDateTime", where, now), {})
            look.update(said)
        elif kind == "Procedure" and (done := titles.get(str(_text(resource, "code")))):
            looks.setdefault(_moment(resource, "performedDateTime", where, now), {}).setdefault("did", []).append(done)
        elif kind == "MedicationStatement":
            doses.append(_dose(resource, where, now))
        elif kind != "Patient":
            left_out += 1
    return Told(tuple(_entries(looks, set(titles.values()))), tuple(doses), left_out + _without_pain(looks))


def _entries(looks: Mapping[datetime, Mapping[str, Any]], remedies: Collection[str]) -> list[tuple[datetime, Entry]]:
    return [(at, read_entry(look, remedies)) for at, look in sorted(looks.items()) if "pain_nrs" in look]


def _without_pain(looks: Mapping[datetime, Mapping[str, Any]]) -> int:
    """An entry is about pain; what was noted at another moment alone is left out."""
    return sum("pain_nrs" not in look for look in looks.values())


def _observed(resource: Mapping[str, Any], where: str) -> dict[str, Any]:
    coding = _mappings(mapping_at(resource.get("code", {}), f"{where}.code").get("coding"))
    if any((one.get("system"), one.get("code")) == (LOINC, PAIN["code"]) for one in coding):
        note = " ".join(str(one.get("text", "")) for one in _mappings(resource.get("note")))
        return {"pain_nrs": _value(resource, where), "note": note}
    name = FIELDS.get(str(_text(resource, "code")))
    return {} if name is None else {name: _value(resource, where)}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _value(resource: Mapping[str, Any], where: str) -> object:
    if "valueQuantity" in resource:
        return mapping_at(resource["valueQuantity"], f"{where}.valueQuantity").get("value")
    return resource.get("valueString", resource.get("valueBoolean"))


def _dose(resource: Mapping[str, Any], where: str, now: datetime) -> Dose:
    known = "effectiveDateTime" in resource
    at = _moment(resource, "effectiveDateTime" if known else "dateAsserted", where, now)
    product = str(_text(resource, "medicationCodeableConcept") or "")
    told = read_told_dose({"product": "" if product == NOT_KNOWN else product, "mg": _mg(resource)}, now)
    return Dose(told.product, at, at if known else None, told.mg)


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
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(resource: Mapping[str, Any], name: str) -> object:
    concept = resource.get(name)
    return concept.get("text") if isinstance(concept, Mapping) else None


def _moment(resource: Mapping[str, Any], name: str, where: str, now: datetime) -> datetime:
    written = resource.get(name)
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment > now + CLOCKS_APART:
        raise InvalidInput(f"{where}.{name}", written, "a time with its zone that is not ahead")
    return moment.astimezone(UTC)


def is_bundle(raw: object) -> bool:
    """Whether a file's JSON says that it is a FHIR Bundle."""
    return isinstance(raw, Mapping) and raw.get("resourceType") == "Bundle"
