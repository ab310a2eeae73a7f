"""The diary for other health software: one FHIR Bundle, built and checked by the ``fhir.resources`` library.

The library speaks R4B (4.3.0); for the resources used here R4B and R4 (4.0.1) have the same elements (HL7, "R4B: what
is new", hl7.org/fhir/R4B). Codes: LOINC 72514-3 is pain on a numeric scale of 0 to 10 as reported (loinc.org), RxNorm
names the ingredients as the medicine sheets do, units are UCUM. What has no code that was looked up stays as text: a
wrong code is worse than none (docs/keeping.md says what, and why).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from unclench.diary.answers import fold
from unclench.diary.doses import KeptDose, doses
from unclench.diary.entries import KeptEntry, entries
from unclench.diary.event import Event, Kind
from unclench.knowledge.load import Knowledge
from unclench.safety.products import ingredients

LOINC, RXNORM, UCUM = "http://loinc.org", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PAIN = {"system": LOINC, "code": "72514-3", "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported"}
REMEDY = "urn:unclench:remedy"
"""This program's own names of remedies, the same in every language: titles are not."""

TIGHTNESS, MOVES = "Tightness of the back, 0 loose to 10 locked hard", "How well the person moves"
SLEEP, SIGNS = "Sleep last night", "A new danger sign, or not sure, since the last look"
"""What has no code: the words that stand in for one, the same in every language, so that they can be read back."""
NOT_KNOWN = "Something, not known what"

Resource = dict[str, Any]


def as_bundle(events: Sequence[Event], now: datetime, knowledge: Knowledge) -> dict[str, Any]:
    """Everything that other software can use, as JSON types of one FHIR Bundle of type ``collection``.

    Nobody is named: the Patient holds a sex at most.

    Raises:
        ModuleNotFoundError: the extra ``fhir`` is not installed.
    """
    from fhir.resources.R4B.bundle import Bundle

    sheet = fold([event for event in events if event.kind in (Kind.STARTED, Kind.ANSWERED)])
    patient: Resource = {"resourceType": "Patient", "id": f"person-{events[0].id if events else now.isoformat()}"}
    if sheet.person.get("sex"):
        patient["gender"] = sheet.person["sex"]
    resources = [patient]
    for kept in entries(events):
        resources += _of_entry(kept, knowledge)
    resources += [_of_dose(kept, knowledge) for kept in doses(events)]
    if sheet.findings:
        resources.append(_of_answers(sheet.findings, _answered_at(events), knowledge))
    whole = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in _linked(resources)],
    }
    written: dict[str, Any] = Bundle.model_validate(whole).model_dump(mode="json", exclude_none=True)
    return written


def _of_entry(kept: KeptEntry, knowledge: Knowledge) -> Iterator[Resource]:
    entry = kept.entry
    yield _observation(
        kept, "pain", {"coding": [PAIN], "text": "Pain (0-10)"}, {"valueQuantity": _score(entry.pain_nrs)}, entry.note
    )
    if entry.tightness_nrs is not None:
        yield _observation(kept, "tightness", {"text": TIGHTNESS}, {"valueQuantity": _score(entry.tightness_nrs)})
    if entry.movement is not None:
        yield _observation(kept, "movement", {"text": MOVES}, {"valueString": entry.movement.value})
    if entry.sleep is not None:
        yield _observation(kept, "sleep", {"text": SLEEP}, {"valueString": entry.sleep.value})
    if entry.new_signs is not None:
        yield _observation(kept, "signs", {"text": SIGNS}, {"valueBoolean": entry.new_signs})
    for place, remedy in enumerate(entry.did):
        title = knowledge.remedies[remedy].title if remedy in knowledge.remedies else remedy.replace("_", " ")
        yield {
            "resourceType": "Procedure",
            "id": f"{kept.id}-did{place}",
            "status": "completed",
            "code": {"coding": [{"system": REMEDY, "code": remedy}], "text": title},
            "performedDateTime": kept.at.isoformat(),
        }


def _observation(kept: KeptEntry, name: str, code: Resource, value: Resource, note: str = "") -> Resource:
    return {
        "resourceType": "Observation",
        "id": f"{kept.id}-{name}",
        "status": "amended" if kept.changed else "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": code,
        "effectiveDateTime": kept.at.isoformat(),
        "issued": kept.recorded_at.isoformat(),
        **value,
        **({"note": [{"text": note}]} if note else {}),
    }


def _score(value: float) -> Resource:
    return {"value": value, "unit": "{score}", "system": UCUM, "code": "{score}"}


def _of_dose(kept: KeptDose, knowledge: Knowledge) -> Resource:
    """A dose as it was told. Only a medicine with one ingredient has a code: two codes would be two names of one."""
    dose = kept.dose
    named = [knowledge.analgesics[drug] for drug in sorted(ingredients(dose.product, knowledge.analgesics))]
    coding = [{"system": RXNORM, "code": sheet.rxnorm} for sheet in named if sheet.rxnorm and len(named) == 1]
    statement: Resource = {
        "resourceType": "MedicationStatement",
        "id": kept.id,
        "status": "completed",
        "medicationCodeableConcept": {
            **({"coding": coding} if coding else {}),
            "text": dose.product or NOT_KNOWN,
        },
        "dateAsserted": dose.reported_at.isoformat(),
    }
    if dose.taken_at is not None:
        statement["effectiveDateTime"] = dose.taken_at.isoformat()
    if dose.mg is not None:
        quantity = {"value": dose.mg, "unit": "mg", "system": UCUM, "code": "mg"}
        statement["dosage"] = [{"doseAndRate": [{"doseQuantity": quantity}]}]
    return statement


def _of_answers(findings: Mapping[str, str], answered_at: datetime, knowledge: Knowledge) -> Resource:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "answers",
        "status": "completed",
        "authored": answered_at.isoformat(),
        "item": [
            {
                "linkId": finding,
                "text": knowledge.findings[finding].question if finding in knowledge.findings else finding,
                "answer": [{"valueString": answer}],
            }
            for finding, answer in findings.items()
        ],
    }


def _linked(resources: Sequence[Resource]) -> Iterator[Resource]:
    """Every resource with the person it is about; ids that FHIR allows and that name nobody."""
    person = f"urn:uuid:{_uuid(resources[0]['id'])}"
    for resource in resources:
        linked = {**resource, "id": str(_uuid(resource["id"]))}
        if resource["resourceType"] != "Patient":
            linked["subject"] = {"reference": person}
        yield linked


def _uuid(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:unclench:{name}")


def _answered_at(events: Sequence[Event]) -> datetime:
    return max(event.at for event in events if event.kind is Kind.ANSWERED)
