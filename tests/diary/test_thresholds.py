"""Dated thresholds held against a diary: each day asks its question, and only what was written answers it."""

import functools
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.diary import Event, Kind, new_event
from unclench.diary.doses import dose_body, read_dose
from unclench.diary.entries import Entry, Movement
from unclench.diary.thresholds import Following, Standing, following, looked_body
from unclench.knowledge.load import Knowledge, load
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency

START = datetime.fromisoformat("2026-11-24T03:00:00+00:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return sheets()


@functools.cache
def sheets() -> Knowledge:
    return load()


def check(at: datetime = START, **episode: Any) -> list[Event]:
    return [
        new_event("anna", Kind.STARTED, {"for_another": False}, at),
        new_event("anna", Kind.ANSWERED, {"page": "about", "episode": episode}, at),
    ]


def entry(at: datetime, pain: float, movement: Movement | None = None) -> Event:
    return new_event("anna", Kind.ENTRY, Entry(pain, movement=movement).as_body(), at)


def said(at: datetime, sheet: str, reached: str, knowledge: Knowledge) -> Event:
    return new_event("anna", Kind.LOOKED, looked_body(sheet, reached, knowledge), at)


def standings(found: Following) -> dict[str, Standing]:
    return {one.id: one.standing for one in found.all}


def test_nothing_is_due_on_the_first_day_and_the_next_date_is_tomorrow(knowledge: Knowledge) -> None:
    found = following(check(pain_nrs=7), START + 23 * HOUR, knowledge)
    assert set(standings(found).values()) == {Standing.AHEAD}
    assert found.raised is None
    assert found.asks is None
    assert found.ahead is not None
    assert (found.ahead.id, found.ahead.due) == ("one_day", START + DAY)


def test_nothing_asked_and_nothing_written_has_no_dates(knowledge: Knowledge) -> None:
    assert following([], START, knowledge) == Following()


def test_a_silent_diary_is_asked_about_the_latest_day_only(knowledge: Knowledge) -> None:
    found = following(check(pain_nrs=7), START + 15 * DAY, knowledge)
    assert found.raised is None  # nothing is known: it is asked, and until then nothing is claimed
    assert found.asks is not None
    assert found.asks.id == "two_weeks"


def test_no_better_after_a_day_means_advice_today_and_after_three_days_still(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=7), entry(START + DAY, 7, Movement.SOME)]
    found = following(events, START + 25 * HOUR, knowledge)
    assert found.raised is not None
    assert (found.raised.id, found.raised.urgency) == ("one_day", Urgency.SAME_DAY)
    later = following([*events, entry(START + 3 * DAY, 7)], START + 3 * DAY, knowledge)
    assert standings(later)["three_days"] is Standing.MISSED
    assert later.raised is not None
    assert later.raised.urgency is Urgency.SAME_DAY


def test_hardly_moving_after_a_day_is_missed_however_much_the_pain_eased(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=7), entry(START + DAY, 3, Movement.HARDLY)]
    assert standings(following(events, START + DAY, knowledge))["one_day"] is Standing.MISSED
    events.append(entry(START + DAY + HOUR, 3, Movement.SOME))
    assert standings(following(events, START + DAY + HOUR, knowledge))["one_day"] is Standing.REACHED


def test_eased_pain_without_a_word_on_moving_is_asked(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=7), entry(START + DAY, 3)]
    now = START + DAY + HOUR
    assert standings(following(events, now, knowledge))["one_day"] is Standing.OPEN
    for answer, standing in (("yes", Standing.REACHED), ("no", Standing.MISSED)):
        answered = [*events, said(now, "one_day", answer, knowledge)]
        assert standings(following(answered, now, knowledge))["one_day"] is standing


def test_a_no_stays_until_a_later_entry_shows_otherwise(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=7), said(START + 3 * DAY, "three_days", "no", knowledge)]
    assert standings(following(events, START + 4 * DAY, knowledge))["three_days"] is Standing.MISSED
    events.append(entry(START + 4 * DAY, 4))
    assert standings(following(events, START + 4 * DAY, knowledge))["three_days"] is Standing.REACHED


def test_a_yes_does_not_outweigh_what_the_entries_show(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=7), entry(START + 3 * DAY, 8), said(START + 3 * DAY, "three_days", "yes", knowledge)]
    assert standings(following(events, START + 3 * DAY, knowledge))["three_days"] is Standing.MISSED


@pytest.mark.parametrize(("pain", "standing"), [(4.9, Standing.REACHED), (5, Standing.MISSED), (6, Standing.MISSED)])
def test_clearly_better_is_a_fall_of_three_tenths(knowledge: Knowledge, pain: float, standing: Standing) -> None:
    events = [*check(pain_nrs=7), entry(START + 14 * DAY, pain)]  # Ostelo 2008: 30 % of 7 is 2.1
    assert standings(following(events, START + 14 * DAY, knowledge))["two_weeks"] is standing


def test_what_was_reached_in_time_stays_reached_and_what_comes_back_is_a_matter_of_later_dates(
    knowledge: Knowledge,
) -> None:
    events = [*check(pain_nrs=7), entry(START + DAY, 4, Movement.SOME), entry(START + 3 * DAY, 4)]
    events.append(entry(START + 15 * DAY, 8))
    found = following(events, START + 15 * DAY, knowledge)
    assert standings(found)["one_day"] is Standing.REACHED
    assert standings(found)["three_days"] is Standing.REACHED
    assert found.raised is not None
    assert found.raised.id == "two_weeks"


def test_of_the_entries_up_to_the_next_date_the_last_one_counts(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=7), entry(START + 3 * DAY, 4), entry(START + 5 * DAY, 8)]
    assert standings(following(events, START + 5 * DAY, knowledge))["three_days"] is Standing.MISSED


def test_hardly_any_pain_is_better_whatever_it_was_at_first(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=1), entry(START + 3 * DAY, 1)]
    assert standings(following(events, START + 3 * DAY, knowledge))["three_days"] is Standing.REACHED


def test_an_entry_of_the_first_hours_does_not_answer_for_the_third_day(knowledge: Knowledge) -> None:
    events = [*check(pain_nrs=7), entry(START + 2 * HOUR, 2)]
    assert standings(following(events, START + 3 * DAY, knowledge))["three_days"] is Standing.OPEN


def test_tablets_after_ten_days_mean_stop_and_see_a_doctor(knowledge: Knowledge) -> None:
    now = START + 10 * DAY
    dose = new_event("anna", Kind.DOSE, dose_body(read_dose("ibuprofen", 3, 400, now)), now)
    found = following([*check(), dose], now, knowledge)
    assert standings(found)["ten_days"] is Standing.MISSED
    free = following([*check(), dose], now + DAY, knowledge)
    assert standings(free)["ten_days"] is Standing.REACHED
    assert standings(following(check(), now, knowledge))["ten_days"] is Standing.OPEN


def test_pain_that_had_lasted_brings_the_weeks_forward_but_not_the_first_days(knowledge: Knowledge) -> None:
    found = following(check(duration_hours=10 * 24), START, knowledge)
    due = {one.id: one.due for one in found.all}
    assert due["one_day"] == START + DAY
    assert due["two_weeks"] == START + 4 * DAY
    assert due["twelve_weeks"] == START + 74 * DAY


def test_of_the_days_that_had_passed_only_the_latest_is_asked_at_once(knowledge: Knowledge) -> None:
    found = following(check(duration_hours=35 * 24), START, knowledge)
    assert [one.id for one in found.all if one.due == START] == ["four_weeks"]


def test_the_danger_check_done_again_moves_no_date(knowledge: Knowledge) -> None:
    events = [*check(duration_hours=3), *check(START + DAY, duration_hours=27)]
    assert following(events, START + DAY, knowledge).spell == following(check(duration_hours=3), START, knowledge).spell


def test_a_new_spell_has_dates_of_its_own_and_is_not_answered_by_the_old_diary(knowledge: Knowledge) -> None:
    old = [*check(pain_nrs=3), entry(START + DAY, 9, Movement.HARDLY)]
    assert following(old, START + DAY, knowledge).raised is not None
    again = START + 60 * DAY
    found = following([*old, *check(again, pain_nrs=7, duration_hours=2)], again + HOUR, knowledge)
    assert found.spell is not None
    assert found.spell.since == again
    assert found.raised is None


def test_two_checks_without_a_word_on_how_long_are_one_spell_for_two_weeks(knowledge: Knowledge) -> None:
    for days, since in ((13, START), (15, START + 15 * DAY)):
        spell = following([*check(), *check(START + days * DAY)], START + days * DAY, knowledge).spell
        assert spell is not None
        assert spell.since == since


def test_a_longer_pain_told_later_counts_from_its_beginning(knowledge: Knowledge) -> None:
    spell = following([*check(), *check(START + DAY, duration_hours=96)], START + DAY, knowledge).spell
    assert spell is not None
    assert (spell.since, spell.duration_hours) == (START, 72)


def test_a_diary_without_a_danger_check_counts_from_its_first_entry(knowledge: Knowledge) -> None:
    found = following([entry(START, 6), entry(START + 3 * DAY, 6)], START + 3 * DAY, knowledge)
    assert standings(found)["three_days"] is Standing.MISSED


@pytest.mark.parametrize(
    ("sheet", "reached", "field"),
    [("new_danger_sign", "no", "sheet"), ("nothing", "no", "sheet"), ("one_day", "maybe", "reached")],
)
def test_an_answer_that_is_none_is_refused(knowledge: Knowledge, sheet: str, reached: str, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        looked_body(sheet, reached, knowledge)
    assert caught.value.field == field


@settings(deadline=None)
@given(
    entries=st.lists(
        st.tuples(st.integers(0, 90 * 24), st.integers(0, 10), st.sampled_from([None, *Movement])), max_size=8
    ),
    answers=st.lists(st.tuples(st.integers(0, 90 * 24), st.sampled_from(["one_day", "six_weeks"])), max_size=3),
    hours=st.integers(0, 100 * 24),
)
def test_more_pain_and_a_no_never_make_it_calmer(
    entries: list[tuple[int, int, Movement | None]], answers: list[tuple[int, str]], hours: int
) -> None:
    knowledge = sheets()
    now = START + hours * HOUR
    told = [one for one in sorted(entries, key=lambda one: one[0]) if one[0] <= hours]
    events = [*check(pain_nrs=6), *(entry(START + at * HOUR, pain, moves) for at, pain, moves in told)]
    worse = [*check(pain_nrs=6), *(entry(START + at * HOUR, min(pain + 1, 10), moves) for at, pain, moves in told)]
    denied = [*events, *(said(START + at * HOUR, sheet, "no", knowledge) for at, sheet in answers if at <= hours)]

    def urgency(found: Following) -> Urgency:
        return found.raised.urgency if found.raised else Urgency.SELF_CARE

    as_it_was = urgency(following(events, now, knowledge))
    assert urgency(following(worse, now, knowledge)) >= as_it_was
    assert urgency(following(denied, now, knowledge)) >= as_it_was
