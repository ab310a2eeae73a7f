"""Quantities read off courses and equations, on inputs whose answer is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.physiology.contact import AIR, HEAT_WRAP
from unclench.physiology.tissue_heat import PARAMETERS
from unclench.simulate.arrays import Vector
from unclench.simulate.population import parameter_values, sample
from unclench.validate import direct, quantities
from unclench.validate.exposure import expose

MINUTES = np.array([0.0, 10.0, 20.0, 60.0])
VALUES = np.array([[0.0, 10.0, 4.0, 0.0], [1.0, 1.0, 1.0, 1.0]])
CURVE = MINUTES, VALUES


def test_values_between_output_times_are_linear() -> None:
    assert quantities.value(CURVE, {"minute": 15}) == pytest.approx([7.0, 1.0])
    assert quantities.change(CURVE, {"from_minute": 10, "minute": 40}) == pytest.approx([2.0 - 10.0, 0.0])
    assert quantities.value(CURVE, {"minute": 60}) == pytest.approx([0.0, 1.0])


def test_a_minute_outside_the_scenario_is_refused() -> None:
    with pytest.raises(InvalidInput, match="within the scenario"):
        quantities.value(CURVE, {"minute": 61})


def test_extremes_and_areas() -> None:
    assert quantities.highest(CURVE, {}) == pytest.approx([10.0, 1.0])
    assert quantities.highest(CURVE, {"from_minute": 15, "minute": 60}) == pytest.approx([4.0, 1.0])
    assert quantities.lowest(CURVE, {"from_minute": 5, "minute": 25}) == pytest.approx([4.0, 1.0])
    # By hand: the parabola through 0, 10 and 4 at 0, 10 and 20 minutes has its top at 11.25 minutes.
    assert quantities.time_of_highest(CURVE, {}) == pytest.approx([11.25, 0.0])
    assert quantities.area(CURVE, {}) == pytest.approx([(50 + 70 + 80) / 60, 1.0])
    assert quantities.area(CURVE, {"hours": 1 / 3}) == pytest.approx([120 / 60, 1 / 3])


@given(top=st.floats(8.0, 32.0), start=st.floats(-3.0, 3.0))
def test_the_time_of_an_extreme_is_that_of_the_parabola_and_not_of_a_look(top: float, start: float) -> None:
    minutes = np.arange(start, 41.0, 5.0)
    values = np.stack([9.0 - 0.1 * (minutes - top) ** 2, minutes, -minutes])
    assert quantities.peak_times(minutes, values) == pytest.approx([top, minutes[-1], minutes[0]])
    assert quantities.time_of_lowest((minutes, -values), {})[0] == pytest.approx(top)


@pytest.fixture(scope="module")
def usual(knowledge: Knowledge) -> Vector:
    medians = parameter_values(knowledge)
    return np.array([medians[name] for name in PARAMETERS])


def test_long_exposure_ends_in_the_steady_state_of_series_conductances(usual: Vector) -> None:
    """Without blood or metabolism everything comes to the temperature of the stream."""
    p = usual.copy()
    for name in ("skin_flow", "fat_flow", "muscle_flow", "skin_metabolism", "fat_metabolism", "muscle_metabolism"):
        p[PARAMETERS.index(name)] = 0.0
    p[PARAMETERS.index("muscle_m")] = 0.01
    p[PARAMETERS.index("air_film")] = 500.0
    end = expose(p, AIR, 41.0, 1000.0)
    assert end.skin_c == pytest.approx(41.0, abs=1e-3)
    assert end.basal_c == pytest.approx(41.0, abs=1e-3)
    assert end.damage > 0.0


def test_exposure_stops_when_the_damage_is_done(usual: Vector) -> None:
    p = usual.copy()
    p[PARAMETERS.index("air_film")] = 3000.0
    burnt = expose(p, AIR, 55.0, 60.0, until_damage=1.0)
    assert 1.0 <= burnt.damage < 1.05
    assert burnt.minutes == pytest.approx(0.46, rel=0.15)
    assert expose(p, AIR, 55.0, burnt.minutes / 2).damage < 0.5


def test_a_wrap_opens_skin_vessels(usual: Vector) -> None:
    assert expose(usual, HEAT_WRAP, 40.0, 60.0).flow_ratio > 2.0


def test_direct_quantities_of_usual_people(knowledge: Knowledge) -> None:
    people = sample(Person(), 32, 1, knowledge)
    endurance = direct.endurance_seconds(people, {"effort": 0.5})
    assert np.median(endurance) == pytest.approx(141, rel=0.2)  # Frey-Law 2012, trunk
    assert all(math.isinf(each) for each in direct.endurance_seconds(people, {"effort": 0.0001}))
    some = direct.endurance_seconds(people, {"effort": 0.12})
    assert 0 < np.isinf(some).sum() < len(some)
    assert some[np.isfinite(some)].max() <= direct.LONGEST_HOLD_S
    none_left = direct.endurance_seconds(people, {"effort": 1})
    assert not none_left.any()
    assert not np.signbit(none_left).any()  # 0, not -0
    pressure = direct.muscle_pressure(people, {"effort": 0.6})
    assert np.median(pressure) == pytest.approx(186.6, abs=45)  # half a quarter of the range in Kramer 2004
    late = direct.fed_peak_delay(people, {"drug": "ibuprofen", "dose_mg": 400}) >= 1.0
    assert late.mean() > 0.9  # how far food delays is not known so well that it could not be by nothing
    falls = [np.median(direct.oxygen_under_cuff(people, {"cuffs_mmhg": [c], "minutes": 4})) for c in (0, 40, 100)]
    assert falls[0] == pytest.approx(100, abs=0.1)
    assert falls[0] > falls[1] > falls[2]
    shut = [
        np.median(direct.oxygen_under_cuff(people, {"cuffs_mmhg": [115], "minutes": 3, "systolic_mmhg": each}))
        for each in (110, 115, 120)
    ]
    assert shut[0] < shut[1] - 3.0  # only a cuff above systolic pressure shuts the artery
    assert shut[1] == shut[2]
    seen = [
        float(np.median(direct.oxygen_under_cuff(people, {"cuffs_mmhg": [170], "minutes": 3, **of})))
        for of in ({"probe": "forearm_15_mm"}, {}, {"probe": "thenar_15_mm"})
    ]
    assert seen == pytest.approx([75, 64, 56], abs=6)  # the eight people of Bezemer 2009, percent of rest
    shares = [np.median(direct.skin_flow_share(people, {"skin_c": c})) for c in (25, 33, 39, 44)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(100.0)
