"""The part of the model that general solvers can run: the spasm's equations with held temperatures, no noise.

Two hours: an injury, ten minutes of work, then lying on the side. Every solver gets the same people, the same start and
the same inputs, and hands back the states every two minutes. The truth is SciPy's LSODA a thousand times finer than
anything that is timed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from benchmarks.peer_c.build import Form, by_c
from numpy.typing import NDArray

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.model.scenario import Exertion, Injury, Posture, PostureChange, Scenario
from unclench.physiology import spasm
from unclench.simulate.compile import compiled
from unclench.simulate.ensemble import Lives, live_all
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
        values: the parameters that are everybody's.
        beings: the engine's records of the state just before the injury.
        temperatures: of skin and muscle in degC, (2, people).
    """

    people: Records
    numbers: Array
    starts: Array
    inputs: Array
    truth: Array
    values: dict[str, float]
    beings: Records
    temperatures: Array


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
    temperatures = np.array([resting[:, 0, RESULTS.index(name)] for name in ("skin_c", "muscle_c")])
    inputs = np.zeros((len(PHASES), count, len(spasm.INPUTS)))
    for phase, (_, _, effort, posture) in enumerate(PHASES):
        inputs[phase, :, spasm.I_VOLUNTARY_DRIVE] = effort
        inputs[phase, :, spasm.I_POSTURE_DRIVE] = values[f"{posture}_drive"]
        inputs[phase, :, spasm.I_SPINAL_LOAD] = values[f"{posture}_load"]
        inputs[phase, :, spasm.I_SPLINT] = inputs[phase, :, spasm.I_HEALS] = 1.0
        inputs[phase, :, spasm.I_SKIN_C] = temperatures[0]
        inputs[phase, :, spasm.I_MUSCLE_C] = temperatures[1]
    truth = np.array([by_lsoda(starts[row], numbers[row], inputs[:, row], 1e-9)[:, ROWS] for row in range(count)])
    return Episode(people, numbers, starts, inputs, truth, values, beings, temperatures)


def by_lsoda(start: Array, numbers: Array, inputs: Array, rtol: float, compile_rates: bool = True) -> Array:
    """One person's states at every wanted moment by SciPy's LSODA, (times, states).

    The rates are compiled, or Python's on plain numbers in lists, which are faster than arrays of eleven.
    """
    from scipy.integrate import solve_ivp

    twin, slope, state, found = compiled(spasm.spasm_rates), np.zeros(len(start)), start, []
    plain = numbers.tolist()
    for phase, (first, last, _, _) in enumerate(PHASES):
        here = inputs[phase]
        given = here.tolist()

        def compiled_rates(_: float, now: Array, here: Array = here) -> Array:
            twin(now, here, numbers, slope)
            return slope.copy()

        def python_rates(_: float, now: Array, given: list[float] = given) -> list[float]:
            changes = [0.0] * len(spasm.STATES)
            spasm.spasm_rates(now.tolist(), given, plain, changes)
            return changes

        rates = compiled_rates if compile_rates else python_rates

        when = times_s(first, last)
        path = solve_ivp(rates, (when[0], when[-1]), state, "LSODA", t_eval=when, rtol=rtol, atol=rtol * 0.01)
        state = path.y[:, -1]
        found.append(path.y.T if last == PHASES[-1][1] else path.y.T[:-1])
    return np.concatenate(found)


def by_engine(episode: Episode, tolerance: float, precision: str = "double") -> Array:
    """Everybody's compared states by the engine on one thread, (people, times, len(STATES))."""
    what = timeline(SCENARIO, episode.values, EVERY_MIN)
    lives = live_all(
        episode.people,
        what,
        episode.beings.copy(),
        newborn=False,
        seed=SEED,
        tolerance=tolerance,
        threads=1,
        precision=precision,
    )
    return compared(lives, episode)


def by_hand_written_c(episode: Episode, tolerance: float, form: Form) -> Array:
    """The same by the C of ``benchmarks.peer_c``."""
    what = timeline(SCENARIO, episode.values, EVERY_MIN)
    beings = episode.beings.copy()
    lives = by_c(form, episode.people, what, beings, episode.temperatures, seed=SEED, tolerance=tolerance)
    return compared(lives, episode)


def compared(lives: Lives, episode: Episode) -> Array:
    """The compared states among the engine's results; oxygen from what an oximeter would read of it."""
    wanted: Any = [RESULTS.index(name) for name in STATES.values()]
    found = np.asarray(lives.curves[:, :, wanted])
    oxygen, fresh = list(STATES).index("oxygen"), episode.numbers[:, [spasm.P_INFLOW_SHARE]]
    found[:, :, oxygen] = (found[:, :, oxygen] - fresh) / (1.0 - fresh)
    return found


def errors(found: Array, truth: Array, everybody: Array) -> Array:
    """Per person: the worst state's time-mean error, as a share of that state's range over ``everybody``."""
    spread = np.maximum(np.ptp(everybody, axis=(0, 1)), 0.1)
    return np.asarray((np.abs(found - truth).mean(axis=1) / spread).max(axis=1))
