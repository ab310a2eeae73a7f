"""The implicit step: second order, also with a wrong matrix, and stable when stiff."""

import itertools
import math

import numpy as np
import pytest

from unclench.physiology import layout as at
from unclench.physiology.spasm import slow_rates, spasm_rates, stiff_rates
from unclench.simulate import rosenbrock
from unclench.simulate.rosenbrock import COUNT, MATRIX_ROWS, STIFF, Stage

FILL_MATRIX = rosenbrock.fill_matrix
IMPLICIT, EXPLICIT = at.S_REFLEX, at.S_METABOLITES


def blank_stage() -> Stage:
    row = np.zeros
    return Stage(
        row(COUNT), row(COUNT), row(COUNT), row(COUNT), row(COUNT), row(COUNT), row(MATRIX_ROWS), row(COUNT), row(COUNT)
    )


def integrate(monkeypatch, rates, start, end_s, steps, *, state=IMPLICIT, input_of=lambda t: 0.0, wrong=1.0):
    """March with fixed steps; every state follows ``rates(y, input)``; ``wrong`` scales the matrix away from 1."""

    def all_rates(state, inputs, _p, out):
        for i in range(len(state)):
            out[i] = rates(state[i], inputs[0])

    def fill_matrix(state, before, p, step_s, stage):
        FILL_MATRIX(state, before, p, wrong * step_s, stage)

    monkeypatch.setattr(rosenbrock, "spasm_rates", all_rates)
    monkeypatch.setattr(rosenbrock, "stiff_rates", all_rates)
    monkeypatch.setattr(rosenbrock, "fill_matrix", fill_matrix)
    now, step_s = np.full(COUNT, start), end_s / steps
    for k in range(steps):
        stage = blank_stage()
        rosenbrock.spasm_step(now, [input_of(k * step_s)], [input_of((k + 1) * step_s)], [], step_s, stage)
        now = now + stage.change
    return now[state]


@pytest.mark.parametrize("state", [IMPLICIT, EXPLICIT, at.S_CREEP, at.S_OXYGEN])
@pytest.mark.parametrize("wrong", [1.0, 0.5, 0.0])
def test_second_order_whatever_the_matrix(monkeypatch, wrong, state):
    exact = 1.0 / (1.0 + 9.0 * math.exp(-2.0))  # logistic growth from 0.1
    errors = [
        abs(integrate(monkeypatch, lambda y, _: y * (1.0 - y), 0.1, 2.0, n, wrong=wrong, state=state) - exact)
        for n in (20, 40, 80)
    ]
    orders = [math.log2(coarse / fine) for coarse, fine in itertools.pairwise(errors)]
    assert min(orders) > 1.8


def test_second_order_when_an_input_moves(monkeypatch):
    exact = (math.sin(2.0) - math.cos(2.0) + math.exp(-2.0)) / 2.0  # y' = -y + sin t
    errors = [
        abs(integrate(monkeypatch, lambda y, u: u - y, 0.0, 2.0, n, input_of=math.sin) - exact) for n in (20, 40, 80)
    ]
    assert errors[0] / errors[2] > 12.0


def test_a_fast_state_follows_a_ramp_at_once(monkeypatch):
    """The reflex is a thousand times faster than a step; it must sit on its slowly moving target, not beside it."""
    end = integrate(monkeypatch, lambda y, u: (u - y) / 1e-3, 0.0, 10.0, 10, input_of=lambda t: 0.1 * t)
    assert end == pytest.approx(1.0, abs=2e-4)


def test_stiff_decay_is_damped_in_one_step(monkeypatch):
    assert abs(integrate(monkeypatch, lambda y, _: -1e6 * y, 1.0, 1.0, 1)) < 1e-5


@pytest.mark.parametrize("state", STIFF)
def test_a_stiff_state_follows_one_that_moves_slowly(monkeypatch, state):
    """The reflex sits on a target that slow states move: it must go there within the step, not one step late."""

    def all_rates(now, _inputs, _p, out):
        for i in range(COUNT):
            out[i] = 0.1
        out[state] = (now[EXPLICIT] - now[state]) / 1e-3

    monkeypatch.setattr(rosenbrock, "spasm_rates", all_rates)
    monkeypatch.setattr(rosenbrock, "stiff_rates", all_rates)
    stage = blank_stage()
    rosenbrock.spasm_step(np.zeros(COUNT), [0.0], [0.0], [], 1.0, stage)
    assert stage.change[state] == pytest.approx(0.1, abs=2e-4)


def test_an_error_that_is_not_a_number_is_never_small():
    for spoiled in range(COUNT):
        stage = blank_stage()
        stage.error[spoiled] = np.nan
        assert not rosenbrock.spasm_error(np.zeros(COUNT), stage) <= 1.0


def test_what_only_the_stiff_states_are_asked_for_is_theirs_and_nobody_elses():
    rng = np.random.default_rng(4)
    state, inputs, p = rng.uniform(0.1, 0.9, COUNT), rng.uniform(0, 1, len(at.INPUTS)), rng.uniform(0.5, 2, 86)
    every, stiff, slow = np.full(COUNT, np.nan), np.full(COUNT, np.nan), np.full(COUNT, np.nan)
    spasm_rates(state, inputs, p, every)
    stiff_rates(state, inputs, p, stiff)
    slow_rates(state, inputs, p, slow)
    assert set(np.flatnonzero(np.isfinite(stiff)).tolist()) == {*STIFF, at.S_CREEP}
    assert np.array_equal(np.where(np.isnan(stiff), slow, stiff), every)
    assert (np.isnan(stiff) != np.isnan(slow)).all()
