"""One virtual person's life from the first to the last moment of a timeline.

A step ends wherever an input jumps, at every knot of the noise path and at every result time, and is taken again,
shorter, when its error estimate is above the tolerance. Skin and muscle temperature run ahead on a clock of their own.
Written as plain Python; ``compile`` turns it into machine code.
"""

from __future__ import annotations

import math

from unclench.physiology.settle import settle
from unclench.physiology.spasm import injure, spasm_rates
from unclench.simulate.attempt import REFRESH_STEPS, accept, attempt, refuse
from unclench.simulate.control import FIRST_STEP_S, LEAST_STEP_S, landing_step
from unclench.simulate.heat_step import settle_column
from unclench.simulate.inputs import fill_inputs
from unclench.simulate.life import NOT_A_NUMBER, OK, TOO_MANY_STEPS, Life
from unclench.simulate.noise import NOISE_GRID_S, first_noise, next_noise
from unclench.simulate.results import write_due
from unclench.simulate.warmth import begin_warmth, enter_warmth, feel_warmth, run_ahead
from unclench.simulate.watch import begin_watch, watch_reflex

STEPS_A_KNOT_MOST = 400.0
"""A member that needs more than this many steps for each noise interval, on average, has failed."""


def born(life: Life) -> None:
    """Put a person at rest in the first posture of a timeline, with stationary noise."""
    timeline, inputs = life.timeline, life.work.before
    settle_column(life.numbers.heat, timeline.room_c, life.body, life.being.heat)
    for i in range(len(inputs)):
        inputs[i] = timeline.spells[0].inputs[i]
    begin_warmth(life)
    feel_warmth(timeline.spells[0].start_s, life, inputs)
    settle(inputs, life.numbers.spasm, life.being.spasm)
    life.being.noise = first_noise(life.numbers.member, life.seed, first_knot(life))


def live(life: Life) -> None:
    """Carry one person through the timeline; ``life.summary.status`` tells what became of them.

    ``life.being`` is changed from the first to the last moment's state. Results that a failure left unwritten stay as
    they were.
    """
    begin(life)
    for spell in range(len(life.timeline.spells)):
        enter(spell, life)
        write_due(life)
        life.summary.status = pass_spell(spell, life)
        if life.summary.status != OK:
            return
    write_due(life)
    life.being.noise = life.work.path[0]


def first_knot(life: Life) -> int:
    """Number of the noise knot at which the timeline begins; timelines begin on a knot."""
    knot: int = round(life.timeline.spells[0].start_s / NOISE_GRID_S)
    return knot


def begin(life: Life) -> None:
    """Set clock, noise path, column and summary to the first moment."""
    work = life.work
    work.time_s = life.timeline.spells[0].start_s
    work.step_s = FIRST_STEP_S
    work.knot = first_knot(life)
    work.output = 0
    work.path[0] = life.being.noise
    work.path[1] = next_noise(life.numbers.member, life.seed, work.knot, work.path[0], life.numbers.spasm)
    begin_warmth(life)
    begin_watch(life)


def enter(spell: int, life: Life) -> None:
    """Apply the jumps at the start of a spell and make the first small step of it ready."""
    at, being, work = life.timeline.spells[spell], life.being, life.work
    if at.injury > 0.0:
        injure(being.spasm, at.injury, life.numbers.spasm)
    enter_warmth(spell, life)
    for i in range(len(work.before)):
        work.before[i] = at.inputs[i]
    fill_inputs(work.time_s, life, work.before)
    for i in range(len(work.after)):
        work.after[i] = work.before[i]
    spasm_rates(being.spasm, work.before, life.numbers.spasm, work.rates)
    work.step_s = min(work.step_s, FIRST_STEP_S)
    work.age = REFRESH_STEPS


def pass_spell(spell: int, life: Life) -> int:
    """Step through one spell to its end; returns OK or why it failed."""
    work, spells = life.work, life.timeline.spells
    end_s = spells[spell].end_s
    most_steps = STEPS_A_KNOT_MOST * (10.0 + (spells[len(spells) - 1].end_s - spells[0].start_s) / NOISE_GRID_S)
    while work.time_s < end_s:
        if life.body.stirred == 1 and life.body.to_s <= work.time_s:
            status = run_ahead(spell, life)
            if status != OK:
                return status
        stop_s = next_stop(end_s, life)
        step_s = landing_step(work.step_s, stop_s - work.time_s)
        after_s = work.time_s + step_s if step_s < stop_s - work.time_s else stop_s
        error = attempt(step_s, after_s, life)
        if not error <= 1.0:
            refuse(step_s, error, life)
            if work.step_s < LEAST_STEP_S:
                return NOT_A_NUMBER if math.isnan(error) else TOO_MANY_STEPS
            continue
        watch_reflex(after_s, life)
        accept(step_s, after_s, error, life)
        if after_s < end_s:
            write_due(life)
        if life.summary.steps > most_steps:
            return TOO_MANY_STEPS
    return OK


def next_stop(end_s: float, life: Life) -> float:
    """The time that no step may cross: the spell's end, the noise's next knot, the column's time, the next result."""
    stop_s = min(end_s, (life.work.knot + 1) * NOISE_GRID_S)
    if life.body.stirred == 1:
        stop_s = min(stop_s, life.body.to_s)
    if life.work.output < len(life.timeline.output_s):
        return float(min(stop_s, life.timeline.output_s[life.work.output]))
    return stop_s
