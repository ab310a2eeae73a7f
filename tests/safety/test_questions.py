"""The order of questions: danger first, nothing needless, and an early stop only when an emergency is certain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.questions import (
    alarms,
    answered,
    count_screens,
    next_screen,
    plainer_questions,
    reading_minutes,
    road,
    screens,
)
from unclench.safety.screen import screen

Complete = Callable[..., Case]


def test_danger_groups_come_first_and_numbers_are_asked_as_numbers(small: Knowledge) -> None:
    shown = screens(Case("x"), small)
    assert [screenful.group for screenful in shown] == ["numb", "body", "about", "medicine", "history"]
    assert [screenful.danger for screenful in shown] == [True, True, True, False, False]
    about = shown[2]
    assert [question.finding for question in about.questions] == ["pregnant"]
    assert about.numbers == {"age_years": ("age_ge_50", "age_ge_60", "age_lt_18"), "pain_nrs": ("pain_severe",)}


def test_none_of_these_answers_the_questions_but_not_the_numbers(small: Knowledge) -> None:
    about = screens(Case("x"), small)[2]
    assert about.none_of_these() == {"pregnant": Answer.NO}
    assert set(about.skipped()) == {"pregnant", "age_ge_50", "age_ge_60", "age_lt_18", "pain_severe"}
    assert set(about.skipped().values()) == {Answer.UNSURE}


def test_a_follow_up_waits_for_what_it_depends_on(small: Knowledge) -> None:
    asked = {question.finding for shown in screens(Case("x"), small) for question in shown.questions}
    assert "contractions" not in asked
    for answer, asks in ((Answer.YES, True), (Answer.UNSURE, True), (Answer.NO, False)):
        case = answered(Case("x"), {"pregnant": answer}, small)
        later = {question.finding for shown in screens(case, small) for question in shown.questions}
        assert ("contractions" in later) == asks


def test_questions_that_wait_for_each_other_are_asked_anyway(knowledge_builder: Any, complete_case: Complete) -> None:
    findings = {
        "egg": {"group": "body", "use": "danger", "only_if": "hen"},
        "hen": {"group": "body", "use": "danger", "only_if": "egg"},
    }
    flag = {"when": {"any": ["egg", "hen"]}, "urgency": "same_day", "gate": "no_plan"}
    knowledge = knowledge_builder(findings=findings, red_flags={"farm": flag}, contraindications={})
    shown = next_screen(Case("x"), knowledge)
    assert shown is not None
    assert {question.finding for question in shown.questions} == {"egg", "hen"}


def test_a_parent_that_no_rule_names_is_still_asked_for_its_follow_up(knowledge_builder: Any) -> None:
    findings = {
        "expecting": {"group": "body", "use": "danger"},
        "waters": {"group": "body", "use": "danger", "only_if": "expecting"},
    }
    flag = {"when": "waters", "urgency": "same_day", "gate": "no_plan"}
    knowledge = knowledge_builder(findings=findings, red_flags={"birth": flag}, contraindications={})
    shown = next_screen(Case("x"), knowledge)
    assert shown is not None
    assert [question.finding for question in shown.questions] == ["expecting"]


def test_a_certain_emergency_ends_the_questions(small: Knowledge) -> None:
    assert screens(Case("x", findings={"saddle_numbness": Answer.YES}), small) == ()
    assert next_screen(Case("x", findings={"saddle_numbness": Answer.YES}), small) is None


@pytest.mark.parametrize("answers", [{"saddle_numbness": Answer.UNSURE}, {"foot_drop": Answer.YES}])
def test_anything_less_goes_on_asking(small: Knowledge, answers: dict[str, Answer]) -> None:
    assert screens(Case("x", findings=answers), small)


def test_a_grave_unsure_is_asked_once_more_in_plainer_words(small: Knowledge) -> None:
    case = Case("x", findings={"saddle_numbness": Answer.UNSURE, "foot_drop": Answer.UNSURE})
    assert [question.question for question in plainer_questions(case, small)] == ["When you wipe, does it feel odd?"]
    assert "saddle_numbness" not in {q.finding for shown in screens(case, small) for q in shown.questions}


def test_a_case_that_counts_unlisted_as_no_is_asked_nothing(small: Knowledge) -> None:
    assert screens(Case("x", unmentioned=Unmentioned.NO), small) == ()


def test_the_ordinary_road_ends_complete(small: Knowledge) -> None:
    shown = road(Case("x"), small)
    assert [screenful.group for screenful in shown] == ["numb", "body", "about", "medicine", "history"]
    assert count_screens(Case("x"), small) == 5
    assert [screenful.group for screenful in road(Case("x"), small, danger_only=True)] == ["numb", "body", "about"]
    case = read_case({"person": {"age_years": 30}, "episode": {"pain_nrs": 4}}, small)
    assert count_screens(case, small) == 5
    assert count_screens(Case("x", unmentioned=Unmentioned.NO), small) == 5


def test_reading_time_is_words_over_two_hundred(small: Knowledge) -> None:
    numb = screens(Case("x"), small)[0]
    assert numb.title == "Feeling"
    assert numb.lead == "Is any of this new?"
    assert [q.question for q in numb.questions] == ["Is there saddle numbness?", "Is there foot drop?"]
    assert numb.words() == 1 + 5 + 4 + 4
    assert reading_minutes([numb, numb]) == pytest.approx(28 / 200)


answer_lists = st.lists(st.sampled_from([Answer.YES, Answer.NO, Answer.UNSURE]), min_size=25, max_size=25)


@given(answer_lists)
def test_every_road_ends_with_nothing_open_or_an_emergency(small: Knowledge, answers: list[Answer]) -> None:
    """Whoever answers whatever is shown is fully screened when the questions run out, and is never asked twice."""
    case = Case("x")
    seen: set[str] = set()
    stream = iter(answers)
    while shown := next_screen(case, small):
        asked = set(shown.skipped())
        assert asked
        assert not asked & seen
        seen |= asked
        numbers = {finding for found in shown.numbers.values() for finding in found}
        given_now = {finding: Answer.NO if finding in numbers else next(stream) for finding in sorted(asked)}
        case = answered(case, given_now, small)
    screening = screen(case, small).screening
    emergency = any(rule.urgency == 4 for rule in screening.fired)
    assert screening.complete or emergency
    still = {q.finding for q in screening.open_questions if case.answer(q.finding) is Answer.NOT_ASKED}
    assert emergency or not still


def test_the_shipped_questions_fit_the_patience_of_somebody_in_pain(shipped: Knowledge) -> None:
    """Danger questions within two minutes of reading, and the whole road of an ordinary strain in twelve screens."""
    if not shipped.findings:
        pytest.skip("no shipped questions yet")
    strain = {
        "person": {"age_years": 35, "sex": "male", "weight_kg": 80},
        "episode": {"duration_hours": 5, "pain_nrs": 6, "region": "lumbar", "trigger": "lifting"},
    }
    case = read_case(strain, shipped)
    assert count_screens(case, shipped) <= 12
    danger = [shown for shown in road(case, shipped) if shown.danger]
    assert reading_minutes(danger) <= 2.5  # titles and leads included
    assert sum(len(q.question.split()) for shown in danger for q in shown.questions) <= 400


def test_alarms_are_the_answers_that_make_an_emergency(shipped: Knowledge) -> None:
    """Held to the danger check itself: with a "yes" to one list, and to nothing else, it is an emergency."""
    case = Case("x", unmentioned=Unmentioned.ASK)
    for shown in screens(case, shipped):
        asked = [question.finding for question in shown.questions]
        found = alarms(case, asked, shipped)
        for finding in asked:
            said = answered(case, {finding: Answer.YES}, shipped)
            is_one = screen(said, shipped).screening.urgency is Urgency.EMERGENCY_NOW
            assert ((finding,) in found) == is_one, finding
        for pair in (one for one in found if len(one) == 2):
            assert not any((finding,) in found for finding in pair)
            said = answered(case, dict.fromkeys(pair, Answer.YES), shipped)
            assert screen(said, shipped).screening.urgency is Urgency.EMERGENCY_NOW
    assert alarms(case, ["chest_pain", "fainted_or_collapsed", "stroke_signs"], shipped) == (
        ("chest_pain",),
        ("fainted_or_collapsed",),
    )


def test_what_was_answered_elsewhere_makes_more_answers_alarms(shipped: Knowledge) -> None:
    assert alarms(Case("x"), ["leg_weakness_one"], shipped) == ()
    feverish = Case("x", findings={"fever": Answer.YES})
    assert alarms(feverish, ["leg_weakness_one"], shipped) == (("leg_weakness_one",),)
    again = Case("x", findings={"chest_pain": Answer.YES})  # what the page itself said so far does not count
    assert alarms(again, ["chest_pain", "stroke_signs"], shipped) == (("chest_pain",),)


def test_a_question_that_opens_danger_questions_is_one_of_them(shipped: Knowledge) -> None:
    asked = {one.finding: one for shown in screens(Case("x"), shipped) for one in shown.questions}
    for gateway in ("stroke_signs", "breathing_trouble", "mind_cloudy", "harmful_taken"):
        assert asked[gateway].danger, gateway
    assert not asked["cold_trouble"].danger  # it decides about cold, and opens nothing else
