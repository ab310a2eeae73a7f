"""A clock that was put back is noticed from the order of the records; what files bring is no reason to doubt it."""

import datetime
from typing import Any

from unclench.diary.clock import clock_doubts, clock_went_back
from unclench.diary.entries import Entry, entries
from unclench.diary.event import Event, Kind, arriving, new_event

NOON = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def entry(at: datetime.datetime, **fields: Any) -> Event:
    return new_event("visit", Kind.ENTRY, Entry(pain_nrs=4, **fields).as_body(), at)


def doubted(*events: Event) -> dict[str, datetime.datetime]:
    return clock_doubts(events, entries(events))


def test_an_entry_told_before_what_was_recorded_before_it_is_in_doubt_for_good() -> None:
    first, back, right = entry(NOON), entry(NOON - 3 * HOUR), entry(NOON + HOUR)
    assert doubted(first, back) == {back.id: NOON}
    assert doubted(first, back, right) == {back.id: NOON}


def test_any_record_shows_that_the_clock_went_back() -> None:
    dose = new_event("visit", Kind.DOSE, {"product": "aspirin", "taken_at": None, "mg": None}, NOON)
    back = entry(NOON - datetime.timedelta(days=40))
    assert doubted(dose, back) == {back.id: NOON}


def test_clocks_that_are_put_right_by_a_moment_are_believed() -> None:
    assert doubted(entry(NOON), entry(NOON - datetime.timedelta(seconds=90))) == {}


def test_an_entry_about_earlier_in_the_day_is_not_in_doubt() -> None:
    assert doubted(entry(NOON), entry(NOON + HOUR, happened_at=NOON - 5 * HOUR)) == {}


def test_what_a_file_brings_keeps_its_moments_undoubted() -> None:
    here, old = entry(NOON), entry(NOON - 100 * HOUR)
    assert doubted(here, *arriving([old], "visit", NOON + HOUR)) == {}
    future = entry(NOON + 100 * HOUR)
    assert doubted(*arriving([future], "visit", NOON), here) == {}
    back = entry(NOON - HOUR)
    assert doubted(here, back, *arriving([old], "visit", NOON + HOUR)) == {back.id: NOON}


def test_a_file_that_came_before_files_were_counted_puts_nothing_in_doubt() -> None:
    arrived = new_event("visit", Kind.ARRIVED, {}, NOON)
    assert doubted(entry(NOON), entry(NOON - 100 * HOUR), arrived, entry(NOON + HOUR)) == {}


def test_another_time_given_by_the_person_settles_it_and_other_words_do_not() -> None:
    first, back = entry(NOON), entry(NOON - 3 * HOUR)
    words = new_event("visit", Kind.CHANGED, {"event": back.id, "entry": Entry(pain_nrs=7).as_body()}, NOON + HOUR)
    assert doubted(first, back, words) == {back.id: NOON}
    told = Entry(pain_nrs=7, happened_at=NOON).as_body()
    assert doubted(first, back, new_event("visit", Kind.CHANGED, {"event": back.id, "entry": told}, NOON + HOUR)) == {}


def test_a_clock_that_lies_behind_the_last_record_is_noticed_at_once() -> None:
    events = [entry(NOON)]
    assert clock_went_back(events, NOON - 3 * HOUR) == NOON
    assert clock_went_back(events, NOON - datetime.timedelta(minutes=1)) is None
    assert clock_went_back(events, NOON + HOUR) is None
    assert clock_went_back([], NOON) is None
