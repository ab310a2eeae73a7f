"""Strict reading: nothing is coerced, and every refusal names the field, what was given and what is allowed."""

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.model.case import Person, Sex
from unclench.model.invalid import InvalidInput
from unclench.model.reading import read_episode, read_person, read_scenario
from unclench.model.scenario import NAMES, Cold, ColdSource, Mechanism, Posture, PostureChange, Scenario
from unclench.model.told import told


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
            "scenario.actions[0].source_c",
        ),
        ({"action": "dose", "start_min": 0, "drug": "ibuprofen", "dose_mg": -1}, "scenario.actions[0].dose_mg"),
        (
            {"action": "stretch", "start_min": 0, "duration_min": 1, "amount": 2, "speed_per_s": 0.1},
            "scenario.actions[0].amount",
        ),
        ({"action": "exertion", "start_min": 1e9, "duration_min": 1, "effort": 0.5}, "scenario.actions[0].start_min"),
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


REST = {"action": "posture", "start_min": 0, "posture": "sitting"}
EFFORT = {"action": "exertion", "start_min": 0, "duration_min": 30, "effort": 0.5}
ICE = {"action": "cold", "start_min": 0, "duration_min": 5, "source": "ice_cube_still"}


@pytest.mark.parametrize(
    ("scenario", "path"),
    [
        ({"hours": -1}, "hours"),
        ({"hours": 1, "room_c": 90}, "room_c"),
        ({"hours": 1, "initial_injury": 0.5}, "initial_injury"),
        ({"hours": 1, "actions": [REST, {**EFFORT, "effort": 1.5}]}, "actions[1].effort"),
        ({"hours": 1, "actions": [REST, {**EFFORT, "duration_min": 61}]}, "actions[1].duration_min"),
        ({"hours": 1, "actions": [REST, {**EFFORT, "start_min": 61}]}, "actions[1].start_min"),
        ({"hours": 1, "actions": [EFFORT, REST, {**EFFORT, "start_min": 10}]}, "actions[2].start_min"),
        ({"hours": 1, "actions": [{**ICE, "start_min": 2}, REST, ICE]}, "actions[0].start_min"),
        ({"hours": 1, "actions": [REST, EFFORT, REST]}, "actions[2].start_min"),
    ],
)
@pytest.mark.parametrize("at", ["scenario", "arms.a.scenario"])
def test_what_is_wrong_in_a_scenario_is_named_by_its_whole_path(scenario, path, at):
    with pytest.raises(InvalidInput) as caught:
        read_scenario(scenario, where="study.yaml", path=at)
    assert caught.value.field == f"{at}.{path}"
    assert caught.value.where == "study.yaml"
    assert "null" not in caught.value.allowed or path == "start_pain_nrs"


def test_null_is_offered_only_where_it_may_stand():
    with pytest.raises(InvalidInput, match=r"a number from 0 to 1$"):
        read_scenario({"hours": 1, "actions": [{**EFFORT, "effort": 2}]})
    with pytest.raises(InvalidInput, match=r"a number from 0 to 10, or null$"):
        read_scenario({"hours": 1, "starts_locked": True, "start_pain_nrs": 11})
    with pytest.raises(InvalidInput, match=r"a number from 0.01 to 8784$"):
        Scenario(0.0)


def test_what_is_wrong_with_people_of_a_study_is_named_by_its_whole_path():
    with pytest.raises(InvalidInput) as caught:
        read_person({"age_years": 400}, where="study.yaml", path="arms.a.people")
    assert caught.value.field == "arms.a.people.age_years"


def test_every_field_of_a_scenario_says_what_it_is():
    kinds: list[Any] = [Scenario, *NAMES]
    for kind in kinds:
        assert list(told(kind)) == [field.name for field in dataclasses.fields(kind)]
        assert all(each.says.endswith(".") or "see below" in each.says for each in told(kind).values())
