"""The diary as FHIR: read by the library of the standard, with codes only where they are right, naming nobody."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from unclench.diary import Event, Kind, new_event
from unclench.diary.doses import dose_body, read_dose
from unclench.diary.entries import Entry, Movement, Sleep
from unclench.diary.fhir import as_bundle
from unclench.knowledge.load import Knowledge, load

pytest.importorskip("fhir.resources")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def a_diary(now: datetime) -> list[Event]:
    entry = Entry(
        6, 7.5, Movement.SOME, Sleep.BADLY, ("ice_massage", "renamed_since"), "a <b>note</b>", new_signs=False
    )
    return [
        new_event("anna-token", Kind.STARTED, {"for_another": False}, now),
        new_event(
            "anna-token", Kind.ANSWERED, {"page": "1", "person": {"sex": "female"}, "findings": {"fever": "no"}}, now
        ),
        new_event("anna-token", Kind.ENTRY, entry.as_body(), now),
        new_event("anna-token", Kind.DOSE, dose_body(read_dose("Nurofen", 2, 400, now)), now),
        new_event("anna-token", Kind.DOSE, dose_body(read_dose("Nuromol", None, None, now)), now),
        new_event("anna-token", Kind.DOSE, dose_body(read_dose("", None, None, now)), now),
    ]


def of_type(bundle: Any, kind: str) -> list[Any]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_the_bundle_is_valid_fhir_and_says_what_the_diary_says(now: datetime, knowledge: Knowledge) -> None:
    from fhir.resources.R4B.bundle import Bundle

    bundle = json.loads(json.dumps(as_bundle(a_diary(now), now, knowledge)))
    Bundle.model_validate(bundle)
    assert bundle["type"] == "collection"
    pain, tightness, movement, sleep, signs = of_type(bundle, "Observation")
    assert pain["code"]["coding"][0]["code"] == "72514-3"
    assert pain["valueQuantity"] == {
        "value": 6,
        "unit": "{score}",
        "system": "http://unitsofmeasure.org",
        "code": "{score}",
    }
    assert pain["note"][0]["text"] == "a <b>note</b>"
    assert datetime.fromisoformat(pain["effectiveDateTime"]) == now
    assert tightness["valueQuantity"]["value"] == 7.5
    assert (movement["valueString"], sleep["valueString"], signs["valueBoolean"]) == ("some", "badly", False)
    assert [one["code"]["text"] for one in of_type(bundle, "Procedure")] == [
        knowledge.remedies["ice_massage"].title,
        "renamed since",
    ]
    (answers,) = of_type(bundle, "QuestionnaireResponse")
    assert answers["item"][0]["answer"] == [{"valueString": "no"}]


def test_a_medicine_has_a_code_only_when_it_is_one_known_ingredient(now: datetime, knowledge: Knowledge) -> None:
    known, both, nothing = of_type(as_bundle(a_diary(now), now, knowledge), "MedicationStatement")
    assert known["medicationCodeableConcept"]["coding"] == [
        {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "5640"}
    ]
    assert known["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 400
    assert datetime.fromisoformat(known["effectiveDateTime"]) == now - timedelta(hours=2)
    assert both["medicationCodeableConcept"] == {"text": "Nuromol"}  # ibuprofen and paracetamol in one tablet
    assert "effectiveDateTime" not in both
    assert "dosage" not in nothing


def test_every_resource_is_about_the_one_person_who_is_not_named(now: datetime, knowledge: Knowledge) -> None:
    bundle = as_bundle(a_diary(now), now, knowledge)
    (patient,) = of_type(bundle, "Patient")
    assert set(patient) == {"resourceType", "id", "gender"}
    about = {one["resource"]["subject"]["reference"] for one in bundle["entry"] if one["resource"] is not patient}
    assert about == {f"urn:uuid:{patient['id']}"}
    urls = [one["fullUrl"] for one in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert "anna-token" not in json.dumps(bundle)


def test_two_people_are_never_one_patient(now: datetime, knowledge: Knowledge) -> None:
    ids = {of_type(as_bundle(a_diary(now), now, knowledge), "Patient")[0]["id"] for _ in range(2)}
    assert len(ids) == 2


def test_an_empty_diary_is_a_valid_bundle(now: datetime, knowledge: Knowledge) -> None:
    assert len(as_bundle([], now, knowledge)["entry"]) == 1
