""" "Not sure" is no order to call an ambulance beside "get seen today": it says when to call, and what it may be."""

from __future__ import annotations

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import Line
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.doubts import Doubts, doubts
from unclench.safety.screen import screen


def left_open(knowledge: Knowledge, *unsure: str, yes: str = "") -> Doubts:
    answers = dict.fromkeys(unsure, Answer.UNSURE) | ({yes: Answer.YES} if yes else {})
    case = Case("x", findings=answers, unmentioned=Unmentioned.NO)
    screening = screen(case, knowledge).screening
    assert screening.urgency < Urgency.EMERGENCY_NOW
    return doubts(case, screening.possible, knowledge, "us")


def test_a_sign_that_alone_would_be_an_emergency_is_named_with_its_number(shipped: Knowledge) -> None:
    found = left_open(shipped, "chest_pain")
    assert found.signs == (shipped.findings["chest_pain"].question.rstrip("?"),)
    assert [one.number for one in found.calls] == ["911"]
    assert ("heart_attack", "heart attack") in found.may_be


def test_the_crisis_line_is_there_for_who_is_not_sure(shipped: Knowledge) -> None:
    assert [one.line for one in left_open(shipped, "suicidal_thoughts").calls] == [Line.CRISIS, Line.EMERGENCY]


def test_a_sign_that_becomes_grave_by_another_answer_counts(shipped: Knowledge) -> None:
    assert left_open(shipped, "leg_weakness_one").signs == ()
    assert left_open(shipped, "leg_weakness_one", yes="fever").signs != ()


def test_each_condition_once_and_no_order_among_them(shipped: Knowledge) -> None:
    everything = [one.id for one in shipped.findings.values()]
    found = left_open(shipped, *everything)
    conditions = [condition for _, condition in found.may_be]
    assert len(conditions) == len(set(conditions)) > 20
    assert not any("ambulance" in condition or "hospital now" in condition for condition in conditions)


def test_nothing_is_left_open_where_nobody_was_unsure(shipped: Knowledge) -> None:
    assert left_open(shipped) == Doubts()
