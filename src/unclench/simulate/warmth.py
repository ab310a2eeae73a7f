"""Skin and muscle temperature through time, with steps of their own.

Nothing in the spasm equations acts back on the column, so it runs ahead on its own clock: a fraction of a second at a
time when ice has just touched the skin, many minutes when nothing does. It leaves a trace of readings; the nerves feel
them joined by straight lines, which are closer to the truth than the step's error estimate allows.
"""

from __future__ import annotations

import math

from unclench.physiology.tissue_heat import AIR, build_column, muscle_reading
from unclench.simulate.compile import hot
from unclench.simulate.control import FIRST_STEP_S, LEAST_STEP_S, landing_step, next_wanted, step_change
from unclench.simulate.heat_step import SOURCE, skin_surface
from unclench.simulate.life import FINISHED, HEAT_STATES, NOT_A_NUMBER, TOO_MANY_STEPS, TRACE_ROOM, Life
from unclench.simulate.noise import NOISE_GRID_S
from unclench.simulate.watch import watch_skin

LONGEST_STEP_S = 900.0


def begin_warmth(life: Life) -> None:
    """Build the column and set its clock to the timeline's first moment, in bare skin."""
    body, start_s = life.body, life.timeline.spells[0].start_s
    build_column(life.numbers.heat, body.widths_m, body.conductance, body.capacity)
    body.spell = 0
    body.entered = 0
    body.stirred = 0
    body.step_s = FIRST_STEP_S
    body.time_s = start_s
    stand_still(start_s, AIR, 0.0, life)


def stand_still(time_s: float, kind: int, elapsed_s: float, life: Life) -> None:
    """Empty the trace, and make the readings of this moment both ends of an interval of no length."""
    trace = life.trace
    trace.count = 0
    trace.read = 0
    take_reading(time_s, kind, elapsed_s, life)
    feel_next(life)
    feel_next_same(life)


def take_reading(time_s: float, kind: int, elapsed_s: float, life: Life) -> None:
    """Add what skin and muscle feel under ``kind`` to the trace."""
    trace, body, heat, p = life.trace, life.body, life.being.heat, life.numbers.heat
    trace.times_s[trace.count] = time_s
    trace.skins_c[trace.count] = skin_surface(heat, kind, elapsed_s, life.timeline.room_c, p, body)
    trace.muscles_c[trace.count] = muscle_reading(heat, body.widths_m, p)
    trace.count += 1


@hot
def feel_next(life: Life) -> None:
    """Move on to the next reading of the trace."""
    trace = life.trace
    trace.from_s = trace.to_s
    trace.skin_c[0] = trace.skin_c[1]
    trace.muscle_c[0] = trace.muscle_c[1]
    trace.to_s = trace.times_s[trace.read]
    trace.skin_c[1] = trace.skins_c[trace.read]
    trace.muscle_c[1] = trace.muscles_c[trace.read]
    trace.read += 1


@hot
def feel_next_same(life: Life) -> None:
    """Make the last reading the whole truth: what came before has jumped."""
    trace = life.trace
    trace.from_s = trace.to_s
    trace.skin_c[0] = trace.skin_c[1]
    trace.muscle_c[0] = trace.muscle_c[1]


def enter_warmth(spell: int, life: Life) -> None:
    """Put on the skin, or take off, what a spell says."""
    at, body = life.timeline.spells[spell], life.body
    if at.fresh == 1:
        life.being.heat[SOURCE] = at.source_c
    if at.surface != AIR:
        body.stirred = 1
    body.step_s = FIRST_STEP_S
    body.time_s = at.start_s


@hot
def warm_up_to(life: Life) -> bool:
    """Make the column's next step ready, up to ``body.after_s``; False when the trace is full or the timeline over."""
    body, trace, spells = life.body, life.trace, life.timeline.spells
    while trace.count < TRACE_ROOM and body.spell < len(spells):
        at = spells[body.spell]
        if body.entered == 0:
            enter_warmth(body.spell, life)
            body.entered = 1
            if body.stirred == 1:
                take_reading(at.start_s, at.surface, at.start_s - at.applied_s, life)
        elif body.stirred == 0 or body.time_s >= at.end_s:
            body.spell += 1
            body.entered = 0
        else:
            left_s = at.end_s - body.time_s
            step_s = landing_step(on_the_grid(body.time_s, min(body.step_s, LONGEST_STEP_S)), left_s)
            body.after_s = body.time_s + step_s if step_s < left_s else at.end_s
            return True
    return False


@hot
def judge_warmth(error: float, life: Life) -> bool:
    """Accept the column's step, whose change waits in ``body.change``, or refuse it; returns which.

    ``error`` is in units of the tolerance; NaN is refused. The person fails when no step is small enough.
    """
    body, at = life.body, life.timeline.spells[life.body.spell]
    step_s = body.after_s - body.time_s
    if not error <= 1.0:
        body.step_s = step_s * step_change(error)
        if body.step_s < LEAST_STEP_S:
            life.summary.status = NOT_A_NUMBER if math.isnan(error) else TOO_MANY_STEPS
            life.work.state = FINISHED
        return False
    for i in range(HEAT_STATES):
        life.being.heat[i] += body.change[i]
    body.time_s = body.after_s
    body.step_s = next_wanted(body.step_s, step_s, error)
    take_reading(body.time_s, at.surface, body.time_s - at.applied_s, life)
    watch_skin(step_s, body.time_s, life.trace.skins_c[life.trace.count - 1], body.spell, life)
    return True


def on_the_grid(from_s: float, step_s: float) -> float:
    """A long step shortened to end on a knot of the noise, where the spasm's steps end anyway."""
    if step_s < NOISE_GRID_S:
        return step_s
    return math.floor((from_s + step_s) / NOISE_GRID_S) * NOISE_GRID_S - from_s
