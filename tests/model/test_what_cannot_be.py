"""Scenarios and people that cannot be are refused by name; what the model was not made for is said."""

from dataclasses import replace

import pytest

from unclench.model.amounts import most_in_a_day
from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.model.made_for import check_together, outside
from unclench.model.reading import read_person, read_scenario
from unclench.model.scenario import (
    Dose,
    Drug,
    Exertion,
    Heat,
    HeatSource,
    Posture,
    PostureChange,
    Scenario,
    lasting_until,
)


def dose(minute: float, drug: str, mg: float) -> dict[str, object]:
    return {"action": "dose", "start_min": minute, "drug": drug, "dose_mg": mg}


def sit(minute: float) -> dict[str, object]:
    return {"action": "posture", "start_min": minute, "posture": "sitting"}


@pytest.mark.parametrize(
    ("scenario", "field", "given", "allowed"),
    [
        (
            {"actions": [{"action": "posture", "start_min": -5, "posture": "sitting"}]},
            "scenario.actions[0].start_min",
            "-5",
            "0 to",
        ),
        (
            {"actions": [{"action": "posture", "start_min": -1e9, "posture": "sitting"}]},
            "scenario.actions[0].start_min",
            "-1000000000.0",
            "0 to",
        ),
        (
            {"actions": [dose(0, "ibuprofen", 10_000)] * 50},
            "scenario.actions[49].dose_mg",
            "500000",
            "6400 mg of ibuprofen",
        ),
        ({"actions": [dose(0, "ibuprofen", 6500)]}, "scenario.actions[0].dose_mg", "6500", "6400 mg"),
        (
            {"actions": [dose(m, "aspirin", 3000) for m in (0, 30, 60)]},
            "scenario.actions[2].dose_mg",
            "9000",
            "8000 mg of aspirin",
        ),
        (
            {"actions": [{"action": "exertion", "start_min": 30, "duration_min": 500_000, "effort": 0.1}]},
            "scenario.actions[0].duration_min",
            "500000",
            "at most 90: the scenario ends after 120 minutes",
        ),
        ({"start_pain_nrs": 6}, "scenario.start_pain_nrs", "6", "starts_locked"),
        ({"start_pain_nrs": 0}, "scenario.start_pain_nrs", "0", "starts_locked"),
        ({"initial_injury": 0.5}, "scenario.initial_injury", "0.5", "starts_locked"),
        ({"injury_hours_before_onset": 2}, "scenario.injury_hours_before_onset", "2", "starts_locked"),
    ],
)
def test_an_impossible_scenario_is_refused(scenario, field, given, allowed):
    with pytest.raises(InvalidInput) as caught:
        read_scenario({"hours": 2, **scenario}, where="scene.yaml")
    assert caught.value.field == field
    assert given in caught.value.given
    assert allowed in caught.value.allowed
    assert caught.value.where == "scene.yaml"


def test_what_lasts_exactly_until_the_end_is_fine():
    scenario = Scenario(0.7, (Exertion(0.1, 0.7 * 60 - 0.1, 0.1), PostureChange(0.7 * 60, Posture.SITTING)))
    assert len(scenario.actions) == 2


def test_an_action_can_be_cut_short_where_a_scenario_ends():
    warm = Heat(50, 30, HeatSource.HEAT_WRAP, 40.0)
    assert lasting_until(warm, 60) == replace(warm, duration_min=10)
    assert lasting_until(warm, 80) is warm
    assert lasting_until(tablet := Dose(5, Drug.ASPIRIN, 500), 1) is tablet


def test_a_day_of_doses_is_any_24_hours():
    doses = [("aspirin", 60.0 * hour, 1000.0) for hour in (0, 8, 16, 24, 32)]
    assert most_in_a_day(doses) == {"aspirin": 3000.0}
    assert most_in_a_day([*doses, ("ibuprofen", 3.0, 200.0), ("aspirin", 60.0 * 23, 500.0)]) == {
        "aspirin": 3500.0,
        "ibuprofen": 200.0,
    }


@pytest.mark.parametrize(
    ("height", "weight", "fits"),
    [(220, 20, False), (220, 34, True), (60, 80, False), (50, 3.5, True), (150, 300, True)],
)
def test_height_and_weight_are_those_of_one_person(height, weight, fits):
    raw = {"height_cm": height, "weight_kg": weight}
    if fits:
        assert read_person(raw).weight_kg == weight
        return
    with pytest.raises(InvalidInput) as caught:
        read_person(raw)
    assert caught.value.field == "person.weight_kg"
    assert f"for a height of {height} cm" in caught.value.allowed


def test_whoever_weighs_less_is_poisoned_by_less():
    scenario = Scenario(2.0, (Dose(0, Drug.ASPIRIN, 8000),))
    check_together(Person(weight_kg=80), scenario)
    with pytest.raises(InvalidInput) as caught:
        check_together(Person(age_years=8, weight_kg=25), scenario)
    assert caught.value.field == "actions[0].dose_mg"
    assert "4000 mg of aspirin in 24 hours at 25 kg" in caught.value.allowed


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (Person(age_years=3), ["age 3", "made for adults"]),
        (Person(age_years=17.9), ["age 17.9", "as if 18"]),
        (Person(age_years=95), ["age 95", "as if 90"]),
        (Person(height_cm=180, weight_kg=40), ["body mass index of 12"]),
        (Person(height_cm=160, weight_kg=150), ["body mass index of 59"]),
    ],
)
def test_people_whom_the_model_was_not_made_for_are_named(person, words):
    (said,) = outside(person, Scenario(1.0))
    for word in words:
        assert word in said


def test_adults_and_usual_doses_need_no_word():
    usual = Scenario(2.0, (Dose(0, Drug.IBUPROFEN, 400), Dose(60, Drug.ACETAMINOPHEN, 1000)))
    assert outside(Person(), usual) == ()
    assert outside(Person(age_years=18, height_cm=170, weight_kg=70), usual) == ()
    assert outside(Person(age_years=90), usual) == ()


def test_an_overdose_is_called_one():
    (said,) = outside(Person(), Scenario(2.0, (Dose(0, Drug.ACETAMINOPHEN, 3000), Dose(60, Drug.ACETAMINOPHEN, 2000))))
    assert "5000 mg of acetaminophen" in said
    assert "overdose" in said
