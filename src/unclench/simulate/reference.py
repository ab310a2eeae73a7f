"""The definition: the same equations, jumps and noise through SciPy's stiff solver at tight tolerances, in plain Python.

Slow and simple; every other backend must agree with it. The solver starts afresh at every jump of an input and at every
knot of the noise path, so that it only ever meets smooth functions.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unclench.physiology.spasm import STATES, spasm_rates
from unclench.simulate.arrays import Vector
from unclench.simulate.ensemble import Lives
from unclench.simulate.heat_step import heat_rates
from unclench.simulate.inputs import fill_inputs
from unclench.simulate.kernel import begin, born, enter, next_stop
from unclench.simulate.life import BODY, NOT_A_NUMBER, OK, WORK, Life, Records, Timeline, room
from unclench.simulate.noise import NOISE_GRID_S, next_noise
from unclench.simulate.results import write_due
from unclench.simulate.watch import watch_reflex, watch_skin

METHOD = "LSODA"
RTOL = 1e-8
ATOL = 1e-9


def reference_lives(
    people: Records,
    timeline: Timeline,
    beings: Records,
    *,
    newborn: bool,
    seed: int,
    progress: Callable[[float], None] | None = None,
    rtol: float = RTOL,
    atol: float = ATOL,
    rates: Callable[..., None] | None = None,
) -> Lives:
    """Carry all people through the timeline, one by one; see ``ensemble.live_all``.

    Args:
        people: parameters, records of ``NUMBERS``.
        timeline: what happens.
        beings: the state at the first moment, or room for it; changed to the last moment's.
        newborn: start at rest instead of from ``beings``.
        seed: of the noise.
        progress: called with the share done, 0-1.
        rtol: relative tolerance of the solver.
        atol: absolute tolerance of the solver, in the unit of each state.
        rates: stands in for :func:`all_rates`, for example its compiled twin.
    """
    lives = Lives.unlived(len(people), timeline)
    body, work = room(BODY, 1)[0], room(WORK, 1)[0]
    for row in range(len(people)):
        life = Life(seed, rtol, timeline, people[row], beings[row], body, work, lives.curves[row], lives.summaries[row])
        if newborn:
            born(life)
        live_reference(life, rtol, atol, rates or all_rates)
        if progress is not None:
            progress((row + 1) / len(people))
    return lives


def all_rates(time_s: float, state: Vector, spell: int, life: Life, rates: Vector) -> None:
    """Write the rates of change in 1/s of spasm and heat states, one after the other, into ``rates``."""
    at, work, count = life.timeline.spells[spell], life.work, len(STATES)
    heat = state[count:]
    fill_inputs(time_s, spell, heat, life, work.after)
    spasm_rates(state[:count], work.after, life.numbers.spasm, rates[:count])
    if work.stirred == 1:
        elapsed_s = time_s - at.applied_s
        heat_rates(heat, at.surface, elapsed_s, life.timeline.room_c, life.numbers.heat, life.body, rates[count:])


def live_reference(life: Life, rtol: float, atol: float, rates: Callable[..., None]) -> None:
    """Carry one person through the timeline with SciPy; the counterpart of ``kernel.live``."""
    work, being = life.work, life.being
    begin(life)
    for spell in range(len(life.timeline.spells)):
        enter(spell, life)
        write_due(life)
        while work.time_s < life.timeline.spells[spell].end_s:
            life.summary.status = pass_smooth(spell, life, rtol, atol, rates)
            if life.summary.status != OK:
                return
    write_due(life)
    being.noise = work.path[0]


def pass_smooth(spell: int, life: Life, rtol: float, atol: float, rates: Callable[..., None]) -> int:
    """Integrate to the next stop, within which nothing jumps or bends; returns OK or NOT_A_NUMBER."""
    from scipy.integrate import solve_ivp

    work, being, end_s = life.work, life.being, life.timeline.spells[spell].end_s
    count = len(STATES)

    def changes(time_s: float, state: Vector) -> Vector:
        slope = np.zeros(len(state))
        rates(time_s, state, spell, life, slope)
        return slope

    state = np.concatenate([being.spasm, being.heat])
    stop_s = next_stop(end_s, life)
    path = solve_ivp(changes, (work.time_s, stop_s), state, METHOD, rtol=rtol, atol=atol)
    if not path.success or not np.isfinite(path.y).all():
        return NOT_A_NUMBER
    for time_s, now in zip(path.t[1:].tolist(), path.y.T[1:], strict=True):
        work.trial[:] = now[:count]
        life.body.trial[:] = now[count:]
        watch_reflex(time_s, life)
        if work.stirred == 1:
            watch_skin(time_s, spell, life)
        work.time_s = time_s
        life.summary.steps += 1
    being.spasm[:], being.heat[:] = work.trial, life.body.trial
    work.time_s = stop_s
    fill_inputs(stop_s, spell, being.heat, life, work.before)
    if stop_s >= (work.knot + 1) * NOISE_GRID_S:
        work.knot += 1
        work.path[0] = work.path[1]
        work.path[1] = next_noise(life.numbers.member, life.seed, work.knot, work.path[0], life.numbers.spasm)
    if stop_s < end_s:
        write_due(life)
    return OK
