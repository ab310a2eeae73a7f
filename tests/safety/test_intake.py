"""Reading a case: strict on every key and type, and derived findings that agree with their numbers."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import NumberRange
from unclench.model.case import Answer, Sex, Trigger, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.safety.derived import derive
from unclench.safety.intake import case_to_raw, read_case, read_cases

FULL: dict[str, Any] = {
    "uid": "a",
    "person": {"age_years": 45, "sex": "female", "height_cm": 170, "weight_kg": 70.5},
    "episode": {
        "duration_hours": 3,
        "pain_nrs": 8,
        "region": "lumbar",
        "trigger": "lifting",
        "known_spinal_problem": False,
    },
    "findings": {"fever": "no", "asthma": "unsure"},
    "unmentioned": "no",
    "story": "text",
    "note": 3,
    "expected": {"best": ["self_care"]},
}


def test_a_full_case_is_read(small: Knowledge) -> None:
    case = read_case(FULL, small)
    assert case.uid == "a"
    assert case.person.sex is Sex.FEMALE
    assert case.person.age_years == 45
    assert case.episode.trigger is Trigger.LIFTING
    assert case.episode.known_spinal_problem is False
    assert case.unmentioned is Unmentioned.NO
    assert case.findings["fever"] is Answer.NO
    assert case.findings["asthma"] is Answer.UNSURE


def test_an_empty_case_knows_nothing(small: Knowledge) -> None:
    case = read_case({}, small)
    assert case.uid == "case"
    assert case.unmentioned is Unmentioned.ASK
    assert case.answer("fever") is Answer.NOT_ASKED
    assert dict(case.findings) == {}


@pytest.mark.parametrize("section", ["person", "episode", "findings"])
def test_null_means_not_mentioned(small: Knowledge, section: str) -> None:
    assert read_case({section: None}, small) == read_case({}, small)
    assert read_case({"person": {"age_years": None, "sex": None}, "findings": {"fever": None}}, small) == read_case(
        {}, small
    )


def test_the_argument_overrides_how_unlisted_findings_count(small: Knowledge) -> None:
    assert read_case(FULL, small, unmentioned=Unmentioned.ASK).unmentioned is Unmentioned.ASK
    assert read_case({}, small, unmentioned=Unmentioned.NO).answer("fever") is Answer.NO


@pytest.mark.parametrize(
    ("change", "field", "allowed"),
    [
        ({"agee": 3}, "agee", "one of uid"),
        ({"findngs": {}}, "findngs", "did you mean findings"),
        ({"person": {"age": 3}}, "person.age", "one of age_years"),
        ({"person": {"age_yeras": 3}}, "person.age_yeras", "did you mean age_years"),
        ({"episode": {"pain": 3}}, "episode.pain", "duration_hours"),
        ({"findings": {"fevr": "yes"}}, "findings.fevr", "did you mean fever"),
        ({"findings": {"zzzzzz": "yes"}}, "findings.zzzzzz", "a known finding"),
        ({"findings": {"fever": True}}, "findings.fever", "yes, no, unsure"),
        ({"findings": {"fever": "Yes"}}, "findings.fever", "yes, no, unsure"),
        ({"findings": {"fever": "not_asked"}}, "findings.fever", "yes, no, unsure"),
        ({"findings": {"fever": 1}}, "findings.fever", "yes, no, unsure"),
        ({"findings": ["fever"]}, "findings", "an object"),
        ({"person": 3}, "person", "an object with age_years"),
        ({"episode": "lumbar"}, "episode", "an object with duration_hours"),
        ({"person": {"age_years": "45"}}, "person.age_years", "a number"),
        ({"person": {"age_years": True}}, "person.age_years", "a number"),
        ({"person": {"age_years": math.nan}}, "person.age_years", "0 to 120"),
        ({"person": {"age_years": math.inf}}, "person.age_years", "0 to 120"),
        ({"person": {"age_years": -1}}, "person.age_years", "0 to 120"),
        ({"person": {"age_years": 10**400}}, "person.age_years", "ordinary size"),
        ({"person": {"weight_kg": [70]}}, "person.weight_kg", "a number"),
        ({"person": {"sex": "F"}}, "person.sex", "female, male"),
        ({"person": {"sex": 1}}, "person.sex", "female, male"),
        ({"episode": {"pain_nrs": 11}}, "episode.pain_nrs", "0 to 10"),
        ({"episode": {"region": "belly"}}, "episode.region", "lumbar, thoracic"),
        ({"episode": {"known_spinal_problem": "no"}}, "episode.known_spinal_problem", "true, false or null"),
        ({"episode": {"known_spinal_problem": 0}}, "episode.known_spinal_problem", "true, false or null"),
        ({"unmentioned": "maybe"}, "unmentioned", "ask, no"),
        ({"unmentioned": False}, "unmentioned", "ask, no"),
        ({"uid": True}, "uid", "a text or a whole number"),
        ({"uid": 1.5}, "uid", "a text or a whole number"),
        ({"uid": ""}, "uid", "a text or a whole number"),
        ({"uid": "a\x1b[31m"}, "uid", "a text without control characters"),
    ],
)
def test_anything_else_is_an_error_that_names_it(
    small: Knowledge, change: dict[str, Any], field: str, allowed: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_case(change, small, where="cases.yaml line 3")
    assert caught.value.field == field
    assert allowed in caught.value.allowed
    assert caught.value.where == "cases.yaml line 3"
    assert "cases.yaml line 3" in str(caught.value)


@pytest.mark.parametrize("raw", [None, 3, "case", ["case"]])
def test_a_case_is_an_object(small: Knowledge, raw: object) -> None:
    with pytest.raises(InvalidInput, match="an object"):
        read_case(raw, small)


@pytest.mark.parametrize(
    ("age", "under_18", "from_50"), [(17.99, "yes", "no"), (18, "no", "no"), (49.9, "no", "no"), (50, "no", "yes")]
)
def test_bands_follow_from_the_number_at_their_edges(small: Knowledge, age: float, under_18: str, from_50: str) -> None:
    case = read_case({"person": {"age_years": age}}, small)
    assert case.findings["age_lt_18"] == under_18
    assert case.findings["age_ge_50"] == from_50


@pytest.mark.parametrize(("pain", "severe"), [(6.9, "no"), (7, "yes"), (10, "yes"), (0, "no")])
def test_severe_pain_follows_from_the_scale(small: Knowledge, pain: float, severe: str) -> None:
    assert read_case({"episode": {"pain_nrs": pain}}, small).findings["pain_severe"] == severe


def test_a_number_wins_over_unsure(small: Knowledge) -> None:
    case = read_case({"person": {"age_years": 61}, "findings": {"age_ge_60": "unsure"}}, small)
    assert case.findings["age_ge_60"] is Answer.YES


def test_an_answer_that_contradicts_the_number_names_both(small: Knowledge) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_case({"person": {"age_years": 61}, "findings": {"age_ge_60": "no"}}, small)
    assert caught.value.field == "findings.age_ge_60"
    assert "person.age_years is 61" in caught.value.allowed
    agreeing = read_case({"person": {"age_years": 61}, "findings": {"age_ge_60": "yes"}}, small)
    assert agreeing.findings["age_ge_60"] is Answer.YES


def test_an_answer_stands_in_for_a_missing_number_and_its_other_bands(small: Knowledge) -> None:
    old = read_case({"findings": {"age_ge_60": "yes", "age_ge_50": "unsure"}}, small).findings
    assert (old["age_ge_50"], old["age_lt_18"]) == (Answer.YES, Answer.NO)
    young = read_case({"findings": {"age_lt_18": "yes"}}, small).findings
    assert (young["age_ge_50"], young["age_ge_60"]) == (Answer.NO, Answer.NO)
    grown = read_case({"findings": {"age_lt_18": "no", "age_ge_60": "no"}}, small)
    assert grown.answer("age_ge_50") is Answer.NOT_ASKED
    doubtful = read_case({"findings": {"age_ge_60": "unsure"}}, small)
    assert doubtful.findings["age_ge_60"] is Answer.UNSURE
    assert doubtful.answer("age_ge_50") is Answer.NOT_ASKED


@pytest.mark.parametrize(
    "pair",
    [{"age_lt_18": "yes", "age_ge_60": "yes"}, {"age_ge_60": "yes", "age_ge_50": "no"}],
)
def test_answers_that_contradict_each_other_are_both_named(small: Knowledge, pair: dict[str, str]) -> None:
    for findings in (pair, dict(reversed(pair.items()))):
        with pytest.raises(InvalidInput) as caught:
            read_case({"findings": findings}, small)
        assert all(finding in str(caught.value) for finding in pair)


@given(
    age=st.floats(0, 120),
    answers=st.dictionaries(st.sampled_from(["age_lt_18", "age_ge_50", "age_ge_60"]), st.sampled_from(list("yn"))),
)
def test_implied_bands_are_those_of_every_age_that_fits(small: Knowledge, age: float, answers: dict[str, str]) -> None:
    """Answers given truly for some age are accepted, and what they imply is true of that age."""
    by_number = read_case({"person": {"age_years": age}}, small).findings
    truly = {finding: str(by_number[finding]) for finding in answers}
    implied = read_case({"findings": truly}, small).findings
    assert all(by_number[finding] is answer for finding, answer in implied.items())


def test_a_range_without_a_bound_is_refused(small: Knowledge) -> None:
    broken = NumberRange.model_construct(number="age_years", at_least=None, below=None)
    sheet = small.findings["age_lt_18"].model_copy(update={"derived_from": broken})
    person = read_case({"person": {"age_years": 4}}, small).person
    with pytest.raises(InvalidInput, match="at_least or below"):
        derive({}, person, read_case({}, small).episode, {"age_lt_18": sheet})


def test_a_question_that_cannot_apply_is_answered_no(small: Knowledge) -> None:
    assert read_case({"findings": {"pregnant": "no"}}, small).findings["contractions"] is Answer.NO
    for answer in ("yes", "unsure"):
        asked = read_case({"findings": {"pregnant": answer}}, small)
        assert asked.answer("contractions") is Answer.NOT_ASKED
    assert read_case({}, small).answer("contractions") is Answer.NOT_ASKED
    stated = read_case({"findings": {"pregnant": "no", "contractions": "yes"}}, small)
    assert stated.findings["contractions"] is Answer.YES


def test_questions_fall_away_in_chains(knowledge_builder: Any, fixture_tables: Any) -> None:
    findings = {
        **fixture_tables["findings"],
        "waters_broken": {"group": "about", "use": "danger", "only_if": "contractions"},
    }
    case = read_case({"findings": {"pregnant": "no"}}, knowledge_builder(findings=findings))
    assert case.findings["waters_broken"] is Answer.NO


def test_a_list_of_cases_keeps_its_order_and_names_the_nameless(small: Knowledge) -> None:
    cases = read_cases([{"uid": 7}, {}, {"uid": None}, {"uid": "x"}], small)
    assert [case.uid for case in cases] == ["7", "case-2", "case-3", "x"]
    assert [case.uid for case in read_cases({"uid": "one"}, small)] == ["one"]
    assert read_cases([], small) == []


def test_two_cases_with_one_uid_are_refused(small: Knowledge) -> None:
    with pytest.raises(InvalidInput, match="no other case") as caught:
        read_cases([{"uid": "x"}, {"uid": "x"}], small, where="file.json")
    assert caught.value.where == "file.json: case 2"


@pytest.mark.parametrize("raw", ["text", b"bytes", 3, None])
def test_only_a_case_or_a_list_is_read(small: Knowledge, raw: object) -> None:
    with pytest.raises(InvalidInput, match="one case, or a list"):
        read_cases(raw, small)


def test_an_error_in_a_list_says_which_case(small: Knowledge) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_cases([{"uid": "x"}, {"uid": "y", "findings": {"fever": 3}}], small)
    assert caught.value.where == "case 2"
    with pytest.raises(InvalidInput, match="case 1"):
        read_cases([3], small)


raw_cases = st.fixed_dictionaries(
    {},
    optional={
        "uid": st.one_of(st.integers(), st.text(min_size=1).filter(str.isprintable)),
        "person": st.fixed_dictionaries(
            {},
            optional={
                "age_years": st.one_of(st.none(), st.integers(0, 120), st.floats(0, 120)),
                "sex": st.sampled_from([None, "female", "male"]),
            },
        ),
        "episode": st.fixed_dictionaries({}, optional={"pain_nrs": st.one_of(st.none(), st.floats(0, 10))}),
        "findings": st.dictionaries(
            st.sampled_from(["fever", "pregnant", "contractions", "asthma", "saddle_numbness"]),
            st.sampled_from(["yes", "no", "unsure"]),
        ),
        "unmentioned": st.sampled_from(["ask", "no"]),
    },
)


@given(raw_cases)
def test_a_case_written_out_reads_back_the_same(small: Knowledge, raw: dict[str, Any]) -> None:
    case = read_case(raw, small)
    assert read_case(case_to_raw(case), small) == case


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.one_of(
        anything,
        st.dictionaries(st.sampled_from(["uid", "person", "episode", "findings", "unmentioned", "x"]), anything),
    )
)
def test_whatever_is_given_is_read_or_refused_by_name(small: Knowledge, raw: object) -> None:
    try:
        read_cases(raw, small)
    except InvalidInput as error:
        assert error.field
        assert error.allowed
