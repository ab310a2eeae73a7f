"""Many people on many threads: the compiled kernel over ranges of members, each on its own.

A member's result never depends on its neighbours, on the number of threads or on the order of work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from unclench.physiology.spasm import INPUTS, STATES
from unclench.physiology.tissue_heat import CELLS, build_column
from unclench.simulate.arrays import Cube, Ints, Matrix, Vector
from unclench.simulate.compile import compiled
from unclench.simulate.heat_step import HEAT_STATES, Body
from unclench.simulate.kernel import CLOCK_PLACES, STEPS, Being, Numbers, Work, born, live
from unclench.simulate.medicine import DRUG_COUNT
from unclench.simulate.population import Population
from unclench.simulate.schedule import Timeline
from unclench.simulate.sense import RESULTS
from unclench.simulate.watch import SUMMARY

MEMBERS_AT_A_TIME = 16
"""Members in one piece of work for a thread: small enough to share evenly, large enough to cost nothing."""


@dataclass(frozen=True, slots=True)
class Beings:
    """The state of many people between two timelines, one row each (see ``kernel.Being``)."""

    spasm: Matrix
    heat: Matrix
    noise: Matrix

    @classmethod
    def unborn(cls, n: int) -> Beings:
        """Room for ``n`` people."""
        return cls(np.empty((n, len(STATES))), np.empty((n, HEAT_STATES)), np.empty((n, 1)))

    def copy(self) -> Beings:
        """The same people, apart from these."""
        return Beings(self.spasm.copy(), self.heat.copy(), self.noise.copy())

    def at(self, rows: Ints) -> Beings:
        """Only these rows, copied."""
        return Beings(self.spasm[rows], self.heat[rows], self.noise[rows])

    @classmethod
    def joined(cls, parts: Sequence[Beings]) -> Beings:
        """Everyone in the parts, in order."""
        return cls(
            np.concatenate([part.spasm for part in parts]),
            np.concatenate([part.heat for part in parts]),
            np.concatenate([part.noise for part in parts]),
        )


@dataclass(frozen=True, slots=True)
class Lives:
    """What became of each member: (members, times, RESULTS) curves, (members, SUMMARY) numbers, status and steps."""

    curves: Cube
    summaries: Matrix
    status: Ints
    steps: Ints


def work_room() -> Work:
    """Scratch rows for one thread."""
    n, m = len(STATES), HEAT_STATES
    return Work(
        rates=np.zeros(n),
        shifted=np.zeros(n),
        trial=np.zeros(n),
        stages=np.zeros((4, n)),
        jacobian=np.zeros((n, n)),
        factors=np.zeros((n, n)),
        pivots=np.zeros(n, np.int64),
        before=np.zeros(len(INPUTS)),
        after=np.zeros(len(INPUTS)),
        heat_trial=np.zeros(m),
        heat_stages=np.zeros((4, m)),
        levels=np.zeros(DRUG_COUNT),
        path=np.zeros(2),
        clock=np.zeros(CLOCK_PLACES),
    )


def body_room() -> Body:
    """Room for one person's column."""
    row = CELLS + 2
    return Body(*(np.zeros(row) for _ in range(8)), film_and_sink=np.zeros(2), border=np.zeros(3))


def live_range(
    first: int,
    last: int,
    newborn: bool,
    seed: int,
    tolerance: float,
    timeline: Timeline,
    members: Ints,
    spasm_p: Matrix,
    heat_p: Matrix,
    medicine_p: Matrix,
    spasm: Matrix,
    heat: Matrix,
    noise: Matrix,
    body: Body,
    work: Work,
    curves: Cube,
    summaries: Matrix,
    status: Ints,
    steps: Ints,
) -> None:
    """Carry rows ``first`` to ``last - 1`` through the timeline, at rest first if ``newborn``."""
    for row in range(first, last):
        numbers = Numbers(spasm_p[row], heat_p[row], medicine_p[row])
        being = Being(spasm[row], heat[row], noise[row])
        if newborn:
            born(members[row], seed, timeline, numbers, being, body, work)
        else:
            build_column(numbers.heat, body.widths_m, body.conductance, body.capacity)
        status[row] = live(
            members[row], seed, tolerance, timeline, numbers, being, body, work, curves[row], summaries[row]
        )
        steps[row] = int(work.clock[STEPS])


def live_all(
    population: Population,
    timeline: Timeline,
    beings: Beings,
    *,
    newborn: bool,
    seed: int,
    tolerance: float,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Lives:
    """Carry the whole population through the timeline; ``beings`` is changed to the last moment's state.

    Args:
        population: parameters; its length decides the number of members.
        timeline: what happens.
        beings: the state at the first moment, or room for it when ``newborn``.
        newborn: start at rest instead of from ``beings``.
        seed: of the noise.
        tolerance: local error per step, as a share of each state's range.
        threads: how many; as many as there are processors when None.
        progress: called with the share done, 0-1, from the calling thread.
    """
    n = len(population.numbers)
    lives = Lives(
        curves=np.full((n, len(timeline.output_s), len(RESULTS)), np.nan),
        summaries=np.full((n, len(SUMMARY)), np.nan),
        status=np.zeros(n, np.int64),
        steps=np.zeros(n, np.int64),
    )
    run_range = compiled(live_range)
    threads = threads or os.cpu_count() or 1
    rooms = [(body_room(), work_room()) for _ in range(threads)]

    def piece(first: int) -> None:
        body, work = rooms.pop()
        run_range(
            first,
            min(first + MEMBERS_AT_A_TIME, n),
            newborn,
            seed,
            tolerance,
            timeline,
            population.numbers,
            population.spasm,
            population.heat,
            population.medicine,
            beings.spasm,
            beings.heat,
            beings.noise,
            body,
            work,
            lives.curves,
            lives.summaries,
            lives.status,
            lives.steps,
        )
        rooms.append((body, work))

    starts = range(0, n, MEMBERS_AT_A_TIME)
    with ThreadPoolExecutor(threads) as pool:
        for done, _ in enumerate(pool.map(piece, starts), start=1):
            if progress is not None:
                progress(done / len(starts))
    return lives
