"""Strict reading: nothing is coerced, and every refusal names the field, what was given and what is allowed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.model.case import Person, Sex
from unclench.model.invalid import InvalidInput
from unclench.model.reading import read_episode, read_person, read_scenario
from unclench.model.scenario import Cold, ColdSource, Mechanism, Posture, PostureChange


def test_reads_a_person_and_leaves_out_what_is_not_mentioned():
    assert read_person({"age_years": 41, "sex": "female"}) == Person(age_years=41, sex=Sex.FEMALE)


def test_reads_a_scenario_with_actions():
    scenario = read_scenario(
        {
            "hours": 2,
            "mechanism": "guarding_only",
            "actions": [
                {"action": "posture", "start_min": 0, "posture": "lying_side"},
                {"action": "cold", "start_min": 5, "duration_min": 5, "source": "ice_cube_moving"},
            ],
        }
    )
    assert scenario.mechanism is Mechanism.GUARDING_ONLY
    assert scenario.actions == (PostureChange(0, Posture.LYING_SIDE), Cold(5, 5, ColdSource.ICE_CUBE_MOVING))


@pytest.mark.parametrize(
    ("raw", "field", "allowed"),
    [
        ({"age_yeers": 41}, "person.age_yeers", "did you mean age_years?"),
        ({"age_years": "41"}, "person.age_years", "a number, or null"),
        ({"age_years": True}, "person.age_years", "a number, or null"),
        ({"age_years": math.nan}, "person.age_years", "a number, or null"),
        ({"age_years": 400}, "person.age_years", "from 0 to 120"),
        ({"sex": "man"}, "person.sex", "one of female, male, or null"),
        ([], "person", "a mapping"),
    ],
)
def test_refuses_a_bad_person(raw, field, allowed):
    with pytest.raises(InvalidInput) as caught:
        read_person(raw, where="case.yaml:3")
    assert caught.value.field == field
    assert allowed in caught.value.allowed
    assert caught.value.where == "case.yaml:3"


def test_refuses_a_bool_that_is_a_word():
    with pytest.raises(InvalidInput, match="true or false"):
        read_episode({"known_spinal_problem": "yes"})


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ({"action": "sauna", "start_min": 0}, "scenario.actions[0].action"),
        ({"action": "cold", "start_min": 0, "duration_min": 5}, "scenario.actions[0].source"),
        (
            {"action": "cold", "start_min": 0, "duration_min": 5, "source": "ice_cube_still", "source_c": 80},
            "cold.source_c",
        ),
        ({"action": "dose", "start_min": 0, "drug": "ibuprofen", "dose_mg": -1}, "dose.dose_mg"),
        ({"action": "stretch", "start_min": 0, "duration_min": 1, "amount": 2, "speed_per_s": 0.1}, "stretch.amount"),
        ({"action": "exertion", "start_min": 1e9, "duration_min": 1, "effort": 0.5}, "exertion.start_min"),
    ],
)
def test_refuses_an_impossible_action(action, field):
    with pytest.raises(InvalidInput) as caught:
        read_scenario({"hours": 1, "actions": [action]})
    assert caught.value.field == field


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.dictionaries(st.text(max_size=9), inner, max_size=3),
    )
)
def test_any_junk_is_a_person_or_a_clear_refusal(raw):
    try:
        person = read_person(raw)
    except InvalidInput as error:
        assert error.field
        assert error.allowed
    else:
        assert isinstance(person, Person)


def test_refuses_a_whole_number_that_no_calculation_can_hold():
    with pytest.raises(InvalidInput, match=r"person\.age_years") as refused:
        read_person({"age_years": 10**400})
    assert refused.value.allowed == "a number, or null"
