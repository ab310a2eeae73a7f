"""One linearly implicit step of the spasm equations.

ROS2 of Verwer, Spee, Blom & Hundsdorfer, "A second-order Rosenbrock method applied to photochemical dispersion
problems" (SIAM J. Sci. Comput. 20, 1999): two stages, L-stable, and of second order whatever the matrix is. So the
matrix need hold only what is stiff: the reflex with co-contraction, oxygen and creep. All other states move slowly
against a step and are carried explicitly; to the stiff ones they are inputs that vary within the step, which enter as
their values at both ends. The first-order solution inside gives the error estimate.

Written for one person with rows of numbers; handed rows of lanes (see ``lanes``) it steps many people at once, each by
a step of their own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from unclench.physiology.floats import Floats
from unclench.physiology.layout import S_CO_CONTRACTION, S_CREEP, S_FATIGUED, S_METABOLITES, S_OXYGEN, S_REFLEX, STATES
from unclench.physiology.smooth import choose
from unclench.physiology.spasm import slow_rates, spasm_rates, stiff_rates
from unclench.simulate.compile import hot

GAMMA = 1.0 - 1.0 / math.sqrt(2.0)
"""The smaller of the two L-stable choices: error constant 0.04 against 1.4."""
NUDGE = 1e-4
"""Change of a state when its column of the matrix is found by a difference; coarse enough for single precision."""
SPASM_SCALE = 0.5
"""One tolerance unit of a spasm state, whose range is about 0-1; a larger state counts relative to itself."""
BETWEEN_WEIGHT = 30.0
"""By how much more an error counts while the reflex is half-way between relaxed and locked, where a small one can
decide which it will be. Found by trial: with it and the next, nobody of 16,384 away from the edge (see ``accuracy``) is
wrong."""
COUNT = len(STATES)
DRIVING_WEIGHT = 4.0
"""By how much more an error of metabolites or fatigue counts: they drive the reflex for minutes after, and a small
error of theirs decides whether a sudden stretch locks the muscle. Found by trial, as ``BETWEEN_WEIGHT``."""
ERROR_WEIGHTS = tuple(DRIVING_WEIGHT if i in (S_FATIGUED, S_METABOLITES) else 1.0 for i in range(COUNT))
STIFF = (S_REFLEX, S_CO_CONTRACTION, S_OXYGEN)
M_CREEP, M_OXYGEN, M_OXYGEN_BY_REFLEX, M_REFLEX, M_REFLEX_BY_CO, M_CO_BY_REFLEX, M_CO = range(7)
MATRIX_ROWS = 7


for each in (spasm_rates, stiff_rates, slow_rates):
    hot(each)


class Stage(NamedTuple):
    """Work rows of a step: rates at its start, two trial states, slopes of both stages, the solved matrix, the result.

    ``change`` receives the step's change of the state and ``error`` its error estimate.
    """

    rates: Floats
    shifted: Floats
    trial: Floats
    first: Floats
    second: Floats
    drift: Floats
    matrix: Floats
    change: Floats
    error: Floats


@hot
def spasm_step(state: Floats, before: Floats, after: Floats, p: Floats, step_s: float, stage: Stage) -> None:
    """Take one step from ``state`` with inputs that go from ``before`` to ``after``.

    Creep and the slow states are solved first; where they have moved to, with the inputs ``after``, drives the stiff
    states.
    """
    first, second, trial, drift = stage.first, stage.second, stage.trial, stage.drift
    spasm_rates(state, before, p, stage.rates)
    fill_matrix(state, before, p, step_s, stage)
    for i in range(COUNT):
        first[i] = stage.rates[i]
        trial[i] = state[i] + step_s * first[i]
    first[S_CREEP] = first[S_CREEP] * stage.matrix[M_CREEP]
    trial[S_CREEP] = state[S_CREEP] + step_s * first[S_CREEP]
    for i in STIFF:
        trial[i] = state[i]
    stiff_rates(trial, after, p, drift)
    for i in STIFF:
        drift[i] = GAMMA * (drift[i] - stage.rates[i])
        first[i] = first[i] + drift[i]
    solve_stiff(first, stage.matrix)
    for i in range(COUNT):
        trial[i] = state[i] + step_s * first[i]
    spasm_rates(trial, after, p, second)
    for i in range(COUNT):
        second[i] = second[i] - 2.0 * first[i]
    second[S_CREEP] = second[S_CREEP] * stage.matrix[M_CREEP]
    for i in STIFF:
        second[i] = second[i] - drift[i]
    solve_stiff(second, stage.matrix)
    for i in range(COUNT):
        stage.change[i] = step_s * (1.5 * first[i] + 0.5 * second[i])
        stage.error[i] = 0.5 * step_s * (first[i] + second[i])


@hot
def fill_matrix(state: Floats, before: Floats, p: Floats, step_s: float, stage: Stage) -> None:
    """Fill ``stage.matrix`` with the inverse of 1 - gamma h J of the stiff states, J by two one-sided differences.

    States that do not touch each other's rates, or so little that the method forgives it, share a difference.
    """
    weight = GAMMA * step_s / NUDGE
    rates, shifted, trial, matrix = stage.rates, stage.shifted, stage.trial, stage.matrix
    for i in range(COUNT):
        trial[i] = state[i]
    trial[S_REFLEX] = state[S_REFLEX] + NUDGE
    trial[S_CREEP] = state[S_CREEP] + NUDGE
    stiff_rates(trial, before, p, shifted)
    matrix[M_CREEP] = 1.0 / (1.0 - weight * (shifted[S_CREEP] - rates[S_CREEP]))
    matrix[M_OXYGEN_BY_REFLEX] = weight * (shifted[S_OXYGEN] - rates[S_OXYGEN])
    reflex = 1.0 - weight * (shifted[S_REFLEX] - rates[S_REFLEX])
    co_by_reflex = weight * (shifted[S_CO_CONTRACTION] - rates[S_CO_CONTRACTION])
    trial[S_REFLEX] = state[S_REFLEX]
    trial[S_CREEP] = state[S_CREEP]
    trial[S_OXYGEN] = state[S_OXYGEN] + NUDGE
    trial[S_CO_CONTRACTION] = state[S_CO_CONTRACTION] + NUDGE
    stiff_rates(trial, before, p, shifted)
    matrix[M_OXYGEN] = 1.0 / (1.0 - weight * (shifted[S_OXYGEN] - rates[S_OXYGEN]))
    co = 1.0 - weight * (shifted[S_CO_CONTRACTION] - rates[S_CO_CONTRACTION])
    reflex_by_co = weight * (shifted[S_REFLEX] - rates[S_REFLEX])
    inverse = 1.0 / (reflex * co - reflex_by_co * co_by_reflex)
    matrix[M_REFLEX] = co * inverse
    matrix[M_CO] = reflex * inverse
    matrix[M_REFLEX_BY_CO] = reflex_by_co * inverse
    matrix[M_CO_BY_REFLEX] = co_by_reflex * inverse


@hot
def solve_stiff(x: Floats, matrix: Floats) -> None:
    """Replace the stiff rows of the right-hand side ``x`` by the solution."""
    reflex, co = x[S_REFLEX], x[S_CO_CONTRACTION]
    x[S_REFLEX] = matrix[M_REFLEX] * reflex + matrix[M_REFLEX_BY_CO] * co
    x[S_CO_CONTRACTION] = matrix[M_CO_BY_REFLEX] * reflex + matrix[M_CO] * co
    x[S_OXYGEN] = (x[S_OXYGEN] + matrix[M_OXYGEN_BY_REFLEX] * x[S_REFLEX]) * matrix[M_OXYGEN]


def spasm_error(state: Floats, stage: Stage) -> float:
    """Largest error of the step as a share of each state's range; NaN when anything is."""
    worst = 0.0 * stage.error[0]
    spoiled = worst
    for i in range(COUNT):
        share = ERROR_WEIGHTS[i] * abs(stage.error[i]) / max(SPASM_SCALE, abs(state[i] + stage.change[i]))
        worst = choose(share > worst, share, worst)
        spoiled = spoiled + 0.0 * share
    between = max(half_way(state[S_REFLEX]), half_way(state[S_REFLEX] + stage.change[S_REFLEX]))
    return worst * (1.0 + BETWEEN_WEIGHT * between * between) + spoiled


@hot
def half_way(reflex: float) -> float:
    """1 half-way between relaxed and locked, 0 at either."""
    return 4.0 * reflex * (1.0 - reflex)
