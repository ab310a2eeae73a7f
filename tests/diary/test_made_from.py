"""A page that was opened before newer answers came in takes none of them back by what it leaves open."""

import datetime
from typing import Any

import pytest

from unclench.diary.answers import OF_ANSWERS, fold
from unclench.diary.event import Event, Kind, new_event
from unclench.diary.made_from import not_left_empty, said_since
from unclench.diary.store import Store

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)


def answered(**parts: Any) -> Event:
    return new_event("v", Kind.ANSWERED, {"page": "2", **parts}, NOW)


START = new_event("v", Kind.STARTED, {"for_another": False}, NOW)
NO = answered(findings={"chest_pain": "no", "asthma": "no"})
YES = answered(findings={"chest_pain": "yes"})


@pytest.mark.parametrize("rest", ["no", "unsure"])
def test_a_question_left_open_takes_back_no_newer_yes(rest: str) -> None:
    given = {"chest_pain": rest, "asthma": rest}
    assert said_since([START, YES], START.id, given, []) == {"chest_pain": "yes"}


def test_no_takes_back_no_newer_unsure_but_unsure_may_stand_for_unsure() -> None:
    unsure = answered(findings={"chest_pain": "unsure"})
    assert said_since([START, unsure], START.id, {"chest_pain": "no"}, []) == {"chest_pain": "unsure"}
    assert said_since([START, unsure], START.id, {"chest_pain": "unsure"}, []) == {}


def test_an_answer_that_the_page_only_showed_was_not_tapped() -> None:
    assert said_since([START, NO, YES], NO.id, {"chest_pain": "no"}, ["chest_pain"]) == {"chest_pain": "yes"}


def test_what_is_tapped_counts_on_an_old_page_too() -> None:
    assert said_since([START, YES], START.id, {"chest_pain": "no"}, ["chest_pain"]) == {}
    assert said_since([START, YES], YES.id, {"chest_pain": "no"}, ["chest_pain"]) == {}


def test_a_graver_answer_always_counts() -> None:
    assert said_since([START, YES, NO], START.id, {"chest_pain": "yes"}, []) == {}


@pytest.mark.parametrize("made_from", ["", "0" * 32])
def test_a_page_of_a_state_that_nobody_knows_makes_nothing_calmer(made_from: str) -> None:
    assert said_since([START, YES], made_from, {"chest_pain": "no"}, ["chest_pain"]) == {"chest_pain": "yes"}


def test_a_page_of_a_check_that_was_started_over_elsewhere_makes_nothing_calmer() -> None:
    anew = new_event("v", Kind.STARTED, {"for_another": False}, NOW)
    again = answered(findings={"chest_pain": "yes"})
    assert said_since([START, NO, anew, again], NO.id, {"chest_pain": "no"}, ["chest_pain"]) == {"chest_pain": "yes"}


def test_an_empty_field_takes_back_no_number_that_was_filled_in_since() -> None:
    about = answered(person={"age_years": 70, "weight_kg": None})
    given = {"person": {"age_years": None, "weight_kg": None}}
    assert not_left_empty([START, about], START.id, given) == {"person": {"weight_kg": None}}
    assert not_left_empty([START, about], about.id, given) == given  # here somebody emptied it


def test_a_sheet_names_the_state_it_was_made_from() -> None:
    entry = new_event("v", Kind.ENTRY, {"pain_nrs": 5}, NOW)
    assert fold([START, YES, entry]).state == YES.id
    assert fold([]).state == ""


def test_answers_are_not_kept_where_others_came_in_meanwhile(store: Store) -> None:
    assert store.record_unless_newer([START], "", OF_ANSWERS)
    assert store.record_unless_newer([YES], START.id, OF_ANSWERS)
    assert not store.record_unless_newer([NO], START.id, OF_ANSWERS)
    store.record(new_event("v", Kind.ENTRY, {"pain_nrs": 5}, NOW))
    assert store.record_unless_newer([NO], YES.id, OF_ANSWERS)  # an entry is no answer
    assert [event.id for event in store.events("v", OF_ANSWERS)] == [START.id, YES.id, NO.id]
