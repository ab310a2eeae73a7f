"""Pressure, flow and oxygen against published numbers."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from unclench.physiology import layout as at
from unclench.physiology.blood_flow import blood_flow, dilation, intramuscular_pressure, open_share
from unclench.physiology.oxygen import met_share, oximeter_reading, saturation_rate, steady_saturation
from unclench.physiology.settle import resting_state
from unclench.physiology.spasm import spasm_outputs, spasm_rates

Medians = dict[str, float]
Inputs = Callable[..., list[float]]


def pressure(active: float, m: Medians) -> float:
    return intramuscular_pressure(active, m["resting_pressure"], m["pressure_gain"], m["pressure_curvature"])


def opened(mmhg: float, m: Medians) -> float:
    return open_share(mmhg, m["closing_pressure"], m["closing_steepness"])


def dilated(demand_fold: float, m: Medians, metabolites: float = 0.0) -> float:
    return dilation(
        demand_fold, metabolites, m["dilation_reserve"], m["dilation_demand_half"], m["dilation_by_metabolites"]
    )


def saturation_under_cuff(cuff_mmhg: float, minutes: float, m: Medians) -> float:
    """Saturation after these minutes relative to rest, resting muscle that was at rest before."""
    arguments = m["resting_uptake"], m["uptake_half_saturation"], m["oxygen_content"]

    def flow(cuff: float) -> float:
        return blood_flow(m["resting_flow"], dilated(0.0, m), 1.0, opened(m["resting_pressure"] + cuff, m))

    rest, held = steady_saturation(flow(0.0), *arguments), flow(cuff_mmhg)
    path = solve_ivp(
        lambda _, y: [saturation_rate(y[0], held, *arguments, m["oxygen_store"])], (0, 60 * minutes), [rest], rtol=1e-8
    )
    share = m["inflow_share"]
    return float(oximeter_reading(path.y[0, -1], share) / oximeter_reading(rest, share))


@pytest.mark.parametrize(
    ("active", "mmhg", "spread"), [(0.0, 6.1, 1.4), (0.2, 35, 17), (0.6, 186.6, 45), (1.0, 273.4, 1)]
)
def test_pressure_meets_the_lumbar_medians(active: float, mmhg: float, spread: float, medians: Medians) -> None:
    """Two studies with one curve between them: 50 at a fifth and 150 at 60 %, where 35 and 187 were read."""
    assert pressure(active, medians) == pytest.approx(mmhg, abs=spread)  # Styf 1987, Jensen 2000, Kramer 2004


def test_pressure_at_five_percent_is_about_twice_that_at_rest(medians: Medians) -> None:
    assert pressure(0.05, medians) / pressure(0.0, medians) == pytest.approx(
        2.0, abs=0.5
    )  # Sjogaard 1986, in the thigh


def test_flow_all_but_stops_at_fifty_to_sixty_four_percent(medians: Medians) -> None:
    assert opened(pressure(0.64, medians), medians) < 0.10 < opened(pressure(0.50, medians), medians)  # Sadamoto 1983
    assert opened(pressure(0.10, medians), medians) > 0.8


def test_oxygen_falls_with_cuff_pressure_as_measured(medians: Medians) -> None:
    """Each pressure from rest, as the study did it: 3 to 5 minutes, rest in between (Murthy 2001, mean and SD).

    Up to diastolic pressure; the step at systolic pressure is missed (0.71 where 0.86 was read).
    """
    observed = {20: (0.99, 0.034), 40: (0.96, 0.054), 60: (0.93, 0.079), 69: (0.90, 0.071)}
    for cuff, (mean, spread) in observed.items():
        assert abs(saturation_under_cuff(cuff, 4, medians) - mean) < spread, cuff


def test_vessels_open_about_tenfold_at_most(medians: Medians) -> None:
    assert dilated(49, medians) < 10
    assert dilated(1e9, medians) == pytest.approx(10)  # Hamaoka 2007


def test_work_at_five_percent_is_not_limited_by_blood(medians: Medians, row: list[float], inputs: Inputs) -> None:
    held = inputs(posture_drive=0.0, voluntary_drive=0.05)
    state = resting_state(held, row)
    assert met_share(state[at.S_OXYGEN], medians["uptake_half_saturation"]) > 0.85  # Sjogaard 1986
    outputs = [0.0] * len(at.OUTPUTS)
    spasm_outputs(state, held, row, outputs)
    grown = outputs[at.O_BLOOD_FLOW_ML_100G_MIN] / medians["resting_flow"]
    assert 7.2 / 3.9 < grown < 1.58 / 0.40  # a calf at 7.5 % (Richardson 1981); a leg, litres a minute against some 0.4


def test_oxygen_in_a_back_endurance_test_falls_and_is_back_in_four_minutes(row: list[float], inputs: Inputs) -> None:
    """Shape of Kell 2008: falls to the end of the test, near baseline after four minutes."""
    rest = resting_state(inputs(), row)
    work = follow(rest, inputs(voluntary_drive=0.55), row, 120.0)
    after = follow(work, inputs(), row, 240.0)
    assert work[at.S_OXYGEN] < 0.3 * rest[at.S_OXYGEN]
    assert after[at.S_OXYGEN] == pytest.approx(rest[at.S_OXYGEN], abs=0.08)


def test_flow_overshoots_after_hard_work(row: list[float], inputs: Inputs) -> None:
    rest = resting_state(inputs(), row)
    work = follow(rest, inputs(voluntary_drive=0.55), row, 120.0)
    assert flow_at(work, inputs(), row) > 1.3 * flow_at(rest, inputs(), row)
    assert flow_at(work, inputs(voluntary_drive=0.55), row) < flow_at(rest, inputs(), row)


@given(st.floats(0.5, 40), st.floats(0.02, 6), st.floats(0.02, 0.5))
def test_steady_saturation_is_a_root_between_zero_and_one(flow: float, demand: float, half: float) -> None:
    found = steady_saturation(flow, demand, half, 0.2)
    assert 0 < found < 1
    assert saturation_rate(found, flow, demand, half, 0.2, 1.0) == pytest.approx(0, abs=1e-10)


def follow(state: list[float], held: list[float], row: list[float], seconds: float) -> list[float]:
    def rate(_: float, y: np.ndarray) -> list[float]:
        rates = [0.0] * len(y)
        spasm_rates(list(y), held, row, rates)
        return rates

    return list(solve_ivp(rate, (0, seconds), state, method="LSODA", rtol=1e-7, atol=1e-10).y[:, -1])


def flow_at(state: list[float], held: list[float], row: list[float]) -> float:
    outputs = [0.0] * len(at.OUTPUTS)
    spasm_outputs(state, held, row, outputs)
    return outputs[at.O_BLOOD_FLOW_ML_100G_MIN]
