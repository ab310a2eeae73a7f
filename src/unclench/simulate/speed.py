"""One measurement of speed with its accuracy, and the people and the day that all measurements share.

Errors: per member, the time-mean error of each spasm output as a share of its range, the worst output counting; members
that lock or release differently from the truth are counted apart. Among solvers the truth is SciPy's LSODA, far finer
than anything that is timed; where only the engine runs it is the engine at a tolerance a thousand times finer. A whole
run is held, member by member, to the engine at a tolerance a hundred times finer, and only who is near the edge in that
fine run is counted apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.simulate.accuracy import FINE_TOLERANCE, errors, near_edge
from unclench.simulate.arrays import Cube, Flags
from unclench.simulate.ensemble import Lives, live_all
from unclench.simulate.eventful_day import eventful
from unclench.simulate.life import BEING, Records, Timeline, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.run import TOLERANCE
from unclench.simulate.schedule import timeline

TRUTH_TOLERANCE = TOLERANCE / 1000
SEED = 1
OUTPUT_EVERY_MIN = 10.0


@dataclass(frozen=True, slots=True)
class Speed:
    """One measurement.

    Attributes:
        part: of the benchmark, one of PARTS of ``bench``.
        what: which solver, with its tolerance.
        people: how many virtual people.
        hours: of their time.
        threads: on how many threads.
        clock: what ``seconds`` are of, ``processor`` or ``wall``.
        seconds: of every repeat.
        checked: of how many people the errors are, the first ones.
        median_error: over these; None where it was not measured.
        worst_error: over those of them that stay on the truth's branch, or, where it is known who is near the edge,
            over all who are not.
        off_branch: share of them that lock or release differently from the truth.
        near_edge: share of them that are near the edge between locking and not; None where it was not asked.
        errors: of each of them, to compare solvers on the same people.
        steps: mean accepted steps a member, or 0 where unknown.
    """

    part: str
    what: str
    people: int
    hours: float
    threads: int
    clock: str
    seconds: tuple[float, ...]
    checked: int = 0
    median_error: float | None = None
    worst_error: float | None = None
    off_branch: float | None = None
    steps: float = 0.0
    near_edge: float | None = None
    errors: tuple[float, ...] = ()

    @property
    def person_hours_per_second(self) -> float:
        """Throughput of the best repeat."""
        return self.people * self.hours / min(self.seconds)


@dataclass(frozen=True, slots=True)
class Task:
    """A measurement to be made: ``work`` is timed and its answer's first rows are compared with ``truth``."""

    part: str
    what: str
    people: int
    hours: float
    threads: int
    repeats: int
    work: Callable[[], Lives]
    truth: Callable[[], Cube]
    warm: Callable[[], object] | None = None
    """Called once before the clock starts: compiles."""
    near: Callable[[], Flags] | None = None
    """Who of the people of ``truth`` is near the edge, where that is asked."""

    def measure(self) -> Speed:
        """Do it; processor time on one thread, where others on the machine disturb it least, wall time otherwise."""
        clock, name = (time.process_time, "processor") if self.threads == 1 else (time.perf_counter, "wall")
        if self.warm is not None:
            self.warm()
        seconds = []
        for _ in range(self.repeats):
            began = clock()
            lives = self.work()
            seconds.append(clock() - began)
        known = (self.part, self.what, self.people, self.hours, self.threads, name, tuple(seconds))
        truth = self.truth()[: self.people]
        error, off = errors(lives.curves[: len(truth)], truth)
        near = self.near() if self.near is not None else None
        apart = off if near is None else near
        return Speed(
            *known,
            checked=len(truth),
            median_error=float(np.median(error)),
            worst_error=float((error[~apart] if not apart.all() else error).max()),
            off_branch=float(off.mean()),
            steps=float(np.mean(lives.summaries.steps)),
            near_edge=None if near is None else float(near.mean()),
            errors=tuple(error.tolist()),
        )


class Track:
    """The same people going through the same day, as often as it takes."""

    def __init__(self, knowledge: Knowledge, checked: int) -> None:
        """``checked`` people have their errors taken."""
        self.knowledge = knowledge
        self.values: Mapping[str, float] = parameter_values(knowledge)
        self.checked = checked
        self._truths: dict[float, Cube] = {}
        self._crowds: dict[tuple[int, float], tuple[Cube, Flags]] = {}

    def people(self, count: int) -> Records:
        """The first ``count`` of the population."""
        return sample(Person(), count, SEED, self.knowledge)

    def day(self, hours: float) -> Timeline:
        """The eventful day's first hours, reported every ten minutes."""
        return timeline(eventful(hours), self.values, OUTPUT_EVERY_MIN)

    def truth(self, hours: float) -> Cube:
        """The true course of those whose errors are taken, found once."""
        if hours not in self._truths:
            people = self.people(self.checked)
            self._truths[hours] = self.engine(people, self.day(hours), TRUTH_TOLERANCE, None, "double").curves
        return self._truths[hours]

    def crowd(self, count: int, hours: float) -> tuple[Cube, Flags]:
        """The fine course of every one of ``count`` people, and who is near the edge, found once."""
        if (count, hours) not in self._crowds:
            people, day = self.people(count), self.day(hours)
            near = near_edge(people, day, room(BEING, count), newborn=True, seed=SEED)
            self._crowds[count, hours] = self.engine(people, day, FINE_TOLERANCE, None, "double").curves, near
        return self._crowds[count, hours]

    @staticmethod
    def engine(people: Records, day: Timeline, tolerance: float, threads: int | None, precision: str) -> Lives:
        """Carry people through the day from rest."""
        return live_all(
            people,
            day,
            room(BEING, len(people)),
            newborn=True,
            seed=SEED,
            tolerance=tolerance,
            threads=threads,
            precision=precision,
        )
