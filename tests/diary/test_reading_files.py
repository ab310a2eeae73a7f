"""A diary comes back from each kind of file that it is written as: the same things, once, or nothing and the reason."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unclench.diary import Event, Kind, new_event
from unclench.diary.bringing import read_file
from unclench.diary.doses import dose_body, doses, read_dose, read_told_dose
from unclench.diary.entries import Entry, Movement, Sleep, entries
from unclench.diary.table import as_csv
from unclench.diary.transfer import export_document
from unclench.knowledge.load import Knowledge, load
from unclench.model.invalid import InvalidInput

LIMIT = 1_000_000
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def a_diary() -> list[Event]:
    at = NOW - timedelta(days=2)
    first = Entry(
        6, 7.5, Movement.SOME, Sleep.BADLY, ("ice_massage", "short_walks"), '=1+1, "so" it\nwent', new_signs=False
    )
    return [
        new_event("anna", Kind.ENTRY, first.as_body(), at),
        new_event("anna", Kind.ENTRY, Entry(3.5, note="'quoted").as_body(), at + timedelta(hours=9)),
        new_event("anna", Kind.DOSE, dose_body(read_dose("Nurofen", 2, 400, at)), at),
        new_event("anna", Kind.DOSE, dose_body(read_dose("", None, None, at)), at + timedelta(hours=1)),
    ]


def written(form: str, knowledge: Knowledge, events: list[Event] | None = None) -> bytes:
    events = a_diary() if events is None else events
    if form == "csv":
        return as_csv(events, lambda at: at).encode()
    if form == "fhir":
        pytest.importorskip("fhir.resources")
        from unclench.diary.fhir import as_bundle

        return json.dumps(as_bundle(events, NOW, knowledge)).encode()
    return json.dumps(export_document(events)).encode()


def read(data: bytes, here: Any, knowledge: Knowledge) -> Any:
    return read_file(data, LIMIT, "ben", here, NOW, knowledge)


def told(events: Any) -> tuple[Any, Any]:
    looks = [(one.at, one.entry) for one in entries(events)]
    taken = sorted((one.dose.taken_at or one.dose.reported_at, one.dose.product, one.dose.mg) for one in doses(events))
    return looks, taken


@pytest.mark.parametrize("form", ["json", "csv", "fhir"])
def test_what_was_written_comes_back_once(form: str, knowledge: Knowledge) -> None:
    data = written(form, knowledge)
    brought = read(data, (), knowledge)
    assert told(brought.events) == told(a_diary())
    assert all(event.visit == "ben" for event in brought.events)
    again = read(data, brought.events, knowledge)
    assert (again.events, again.known) == ((), 4)


@pytest.mark.parametrize("form", ["csv", "fhir"])
def test_a_file_brings_nothing_to_the_diary_it_was_written_from(form: str, knowledge: Knowledge) -> None:
    assert read(written(form, knowledge), a_diary(), knowledge).events == ()


@pytest.mark.parametrize("form", ["csv", "fhir"])
def test_what_was_brought_and_taken_out_stays_out(form: str, knowledge: Knowledge) -> None:
    here = list(read(written(form, knowledge), (), knowledge).events)
    gone = next(event for event in here if event.kind is Kind.ENTRY)
    here.append(new_event("ben", Kind.UNDONE, {"event": gone.id}, NOW))
    assert read(written(form, knowledge), here, knowledge).events == ()


@pytest.mark.parametrize("form", ["json", "csv", "fhir"])
def test_two_doses_of_one_moment_count_twice_however_often_the_file_is_read(form: str, knowledge: Knowledge) -> None:
    """Two tablets that were written down as two are two: the ledger must never count less than was taken."""
    taken = dose_body(read_dose("ibuprofen", 2, 400, NOW))
    both = [new_event("anna", Kind.DOSE, taken, NOW) for _ in range(2)]
    data = written(form, knowledge, both)
    here = list(read(data, (), knowledge).events)
    assert [one.dose.mg for one in doses(here)] == [400, 400]
    assert read(data, here, knowledge).events == ()
    assert read(data, both, knowledge).events == ()
    assert read(written(form, knowledge, both[:1]), here, knowledge).events == ()
    undone = [*here, new_event("ben", Kind.UNDONE, {"event": here[1].id}, NOW)]
    assert read(data, undone, knowledge).events == ()  # what was taken out stays out


@pytest.mark.parametrize("form", ["csv", "fhir"])
def test_of_two_alike_doses_the_one_that_is_missing_is_brought(form: str, knowledge: Knowledge) -> None:
    taken = dose_body(read_dose("ibuprofen", 2, 400, NOW))
    own, other = (new_event("ben", Kind.DOSE, taken, NOW) for _ in range(2))
    data = written(form, knowledge, [own, other])
    (new,) = read(data, [own], knowledge).events
    assert (new.kind, dict(new.body)) == (Kind.DOSE, taken)
    assert read(data, [own, new], knowledge).events == ()


def a_look(form: str, at: datetime) -> str:
    """A file of one kind that tells one pain score of this moment."""
    when, pain = at.isoformat(), {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]}
    if form == "csv":
        return f"what,time_utc,pain_nrs\nentry,{when},4\n"
    if form == "fhir":
        return a_bundle(
            {
                "resourceType": "Observation",
                "code": pain,
                "effectiveDateTime": when,
                "valueQuantity": {"value": 4},
            }
        )
    return json.dumps({"events": [{"id": "a" * 32, "at": when, "kind": "entry", "key": "k", "body": {"pain_nrs": 4}}]})


@pytest.mark.parametrize("form", ["json", "csv", "fhir"])
def test_files_of_every_kind_are_of_this_age_and_not_ahead(form: str, knowledge: Knowledge) -> None:
    """Only what another machine recorded may be ahead by a wrong clock: its owner cannot mend it, and needs it back."""
    oldest = datetime(1900, 1, 1, tzinfo=UTC)
    ahead = timedelta(days=1) if form == "json" else timedelta(minutes=2)
    for at in (oldest, NOW, NOW + ahead):
        assert len(read(a_look(form, at).encode(), (), knowledge).events) == 1
    for at in (oldest - timedelta(seconds=1), NOW + ahead + timedelta(seconds=1)):
        with pytest.raises(InvalidInput, match=r"from the year 1900 on, that is not ahead"):
            read(a_look(form, at).encode(), (), knowledge)


def test_pain_scores_of_other_programs_are_read_and_the_rest_is_counted(knowledge: Knowledge) -> None:
    pain = {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]}
    pressure = {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]}
    when = {"effectiveDateTime": "2026-11-20T08:00:00+01:00"}
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Observation", "code": pain, **when, "valueQuantity": {"value": 4}}},
            {"resource": {"resourceType": "Observation", "code": pressure, **when, "valueQuantity": {"value": 120}}},
            {"resource": {"resourceType": "Condition"}},
            {"resource": {"resourceType": "Patient"}},
        ],
    }
    brought = read(json.dumps(bundle).encode(), (), knowledge)
    assert [(one.at.hour, one.entry.pain_nrs) for one in entries(brought.events)] == [(7, 4)]
    assert brought.left_out == 2


def a_bundle(*resources: dict[str, Any]) -> str:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]})


def a_dose(**said: Any) -> str:
    return a_bundle({"resourceType": "MedicationStatement", "medicationCodeableConcept": {"text": "Nurofen"}, **said})


def dosage(mg: float) -> Any:
    return [{"doseAndRate": [{"doseQuantity": {"value": mg, "unit": "mg"}}]}]


HEAD = "what,time_utc,pain_nrs\n"


@pytest.mark.parametrize(
    ("data", "field", "where"),
    [
        (HEAD + "entry,2026-11-20T08:00:00+00:00,11\n", "pain_nrs", "line 2"),
        (HEAD + "entry,2026-11-20T08:00:00+00:00,\n", "pain_nrs", "line 2"),
        (HEAD + "entry,2026-11-20T08:00:00+00:00,much\n", "pain_nrs", "line 2"),
        (HEAD + "entry,2026-11-20T08:00:00,1\n", "time_utc", "line 2"),
        (HEAD + "entry,2027-11-20T08:00:00+00:00,1\n", "time_utc", "line 2"),
        (HEAD + "walk,2026-11-20T08:00:00+00:00,1\n", "what", "line 2"),
        (HEAD + "entry,2026-11-20T08:00:00+00:00\n", "line", "line 2"),
        (HEAD + "entry,2026-11-20T08:00:00+00:00,1,2\n", "line", "line 2"),
        ("what,when\n", "FILE", "line 1"),
        ("what,what,time_utc\n", "FILE", "line 1"),
        ("pain_nrs\n", "FILE", "line 1"),
        ("", "FILE", ""),
        ('{"resourceType": "Bundle", "entry": 5}', "bundle", ""),
        ('{"resourceType": "Bundle", "entry": [5]}', "bundle.entry.0", ""),
        (HEAD + "entry,0001-01-01T00:00:00+23:00,1\n", "time_utc", "line 2"),
        (HEAD + "entry,0001-01-01T00:00:00+00:00,1\n", "time_utc", "line 2"),
        (a_dose(dateAsserted="soon"), "bundle.entry.0.dateAsserted", ""),
        (a_dose(effectiveDateTime="2027-11-20T08:00:00Z"), "effectiveDateTime", ""),
        (a_dose(effectiveDateTime="0001-01-01T00:00:00+23:00"), "effectiveDateTime", ""),
        (a_dose(effectiveDateTime="2026-11-20T08:00:00Z", dosage=dosage(10**400)), "mg", ""),
        ('{"events": [{"id": "x"}]}', "file.events.0.id", ""),
        ("[1, 2]", "file", ""),
        ('{"events": [NaN]}', "FILE", ""),
    ],
)
def test_a_file_that_is_none_says_where(data: str, field: str, where: str, knowledge: Knowledge) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(data.encode(), (), knowledge)
    assert field in caught.value.field
    assert where in caught.value.where


TIMED = {"effectiveDateTime": "2026-11-20T08:00:00Z", "performedDateTime": "2026-11-20T08:00:00Z"}
OF_PAIN = {"code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]}, "valueQuantity": {"value": 4}}


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "MedicationStatement", "status": "not-taken", **TIMED},
        {"resourceType": "MedicationStatement", "status": "intended", **TIMED},
        {"resourceType": "MedicationStatement"},
        {"resourceType": "MedicationStatement", "effectivePeriod": {"start": "2026-11-19T08:00:00Z"}},
        {"resourceType": "MedicationStatement", "effectiveDateTime": "2026-11-19"},
        {"resourceType": "Observation", "status": "entered-in-error", **OF_PAIN, **TIMED},
        {"resourceType": "Observation", "status": "cancelled", **OF_PAIN, **TIMED},
        {"resourceType": "Observation", **OF_PAIN, "effectivePeriod": {"start": "2026-11-19T08:00:00Z"}},
        {"resourceType": "Observation", **OF_PAIN, "effectiveDateTime": "2026-11"},
        {"resourceType": "Observation", "code": OF_PAIN["code"], "dataAbsentReason": {"text": "asleep"}, **TIMED},
        {"resourceType": "Procedure", "status": "not-done", "code": {"text": "Short walks"}, **TIMED},
        {"resourceType": "Procedure", "status": ["odd"], **TIMED},
    ],
)
def test_what_was_not_so_or_has_no_moment_is_left_out_and_counted(
    resource: dict[str, Any], knowledge: Knowledge
) -> None:
    beside = {"resourceType": "Observation", "status": "final", **OF_PAIN, **TIMED}
    brought = read(a_bundle(resource, beside).encode(), (), knowledge)
    assert [(event.kind, event.body.get("did")) for event in brought.events] == [(Kind.ENTRY, [])]
    assert brought.left_out == 1


def test_a_dose_of_some_time_that_day_counts_from_when_it_was_told(knowledge: Knowledge) -> None:
    data = a_dose(effectiveDateTime="2026-11-19", dateAsserted="2026-11-19T21:00:00+01:00", dosage=dosage(400))
    (kept,) = doses(read(data.encode(), (), knowledge).events)
    assert (kept.dose.reported_at, kept.dose.taken_at) == (datetime(2026, 11, 19, 20, tzinfo=UTC), None)


@pytest.mark.parametrize("value", [5, "x", [5], [[]], {"text": 5}, None])
@pytest.mark.parametrize("name", ["code", "note", "valueQuantity", "dosage", "medicationCodeableConcept"])
def test_an_odd_bundle_is_refused_or_left_out_and_never_breaks(name: str, value: Any, knowledge: Knowledge) -> None:
    for kind in ("Observation", "MedicationStatement", "Procedure"):
        whole = {
            "resourceType": kind,
            "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]},
            "valueQuantity": {"value": 4},
            "effectiveDateTime": "2026-11-20T08:00:00Z",
            name: value,
        }
        data = json.dumps({"resourceType": "Bundle", "entry": [{"resource": whole}]}).encode()
        try:
            read(data, (), knowledge)
        except InvalidInput as error:
            assert error.allowed


def test_a_dose_is_worded_anew_and_keeps_its_place() -> None:
    dose = new_event("anna", Kind.DOSE, dose_body(read_dose("Nurofen", 2, 400, NOW)), NOW)
    body = dose_body(read_told_dose({"product": "aspirin", "mg": 300}, NOW + timedelta(hours=1)))
    changed = new_event("anna", Kind.CHANGED, {"event": dose.id, "dose": body}, NOW + timedelta(hours=1))
    (kept,) = doses([dose, changed])
    assert (kept.id, kept.dose.product, kept.dose.mg, kept.changed) == (dose.id, "aspirin", 300, True)
    assert (kept.dose.reported_at, kept.dose.taken_at) == (NOW, None)
    undone = new_event("anna", Kind.UNDONE, {"event": changed.id}, NOW + timedelta(hours=2))
    assert doses([dose, changed, undone])[0].dose.product == "Nurofen"
    assert entries([dose, changed]) == ()
