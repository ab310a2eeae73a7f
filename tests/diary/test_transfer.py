"""A diary travels in a file: what comes back is what went, once, whole or not at all."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unclench.diary import Event, Kind, Store, new_event
from unclench.diary.answers import fold
from unclench.diary.doses import dose_body, doses, read_dose
from unclench.diary.entries import Entry, Movement, Sleep, entries
from unclench.diary.transfer import FORMAT, TRAVELS, export_document, read_document
from unclench.diary.undoing import bringing_back, taking_back
from unclench.knowledge.load import Knowledge, load
from unclench.model.invalid import InvalidInput

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def a_diary(now: datetime, visit: str = "anna") -> list[Event]:
    """One event of each kind, with an entry changed, taken out and brought back."""
    first = new_event(
        visit, Kind.ENTRY, Entry(7, 8, Movement.HARDLY, Sleep.BADLY, ("ice_massage",), "é").as_body(), now
    )
    second = new_event(visit, Kind.ENTRY, Entry(2, happened_at=now - HOUR, new_signs=False).as_body(), now)
    events = [
        new_event(visit, Kind.STARTED, {"for_another": False}, now),
        new_event(
            visit,
            Kind.ANSWERED,
            {"page": "1", "findings": {"fever": "no"}, "person": {"age_years": 40.0}, "episode": {"pain_nrs": 7.0}},
            now,
        ),
        new_event(visit, Kind.SCREENED, {"urgency": "self_care", "fired": [], "knowledge_hash": "abc"}, now),
        first,
        second,
        new_event(visit, Kind.CHANGED, {"event": first.id, "entry": Entry(5).as_body()}, now),
        new_event(visit, Kind.DOSE, dose_body(read_dose("ibuprofen", 2, 400, now)), now),
        new_event(visit, Kind.LOOKED, {"sheet": "one_day", "reached": True}, now),
        new_event(
            visit,
            Kind.PLANNED,
            {
                "minutes": [0.0, 60.0],
                "pain": {name: [5.0, 4.0] for name in ("p05", "p25", "median", "p75", "p95")},
                "steps": [["ice_massage", 0.0, 10.0]],
            },
            now,
        ),
        new_event(visit, Kind.SESSION, {"session": "0" * 32, "number": 0, "what": "over"}, now),
    ]
    undo = taking_back(events, second.id)
    assert undo is not None
    events.append(new_event(visit, Kind.UNDONE, undo[0], now, undo[1]))
    ((body, key),) = bringing_back(events, second.id)
    events.append(new_event(visit, Kind.UNDONE, body, now, key))
    assert {event.kind for event in events} == set(TRAVELS)
    return events


def meaning(events: Any) -> Any:
    """What a diary says, without the names that events have (an answer sheet's state is one of them)."""
    return (
        [(one.at, one.entry, one.changed) for one in entries(events)],
        [one.dose for one in doses(events)],
        replace(fold(events), state=""),
        [(event.at, event.kind) for event in events],
    )


@pytest.fixture
def bring(knowledge: Knowledge, now: datetime) -> Callable[[Store, str, Any], Any]:
    def brought(store: Store, visit: str, document: Any) -> Any:
        through_a_file = json.loads(json.dumps(document))
        arrival = read_document(through_a_file, visit, store.events(visit), now, knowledge)
        assert store.record_all(arrival.events)
        return arrival

    return brought


def test_what_comes_back_is_what_went(store: Store, bring: Any, now: datetime) -> None:
    events = a_diary(now)
    assert store.record_all(events)
    arrival = bring(store, "ben", store.export("anna"))
    assert (len(arrival.events), arrival.known) == (len(events), 0)
    assert meaning(store.events("ben")) == meaning(events)
    assert not {event.id for event in store.events("ben")} & {event.id for event in events}


def test_bringing_a_file_twice_or_after_a_journey_adds_nothing(store: Store, bring: Any, now: datetime) -> None:
    events = a_diary(now)
    store.record_all(events)
    bring(store, "ben", store.export("anna"))
    for visit, source in (("ben", "anna"), ("anna", "anna"), ("anna", "ben"), ("ben", "ben")):
        arrival = bring(store, visit, store.export(source))
        assert (arrival.events, arrival.known) == ((), len(events))
    assert store.export("anna") == export_document(events)


def test_two_diaries_become_one(store: Store, bring: Any, now: datetime) -> None:
    store.record_all(a_diary(now))
    bring(store, "ben", store.export("anna"))
    store.record(new_event("ben", Kind.ENTRY, Entry(1).as_body(), now + HOUR))
    arrival = bring(store, "anna", store.export("ben"))
    assert len(arrival.events) == 1
    assert [one.entry.pain_nrs for one in entries(store.events("anna"))] == [2, 5, 1]


def test_two_programs_that_chose_one_key_both_keep_what_they_said(store: Store, bring: Any, now: datetime) -> None:
    """Also the taking back in the file is about the file's own entry, and going there and back adds nothing."""
    theirs = store.record(new_event("anna", Kind.ENTRY, Entry(8).as_body(), now, "1"))
    store.record(new_event("anna", Kind.ENTRY, Entry(2).as_body(), now, "2"))
    store.record(new_event("anna", Kind.UNDONE, {"event": theirs.id}, now, "3"))
    mine = store.record(new_event("ben", Kind.ENTRY, Entry(5).as_body(), now, "1"))
    assert len(bring(store, "ben", store.export("anna")).events) == 3
    assert [one.entry.pain_nrs for one in entries(store.events("ben"))] == [5, 2]
    assert [event.body["pain_nrs"] for event in store.events("ben") if event.kind is Kind.ENTRY] == [5, 8, 2]
    assert bring(store, "ben", store.export("anna")).events == ()
    assert [event.body["pain_nrs"] for event in bring(store, "anna", store.export("ben")).events] == [5]
    for visit, source in (("ben", "anna"), ("anna", "ben"), ("ben", "anna")):
        assert bring(store, visit, store.export(source)).events == ()
    assert mine.id in {event.id for event in store.events("ben")}


def test_a_file_may_use_one_key_for_several_things(store: Store, bring: Any, now: datetime) -> None:
    document = {"events": store.export("anna")["events"]}
    for pain in (7, 6, 5):
        event = new_event("anna", Kind.ENTRY, Entry(pain).as_body(), now, "1")
        document["events"] += export_document([event])["events"]
        undone = new_event("anna", Kind.UNDONE, {"event": event.id}, now, "1")
        document["events"] += export_document([undone])["events"]
    assert len(bring(store, "ben", document).events) == 6
    assert bring(store, "ben", document).events == ()
    assert entries(store.events("ben")) == ()


def test_an_undo_after_the_journey_still_finds_its_entry(store: Store, bring: Any, now: datetime) -> None:
    store.record_all(a_diary(now))
    bring(store, "ben", store.export("anna"))
    events = store.events("ben")
    undo = taking_back(events, entries(events)[0].id)
    assert undo is not None
    store.record(new_event("ben", Kind.UNDONE, undo[0], now, undo[1]))
    assert [one.entry.pain_nrs for one in entries(store.events("ben"))] == [5]


def test_an_older_danger_check_never_replaces_the_one_here(store: Store, bring: Any, now: datetime) -> None:
    store.record(new_event("ben", Kind.STARTED, {"for_another": False}, now + HOUR))
    body = {"page": "1", "findings": {"fever": "yes"}}
    store.record(new_event("ben", Kind.ANSWERED, body, now + HOUR))
    store.record_all(a_diary(now))
    arrival = bring(store, "ben", store.export("anna"))
    assert arrival.older_check == 3
    assert fold(store.events("ben")).findings == {"fever": "yes"}
    assert len(entries(store.events("ben"))) == 2
    assert bring(store, "ben", store.export("anna")).events == ()


def test_a_file_without_keys_is_read_and_known_again(store: Store, bring: Any, now: datetime) -> None:
    store.record_all(a_diary(now))
    document = store.export("anna")
    del document["format"]
    for event in document["events"]:
        del event["key"]
    assert len(bring(store, "ben", document).events) == len(document["events"])
    assert bring(store, "ben", document).events == ()
    assert bring(store, "anna", document).events == ()


def test_all_or_nothing_also_in_the_store(store: Store, now: datetime) -> None:
    events = a_diary(now)
    store.record(events[3])
    assert not store.record_all(events)
    assert len(store.events("anna")) == 1


def spoilt(change: Callable[[Any], None]) -> Callable[[Any], Any]:
    def spoil(document: Any) -> Any:
        document = copy.deepcopy(document)
        change(document)
        return document

    return spoil


def body_of(kind: Kind, **change: Any) -> Callable[[Any], Any]:
    def spoil(document: Any) -> None:
        next(event for event in document["events"] if event["kind"] == kind)["body"].update(change)

    return spoilt(spoil)


A_DOSE = {"product": "ibuprofen", "taken_at": None, "mg": 400}


def reword(document: Any, words: Any, of: int = 3) -> None:
    """Let the changed event of the diary speak of another event of it, and stand after that one."""
    change = document["events"].pop(5)
    about = document["events"][of - (of > 5)]
    change["body"] = {"event": about["id"], **words}
    document["events"].insert(max(5, of + (of > 5)), change)


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda document: [], "file"),
        (lambda document: {"events": {}}, "file.events"),
        (lambda document: {**document, "format": "other-1"}, "file.format"),
        (lambda document: {**document, "visit": "anna"}, "file.visit"),
        (lambda document: {"events": [document["events"][0]] * 2}, "file.events.1.id"),
        (lambda document: {"events": [{}] * 20_001}, "file.events"),
        (spoilt(lambda document: document["events"][0].update(id="x")), "file.events.0.id"),
        (spoilt(lambda document: document["events"][0].update(at="2026-11-24T03:00:00")), "file.events.0.at"),
        (spoilt(lambda document: document["events"][0].update(at="2999-01-01T00:00:00Z")), "file.events.0.at"),
        (spoilt(lambda document: document["events"][0].update(at="0001-01-01T00:00:00+23:00")), "file.events.0.at"),
        (spoilt(lambda document: document["events"][0].update(at="0001-06-01T00:00:00Z")), "file.events.0.at"),
        (spoilt(lambda document: document["events"][0].update(kind="magic")), "file.events.0.kind"),
        (spoilt(lambda document: document["events"][0].update(kind="arrived", body={})), "file.events.0.kind"),
        (spoilt(lambda document: document["events"][0].update(key="x" * 200)), "file.events.0.key"),
        (spoilt(lambda document: document["events"][0].update(body=[])), "file.events.0.body"),
        (spoilt(lambda document: document["events"][0].update(owner="ben")), "file.events.0.owner"),
        (spoilt(lambda document: document["events"].pop(3)), "file.events.4.body.event"),
        (body_of(Kind.STARTED, more=1), "file.events.0.body.more"),
        (body_of(Kind.ANSWERED, findings={"fever": "perhaps"}), "file.events.1.body.findings.fever"),
        (body_of(Kind.ANSWERED, findings={"nosuch": {"a": 1}}), "file.events.1.body.findings.nosuch"),
        (body_of(Kind.ANSWERED, findings={"nosuch": "perhaps"}), "file.events.1.body.findings.nosuch"),
        (body_of(Kind.ANSWERED, findings={"": "yes"}), "file.events.1.body.findings"),
        (body_of(Kind.ANSWERED, person={"age_years": -4}), "file.events.1.body.person.age_years"),
        (body_of(Kind.ANSWERED, person={"wings": 2}), "file.events.1.body.person.wings"),
        (body_of(Kind.ANSWERED, page=""), "file.events.1.body.page"),
        (body_of(Kind.ANSWERED, preferences={"order": "random"}), "file.events.1.body.preferences.order"),
        (body_of(Kind.SCREENED, fired="all"), "file.events.2.body.fired"),
        (body_of(Kind.ENTRY, pain_nrs=11), "file.events.3.body.pain_nrs"),
        (body_of(Kind.ENTRY, note="x" * 501), "file.events.3.body.note"),
        (body_of(Kind.ENTRY, happened_at="now"), "file.events.3.body.happened_at"),
        (body_of(Kind.CHANGED, entry={}), "file.events.5.body.pain_nrs"),
        (body_of(Kind.CHANGED, event="0" * 32), "file.events.5.body.event"),
        (spoilt(lambda document: reword(document, {"dose": A_DOSE})), "file.events.5.body.event"),
        (spoilt(lambda document: reword(document, {"entry": {"pain_nrs": 3}}, of=6)), "file.events.7.body.event"),
        (body_of(Kind.DOSE, mg=-1), "file.events.6.body.mg"),
        (body_of(Kind.DOSE, product=None), "file.events.6.body.product"),
        (body_of(Kind.DOSE, taken_at="yesterday"), "file.events.6.body.taken_at"),
        (body_of(Kind.DOSE, taken_at="2026-11-24T03:00:00"), "file.events.6.body.taken_at"),
        (body_of(Kind.DOSE, taken_at="2030-01-01T00:00:00Z"), "file.events.6.body.taken_at"),
        (body_of(Kind.DOSE, taken_at="0001-01-01T00:00:00+23:00"), "file.events.6.body.taken_at"),
        (body_of(Kind.DOSE, taken_at="0001-06-01T00:00:00Z"), "file.events.6.body.taken_at"),
        (body_of(Kind.LOOKED, reached="yes"), "file.events.7.body.reached"),
        (body_of(Kind.PLANNED, minutes=[60, 0]), "file.events.8.body.minutes"),
        (body_of(Kind.PLANNED, minutes=[0, 10**400]), "file.events.8.body.minutes"),
        (body_of(Kind.PLANNED, steps=[["x", 1, 10**400]]), "file.events.8.body.steps"),
        (body_of(Kind.PLANNED, pain={"p05": [1]}), "file.events.8.body.pain.p05"),
        (body_of(Kind.PLANNED, steps=[["x", 1]]), "file.events.8.body.steps"),
        (body_of(Kind.SESSION, deep={"a": 1}), "file.events.9.body.deep"),
        (body_of(Kind.SESSION, long="x" * 20_000), "file.events.9.body"),
        (body_of(Kind.UNDONE, event=None), "file.events.10.body.event"),
    ],
)
def test_a_spoilt_file_names_the_place_and_brings_nothing(
    store: Store, bring: Any, now: datetime, spoil: Callable[[Any], Any], field: str
) -> None:
    document = json.loads(json.dumps(export_document(a_diary(now))))
    with pytest.raises(InvalidInput) as caught:
        bring(store, "ben", spoil(document))
    assert caught.value.field == field
    assert store.events("ben") == ()


def test_a_dose_in_another_zone_is_kept_in_utc(store: Store, bring: Any, now: datetime) -> None:
    document = json.loads(json.dumps(export_document(a_diary(now))))
    bring(store, "ben", body_of(Kind.DOSE, taken_at="2026-11-24T03:00:00+02:00")(document))
    (kept,) = doses(store.events("ben"))
    assert kept.dose.taken_at == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert kept.dose.taken_at.tzinfo is UTC
    assert [event.body["taken_at"] for event in store.events("ben") if event.kind is Kind.DOSE] == [
        "2026-11-24T01:00:00+00:00"
    ]


def test_an_answer_to_a_question_that_is_no_longer_asked_stays(store: Store, bring: Any, now: datetime) -> None:
    document = json.loads(json.dumps(export_document(a_diary(now))))
    bring(store, "ben", body_of(Kind.ANSWERED, findings={"long_gone": "yes"})(document))
    assert fold(store.events("ben")).findings == {"long_gone": "yes"}


def test_a_diary_that_already_holds_a_dose_for_an_entry_can_be_read(store: Store, now: datetime) -> None:
    first = store.record(new_event("anna", Kind.ENTRY, Entry(7).as_body(), now))
    store.record(new_event("anna", Kind.CHANGED, {"event": first.id, "dose": A_DOSE}, now))
    assert [one.entry.pain_nrs for one in entries(store.events("anna"))] == [7]
    assert doses(store.events("anna")) == ()


def test_the_format_is_named(now: datetime) -> None:
    document = export_document(a_diary(now))
    assert document["format"] == FORMAT
    assert "anna" not in json.dumps(document)


def test_a_brought_diary_survives_a_restart(store: Store, file: Path, bring: Any, now: datetime) -> None:
    bring(store, "ben", export_document(a_diary(now)))
    store.close()
    again = Store(f"sqlite:///{file}")
    assert len(entries(again.events("ben"))) == 2
    again.close()
