"""The definition: equations, jumps and noise as they stand, through SciPy's stiff solver at tight tolerances.

Slow and simple; every other backend must agree with it. The solver starts afresh at every jump of an input and at every
knot of the noise path, so that it only ever meets smooth functions.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unclench.physiology.spasm import I_MUSCLE_C, I_SKIN_C, STATES, spasm_rates
from unclench.physiology.tissue_heat import muscle_reading
from unclench.simulate.arrays import Vector
from unclench.simulate.ensemble import Lives
from unclench.simulate.heat_step import heat_rates, skin_surface
from unclench.simulate.inputs import feel_warmth, fill_noise_and_medicine, move_clock
from unclench.simulate.kernel import begin, born, enter
from unclench.simulate.life import BODY, NOT_A_NUMBER, OK, TRACE, WORK, Life, Records, Timeline, room
from unclench.simulate.noise import NOISE_GRID_S
from unclench.simulate.results import write_due
from unclench.simulate.warmth import enter_warmth, stand_still
from unclench.simulate.watch import watch_reflex, watch_skin

METHOD = "LSODA"
RTOL = 1e-8
ATOL = 1e-9


def reference_lives(  # noqa: PLR0913 - options by keyword
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
    scratch = room(BODY, 1)[0], room(TRACE, 1)[0], room(WORK, 1)[0]
    for row in range(len(people)):
        life = Life(seed, rtol, timeline, people[row], beings[row], *scratch, lives.curves[row], lives.summaries[row])
        if newborn:
            born(life)
        live_reference(life, rtol, atol, rates or all_rates)
        if progress is not None:
            progress((row + 1) / len(people))
    return lives


def all_rates(time_s: float, state: Vector, spell: int, life: Life, rates: Vector) -> None:
    """Write the rates of change in 1/s of spasm and heat states, one after the other, into ``rates``."""
    at, inputs, room_c, count = life.timeline.spells[spell], life.work.after, life.timeline.room_c, len(STATES)
    heat, p, body, elapsed_s = state[count:], life.numbers.heat, life.body, time_s - at.applied_s
    fill_noise_and_medicine(time_s, life, inputs)
    if body.stirred == 1:
        inputs[I_SKIN_C] = skin_surface(heat, at.surface, elapsed_s, room_c, p, body)
        inputs[I_MUSCLE_C] = muscle_reading(heat, body.widths_m, p)
        heat_rates(heat, at.surface, elapsed_s, room_c, p, body, rates[count:])
    spasm_rates(state[:count], inputs, life.numbers.spasm, rates[:count])


def live_reference(life: Life, rtol: float, atol: float, rates: Callable[..., None]) -> None:
    """Carry one person through the timeline with SciPy; the counterpart of ``kernel.live``."""
    work, being = life.work, life.being
    begin(life)
    for spell in range(len(life.timeline.spells)):
        enter_exactly(spell, life)
        write_due(life)
        while work.time_s < life.timeline.spells[spell].end_s:
            life.summary.status = pass_smooth(spell, life, rtol, atol, rates)
            if life.summary.status != OK:
                return
    write_due(life)
    being.noise = work.path[0]


def enter_exactly(spell: int, life: Life) -> None:
    """Apply the jumps at the start of a spell to spasm and column, with temperatures and medicine of just then."""
    at = life.timeline.spells[spell]
    enter_warmth(spell, life)
    if life.body.stirred == 1:
        stand_still(at.start_s, at.surface, at.start_s - at.applied_s, life)
    enter(spell, life)
    fill_noise_and_medicine(at.start_s, life, life.work.before)


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
    stop_s = min(end_s, (work.knot + 1) * NOISE_GRID_S)
    if work.output < len(life.timeline.output_s):
        stop_s = min(stop_s, life.timeline.output_s[work.output])
    path = solve_ivp(changes, (work.time_s, stop_s), state, METHOD, rtol=rtol, atol=atol)
    if not path.success or not np.isfinite(path.y).all():
        return NOT_A_NUMBER
    at, was_s = life.timeline.spells[spell], work.time_s
    for time_s, now in zip(path.t[1:].tolist(), path.y.T[1:], strict=True):
        work.trial[:], being.heat[:] = now[:count], now[count:]
        watch_reflex(time_s, life)
        if life.body.stirred == 1:
            elapsed_s = time_s - at.applied_s
            skin_c = skin_surface(being.heat, at.surface, elapsed_s, life.timeline.room_c, life.numbers.heat, life.body)
            watch_skin(time_s - was_s, time_s, skin_c, spell, life)
        work.time_s = was_s = time_s
        life.summary.steps += 1
    being.spasm[:] = work.trial
    if life.body.stirred == 1:
        stand_still(stop_s, at.surface, stop_s - at.applied_s, life)
    move_clock(stop_s, life)
    fill_noise_and_medicine(stop_s, life, work.before)
    feel_warmth(stop_s, life, work.before)
    if stop_s < end_s:
        write_due(life)
    return OK
