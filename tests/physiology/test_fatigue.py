"""The fatigue model against the published equations it is the limit of, endurance times, and low-effort fatigue."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from unclench.physiology.fatigue import active_share, fatigued_rate, recovery, resting_share, steady_fatigued

F, R = 0.00755, 0.00075  # trunk, Frey-Law 2012
PUBLISHED_ENDURANCE = {0.2: 678, 0.3: 354, 0.4: 217, 0.5: 141, 0.6: 93, 0.8: 35}  # s, from F and R for the trunk


def fatigued_after(
    demand: float, seconds: float, multiplier: float = 1.0, rest_drive: float = 0.0338, at: float = 0.0
) -> float:
    def rate(_: float, y: np.ndarray) -> list[float]:
        active = active_share(demand, y[0])
        return [fatigued_rate(y[0], active, F, recovery(demand, R, multiplier, rest_drive))]

    return float(solve_ivp(rate, (0, seconds), [at], rtol=1e-9, atol=1e-12).y[0, -1])


def endurance(demand: float, multiplier: float = 1.0) -> float:
    return float(brentq(lambda t: 1.0 - fatigued_after(demand, t, multiplier) - demand, 1.0, 3000.0, xtol=0.05))


def full_model(demand: float, seconds: float, command: float = 10.0) -> np.ndarray:
    """The three compartments as printed by Xia and Frey-Law (2008), written independently of the code under test."""

    def rate(_: float, y: np.ndarray) -> list[float]:
        resting, active, fatigued = y
        enough = active >= demand or resting > demand - active
        flow = command * ((demand - active) if enough else resting)
        return [-flow + R * fatigued, flow - F * active, F * active - R * fatigued]

    return np.asarray(solve_ivp(rate, (0, seconds), [1.0, 0.0, 0.0], method="LSODA", rtol=1e-8, atol=1e-10).y)


@pytest.mark.parametrize(("demand", "seconds"), PUBLISHED_ENDURANCE.items())
def test_endurance_times_of_the_trunk_are_the_published_ones(demand: float, seconds: float) -> None:
    """Within 1 % or 2 s: the published figures hold the second or so in which the full model builds up force."""
    assert endurance(demand) == pytest.approx(seconds, rel=0.01, abs=2.0)


@pytest.mark.parametrize("demand", [0.2, 0.4, 0.8])
def test_the_rest_multiplier_hardly_changes_endurance_of_steady_work(demand: float) -> None:
    assert endurance(demand, 15.0) == pytest.approx(PUBLISHED_ENDURANCE[demand], rel=0.03, abs=2.0)


@pytest.mark.parametrize("demand", [0.2, 0.3, 0.4, 0.5, 0.6, 0.8])
def test_endurance_lies_in_the_prediction_band_of_the_meta_analysis(demand: float) -> None:
    pooled = 22.69 * demand**-2.27  # Frey-Law and Avin 2010, trunk
    assert endurance(demand) == pytest.approx(pooled, rel=0.47)  # 95 % prediction interval 29-47 %


@pytest.mark.parametrize(("demand", "seconds"), [(0.15, 2000.0), (0.5, 300.0), (0.9, 200.0)])
def test_it_is_the_limit_of_the_full_three_compartments(demand: float, seconds: float) -> None:
    full = full_model(demand, seconds)
    assert fatigued_after(demand, seconds) == pytest.approx(full[2, -1], abs=3e-3)
    assert np.abs(full.sum(axis=0) - 1.0).max() < 1e-10


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1.5), st.floats(0, 1))
def test_the_three_shares_add_up_to_one_and_none_is_negative(demand: float, fatigued: float) -> None:
    active = active_share(demand, fatigued)
    resting = resting_share(active, fatigued)
    assert abs(resting + active + fatigued - 1.0) < 1e-10
    assert active >= 0
    assert resting >= -1e-10


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1.2), st.floats(0, 1), st.floats(10, 3000))
def test_conservation_holds_along_whole_paths(demand: float, start: float, seconds: float) -> None:
    end = fatigued_after(demand, seconds, 15.0, at=start)
    assert -1e-10 <= end <= 1 + 1e-10
    active = active_share(demand, end)
    assert abs(resting_share(active, end) + active + end - 1) < 1e-10


def test_an_hour_at_five_percent_costs_twelve_percent_of_strength(medians: dict[str, float]) -> None:
    loss = fatigued_after(0.05, 3600.0, medians["rest_multiplier"], medians["rest_drive"])
    assert loss == pytest.approx(0.12, abs=0.005)  # Sjogaard 1986


def test_rest_recovers_fifteen_times_faster_than_work_does(medians: dict[str, float]) -> None:
    at_rest = recovery(0.0, R, medians["rest_multiplier"], medians["rest_drive"])
    assert at_rest == pytest.approx(15 * R)
    assert recovery(0.5, R, medians["rest_multiplier"], medians["rest_drive"]) == pytest.approx(R, rel=1e-4)
    assert fatigued_after(0.0, math.log(2) / at_rest, 15.0, at=0.8) == pytest.approx(0.4, rel=0.01)


@pytest.mark.parametrize("demand", [0.01, 0.05, 0.2, 0.6])
def test_steady_level_is_where_long_work_ends(demand: float) -> None:
    expected = steady_fatigued(demand, F, recovery(demand, R, 15.0, 0.0338))
    assert fatigued_after(demand, 50_000, 15.0) == pytest.approx(expected, abs=2e-3)
