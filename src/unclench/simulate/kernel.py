"""One virtual person's life from the first to the last moment of a timeline: what is done before and after each step.

A step ends wherever an input jumps, at every knot of the noise path, at every reading of the temperatures and at every
result time, and is taken again, shorter, when its error estimate is above the tolerance. Between :func:`get_ready` and
:func:`judge` somebody else takes the step: see ``crew``. Plain Python, which ``compile`` turns into machine code.
"""

from __future__ import annotations

import math

from unclench.physiology.settle import settle
from unclench.physiology.spasm import I_STRETCH_AMOUNT, I_STRETCH_SPEED, I_VOLUNTARY_DRIVE, injure
from unclench.physiology.tissue_heat import AIR
from unclench.simulate.compile import hot
from unclench.simulate.control import FIRST_STEP_S, LEAST_STEP_S, landing_step, next_wanted, step_change
from unclench.simulate.heat_step import settle_column
from unclench.simulate.inputs import VARYING, begin_path, feel_warmth, fill_inputs, move_clock
from unclench.simulate.life import FINISHED, NOT_A_NUMBER, RUNNING, TOO_MANY_STEPS, WAITING, Life
from unclench.simulate.noise import NOISE_GRID_S, first_noise
from unclench.simulate.results import write_due, write_rest
from unclench.simulate.warmth import begin_warmth, feel_next, feel_next_same
from unclench.simulate.watch import begin_watch, watch_reflex

STEPS_A_STRETCH = 32.0
"""A stretch is followed in at least so many steps: what it makes of the reflex decides whether the muscle locks."""
STEPS_A_KNOT_MOST = 400.0
"""A member that needs more than this many steps for each noise interval, on average, has failed."""


def born(life: Life) -> None:
    """Put a person at rest in the first posture of a timeline, with stationary noise.

    What is done in its first moment begins then: it has no past that the person could have settled in.
    """
    timeline, inputs = life.timeline, life.work.before
    settle_column(life.numbers.heat, timeline.room_c, life.body, life.being.heat)
    for i in range(len(inputs)):
        inputs[i] = timeline.spells[0].inputs[i]
    inputs[I_VOLUNTARY_DRIVE] = inputs[I_STRETCH_SPEED] = inputs[I_STRETCH_AMOUNT] = 0.0
    begin_warmth(life)
    feel_warmth(timeline.spells[0].start_s, life, inputs)
    settle(inputs, life.numbers.spasm, life.being.spasm)
    life.being.noise = first_noise(life.numbers.member, life.seed, first_knot(life))


def first_knot(life: Life) -> int:
    """Number of the noise knot at which the timeline begins; timelines begin on a knot."""
    knot: int = round(life.timeline.spells[0].start_s / NOISE_GRID_S)
    return knot


def begin(life: Life) -> None:
    """Set clock, noise path, column and summary to the first moment."""
    work = life.work
    work.time_s = life.timeline.spells[0].start_s
    work.step_s = FIRST_STEP_S
    work.output = 0
    work.spell = 0
    work.entered = 0
    work.feels = 0
    work.due = 0
    work.state = RUNNING
    spells = life.timeline.spells
    work.most_steps = STEPS_A_KNOT_MOST * (10.0 + (spells[len(spells) - 1].end_s - spells[0].start_s) / NOISE_GRID_S)
    begin_path(first_knot(life), life)
    begin_warmth(life)
    begin_watch(life)


def enter(spell: int, life: Life) -> None:
    """Apply the jumps at the start of a spell and make the first small step of it ready."""
    at, being, work = life.timeline.spells[spell], life.being, life.work
    if at.injury > 0.0:
        injure(being.spasm, at.injury, life.numbers.spasm)
    for i in range(len(work.before)):
        work.before[i] = at.inputs[i]
    fill_inputs(work.time_s, life, work.before)
    for i in range(len(work.after)):
        work.after[i] = work.before[i]
    work.step_s = min(work.step_s, FIRST_STEP_S)


@hot
def get_ready(life: Life) -> bool:
    """Take in what is due at this moment and make the inputs at the end of the next step ready.

    Returns whether a new spell was entered. ``work.state`` tells whether there is a step to take, the column's next
    readings are missing, or life is over.
    """
    work, trace, spells = life.work, life.trace, life.timeline.spells
    jumped = False
    while work.entered == 0 or work.time_s >= spells[work.spell].end_s:
        if work.entered == 1:
            work.entered = 0
            work.spell += 1
        if work.spell == len(spells):
            write_due(life)
            write_rest(life)
            life.being.noise = work.path[0]
            work.state = FINISHED
            return jumped
        if spells[work.spell].surface != AIR:
            work.feels = 1
        if work.feels == 1:
            if trace.read == trace.count:
                work.state = WAITING
                return jumped
            feel_next(life)
            feel_next_same(life)
        enter(work.spell, life)
        write_due(life)
        work.entered = 1
        jumped = True
    if work.feels == 1 and trace.to_s <= work.time_s:
        if trace.read == trace.count:
            work.state = WAITING
            return jumped
        feel_next(life)
    stop_s = next_stop(spells[work.spell].end_s, life)
    left_s = stop_s - work.time_s
    step_s = landing_step(min(work.step_s, longest_step(work.spell, life)), left_s)
    work.after_s = work.time_s + step_s if step_s < left_s else stop_s
    fill_inputs(work.after_s, life, work.after)
    return jumped


@hot
def longest_step(spell: int, life: Life) -> float:
    """The longest step that still follows a stretch closely; where nothing stretches, any."""
    here = life.timeline.spells[spell]
    if here.inputs[I_STRETCH_SPEED] == 0.0:
        return math.inf
    return float((here.end_s - here.start_s) / STEPS_A_STRETCH)


@hot
def next_stop(end_s: float, life: Life) -> float:
    """The time that no step may cross: the spell's end, the noise's next knot, the next reading, the next result."""
    stop_s = min(end_s, (life.work.knot + 1) * NOISE_GRID_S)
    if life.work.feels == 1:
        stop_s = min(stop_s, life.trace.to_s)
    if life.work.output < len(life.timeline.output_s):
        return float(min(stop_s, life.timeline.output_s[life.work.output]))
    return stop_s


@hot
def judge(error: float, life: Life) -> bool:
    """Accept the step to ``work.after_s``, whose state waits in ``work.trial``, or refuse it; returns which.

    ``error`` is in units of the tolerance; NaN is refused.
    """
    work, summary, step_s = life.work, life.summary, life.work.after_s - life.work.time_s
    if not error <= 1.0:
        summary.refused += 1
        work.step_s = step_s * step_change(error)
        if work.step_s < LEAST_STEP_S:
            fail(NOT_A_NUMBER if math.isnan(error) else TOO_MANY_STEPS, life)
        return False
    watch_reflex(work.after_s, life)
    for i in range(len(life.being.spasm)):
        life.being.spasm[i] = work.trial[i]
    for i in VARYING:
        work.before[i] = work.after[i]
    work.step_s = next_wanted(work.step_s, step_s, error)
    summary.steps += 1
    move_clock(work.after_s, life)
    if work.time_s < life.timeline.spells[work.spell].end_s:
        write_due(life)
    if summary.steps > work.most_steps:
        fail(TOO_MANY_STEPS, life)
    return True


def fail(status: int, life: Life) -> None:
    """End a life that cannot be followed further; results not yet written stay as they were."""
    write_rest(life)
    life.summary.status = status
    life.work.state = FINISHED
