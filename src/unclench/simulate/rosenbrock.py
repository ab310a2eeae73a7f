"""One linearly implicit step of the spasm equations.

ROS2 of Verwer, Spee, Blom & Hundsdorfer, "A second-order Rosenbrock method applied to photochemical dispersion
problems" (SIAM J. Sci. Comput. 20, 1999): two stages, one matrix, L-stable, and of second order whatever the matrix
is, so that the matrix may be old. Inputs that vary within the step enter as their values at both ends. The first-order
solution inside gives the error estimate.
"""

from __future__ import annotations

import math

from unclench.physiology.spasm import spasm_rates
from unclench.simulate.arrays import Ints, Matrix, Vector
from unclench.simulate.life import Work
from unclench.simulate.linear import factor, solve

GAMMA = 1.0 - 1.0 / math.sqrt(2.0)
"""The smaller of the two L-stable choices: error constant 0.04 against 1.4."""
NUDGE = 1e-6
"""Relative change of a state when its column of the Jacobian is found by a difference."""
LEAST_NUDGE = 1e-7


def difference_jacobian(
    state: Vector, inputs: Vector, p: Vector, rates: Vector, shifted: Vector, jacobian: Matrix
) -> None:
    """Fill ``jacobian`` with d(rates)/d(state) by one-sided differences; ``rates`` are those at ``state``.

    ``shifted`` is scratch space of the same length. ``state`` is changed and restored.
    """
    size = len(state)
    for column in range(size):
        held = state[column]
        nudge = NUDGE * abs(held) + LEAST_NUDGE
        state[column] = held + nudge
        spasm_rates(state, inputs, p, shifted)
        state[column] = held
        for row in range(size):
            jacobian[row, column] = (shifted[row] - rates[row]) / nudge


def factor_step(jacobian: Matrix, step_s: float, factors: Matrix, pivots: Ints) -> None:
    """Factor the matrix 1 - gamma h J of a step of ``step_s`` seconds."""
    size = len(pivots)
    for row in range(size):
        for column in range(size):
            factors[row, column] = -GAMMA * step_s * jacobian[row, column]
        factors[row, row] += 1.0
    factor(factors, pivots, size)


def spasm_step(state: Vector, p: Vector, step_s: float, work: Work) -> None:
    """Take one step from ``state``, whose rates with the inputs ``work.before`` are in ``work.rates``.

    ``work.trial`` receives the new state and ``work.error`` the error estimate.
    """
    size = len(state)
    first, second, drift, trial = work.first, work.second, work.drift, work.trial
    spasm_rates(state, work.after, p, drift)
    for i in range(size):
        drift[i] = GAMMA * (drift[i] - work.rates[i])
        first[i] = work.rates[i] + drift[i]
    solve(work.factors, work.pivots, size, first)
    for i in range(size):
        trial[i] = state[i] + step_s * first[i]
    spasm_rates(trial, work.after, p, second)
    for i in range(size):
        second[i] -= 2.0 * first[i] + drift[i]
    solve(work.factors, work.pivots, size, second)
    for i in range(size):
        trial[i] = state[i] + step_s * (1.5 * first[i] + 0.5 * second[i])
        work.error[i] = 0.5 * step_s * (first[i] + second[i])
