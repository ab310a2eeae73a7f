"""Weeks and months: slow states in half-hour steps, with locking and letting go as chance events of known hazard.

The fast part (reflex, oxygen, metabolites) sits at its steady state on the branch that the person is on. Whether the
branch changes within a step is decided by the hazard of :mod:`unclench.simulate.escape`, from the distance of noise
to the end of the branch (:mod:`unclench.simulate.branches`), or by a sudden movement, which is followed through the
fast equations themselves. ``tests/simulate/test_slow_course.py`` holds it against the full engine where both can go.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person, check_range
from unclench.model.scenario import Cohort, Mechanism, Posture
from unclench.physiology import layout as at
from unclench.physiology.fatigue import active_share, recovery, steady_fatigued
from unclench.physiology.inflammation import overwork
from unclench.physiology.latch import LOCKED_REFLEX
from unclench.physiology.metabolites import anaerobic_share, nerve_response, steady_metabolites, washout_rate
from unclench.physiology.oxygen import steady_saturation
from unclench.physiology.posture import posture_demand
from unclench.physiology.settle import settle
from unclench.physiology.spasm import (
    demand_now,
    flow_now,
    guarding_target_now,
    injure,
    oxygen_demand_now,
    pain_now,
    reflex_target_now,
    sensitisation_target_now,
)
from unclench.simulate.arrays import Flags, Matrix, Vector
from unclench.simulate.branches import GRID, find_folds, stable_reflex
from unclench.simulate.compile import compiled
from unclench.simulate.escape import hazard, hazard_table
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.schedule import MECHANISMS

STEP_S = 1800.0
FAST_STEP_S = 0.005
TRIGGER_S = 0.1
TRIGGER_SPEED_PER_S = 1.0
SETTLES_S = 2.0
"""After a sudden movement the reflex is followed this long, many of its time constants, to see where it ends."""
STEPS_A_DAY = 48
BED_STEP = 32
"""Half-hour of the day from which people lie (16 hours up, 8 in bed)."""


@dataclass(frozen=True, slots=True)
class SlowCourse:
    """Noon of every day, one row a person.

    Attributes:
        days: day numbers from 0, (d,); day 0 is noon of the first day.
        locked: (n, d) whether the muscle is locked then.
        pain_nrs: (n, d) pain then, 0-10.
        driver: (n, d) what is left of the injury, 0-1.
        locks: (n,) how often the muscle locked, the one at the start included.
    """

    days: Vector
    locked: Flags
    pain_nrs: Matrix
    driver: Matrix
    locks: Vector


def slow_course(  # noqa: PLR0913 - options by keyword
    person: Person,
    *,
    knowledge: Knowledge,
    days: int,
    members: int = 256,
    seed: int = 1,
    mechanism: Mechanism = Mechanism.VICIOUS_CYCLE,
    cohort: Cohort = Cohort.POOLED,
    initial_injury: float = 1.0,
    starts_locked: bool = True,
    up: Posture = Posture.STANDING,
    in_bed: Posture = Posture.LYING_SIDE,
    triggers_a_day: float = 0.0,
    injuries_a_year: float = 0.0,
) -> SlowCourse:
    """How people fare over weeks and months, up for 16 hours a day and in bed for 8.

    Args:
        person: what is known; the unknown stays at the population's median.
        knowledge: fact-sheets, which hold every parameter.
        days: how many.
        members: how many virtual people.
        seed: decides who they are and what befalls them.
        mechanism: what is taken to keep the muscle locked.
        cohort: whose healing times.
        initial_injury: 0-1, fresh at the start.
        starts_locked: put everybody on the locked branch at the start, where there is one.
        up: posture by day.
        in_bed: posture by night; give the same as ``up`` for people who never lie down.
        triggers_a_day: sudden movements a day (a stretch at one muscle length a second), by chance.
        injuries_a_year: new injuries of the same size a year, by chance. Published recurrence, 73 % within a year
            (Pengel 2003), is what 1.3 a year make.

    Raises:
        InvalidInput: a number out of range.
    """
    check_range("days", days, 1, 3660)
    check_range("members", members, 1, 100_000)
    check_range("initial_injury", initial_injury, 0, 1)
    check_range("triggers_a_day", triggers_a_day, 0, 1000)
    check_range("injuries_a_year", injuries_a_year, 0, 1000)
    people = sample(person, members, seed, knowledge, cohort=cohort)
    values = parameter_values(knowledge)
    inputs = np.stack([held_inputs(posture, mechanism, values) for posture in (up, in_bed)])
    steps = days * STEPS_A_DAY
    random = np.random.default_rng(np.random.Philox(key=seed))
    results = np.full((members, days, 3), np.nan)
    locks = np.zeros(members)
    live = compiled(live_slowly)
    table = hazard_table(values["noise_correlation_s"])
    for row in range(members):
        live(
            np.ascontiguousarray(people.spasm[row]),
            inputs,
            table,
            random.random((steps, 3)),
            np.array(
                [
                    initial_injury,
                    float(starts_locked),
                    triggers_a_day / STEPS_A_DAY,
                    injuries_a_year / 365.25 / STEPS_A_DAY,
                ]
            ),
            results[row],
            locks[row : row + 1],
            np.zeros(len(at.STATES)),
            np.zeros(GRID),
            np.zeros(4),
        )
    return SlowCourse(np.arange(days, dtype=float), results[:, :, 0] > 0.5, results[:, :, 1], results[:, :, 2], locks)


def held_inputs(posture: Posture, mechanism: Mechanism, values: dict[str, float]) -> Vector:
    """The inputs of somebody in a posture in an ordinary room, with nothing on the skin and no medicine."""
    demand = posture_demand(posture, values)
    held = np.zeros(len(at.INPUTS))
    held[at.I_SPLINT] = held[at.I_HEALS] = 1.0
    held[at.I_MECHANISM] = MECHANISMS[mechanism]
    held[at.I_SPINAL_LOAD], held[at.I_POSTURE_DRIVE] = demand.spinal_load, demand.posture_drive
    held[at.I_MOTION] = demand.motion
    held[at.I_SKIN_C], held[at.I_MUSCLE_C] = 33.0, values["neutral_muscle_c"]
    return held


def live_slowly(  # noqa: PLR0913, PLR0917 - compiled code takes no keyword options
    p: Vector,
    inputs: Matrix,
    table: Vector,
    chance: Matrix,
    options: Vector,
    results: Matrix,
    locks: Vector,
    state: Vector,
    curve: Vector,
    folds: Vector,
) -> None:
    """One person's days; ``options`` holds injury, whether locked at first, triggers and injuries a step."""
    settle(inputs[0], p, state)
    injure(state, options[0], p)
    locked = options[1] > 0.5
    for step in range(len(chance)):
        held = inputs[0] if step % STEPS_A_DAY < BED_STEP else inputs[1]
        if options[3] > chance[step, 2]:
            injure(state, options[0], p)
        find_folds(state, held, p, curve, folds)
        was = locked
        locked = branch_after(locked, chance[step, 0], table, folds, curve)
        if not locked and options[2] > chance[step, 1]:
            state[at.S_REFLEX] = stable_reflex(0.0, False, folds, curve)
            startle(state, held, p)
            locked = not math.isnan(folds[0]) and state[at.S_REFLEX] > LOCKED_REFLEX
        if locked and (not was or step == 0):
            locks[0] += 1.0
        state[at.S_REFLEX] = stable_reflex(0.0, locked, folds, curve)
        drift(state, held, p)
        if step % STEPS_A_DAY == STEPS_A_DAY // 4:
            day = step // STEPS_A_DAY
            results[day, 0] = 1.0 if state[at.S_REFLEX] > LOCKED_REFLEX else 0.0
            results[day, 1] = pain_now(state, held, p, active_share(demand_now(state, held, p), state[at.S_FATIGUED]))
            results[day, 2] = state[at.S_DRIVER]


def branch_after(locked: bool, chance: float, table: Vector, folds: Vector, curve: Vector) -> bool:
    """Whether the person is on the locked branch after a step, by the hazard of leaving the present one."""
    if math.isnan(folds[0]):
        return stable_reflex(0.0, False, folds, curve) > LOCKED_REFLEX
    distance = -folds[2] if locked else folds[0]
    leaves = chance < 1.0 - math.exp(-STEP_S * hazard(distance, table))
    return locked != leaves


def startle(state: Vector, held: Vector, p: Vector) -> None:
    """A sudden stretch through the fast equation alone; only the reflex of ``state`` changes."""
    for step in range(round((TRIGGER_S + SETTLES_S) / FAST_STEP_S)):
        held[at.I_STRETCH_SPEED] = TRIGGER_SPEED_PER_S if step * FAST_STEP_S < TRIGGER_S else 0.0
        active = active_share(demand_now(state, held, p), state[at.S_FATIGUED])
        target = reflex_target_now(state, held, p, active)
        state[at.S_REFLEX] += FAST_STEP_S / p[at.P_REFLEX_S] * (target - state[at.S_REFLEX])
    held[at.I_STRETCH_SPEED] = 0.0


def drift(state: Vector, held: Vector, p: Vector) -> None:
    """One step of everything but the reflex: quick states to where they settle, slow ones along exponentials."""
    demand = demand_now(state, held, p)
    active = active_share(demand, state[at.S_FATIGUED])
    flow, uptake, half = (
        flow_now(state, held, p, active),
        oxygen_demand_now(active, held, p),
        p[at.P_UPTAKE_HALF_SATURATION],
    )
    recovering = recovery(demand, p[at.P_RECOVERY_RATE], p[at.P_REST_MULTIPLIER], p[at.P_REST_DRIVE])
    state[at.S_FATIGUED] = steady_fatigued(demand, p[at.P_FATIGUE_RATE], recovering)
    state[at.S_OXYGEN] = steady_saturation(flow, uptake, half, p[at.P_OXYGEN_CONTENT])
    washed = washout_rate(flow, p[at.P_RESTING_FLOW], p[at.P_METABOLITE_WASHOUT])
    anaerobic = anaerobic_share(state[at.S_OXYGEN], half)
    state[at.S_METABOLITES] = steady_metabolites(uptake, anaerobic, p[at.P_METABOLITE_YIELD], washed)
    state[at.S_CO_CONTRACTION] = guarding_target_now(state, held, p, active)
    target = sensitisation_target_now(state, held, p)
    calming = p[at.P_SENSITISATION_RISE_S] if target > state[at.S_SENSITISATION] else p[at.P_SENSITISATION_FALL_S]
    state[at.S_SENSITISATION] = target + (state[at.S_SENSITISATION] - target) * math.exp(-STEP_S / calming)
    worked = overwork(nerve_response(state[at.S_METABOLITES]), p[at.P_OVERWORK_THRESHOLD])
    fed = p[at.P_INFLAMMATION_BY_DRIVER] * state[at.S_DRIVER] + state[at.S_STRAIN]
    fed += p[at.P_INFLAMMATION_DECAY_S] * p[at.P_INFLAMMATION_BY_OVERWORK] * worked
    fading = math.exp(-STEP_S / p[at.P_INFLAMMATION_DECAY_S])
    state[at.S_INFLAMMATION] = fed + (state[at.S_INFLAMMATION] - fed) * fading
    state[at.S_STRAIN] *= math.exp(-STEP_S / p[at.P_STRAIN_S])
    state[at.S_DRIVER] *= math.exp(-STEP_S / (86_400.0 * p[at.P_HEALING_DAYS]))
    gaining, losing = (
        state[at.S_REFLEX] / p[at.P_HABITUATION_S],
        (1.0 - state[at.S_REFLEX]) / p[at.P_HABITUATION_RECOVERY_S],
    )
    level = gaining / (gaining + losing)
    state[at.S_HABITUATION] = level + (state[at.S_HABITUATION] - level) * math.exp(-STEP_S * (gaining + losing))
