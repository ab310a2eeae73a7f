"""Skin and muscle temperature through time, with steps of their own.

Nothing in the spasm equations acts back on the column, so it runs ahead on its own clock: a fraction of a second at a
time when ice has just touched the skin, many minutes when nothing does. The nerves feel the readings interpolated in a
straight line over a step, which is closer to the truth than the step's error estimate allows.
"""

from __future__ import annotations

import math

from unclench.physiology.spasm import I_MUSCLE_C, I_SKIN_C
from unclench.physiology.tissue_heat import AIR, build_column, muscle_reading
from unclench.simulate.arrays import Vector
from unclench.simulate.control import FIRST_STEP_S, LEAST_STEP_S, landing_step, larger, next_wanted, step_change
from unclench.simulate.heat_step import SOURCE, TONE, heat_step, skin_surface
from unclench.simulate.life import HEAT_STATES, NOT_A_NUMBER, OK, TOO_MANY_STEPS, Life
from unclench.simulate.noise import NOISE_GRID_S
from unclench.simulate.watch import watch_skin

HEAT_SCALE_C = 20.0
"""One tolerance unit of temperature: the tolerance is a share of the 20 degC that skin is cooled or warmed by."""
LONGEST_STEP_S = 900.0


def begin_warmth(life: Life) -> None:
    """Build the column and set its clock to the timeline's first moment, in bare skin."""
    body, start_s = life.body, life.timeline.spells[0].start_s
    build_column(life.numbers.heat, body.widths_m, body.conductance, body.capacity)
    body.stirred = 0
    body.step_s = FIRST_STEP_S
    stand_still(start_s, AIR, 0.0, life)


def enter_warmth(spell: int, life: Life) -> None:
    """Put on the skin, or take off, what a spell says."""
    at, body = life.timeline.spells[spell], life.body
    if at.fresh == 1:
        life.being.heat[SOURCE] = at.source_c
    if at.surface != AIR:
        body.stirred = 1
    if body.stirred == 1:
        body.step_s = FIRST_STEP_S
        stand_still(at.start_s, at.surface, at.start_s - at.applied_s, life)


def stand_still(time_s: float, kind: int, elapsed_s: float, life: Life) -> None:
    """Make the readings of this moment both ends of a step of no length."""
    body = life.body
    body.from_s = time_s
    body.to_s = time_s
    for end in range(2):
        body.skin_c[end] = skin_surface(life.being.heat, kind, elapsed_s, life.timeline.room_c, life.numbers.heat, body)
        body.muscle_c[end] = muscle_reading(life.being.heat, body.widths_m, life.numbers.heat)


def run_ahead(spell: int, life: Life) -> int:
    """Take one step of the column, within the spell; returns OK or why it failed."""
    at, body, room_c, p = life.timeline.spells[spell], life.body, life.timeline.room_c, life.numbers.heat
    while True:
        step_s = landing_step(on_the_grid(body.to_s, min(body.step_s, LONGEST_STEP_S)), at.end_s - body.to_s)
        heat_step(life.being.heat, at.surface, body.to_s - at.applied_s, room_c, step_s, p, body)
        error = heat_error(body.error) / life.tolerance
        if error <= 1.0:
            break
        body.step_s = step_s * step_change(error)
        if body.step_s < LEAST_STEP_S:
            return NOT_A_NUMBER if math.isnan(error) else TOO_MANY_STEPS
    for i in range(HEAT_STATES):
        life.being.heat[i] = body.trial[i]
    body.from_s = body.to_s
    body.to_s = body.to_s + step_s if step_s < at.end_s - body.to_s else at.end_s
    body.step_s = next_wanted(body.step_s, step_s, error)
    body.skin_c[0] = body.skin_c[1]
    body.muscle_c[0] = body.muscle_c[1]
    body.skin_c[1] = skin_surface(life.being.heat, at.surface, body.to_s - at.applied_s, room_c, p, body)
    body.muscle_c[1] = muscle_reading(life.being.heat, body.widths_m, p)
    watch_skin(step_s, body.to_s, spell, life)
    return OK


def on_the_grid(from_s: float, step_s: float) -> float:
    """A long step shortened to end on a knot of the noise, where the spasm's steps end anyway."""
    if step_s < NOISE_GRID_S:
        return step_s
    return math.floor((from_s + step_s) / NOISE_GRID_S) * NOISE_GRID_S - from_s


def heat_error(estimate: Vector) -> float:
    """Largest error of the column's step as a share of each state's range."""
    worst = float(abs(estimate[TONE]))
    for i in range(HEAT_STATES - 1):
        worst = larger(worst, abs(estimate[i]) / HEAT_SCALE_C)
    return worst


def feel_warmth(time_s: float, life: Life, inputs: Vector) -> None:
    """Fill in the temperatures of skin and muscle at a time within the column's last step."""
    body = life.body
    share = (time_s - body.from_s) / (body.to_s - body.from_s) if body.to_s > body.from_s else 1.0
    if body.stirred == 0:
        share = 1.0
    inputs[I_SKIN_C] = body.skin_c[0] + share * (body.skin_c[1] - body.skin_c[0])
    inputs[I_MUSCLE_C] = body.muscle_c[0] + share * (body.muscle_c[1] - body.muscle_c[0])
