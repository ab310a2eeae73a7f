"""A danger check holds for a waking day, and not beyond a new danger sign or a session in which something was wrong."""

import datetime
from typing import Any

import pytest

from unclench.diary.event import Event, Kind, new_event
from unclench.diary.lapse import Lapse, Why, lapse_of, said_since
from unclench.guide.state import Outcome
from unclench.knowledge.load import Knowledge, load

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
SIGN: dict[str, Any] = {"pain_nrs": 5, "new_signs": True}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def event(kind: Kind, at: datetime.datetime = NOW, **body: Any) -> Event:
    return new_event("v", kind, body, at)


def started(at: datetime.datetime = NOW) -> Event:
    return event(Kind.STARTED, at)


def whys(*events: Event) -> Why | None:
    found = said_since(events)
    return None if found is None else found.why


def test_a_check_holds_for_less_than_a_day_and_then_no_more(knowledge: Knowledge) -> None:
    holds = knowledge.judgements["danger_check"].numbers["holds_hours"].value * HOUR
    assert 0 * HOUR < holds < 24 * HOUR
    begun = [started()]
    assert lapse_of(begun, NOW, knowledge) is None
    assert lapse_of(begun, NOW + holds - datetime.timedelta(seconds=1), knowledge) is None
    assert lapse_of(begun, NOW + holds, knowledge) == Lapse(Why.EXPIRED, NOW)
    assert lapse_of(begun, NOW + 300 * 24 * HOUR, knowledge) == Lapse(Why.EXPIRED, NOW)


def test_answers_do_not_make_an_old_check_young_and_a_new_check_does(knowledge: Knowledge) -> None:
    later = NOW + 24 * HOUR
    answered = event(Kind.ANSWERED, later, page="1")
    assert lapse_of([started(), answered], later, knowledge) is not None
    assert lapse_of([started(), answered, started(later)], later, knowledge) is None


def test_a_check_of_a_clock_that_runs_ahead_is_of_unknown_age(knowledge: Knowledge) -> None:
    assert lapse_of([started(NOW + HOUR)], NOW, knowledge) is not None
    assert lapse_of([started(NOW + datetime.timedelta(seconds=30))], NOW, knowledge) is None


def test_without_a_check_nothing_is_too_old(knowledge: Knowledge) -> None:
    assert lapse_of([], NOW, knowledge) is None


def test_a_new_sign_stands_until_it_is_looked_at_or_the_check_is_done_again() -> None:
    sign = event(Kind.ENTRY, **SIGN)
    looked = event(Kind.LOOKED, sheet="new_danger_sign", reached=True)
    another = event(Kind.LOOKED, sheet="two_hours", reached=True)
    calm = event(Kind.ENTRY, pain_nrs=2, new_signs=False)
    assert whys(started(), sign) is Why.NEW_SIGN
    assert whys(started(), sign, calm, another) is Why.NEW_SIGN
    assert whys(started(), sign, looked) is None
    assert whys(started(), sign, started()) is None
    assert whys(started(), looked, sign) is Why.NEW_SIGN
    assert whys(sign) is Why.NEW_SIGN


def test_an_entry_that_is_taken_out_or_worded_without_the_sign_closes_nothing() -> None:
    sign = event(Kind.ENTRY, **SIGN)
    assert whys(started(), sign, event(Kind.UNDONE, event=sign.id)) is None
    said_no = {"pain_nrs": 5, "new_signs": False}
    assert whys(started(), sign, event(Kind.CHANGED, event=sign.id, entry=said_no)) is None


def test_an_entry_worded_anew_asks_only_when_it_did_not_say_so_before() -> None:
    calm = event(Kind.ENTRY, pain_nrs=2, new_signs=None)
    worded = event(Kind.CHANGED, event=calm.id, entry=SIGN)
    looked = event(Kind.LOOKED, sheet="new_danger_sign", reached=True)
    assert whys(started(), calm, worded) is Why.NEW_SIGN
    assert whys(started(), calm, worded, looked) is None
    same = event(Kind.CHANGED, event=calm.id, entry={**SIGN, "pain_nrs": 7})
    assert whys(started(), calm, worded, looked, same) is None
    assert whys(started(), calm, looked, worded) is Why.NEW_SIGN


def test_something_wrong_stands_until_the_whole_check_is_done_again() -> None:
    wrong = event(Kind.SESSION, what="over", outcome=Outcome.WRONG.value)
    looked = event(Kind.LOOKED, sheet="new_danger_sign", reached=True)
    fine = event(Kind.SESSION, what="over", outcome=Outcome.FINISHED.value)
    assert whys(started(), wrong, fine, looked) is Why.WRONG
    assert whys(started(), wrong, started()) is None
    assert whys(started(), fine) is None
    assert whys(started(), wrong, event(Kind.ENTRY, **SIGN)) is Why.NEW_SIGN
