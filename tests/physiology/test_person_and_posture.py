"""What a person is and how they lie, sit or stand moves the model the way the sources say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.model.scenario import Posture
from unclench.physiology import layout as at
from unclench.physiology.person import PERSON_PARAMETERS, person_effects
from unclench.physiology.posture import posture_demand

Medians = dict[str, float]


def effects(m: Medians, age: float | None = None, female: bool | None = None, cm: float | None = None, kg: float | None = None) -> dict[str, float]:  # noqa: E501  # fmt: skip
    return person_effects(age, female, cm, kg, {name: m[name] for name in PERSON_PARAMETERS})


def test_nothing_known_changes_nothing(medians: Medians) -> None:
    assert set(effects(medians).values()) == {1.0}
    assert set(effects(medians)) <= set(at.PARAMETERS)


def test_women_tire_more_slowly_by_the_ratio_of_endurance_times(medians: Medians) -> None:
    ratio = effects(medians, female=False)["fatigue_rate"] / effects(medians, female=True)["fatigue_rate"]
    assert ratio == pytest.approx(194 / 162, rel=0.01)  # back-extension test, seconds


def test_womens_reflex_is_faster_by_the_measured_share(medians: Medians) -> None:
    ratio = effects(medians, female=True)["reflex_s"] / effects(medians, female=False)["reflex_s"]
    assert ratio == pytest.approx(1 - 0.164, rel=1e-6)  # Miller 2010, adjusted for speed


@given(st.floats(18, 90), st.floats(18, 90))
def test_age_slows_recovery_and_healing(a: float, b: float) -> None:
    m = {
        "reference_height_cm": 170.0,
        "reference_weight_kg": 75.0,
        "female_fatigue_factor": 0.84,
        "female_reflex_time_factor": 0.836,
        "recovery_per_decade": 0.95,
        "healing_per_decade": 1.07,
        "flow_per_decade": 0.97,
        "load_exponent": 0.5,
    }
    young, old = (effects(m, age=age) for age in sorted((a, b)))
    assert old["recovery_rate"] <= young["recovery_rate"]
    assert old["healing_days"] >= young["healing_days"]
    assert old["resting_flow"] <= young["resting_flow"]


def test_ages_outside_what_is_known_are_read_at_its_edge(medians: Medians) -> None:
    assert effects(medians, age=5) == effects(medians, age=18)
    assert effects(medians, age=110) == effects(medians, age=90)


def test_tall_and_heavy_people_load_their_discs_more(medians: Medians) -> None:
    assert effects(medians, cm=190, kg=110)["load_scale"] > effects(medians, cm=160, kg=55)["load_scale"]
    assert effects(medians, cm=170, kg=75)["load_scale"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("posture", "mpa"),
    [
        (Posture.LYING_PRONE, 0.10),
        (Posture.LYING_SIDE, 0.12),
        (Posture.SITTING, 0.46),
        (Posture.STANDING, 0.50),
        (Posture.BENDING, 1.10),
    ],
)
def test_disc_load_is_pressure_relative_to_standing(posture: Posture, mpa: float, medians: Medians) -> None:
    assert posture_demand(posture, medians).spinal_load == pytest.approx(mpa / 0.50)  # Wilke 1999


def test_tonic_drive_lies_in_the_usual_ranges(medians: Medians) -> None:
    """Percent MVC: standing 1-5, sitting 2-10, lying 0-1, stooping 15-30 (Callaghan and McGill 2001)."""
    ranges = {
        Posture.STANDING: (0.01, 0.05),
        Posture.SITTING: (0.02, 0.10),
        Posture.LYING_SIDE: (0.0, 0.01),
        Posture.LYING_CALVES_RAISED: (0.0, 0.01),
        Posture.LYING_PRONE: (0.0, 0.01),
        Posture.BENDING: (0.15, 0.30),
    }
    for posture, (low, high) in ranges.items():
        assert low <= posture_demand(posture, medians).posture_drive <= high


def test_every_posture_is_known(medians: Medians) -> None:
    for posture in Posture:
        assert 0 <= posture_demand(posture, medians).motion <= 1
