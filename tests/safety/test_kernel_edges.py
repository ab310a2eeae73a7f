"""Corners of the kernel that only a deliberate damage to its code has shown to matter."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.questions import plainer_questions
from unclench.safety.rulebook import compile_rules, rulebook
from unclench.safety.screen import safe_screen, screen

Complete = Callable[..., Case]


# ---- screen ---------------------------------------------------------------------------------------------------------


def test_the_gravest_reason_is_the_one_to_read_out_even_when_it_is_only_possible(
    knowledge_builder: Any, fixture_tables: Any, complete_case: Complete
) -> None:
    flags = {id_: {**rule, "condition": f"the condition {id_}"} for id_, rule in fixture_tables["red_flags"].items()}
    knowledge = knowledge_builder(red_flags=flags)
    case = complete_case(knowledge, age_lt_18="yes", saddle_numbness="unsure")
    care = screen(case, knowledge).screening.seek_care
    assert care.urgency is Urgency.SAME_DAY
    assert "the condition cauda_equina" in care.what_to_say
    assert "the condition child" not in care.what_to_say


def test_without_any_knowledge_country_and_danger_sign_still_count(small: Knowledge, complete_case: Complete) -> None:
    screening = safe_screen(complete_case(small, saddle_numbness="yes"), None, country="uk").screening
    assert screening.urgency is Urgency.EMERGENCY_NOW
    assert screening.seek_care.what_to_do.startswith("Call 999 now")


def test_a_rule_is_overdue_the_day_after_its_review_date(small: Knowledge, complete_case: Complete) -> None:
    case = complete_case(small, foot_drop="yes")
    due = small.red_flags["foot_drop_new"].review_by
    assert not screen(case, small, today=due).screening.warnings
    assert screen(case, small, today=due + datetime.timedelta(days=1)).screening.warnings


# ---- rulebook -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unmentioned", Unmentioned)
def test_an_answer_that_says_not_asked_is_open_whatever_else_is_read_as_no(
    small: Knowledge, unmentioned: Unmentioned
) -> None:
    answers = dict.fromkeys(small.findings, Answer.NO) | {"foot_drop": Answer.NOT_ASKED, "asthma": Answer.NOT_ASKED}
    case = Case("x", findings=answers, unmentioned=unmentioned)
    bits = rulebook(small).bit_of
    assert rulebook(small).facts(case).unanswered == bits["foot_drop"] | bits["asthma"]
    assert not screen(case, small).screening.complete


def test_findings_take_the_bits_from_the_lowest_up_in_asking_order(small: Knowledge) -> None:
    book = compile_rules(small)
    assert list(book.bit_of.values()) == [1 << place for place in range(len(small.findings))]


def test_the_plainer_question_is_a_danger_question(small: Knowledge, complete_case: Complete) -> None:
    (question,) = plainer_questions(complete_case(small, saddle_numbness="unsure"), small)
    assert question.danger
    assert question.question == "When you wipe, does it feel odd?"


# ---- derived --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def halves(knowledge_builder: Any, fixture_tables: Any) -> Knowledge:
    """Two bands that meet at 50 years."""
    younger = {"group": "about", "use": "danger", "derived_from": {"number": "age_years", "below": 50}}
    built: Knowledge = knowledge_builder(findings={**fixture_tables["findings"], "age_lt_50": younger})
    return built


def test_bands_that_meet_answer_for_one_another(halves: Knowledge) -> None:
    for one, other in (("age_ge_50", "age_lt_50"), ("age_lt_50", "age_ge_50")):
        assert read_case({"findings": {one: "yes"}}, halves).answer(other) is Answer.NO
        assert read_case({"findings": {one: "no"}}, halves).answer(other) is Answer.YES


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nobody_is_on_both_sides_of_an_edge(halves: Knowledge, answer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_case({"findings": {"age_ge_50": answer, "age_lt_50": answer}}, halves)
    assert {"age_ge_50", "age_lt_50"} == {
        caught.value.field.removeprefix("findings."),
        caught.value.allowed.rpartition("findings.")[2],
    }


# ---- intake ---------------------------------------------------------------------------------------------------------


def test_what_follows_an_answer_left_blank_still_counts(small: Knowledge) -> None:
    case = read_case({"findings": {"asthma": None, "saddle_numbness": "yes"}}, small)
    assert case.findings["saddle_numbness"] is Answer.YES
    assert "asthma" not in case.findings


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"uid": "x", "persn": {}}, "persn"),
        ({"findings": {"asthma": "no", "zebra": "no"}}, "findings.zebra"),
        ({"person": {"age_years": 40, "shoe_size": 42}}, "person.shoe_size"),
    ],
)
def test_an_unknown_key_is_found_behind_a_known_one(small: Knowledge, raw: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_case(raw, small)
    assert caught.value.field == field


def test_a_number_out_of_range_is_shown_as_it_was_given(small: Knowledge) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_case({"person": {"age_years": 300}}, small)
    assert "300" in str(caught.value)
