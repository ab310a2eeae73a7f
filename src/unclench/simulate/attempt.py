"""Try a step, and accept or refuse it."""

from __future__ import annotations

import math

from unclench.physiology.spasm import spasm_rates
from unclench.simulate.arrays import Vector
from unclench.simulate.heat_step import TONE, heat_step
from unclench.simulate.inputs import fill_inputs
from unclench.simulate.life import HEAT_STATES, Life
from unclench.simulate.noise import NOISE_GRID_S, next_noise
from unclench.simulate.rosenbrock import difference_jacobian, factor_step, spasm_step

FIRST_STEP_S = 0.05
"""Step after an input jumped; it may grow sixfold each time."""
LEAST_STEP_S = 1e-7
SAFETY, SHRINK_MOST, GROW_MOST = 0.9, 0.15, 6.0
"""Usual step control: aim below the tolerance, never change the step by more than this at once."""
REFRESH_STEPS = 6
"""The Jacobian is found anew after this many steps, and whenever a step with an older one was refused."""
HEAT_SCALE_C = 20.0
"""One tolerance unit of temperature: the tolerance is a share of the 20 degC that skin is cooled or warmed by."""
SPASM_SCALE = 0.5
"""One tolerance unit of a spasm state, whose range is about 0-1; a larger state counts relative to itself."""


def attempt(step_s: float, after_s: float, spell: int, life: Life) -> float:
    """Try one step; the new state waits in ``work``. Returns the error in units of the tolerance (NaN: failed)."""
    work, body = life.work, life.body
    heat, error = life.being.heat, 0.0
    if work.stirred == 1:
        at = life.timeline.spells[spell]
        elapsed_s = work.time_s - at.applied_s
        heat_step(heat, at.surface, elapsed_s, life.timeline.room_c, step_s, life.numbers.heat, body)
        error = heat_error(body.error)
        heat = body.trial
    fill_inputs(after_s, spell, heat, life, work.after)
    make_matrix(step_s, life)
    spasm_step(life.being.spasm, life.numbers.spasm, step_s, work)
    return larger(error, spasm_error(work.error, work.trial)) / life.tolerance


def make_matrix(step_s: float, life: Life) -> None:
    """See that the Jacobian is recent and the matrix is factored for this step."""
    work = life.work
    if work.age >= REFRESH_STEPS:
        difference_jacobian(life.being.spasm, work.before, life.numbers.spasm, work.rates, work.shifted, work.jacobian)
        work.age = 0
        work.factored_s = 0.0
    if work.factored_s != step_s:
        factor_step(work.jacobian, step_s, work.factors, work.pivots)
        work.factored_s = step_s


def larger(worst: float, error: float) -> float:
    """The larger of two; NaN wins."""
    return error if not error <= worst else worst


def heat_error(estimate: Vector) -> float:
    """Largest error of the column's step as a share of each state's range."""
    worst = abs(estimate[TONE])
    for i in range(HEAT_STATES - 1):
        worst = larger(worst, abs(estimate[i]) / HEAT_SCALE_C)
    return worst


def spasm_error(estimate: Vector, state: Vector) -> float:
    """Largest error of the spasm's step as a share of each state's range."""
    worst = 0.0
    for i in range(len(state)):
        worst = larger(worst, abs(estimate[i]) / max(SPASM_SCALE, abs(state[i])))
    return worst


def step_change(error: float) -> float:
    """Factor by which the next step differs, from the error of this one in units of the tolerance."""
    if not error < 1e30:
        return SHRINK_MOST
    return min(GROW_MOST, max(SHRINK_MOST, SAFETY / math.sqrt(max(error, 1e-12))))


def refuse(step_s: float, error: float, life: Life) -> None:
    """Make ready for a shorter step from the same state, with a new Jacobian unless this one was new."""
    work = life.work
    life.summary.refused += 1
    work.step_s = step_s * step_change(error)
    if work.age > 0:
        work.age = REFRESH_STEPS


def accept(step_s: float, after_s: float, error: float, life: Life) -> None:
    """Take over the state that waits in ``work`` and move the clock, and the noise path when a knot was reached."""
    work, being = life.work, life.being
    for i in range(len(being.spasm)):
        being.spasm[i] = work.trial[i]
    if work.stirred == 1:
        for i in range(HEAT_STATES):
            being.heat[i] = life.body.trial[i]
    for i in range(len(work.before)):
        work.before[i] = work.after[i]
    proposed_s = step_s * step_change(error)
    work.step_s = max(work.step_s, proposed_s) if step_s < work.step_s else proposed_s
    work.time_s = after_s
    work.age += 1
    life.summary.steps += 1
    if after_s >= (work.knot + 1) * NOISE_GRID_S:
        work.knot += 1
        work.path[0] = work.path[1]
        work.path[1] = next_noise(life.numbers.member, life.seed, work.knot, work.path[0], life.numbers.spasm)
    spasm_rates(being.spasm, work.before, life.numbers.spasm, work.rates)
