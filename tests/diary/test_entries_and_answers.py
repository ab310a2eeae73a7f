"""Answers fold so that the latest counts; diary entries are read strictly and can be undone."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.diary import Event, Kind, new_event
from unclench.diary.answers import fold
from unclench.diary.entries import Entry, Movement, Sleep, entries, read_entry
from unclench.model.invalid import InvalidInput


def answered(now: datetime, page: str, **parts: Any) -> Event:
    return new_event("anna", Kind.ANSWERED, {"page": page, **parts}, now)


def test_the_latest_answer_counts_and_others_stay(now: datetime) -> None:
    sheet = fold(
        [
            new_event("anna", Kind.STARTED, {"for_another": True}, now),
            answered(now, "1", findings={"fever": "yes", "rigors": "no"}),
            answered(now, "about", person={"age_years": 40.0}),
            answered(now, "1", findings={"fever": "no"}),
        ]
    )
    assert sheet.findings == {"fever": "no", "rigors": "no"}
    assert sheet.for_another
    assert sheet.pages == {"1", "about"}
    case = sheet.as_case()
    assert case["person"] == {"age_years": 40.0}
    assert case["unmentioned"] == "ask"


def test_starting_over_forgets_the_answers(now: datetime) -> None:
    sheet = fold(
        [
            new_event("anna", Kind.STARTED, {"for_another": True}, now),
            answered(now, "1", findings={"fever": "yes"}, preferences={"medicine": False}),
            new_event("anna", Kind.STARTED, {"for_another": False}, now),
        ]
    )
    assert (sheet.findings, sheet.preferences, sheet.pages) == ({}, {}, frozenset())
    assert not sheet.for_another


def test_nothing_said_is_an_empty_sheet() -> None:
    sheet = fold([])
    assert not sheet.started
    assert sheet.as_case()["findings"] == {}


@given(
    answers=st.lists(
        st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["yes", "no", "unsure"]), max_size=3),
        max_size=8,
    )
)
def test_folding_equals_updating_a_dictionary(answers: list[dict[str, str]]) -> None:
    now = datetime.fromisoformat("2026-11-24T03:00:00+00:00")
    expected: dict[str, str] = {}
    for some in answers:
        expected |= some
    assert fold([answered(now, "1", findings=some) for some in answers]).findings == expected


def test_an_entry_is_read_and_kept_whole(now: datetime) -> None:
    raw = {
        "pain_nrs": 6,
        "tightness_nrs": 7.5,
        "movement": "some",
        "sleep": "badly",
        "did": ["ice_massage"],
        "note": " felt easier after ",
    }
    entry = read_entry(raw, {"ice_massage"})
    assert entry == Entry(6, 7.5, Movement.SOME, Sleep.BADLY, ("ice_massage",), "felt easier after")
    kept = entries([new_event("anna", Kind.ENTRY, entry.as_body(), now)])
    assert [item.entry for item in kept] == [entry]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({}, "pain_nrs"),
        ({"pain_nrs": 11}, "pain_nrs"),
        ({"pain_nrs": "6"}, "pain_nrs"),
        ({"pain_nrs": True}, "pain_nrs"),
        ({"pain_nrs": float("nan")}, "pain_nrs"),
        ({"pain_nrs": 5, "tightness_nrs": -1}, "tightness_nrs"),
        ({"pain_nrs": 5, "movement": "flying"}, "movement"),
        ({"pain_nrs": 5, "sleep": 3}, "sleep"),
        ({"pain_nrs": 5, "did": ["magic"]}, "did"),
        ({"pain_nrs": 5, "did": [[]]}, "did"),
        ({"pain_nrs": 5, "did": [{}]}, "did"),
        ({"pain_nrs": 5, "did": "ice_massage"}, "did"),
        ({"pain_nrs": 5, "note": "x" * 501}, "note"),
        ({"pain_nrs": 5, "note": 7}, "note"),
        ({"pain_nrs": 5, "mood": "low"}, "mood"),
        ("text", "entry"),
    ],
)
def test_a_bad_entry_names_its_field(raw: object, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_entry(raw, {"ice_massage"})
    assert caught.value.field == field


def test_an_undone_entry_is_gone_and_undoing_twice_is_harmless(now: datetime) -> None:
    first = new_event("anna", Kind.ENTRY, Entry(6).as_body(), now)
    second = new_event("anna", Kind.ENTRY, Entry(4).as_body(), now)
    undo = new_event("anna", Kind.UNDONE, {"event": first.id}, now)
    again = new_event("anna", Kind.UNDONE, {"event": first.id}, now)
    assert [item.entry.pain_nrs for item in entries([first, second, undo, again])] == [4]


def test_an_entry_that_names_a_remedy_of_an_older_version_is_still_shown(now: datetime) -> None:
    old = new_event("anna", Kind.ENTRY, Entry(6, did=("renamed_since",)).as_body(), now)
    assert entries([old])[0].entry.did == ("renamed_since",)
