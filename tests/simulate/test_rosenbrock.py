"""The implicit step: second order, also with a wrong matrix, and stable when stiff."""

import itertools
import math

import numpy as np
import pytest

from unclench.simulate import rosenbrock
from unclench.simulate.life import WORK, room

NOTHING = np.zeros(0)
SIZE = room(WORK, 1)[0].rates.shape[0]


def integrate(monkeypatch, rates, start, end_s, steps, *, input_of=lambda t: 0.0, wrong=1.0):
    """March with fixed steps; every state follows ``rates(y, input)``; the matrix is scaled by ``wrong``."""

    def all_rates(state, inputs, _p, out):
        for i in range(len(state)):
            out[i] = rates(state[i], inputs[0])

    monkeypatch.setattr(rosenbrock, "spasm_rates", all_rates)
    work, state, step_s = room(WORK, 1)[0], np.full(SIZE, start), end_s / steps
    for k in range(steps):
        work.before[0], work.after[0] = input_of(k * step_s), input_of((k + 1) * step_s)
        all_rates(state, work.before, None, work.rates)
        rosenbrock.difference_jacobian(state, work.before, NOTHING, work.rates, work.shifted, work.jacobian)
        work.jacobian[:] *= wrong
        rosenbrock.factor_step(work.jacobian, step_s, work.factors, work.pivots)
        rosenbrock.spasm_step(state, NOTHING, step_s, work)
        state = work.trial.copy()
    return state[0]


@pytest.mark.parametrize("wrong", [1.0, 0.5, 0.0])
def test_second_order_whatever_the_matrix(monkeypatch, wrong):
    exact = 1.0 / (1.0 + 9.0 * math.exp(-2.0))  # logistic growth from 0.1
    errors = [
        abs(integrate(monkeypatch, lambda y, _: y * (1.0 - y), 0.1, 2.0, n, wrong=wrong) - exact) for n in (20, 40, 80)
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
