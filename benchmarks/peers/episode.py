"""The part of the model that general solvers can run: the spasm's ten equations with held temperatures, no noise.

Two hours: an injury, ten minutes of work, then lying on the side. Every solver gets the same people, the same start and
the same inputs, and hands back the states every two minutes. The truth is SciPy's LSODA a thousand times finer than
anything that is timed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.model.scenario import Exertion, Injury, Posture, PostureChange, Scenario
from unclench.physiology import spasm
from unclench.simulate.compile import compiled
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import BEING, Records, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.results import RESULTS
from unclench.simulate.schedule import timeline

Array = NDArray[np.float64]

HOURS = 2.0
EVERY_MIN = 2.0
SCENARIO = Scenario(HOURS, (Injury(0, 1.0), Exertion(20, 10, 0.4), PostureChange(60, Posture.LYING_SIDE)))
PHASES = ((0, 20, 0.0, "standing"), (20, 30, 0.4, "standing"), (30, 60, 0.0, "standing"), (60, 120, 0.0, "lying_side"))
"""From minute, to minute, voluntary drive, posture."""
STATES = {
    "reflex": "reflex",
    "fatigued": "fatigue",
    "oxygen": "oxygen_saturation",
    "metabolites": "metabolites",
    "sensitisation": "sensitisation",
    "inflammation": "inflammation",
    "driver": "injury_driver",
}
"""The states that are compared, with the engine's name for each."""
ROWS = [spasm.STATES.index(name) for name in STATES]
SEED = 1


@dataclass(frozen=True)
class Episode:
    """The people (parameters and first states) and what happens to them.

    Attributes:
        people: the engine's records.
        numbers: parameters, (people, parameters).
        starts: states at minute 0, after the injury, (people, states).
        inputs: one row of inputs for each phase and person, (phases, people, inputs).
        truth: compared states, (people, times, len(STATES)).
    """

    people: Records
    numbers: Array
    starts: Array
    inputs: Array
    truth: Array
    values: dict[str, float]


def times_s(first_min: float, last_min: float) -> Array:
    """The moments of a phase at which states are wanted, both ends included."""
    return np.linspace(first_min * 60.0, last_min * 60.0, round((last_min - first_min) / EVERY_MIN) + 1)


def make(knowledge: Knowledge, count: int) -> Episode:
    """``count`` people at the first moment of the episode, and the true course of each."""
    values = dict(parameter_values(knowledge))
    people = sample(Person(), count, SEED, knowledge)
    people.spasm[:, spasm.P_NOISE_AMPLITUDE] = 0.0
    beings = room(BEING, count)
    still = timeline(Scenario(1 / 60), values, 1.0)
    resting = live_all(people, still, beings, newborn=True, seed=SEED, tolerance=1e-6).curves
    numbers = np.array([people[row].spasm for row in range(count)])
    starts = np.array([beings[row].spasm for row in range(count)])
    starts[:, spasm.S_DRIVER] = 1.0
    starts[:, spasm.S_INFLAMMATION] += numbers[:, spasm.P_INFLAMMATION_AT_INJURY]
    inputs = np.zeros((len(PHASES), count, len(spasm.INPUTS)))
    for phase, (_, _, effort, posture) in enumerate(PHASES):
        inputs[phase, :, spasm.I_VOLUNTARY_DRIVE] = effort
        inputs[phase, :, spasm.I_POSTURE_DRIVE] = values[f"{posture}_drive"]
        inputs[phase, :, spasm.I_SPINAL_LOAD] = values[f"{posture}_load"]
        inputs[phase, :, spasm.I_SPLINT] = inputs[phase, :, spasm.I_HEALS] = 1.0
        inputs[phase, :, spasm.I_SKIN_C] = resting[:, 0, RESULTS.index("skin_c")]
        inputs[phase, :, spasm.I_MUSCLE_C] = resting[:, 0, RESULTS.index("muscle_c")]
    truth = np.array([by_lsoda(starts[row], numbers[row], inputs[:, row], 1e-9)[:, ROWS] for row in range(count)])
    return Episode(people, numbers, starts, inputs, truth, values)


def by_lsoda(start: Array, numbers: Array, inputs: Array, rtol: float) -> Array:
    """One person's states at every wanted moment by SciPy's LSODA with compiled rates, (times, states)."""
    from scipy.integrate import solve_ivp

    twin, slope, state, found = compiled(spasm.spasm_rates), np.zeros(len(start)), start, []
    for phase, (first, last, _, _) in enumerate(PHASES):
        here = inputs[phase]

        def rates(_: float, now: Array, here: Array = here) -> Array:
            twin(now, here, numbers, slope)
            return slope.copy()

        when = times_s(first, last)
        path = solve_ivp(rates, (when[0], when[-1]), state, "LSODA", t_eval=when, rtol=rtol, atol=rtol * 0.01)
        state = path.y[:, -1]
        found.append(path.y.T if last == PHASES[-1][1] else path.y.T[:-1])
    return np.concatenate(found)


def by_engine(episode: Episode, tolerance: float) -> Array:
    """Everybody's compared states by the engine on one thread, (people, times, len(STATES))."""
    what = timeline(SCENARIO, episode.values, EVERY_MIN)
    beings = room(BEING, len(episode.people))
    lives = live_all(episode.people, what, beings, newborn=True, seed=SEED, tolerance=tolerance, threads=1)
    wanted: Any = [RESULTS.index(name) for name in STATES.values()]
    return np.asarray(lives.curves[:, :, wanted])


def errors(found: Array, truth: Array) -> Array:
    """Per person: the worst state's time-mean error, as a share of that state's range over everybody."""
    spread = np.maximum(np.ptp(truth, axis=(0, 1)), 0.1)
    return np.asarray((np.abs(found - truth).mean(axis=1) / spread).max(axis=1))
