"""The system as a whole: rest is rest, states stay in range, and compiled and plain code are one."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.model.scenario import Posture
from unclench.physiology import layout as at
from unclench.physiology import spasm
from unclench.physiology.settle import resting_state

Inputs = Callable[..., list[float]]
SHARE = st.floats(0, 1)
STATE = st.tuples(
    SHARE,
    SHARE,
    SHARE,
    st.floats(0, 20),
    SHARE,
    st.floats(0, 2),
    SHARE,
    st.floats(0, 0.3),
    SHARE,
    SHARE,
    st.floats(0, 2),
).map(list)


def rates_of(state: list[float], held: list[float], row: list[float]) -> list[float]:
    rates = [math.nan] * len(at.STATES)
    spasm.spasm_rates(state, held, row, rates)
    return rates


def outputs_of(state: list[float], held: list[float], row: list[float]) -> dict[str, float]:
    outputs = [math.nan] * len(at.OUTPUTS)
    spasm.spasm_outputs(state, held, row, outputs)
    return dict(zip(at.OUTPUTS, outputs, strict=True))


@pytest.mark.parametrize("posture", list(Posture))
@pytest.mark.parametrize("mechanism", [at.VICIOUS_CYCLE, at.GUARDING_ONLY, at.PAIN_ADAPTATION])
def test_nothing_moves_at_rest(posture: Posture, mechanism: float, inputs: Inputs, row: list[float]) -> None:
    held = inputs(posture, mechanism=mechanism)
    moving = np.abs(rates_of(resting_state(held, row), held, row)) * at.TIME_SCALES
    limit = 1e-2 if posture is Posture.BENDING else 1e-5  # the rounded corner of fatigue-limited force costs 1e-6
    assert moving.max() < limit


def test_a_healthy_person_standing_feels_nothing_and_moves_freely(inputs: Inputs, row: list[float]) -> None:
    held = inputs()
    out = outputs_of(resting_state(held, row), held, row)
    assert out["pain_nrs"] < 0.05
    assert out["range_of_motion"] > 0.98
    assert out["locked"] == 0.0
    assert 0.01 <= out["activation"] <= 0.05  # tonic activity of relaxed standing, 1-5 % MVC


@settings(max_examples=150, deadline=None)
@given(STATE, st.floats(0, 1), st.floats(-4, 4), st.floats(5, 50), st.floats(20, 42), st.floats(0, 1))
def test_states_never_leave_their_range(
    inputs: Inputs,
    row: list[float],
    state: list[float],
    effort: float,
    noise: float,
    skin_c: float,
    muscle_c: float,
    drug: float,
) -> None:
    held = inputs(voluntary_drive=effort, noise=noise, skin_c=skin_c, muscle_c=muscle_c, nsaid_effect=drug)
    for index in range(len(state)):
        for edge in (0.0, 1.0):
            bounded_above = index in (
                at.S_REFLEX,
                at.S_FATIGUED,
                at.S_OXYGEN,
                at.S_SENSITISATION,
                at.S_CREEP,
                at.S_HABITUATION,
            )
            if edge == 1.0 and not bounded_above:
                continue
            at_edge = list(state)
            at_edge[index] = edge
            rate = rates_of(at_edge, held, row)[index]
            assert rate >= -1e-12 if edge == 0.0 else rate <= 1e-12, (at.STATES[index], edge)


@settings(max_examples=150, deadline=None)
@given(STATE, st.floats(0, 1), st.floats(-5, 45), st.floats(0, 1), st.floats(0, 1))
def test_outputs_are_finite_and_on_their_scales(
    inputs: Inputs, row: list[float], state: list[float], effort: float, skin_c: float, nsaid: float, other: float
) -> None:
    held = inputs(voluntary_drive=effort, skin_c=skin_c, nsaid_effect=nsaid, acetaminophen_effect=other)
    out = outputs_of(state, held, row)
    assert all(math.isfinite(value) for value in out.values())
    assert 0 <= out["pain_nrs"] <= 10
    assert 0 <= out["range_of_motion"] <= 1
    assert 0 <= out["activation"] <= 1
    assert out["blood_flow_ml_100g_min"] > 0


@settings(max_examples=100, deadline=None)
@given(STATE, st.sampled_from(["nsaid_effect", "acetaminophen_effect"]), SHARE, SHARE)
def test_more_medicine_never_hurts_more(
    inputs: Inputs, row: list[float], state: list[float], drug: str, a: float, b: float
) -> None:
    less, more = sorted((a, b))
    pain = [outputs_of(state, inputs(**{drug: level}), row)["pain_nrs"] for level in (less, more)]
    assert pain[1] <= pain[0] + 1e-12


@settings(max_examples=100, deadline=None)
@given(STATE, SHARE, SHARE)
def test_a_worse_injury_never_hurts_less(
    inputs: Inputs, row: list[float], state: list[float], a: float, b: float
) -> None:
    pain = []
    for driver in sorted((a, b)):
        state[at.S_DRIVER] = driver
        pain.append(outputs_of(state, inputs(), row)["pain_nrs"])
    assert pain[0] <= pain[1] + 1e-12


def test_injury_never_lowers_the_driver_and_adds_inflammation(row: list[float]) -> None:
    state = [0.0] * len(at.STATES)
    spasm.injure(state, 0.8, row)
    assert state[at.S_DRIVER] == 0.8
    assert state[at.S_INFLAMMATION] == pytest.approx(0.8 * row[at.P_INFLAMMATION_AT_INJURY])
    spasm.injure(state, 0.3, row)
    assert state[at.S_DRIVER] == 0.8


def test_a_driver_that_does_not_heal_stays_and_one_that_does_falls_by_e(inputs: Inputs, row: list[float]) -> None:
    state = [0.0] * len(at.STATES)
    state[at.S_DRIVER] = 0.5
    assert rates_of(state, inputs(heals=0.0), row)[at.S_DRIVER] == 0.0
    seconds = row[at.P_HEALING_DAYS] * 86_400
    assert rates_of(state, inputs(), row)[at.S_DRIVER] == pytest.approx(-0.5 / seconds)


def test_switching_the_splint_off_leaves_no_reflex(inputs: Inputs, row: list[float]) -> None:
    state = resting_state(inputs(), row)
    state[at.S_REFLEX] = 0.9
    rate = rates_of(state, inputs(splint=0.0), row)[at.S_REFLEX]
    assert rate == pytest.approx(-0.9 / row[at.P_REFLEX_S])


def test_sensitisation_rises_in_minutes_and_falls_in_hours(inputs: Inputs, row: list[float]) -> None:
    state = resting_state(inputs(), row)
    state[at.S_INFLAMMATION] = 1.0
    up = rates_of(state, inputs(), row)[at.S_SENSITISATION]
    target = 1 - math.exp(-row[at.P_SENSITISATION_BY_INFLAMMATION])
    assert up == pytest.approx(target / row[at.P_SENSITISATION_RISE_S], rel=0.05)
    state[at.S_INFLAMMATION], state[at.S_SENSITISATION] = 0.0, 0.5
    down = rates_of(state, inputs(), row)[at.S_SENSITISATION]
    assert down == pytest.approx(-0.5 / row[at.P_SENSITISATION_FALL_S], rel=0.05)


@pytest.mark.parametrize(("skin_c", "passes"), [(32.0, 1.0), (13.6, 1 - 0.47 / 2), (5.0, 1 / 1.89)])
def test_cold_skin_holds_pain_back_as_thresholds_rose(
    skin_c: float, passes: float, inputs: Inputs, row: list[float]
) -> None:
    """Bugaj 1975 for where, Algafly 2007 for how much (threshold up by 89 %)."""
    assert spasm.gate_now(inputs(skin_c=skin_c), row) == pytest.approx(passes, abs=0.01)
