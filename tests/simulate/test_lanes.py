"""Many people in one register: the functions of lanes against ``math``, the equations by person and by lane."""

import math

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.physiology import layout as at
from unclench.physiology.smooth import choose
from unclench.physiology.spasm import INPUTS, PARAMETERS, STATES, spasm_rates
from unclench.simulate.compile import compiled
from unclench.simulate.lanes import WIDTH, lane_rows
from unclench.simulate.population import sample

TYPES = {np.float64: 4e-14, np.float32: 1.2e-6}


def functions_of_lanes(table, out):
    x, results = lane_rows(table), lane_rows(out)
    results[0] = math.exp(x[0])
    results[1] = math.log(x[1])
    results[2] = math.tanh(x[0])
    results[3] = math.pow(x[1], x[2])
    results[4] = math.sqrt(x[1]) + abs(x[0])
    results[5] = max(x[0], 0.5) - min(x[0], x[1])
    results[6] = choose(x[0] > x[1], 2.0 * x[0], -x[1]) / 3
    results[7] = math.cos(x[3])
    results[8] = math.pow(x[1], 1.7) + choose(x[0] > 0.0, 1.0, 0.0)


EXPECTED = (
    lambda a, b, c, d: math.exp(a),
    lambda a, b, c, d: math.log(b),
    lambda a, b, c, d: math.tanh(a),
    lambda a, b, c, d: math.pow(b, c),
    lambda a, b, c, d: math.sqrt(b) + abs(a),
    lambda a, b, c, d: max(a, 0.5) - min(a, b),
    lambda a, b, c, d: (2 * a if a > b else -b) / 3,
    lambda a, b, c, d: math.cos(d),
    lambda a, b, c, d: math.pow(b, 1.7) + (1 if a > 0 else 0),
)


@pytest.mark.parametrize("kind", TYPES)
def test_functions_agree_with_math(kind):
    rng = np.random.default_rng(5)
    for _ in range(200):
        lanes = WIDTH // np.dtype(kind).itemsize
        angles = rng.uniform(-7, 7, lanes)
        exponents = rng.uniform(0.1, 4, lanes)
        table = np.stack([rng.uniform(-30, 30, lanes), 10 ** rng.uniform(-6, 6, lanes), exponents, angles])
        table, out = table.astype(kind), np.zeros((9, lanes), kind)
        compiled(functions_of_lanes)(table, out)
        for row, expected in zip(out, EXPECTED, strict=True):
            right = np.array([expected(*map(float, person)) for person in table.T])
            # the error of exp(y log x) grows with the size of the exponent
            assert row == pytest.approx(right, rel=20 * TYPES[kind], abs=TYPES[kind])


@pytest.mark.parametrize("kind", TYPES)
def test_functions_at_their_limits(kind):
    lanes = WIDTH // np.dtype(kind).itemsize
    table, out = np.ones((4, lanes), kind), np.zeros((9, lanes), kind)
    table[0, :5] = [-1e4, 1e4, np.nan, 0.0, np.inf]
    table[1, :5] = [0.0, 1.0, 1.0, np.nan, np.inf]
    with np.errstate(all="ignore"):
        compiled(functions_of_lanes)(table, out)
    assert 0.0 <= out[0, 0] < 1e-37
    assert out[0, 1] > 1e37
    assert out[2, 0] == -1.0
    assert out[2, 1] == 1.0
    assert out[3, 0] == 0.0
    assert np.isnan(out[[0, 2, 4], 2]).all()
    assert np.isnan(out[4, 3])


def rates_by_lane(state, inputs, p, rates):
    spasm_rates(lane_rows(state), lane_rows(inputs), lane_rows(p), lane_rows(rates))


@pytest.mark.parametrize("mechanism", [at.VICIOUS_CYCLE, at.GUARDING_ONLY, at.PAIN_ADAPTATION])
@pytest.mark.parametrize("kind", TYPES)
def test_the_equations_by_lane_are_those_by_person(knowledge, kind, mechanism):
    """Every lane gets its own answer although neighbours differ in everything: state, inputs and parameters."""
    lanes = WIDTH // np.dtype(kind).itemsize
    people = sample(Person(), lanes, 3, knowledge)
    rng = np.random.default_rng(7)
    state, rates = rng.uniform(0, 0.9, (len(STATES), lanes)).astype(kind), np.zeros((len(STATES), lanes), kind)
    inputs = rng.uniform(0, 1, (len(INPUTS), lanes)).astype(kind)
    inputs[[at.I_SKIN_C, at.I_MUSCLE_C]] = rng.uniform(5, 44, (2, lanes))
    inputs[[at.I_STRETCH_AMOUNT, at.I_STRETCH_SPEED], ::2] = 0.0
    inputs[at.I_MECHANISM] = mechanism
    p = np.ascontiguousarray(people.spasm.T, kind)
    assert p.shape == (len(PARAMETERS), lanes)
    compiled(rates_by_lane)(state, inputs, p, rates)
    for lane in range(lanes):
        expected = [0.0] * len(STATES)
        own_state, own_inputs, own_p = (each[:, lane].astype(float).tolist() for each in (state, inputs, p))
        spasm_rates(own_state, own_inputs, own_p, expected)
        assert rates[:, lane] == pytest.approx(expected, rel=100 * TYPES[kind], abs=3 * TYPES[kind])
