"""One virtual person's life from the first to the last moment of a timeline.

A single adaptive step serves skin, muscle and nerve. A step ends wherever an input jumps, at every knot of the noise path
and at every result time, and is taken again, shorter, when its error estimate is above the tolerance. Written as plain
Python; ``compile`` turns it into machine code.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from unclench.physiology.settle import settle
from unclench.physiology.spasm import I_NOISE, P_NOISE_CORRELATION_S, injure, spasm_outputs, spasm_rates
from unclench.physiology.tissue_heat import AIR
from unclench.simulate.arrays import Ints, Matrix, Vector
from unclench.simulate.heat_step import HEAT_STATES, SOURCE, TONE, Body, heat_step, settle_column
from unclench.simulate.medicine import take_medicine
from unclench.simulate.philox import STREAM_NOISE, standard_normal
from unclench.simulate.rosenbrock import difference_jacobian, factor_step, spasm_step
from unclench.simulate.schedule import NOISE_GRID_S, Timeline
from unclench.simulate.sense import feel_skin, record
from unclench.simulate.watch import begin_watch, watch_reflex, watch_skin

OK, NOT_A_NUMBER, TOO_MANY_STEPS, NOT_LOCKED = 0, 1, 2, 3
"""What became of a member: fine; failed twice over; or, at the end of an onset, simply not locked."""

FIRST_STEP_S = 0.05
"""Step after an input jumped; it may grow sixfold each time."""
LEAST_STEP_S = 1e-7
SAFETY, SHRINK_MOST, GROW_MOST = 0.9, 0.15, 6.0
"""Usual step control: aim below the tolerance, never change the step by more than this at once."""
REFRESH_STEPS = 6
"""The Jacobian is found anew after this many steps, and whenever a step was refused."""
HEAT_SCALE_C = 20.0
"""One tolerance unit of temperature: the tolerance is a share of the 20 degC that skin is cooled or warmed by."""
SPASM_SCALE = 0.5
"""One tolerance unit of a spasm state, whose range is about 0-1; a larger state counts relative to itself."""
STEPS_A_KNOT_MOST = 400
"""A member that needs more than this many steps for each noise interval, on average, has failed."""


class Numbers(NamedTuple):
    """One person's parameters, each row in the order of its layer's PARAMETERS."""

    spasm: Vector
    heat: Vector
    medicine: Vector


class Being(NamedTuple):
    """One person's state: spasm states, column temperatures with source and tone, and the noise at the present knot."""

    spasm: Vector
    heat: Vector
    noise: Vector


class Work(NamedTuple):
    """Scratch rows of one thread."""

    rates: Vector
    shifted: Vector
    trial: Vector
    stages: Matrix
    jacobian: Matrix
    factors: Matrix
    pivots: Ints
    before: Vector
    after: Vector
    heat_trial: Vector
    heat_stages: Matrix
    levels: Vector
    path: Vector
    clock: Vector


CLOCK_PLACES = 9
(TIME, STEP, KNOT, OUTPUT, STEPS, REFUSED, STIRRED, FACTORED, AGE) = range(CLOCK_PLACES)
"""Places in ``Work.clock``."""


def born(member: int, seed: int, timeline: Timeline, numbers: Numbers, being: Being, body: Body, work: Work) -> None:
    """Put a person at rest in the first posture of a timeline, with stationary noise."""
    settle_column(numbers.heat, timeline.room_c, body, being.heat)
    for i in range(len(work.before)):
        work.before[i] = timeline.inputs[0, i]
    feel_skin(being.heat, AIR, 0.0, timeline.room_c, numbers.heat, body, work.before)
    settle(work.before, numbers.spasm, being.spasm)
    knot = round(timeline.start_s[0] / NOISE_GRID_S)
    being.noise[0] = standard_normal(seed, STREAM_NOISE, member, knot)


def live(
    member: int,
    seed: int,
    tolerance: float,
    timeline: Timeline,
    numbers: Numbers,
    being: Being,
    body: Body,
    work: Work,
    curves: Matrix,
    summary: Vector,
) -> int:
    """Carry one person through the timeline; returns what became of them (OK, NOT_A_NUMBER, TOO_MANY_STEPS).

    ``being`` is changed from the first to the last moment's state; ``curves[k]`` receives the results at
    ``timeline.output_s[k]`` (NaN after a failure) and ``summary`` what :mod:`watch` gathers.
    """
    clock = work.clock
    clock[TIME] = timeline.start_s[0]
    clock[STEP] = FIRST_STEP_S
    clock[KNOT] = round(timeline.start_s[0] / NOISE_GRID_S)
    clock[OUTPUT] = clock[STEPS] = clock[REFUSED] = clock[STIRRED] = 0.0
    work.path[0] = being.noise[0]
    work.path[1] = next_noise(member, seed, int(clock[KNOT]), work.path[0], numbers.spasm)
    begin_watch(being.spasm, being.heat, numbers.heat, body, timeline, summary)
    status = OK
    spells = len(timeline.injury)
    for spell in range(spells):
        enter(spell, timeline, numbers, being, body, work)
        write_due(spell, timeline, numbers, being, body, work, curves)
        status = pass_spell(member, seed, tolerance, spell, timeline, numbers, being, body, work, curves, summary)
        if status != OK:
            break
    write_due(spells - 1, timeline, numbers, being, body, work, curves)
    being.noise[0] = work.path[0]
    return status


def next_noise(member: int, seed: int, knot: int, now: float, p: Vector) -> float:
    """The noise at the next knot: Ornstein-Uhlenbeck of unit variance by exact discretisation (Gillespie 1996)."""
    keep = math.exp(-NOISE_GRID_S / p[P_NOISE_CORRELATION_S])
    return keep * now + math.sqrt(1.0 - keep * keep) * standard_normal(seed, STREAM_NOISE, member, knot + 1)


def enter(spell: int, timeline: Timeline, numbers: Numbers, being: Being, body: Body, work: Work) -> None:
    """Apply the jumps at the start of a spell and make the first small step of it ready."""
    clock = work.clock
    if timeline.injury[spell] > 0.0:
        injure(being.spasm, timeline.injury[spell], numbers.spasm)
    if timeline.fresh[spell] == 1:
        being.heat[SOURCE] = timeline.source_c[spell]
    if timeline.surface[spell] != AIR:
        clock[STIRRED] = 1.0
    for i in range(len(work.before)):
        work.before[i] = timeline.inputs[spell, i]
        work.after[i] = timeline.inputs[spell, i]
    fill_inputs(
        clock[TIME], spell, being.heat, timeline, numbers, body, work.path, clock[KNOT], work.levels, work.before
    )
    spasm_rates(being.spasm, work.before, numbers.spasm, work.rates)
    clock[STEP] = min(clock[STEP], FIRST_STEP_S)
    clock[AGE] = REFRESH_STEPS


def fill_inputs(
    time_s: float,
    spell: int,
    heat: Vector,
    timeline: Timeline,
    numbers: Numbers,
    body: Body,
    path: Vector,
    knot: float,
    levels: Vector,
    inputs: Vector,
) -> None:
    """Fill in the inputs that vary within a spell: noise, skin and muscle temperature, and what medicine does."""
    share = (time_s - knot * NOISE_GRID_S) / NOISE_GRID_S
    inputs[I_NOISE] = path[0] + share * (path[1] - path[0])
    elapsed_s = time_s - timeline.applied_s[spell]
    feel_skin(heat, timeline.surface[spell], elapsed_s, timeline.room_c, numbers.heat, body, inputs)
    take_medicine(
        time_s,
        timeline.dose_s,
        timeline.dose_drug,
        timeline.dose_mg,
        timeline.dose_food,
        numbers.medicine,
        levels,
        inputs,
    )


def write_due(
    spell: int, timeline: Timeline, numbers: Numbers, being: Being, body: Body, work: Work, curves: Matrix
) -> None:
    """Write the results of the present moment if they are due."""
    output = int(work.clock[OUTPUT])
    if output < len(timeline.output_s) and timeline.output_s[output] <= work.clock[TIME]:
        row = curves[output]
        spasm_outputs(being.spasm, work.before, numbers.spasm, row)
        record(work.clock[TIME], timeline, numbers.medicine, work.before, row)
        work.clock[OUTPUT] = output + 1.0


def pass_spell(
    member: int,
    seed: int,
    tolerance: float,
    spell: int,
    timeline: Timeline,
    numbers: Numbers,
    being: Being,
    body: Body,
    work: Work,
    curves: Matrix,
    summary: Vector,
) -> int:
    """Step through one spell to its end; returns OK or why it failed."""
    clock = work.clock
    end_s = timeline.start_s[spell + 1]
    most_steps = STEPS_A_KNOT_MOST * (10.0 + (timeline.start_s[-1] - timeline.start_s[0]) / NOISE_GRID_S)
    while clock[TIME] < end_s:
        limit_s = min(end_s, (clock[KNOT] + 1.0) * NOISE_GRID_S)
        output = int(clock[OUTPUT])
        if output < len(timeline.output_s):
            limit_s = min(limit_s, timeline.output_s[output])
        step_s = landing_step(clock[STEP], limit_s - clock[TIME])
        after_s = limit_s if step_s >= limit_s - clock[TIME] else clock[TIME] + step_s
        error = attempt(step_s, after_s, tolerance, spell, timeline, numbers, being, body, work)
        if not error <= 1.0:
            clock[REFUSED] += 1.0
            clock[AGE] = max(clock[AGE], REFRESH_STEPS) if clock[AGE] > 0.0 else 0.0
            clock[STEP] = step_s * step_change(error)
            if clock[STEP] < LEAST_STEP_S:
                return TOO_MANY_STEPS if error == error else NOT_A_NUMBER  # noqa: PLR0124 - only NaN differs from itself
            continue
        watch_reflex(clock[TIME], after_s, work.trial, summary)
        if clock[STIRRED] > 0.0:
            watch_skin(clock[TIME], after_s, spell, work.heat_trial, numbers.heat, body, timeline, summary)
        settle_step(after_s, step_s, error, member, seed, numbers, being, work)
        if after_s < end_s:
            write_due(spell, timeline, numbers, being, body, work, curves)
        if clock[STEPS] > most_steps:
            return TOO_MANY_STEPS
    return OK


def landing_step(wanted_s: float, left_s: float) -> float:
    """The wanted step, or one that lands on the limit: exactly, or in two equal steps when nearly there."""
    if wanted_s >= left_s:
        return left_s
    return min(wanted_s, 0.5 * left_s) if wanted_s > 0.5 * left_s else wanted_s


def step_change(error: float) -> float:
    """Factor by which the next step differs, from the error of this one in units of the tolerance."""
    if not error < 1e30:
        return SHRINK_MOST
    return min(GROW_MOST, max(SHRINK_MOST, SAFETY / math.sqrt(max(error, 1e-12))))


def attempt(
    step_s: float,
    after_s: float,
    tolerance: float,
    spell: int,
    timeline: Timeline,
    numbers: Numbers,
    being: Being,
    body: Body,
    work: Work,
) -> float:
    """Try one step; the new state waits in ``work``. Returns the error in units of the tolerance (NaN: failed)."""
    clock = work.clock
    elapsed_s = clock[TIME] - timeline.applied_s[spell]
    error = 0.0
    if clock[STIRRED] > 0.0:
        kind = timeline.surface[spell]
        heat_step(
            being.heat,
            kind,
            elapsed_s,
            timeline.room_c,
            step_s,
            numbers.heat,
            body,
            work.heat_stages,
            work.heat_trial,
        )
        error = heat_error(work.heat_stages[2], tolerance)
        heat = work.heat_trial
    else:
        heat = being.heat
    fill_inputs(after_s, spell, heat, timeline, numbers, body, work.path, clock[KNOT], work.levels, work.after)
    if clock[AGE] >= REFRESH_STEPS:
        difference_jacobian(being.spasm, work.before, numbers.spasm, work.rates, work.shifted, work.jacobian)
        clock[AGE] = 0.0
        clock[FACTORED] = 0.0
    if clock[FACTORED] != step_s:
        factor_step(work.jacobian, step_s, work.factors, work.pivots)
        clock[FACTORED] = step_s
    spasm_step(
        being.spasm,
        work.rates,
        work.after,
        numbers.spasm,
        step_s,
        work.factors,
        work.pivots,
        work.stages,
        work.trial,
    )
    for i in range(len(work.trial)):
        scaled = abs(work.stages[2, i]) / (tolerance * max(SPASM_SCALE, abs(work.trial[i])))
        error = scaled if not scaled <= error else error
    return error


def heat_error(estimate: Vector, tolerance: float) -> float:
    """Largest error of the column's step in units of the tolerance; NaN wins."""
    worst = abs(estimate[TONE]) / tolerance
    for i in range(HEAT_STATES - 1):
        scaled = abs(estimate[i]) / (tolerance * HEAT_SCALE_C)
        worst = scaled if not scaled <= worst else worst
    return worst


def settle_step(
    after_s: float, step_s: float, error: float, member: int, seed: int, numbers: Numbers, being: Being, work: Work
) -> None:
    """Accept the step that waits in ``work`` and move the clock, and the noise path when a knot was reached."""
    clock = work.clock
    for i in range(len(being.spasm)):
        being.spasm[i] = work.trial[i]
    if clock[STIRRED] > 0.0:
        for i in range(HEAT_STATES):
            being.heat[i] = work.heat_trial[i]
    for i in range(len(work.before)):
        work.before[i] = work.after[i]
    clock[TIME] = after_s
    clock[STEPS] += 1.0
    clock[AGE] += 1.0
    proposed_s = step_s * step_change(error)
    clock[STEP] = max(clock[STEP], proposed_s) if step_s < clock[STEP] else proposed_s
    if after_s >= (clock[KNOT] + 1.0) * NOISE_GRID_S:
        clock[KNOT] += 1.0
        work.path[0] = work.path[1]
        work.path[1] = next_noise(member, seed, int(clock[KNOT]), work.path[0], numbers.spasm)
    spasm_rates(being.spasm, work.before, numbers.spasm, work.rates)
