"""An emergency stands until it is answered anew, and what was said before it is not lost."""

import datetime
from typing import Any

import pytest

from unclench.diary.answers import fold
from unclench.diary.event import Event, Kind, new_event
from unclench.diary.past_checks import earlier_yes, last_finished
from unclench.diary.standing_alarm import StandingAlarm, standing_alarm
from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.screen import screen

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


class Told:
    """Events one minute apart."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, kind: Kind, **body: Any) -> "Told":
        self.events.append(new_event("v", kind, body, NOW + len(self.events) * MINUTE))
        return self

    def start(self) -> "Told":
        return self.add(Kind.STARTED, for_another=False)

    def say(self, **findings: str) -> "Told":
        return self.add(Kind.ANSWERED, page="2", findings=findings)

    def found(self, urgency: str, *fired: str) -> "Told":
        return self.add(Kind.SCREENED, urgency=urgency, fired=list(fired), knowledge_hash="x")

    def alarm(self, knowledge: Knowledge) -> StandingAlarm | None:
        return standing_alarm(self.events, knowledge)


def in_danger() -> Told:
    return Told().start().say(chest_pain="yes", fainted_or_collapsed="no").found("emergency_now", "heart_attack")


def test_it_stands_from_the_answer_on(knowledge: Knowledge) -> None:
    alarm = in_danger().alarm(knowledge)
    assert alarm is not None
    assert alarm.current
    assert alarm.at == NOW + MINUTE
    assert [rule.rule for rule in alarm.screening.fired] == ["heart_attack"]
    assert Told().start().say(chest_pain="yes").alarm(knowledge) is not None  # also before it was noted


def test_starting_over_does_not_end_it(knowledge: Knowledge) -> None:
    alarm = in_danger().start().alarm(knowledge)
    assert alarm is not None
    assert not alarm.current
    assert in_danger().start().say(fainted_or_collapsed="no").start().alarm(knowledge) is not None


@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_answering_its_question_anew_does_not_end_it_before_the_check_is_at_its_end(
    knowledge: Knowledge, answer: str
) -> None:
    for told in (in_danger(), in_danger().start(), in_danger().start().say(fainted_or_collapsed="no").start()):
        alarm = told.say(chest_pain=answer).alarm(knowledge)
        assert alarm is not None
        assert not alarm.current
        assert alarm.at == NOW + MINUTE
        assert told.found("self_care").alarm(knowledge) is None


def test_a_result_that_was_told_before_ends_nothing(knowledge: Knowledge) -> None:
    told = Told().start().say(chest_pain="no").found("self_care").say(chest_pain="yes").found("emergency_now")
    assert told.alarm(knowledge) is not None
    assert told.say(chest_pain="no").alarm(knowledge) is not None
    assert told.found("self_care").alarm(knowledge) is None


def test_a_later_check_that_was_finished_ends_it_whatever_it_did_not_need_to_ask(knowledge: Knowledge) -> None:
    stroke = Told().start().say(stroke_signs="yes", face_droop="yes").found("emergency_now", "stroke_signs_now")
    assert stroke.start().say(stroke_signs="no").alarm(knowledge) is not None
    assert stroke.found("self_care").alarm(knowledge) is None


def test_nobody_without_a_yes_has_one(knowledge: Knowledge) -> None:
    assert Told().alarm(knowledge) is None
    assert Told().start().say(chest_pain="no", stroke_signs="unsure").alarm(knowledge) is None


def test_numbers_alone_are_no_emergency(knowledge: Knowledge) -> None:
    """What lets a diary without a "yes" go by without asking the rules."""
    derived = {one.id: Answer.YES for one in knowledge.findings.values() if one.derived_from is not None}
    case = Case("x", findings=derived, unmentioned=Unmentioned.NO)
    assert screen(case, knowledge).screening.urgency < Urgency.EMERGENCY_NOW


def test_the_last_finished_check_and_every_yes_before_are_kept() -> None:
    told = in_danger().start().say(asthma="yes").say(asthma="no", cold_trouble="yes")
    finished = last_finished(told.events)
    assert finished is not None
    assert (finished.at, finished.urgency, finished.fired) == (
        NOW + 2 * MINUTE,
        Urgency.EMERGENCY_NOW,
        ("heart_attack",),
    )
    assert earlier_yes(told.events, fold(told.events)) == (
        (NOW + MINUTE, "chest_pain"),
        (NOW + 4 * MINUTE, "asthma"),
    )
    assert last_finished(in_danger().events) is None  # it is the one of now
