"""Whatever a diary holds: written as a file and read into the same diary, it brings nothing new."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unclench.diary import Event, Kind, new_event
from unclench.diary.bringing import Brought, read_file, titles_of
from unclench.diary.doses import dose_body, doses
from unclench.diary.entries import Entry, Movement, Sleep, entries
from unclench.diary.table import as_csv
from unclench.knowledge.load import load
from unclench.knowledge.spoken import in_language
from unclench.language.tags import LANGUAGES
from unclench.safety.ledger import Dose

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KNOWLEDGE = load()
LIMIT = 1_000_000


def brought(data: str, here: Sequence[Event]) -> Brought:
    return read_file(data.encode(), LIMIT, "anna", here, NOW, KNOWLEDGE)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30) | st.text("'=+-@ \t\r\na")
SCALE = st.integers(0, 10) | st.floats(0, 10)
MOMENT = st.sampled_from([NOW, NOW - timedelta(seconds=1.5)]) | st.timedeltas(timedelta(0), timedelta(days=365)).map(
    lambda ago: NOW - ago
)
ENTRY = st.builds(
    Entry,
    pain_nrs=SCALE,
    tightness_nrs=st.none() | SCALE,
    movement=st.none() | st.sampled_from(Movement),
    sleep=st.none() | st.sampled_from(Sleep),
    did=st.lists(st.sampled_from(sorted(KNOWLEDGE.remedies)), max_size=3).map(tuple),
    note=TEXT.map(str.strip),
    new_signs=st.none() | st.booleans(),
)
DOSE = st.builds(
    lambda product, at, known, mg: Dose(product, at, at if known else None, mg),
    product=TEXT.filter(str.isprintable).map(str.strip),
    at=MOMENT,
    known=st.booleans(),
    mg=st.none() | st.integers(1, 10_000) | st.floats(1, 10_000),
)


def kept(looks: Sequence[tuple[datetime, Entry]], taken: Sequence[Dose]) -> list[Event]:
    events = [new_event("anna", Kind.ENTRY, entry.as_body(), at) for at, entry in looks]
    events += [new_event("anna", Kind.DOSE, dose_body(dose), dose.reported_at) for dose in taken]
    return sorted(events, key=lambda event: event.at)


DIARY = st.builds(kept, st.lists(st.tuples(MOMENT, ENTRY), max_size=4), st.lists(DOSE, max_size=4))


def holds_all(events: Sequence[Event], file: str) -> None:
    """Nothing is new to this diary, and everything is new to an empty one: alike entries once, every dose by itself."""
    assert brought(file, events).events == ()
    alone = brought(file, ()).events
    assert {one.entry for one in entries(alone)} == {one.entry for one in entries(events)}
    assert Counter((one.dose.product, one.dose.mg) for one in doses(alone)) == Counter(
        (one.dose.product, one.dose.mg) for one in doses(events)
    )
    assert brought(file, alone).events == ()


@given(DIARY)
@example(kept([(NOW, Entry(10 / 3, note="'=x"))], [Dose("'=a", NOW, NOW, 400.123456)]))
@example(kept([], [Dose("aspirin", NOW, None, 300)] * 3))
@example(kept([(NOW, Entry(1, note="'-")), (NOW, Entry(2, note="''-")), (NOW, Entry(3, note="'b"))], []))
def test_a_table_brings_nothing_new_to_its_own_diary(events: list[Event]) -> None:
    holds_all(events, as_csv(events, lambda at: at))


@settings(max_examples=40)  # each is checked by the library of the standard, which takes its time
@given(DIARY)
@example(
    kept([(NOW, Entry(1, 2.5)), (NOW, Entry(10 / 3, did=("ice_massage",))), (NOW, Entry(2, sleep=Sleep.WELL))], [])
)
def test_a_bundle_brings_nothing_new_to_its_own_diary(events: list[Event]) -> None:
    pytest.importorskip("fhir.resources")
    from unclench.diary.fhir import as_bundle

    holds_all(events, json.dumps(as_bundle(events, NOW, KNOWLEDGE)))


@pytest.mark.parametrize("tag", ["en-GB", "es"])
def test_a_bundle_written_in_any_language_brings_nothing_new(tag: str) -> None:
    """Also of a remedy that goes by another name since, which a table holds by its id."""
    pytest.importorskip("fhir.resources")
    from unclench.diary.fhir import as_bundle

    events = kept([(NOW, Entry(1, did=("ice_massage", "renamed_since")))], [])
    bundle = as_bundle(events, NOW, in_language(KNOWLEDGE, tag))
    assert brought(json.dumps(bundle), events).events == ()
    assert [one.entry.did for one in entries(brought(json.dumps(bundle), ()).events)] == [("ice_massage",)]
    assert brought(as_csv(events, lambda at: at), events).events == ()


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
def test_a_bundle_of_an_older_version_names_remedies_by_title(tag: str) -> None:
    pytest.importorskip("fhir.resources")
    from unclench.diary.fhir import as_bundle

    events = kept([(NOW, Entry(1, did=tuple(KNOWLEDGE.remedies)))], [])
    bundle = as_bundle(events, NOW, in_language(KNOWLEDGE, tag))
    for one in bundle["entry"]:
        if one["resource"]["resourceType"] == "Procedure":
            del one["resource"]["code"]["coding"]
    again = brought(json.dumps(bundle), events)
    assert (again.events, again.left_out, again.unread) == ((), 0, ())


def test_a_title_that_stands_for_two_remedies_stands_for_none() -> None:
    one, other = KNOWLEDGE.remedies["ice_massage"], KNOWLEDGE.remedies["side_lying"]
    alike = {**KNOWLEDGE.remedies, "side_lying": other.model_copy(update={"title": one.title})}
    titles = titles_of(replace(KNOWLEDGE, remedies=alike))
    assert one.title not in titles
    assert titles[KNOWLEDGE.remedies["heat_wrap"].title] == "heat_wrap"


def test_what_was_done_by_an_unknown_name_is_told() -> None:
    named = [{"text": "Un remedio\nde antes"}, {"text": "x" * 200}, {}, {"text": "Un remedio de antes"}]
    told = brought(
        json.dumps(
            {
                "resourceType": "Bundle",
                "entry": [{"resource": {"resourceType": "Procedure", "code": one}} for one in named],
            }
        ),
        (),
    )
    assert told.left_out == 4
    assert told.unread == ("Un remedio de antes", "x" * 79 + "…", "?")


@pytest.mark.parametrize("note", ["=1+1", "'=1+1", "''=1+1", "-", "+a", "@a", "'a", "'", "''", "a'=b"])
def test_no_cell_of_a_table_runs_and_each_says_what_was_written(note: str) -> None:
    file = as_csv(kept([(NOW, Entry(1, note=note))], []), lambda at: at)
    assert f",{note}," not in file or note[:1] not in "=+-@"
    assert [one.entry.note for one in entries(brought(file, ()).events)] == [note]
