"""Try a step of the spasm equations, and accept or refuse it."""

from __future__ import annotations

from unclench.physiology.spasm import spasm_rates
from unclench.simulate.arrays import Vector
from unclench.simulate.control import larger, next_wanted, step_change
from unclench.simulate.inputs import fill_inputs
from unclench.simulate.life import Life
from unclench.simulate.noise import NOISE_GRID_S, next_noise
from unclench.simulate.rosenbrock import difference_jacobian, factor_step, spasm_step

REFRESH_STEPS = 30
"""The Jacobian is found anew after this many steps, and whenever a step with an older one was refused."""
SPASM_SCALE = 0.5
"""One tolerance unit of a spasm state, whose range is about 0-1; a larger state counts relative to itself."""


def attempt(step_s: float, after_s: float, life: Life) -> float:
    """Try one step; the new state waits in ``work``. Returns the error in units of the tolerance (NaN: failed)."""
    fill_inputs(after_s, life, life.work.after)
    make_matrix(step_s, life)
    spasm_step(life.being.spasm, life.numbers.spasm, step_s, life.work)
    return spasm_error(life.work.error, life.work.trial) / life.tolerance


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


def spasm_error(estimate: Vector, state: Vector) -> float:
    """Largest error of the step as a share of each state's range."""
    worst = 0.0
    for i in range(len(state)):
        worst = larger(worst, abs(estimate[i]) / max(SPASM_SCALE, abs(state[i])))
    return worst


def refuse(step_s: float, error: float, life: Life) -> None:
    """Make ready for a shorter step from the same state, with a new Jacobian unless this one was new."""
    work = life.work
    life.summary.refused += 1
    work.step_s = step_s * step_change(error)
    if work.age > 0:
        work.age = REFRESH_STEPS


def accept(step_s: float, after_s: float, error: float, life: Life) -> None:
    """Take over the state that waits in ``work`` and move the clock on."""
    work, being = life.work, life.being
    for i in range(len(being.spasm)):
        being.spasm[i] = work.trial[i]
    for i in range(len(work.before)):
        work.before[i] = work.after[i]
    work.step_s = next_wanted(work.step_s, step_s, error)
    work.age += 1
    life.summary.steps += 1
    move_clock(after_s, life)
    spasm_rates(being.spasm, work.before, life.numbers.spasm, work.rates)


def move_clock(time_s: float, life: Life) -> None:
    """Set the clock, and move the noise path on when it has reached the next knot."""
    work = life.work
    work.time_s = time_s
    if time_s >= (work.knot + 1) * NOISE_GRID_S:
        work.knot += 1
        work.path[0] = work.path[1]
        work.path[1] = next_noise(life.numbers.member, life.seed, work.knot, work.path[0], life.numbers.spasm)
