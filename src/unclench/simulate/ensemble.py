"""Many people on many threads: the compiled kernel over ranges of members, each on its own.

A member's result never depends on its neighbours, on the number of threads or on the order of work.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from unclench.simulate.arrays import Cube, Ints
from unclench.simulate.attempt import ROWS, WARM_ROWS, new_tables
from unclench.simulate.compile import compiled
from unclench.simulate.crew import Crew
from unclench.simulate.life import BODY, SUMMARY, TRACE, WORK, Records, Timeline, room
from unclench.simulate.results import RESULTS
from unclench.simulate.spasm_crew import live_crew

MEMBERS_AT_A_TIME = 64
"""Members in one piece of work for a thread: small enough to share evenly, large enough that few places stay empty."""
PRECISIONS: dict[str, type[np.floating[Any]]] = {"double": np.float64, "single": np.float32}
"""Number formats in which the spasm's steps can be computed; states are summed in double precision in both."""


class Scratch(NamedTuple):
    """What a thread works in."""

    bodies: Records
    traces: Records
    works: Records
    tables: Records
    warm_tables: Records
    seats: Ints

    @classmethod
    def of(cls, members: int, precision: str) -> Scratch:
        """Scratch for pieces of up to ``members`` members."""
        kind = PRECISIONS[precision]
        tables, warm_tables = new_tables(ROWS, kind), new_tables(WARM_ROWS, kind)
        seats = np.zeros(tables[0].p.shape[1], np.int64)
        return cls(room(BODY, members), room(TRACE, members), room(WORK, members), tables, warm_tables, seats)


@dataclass(frozen=True, slots=True)
class Lives:
    """What became of each member: curves (members, times, RESULTS) and summaries (records of ``SUMMARY``)."""

    curves: Cube
    summaries: Records

    @classmethod
    def unlived(cls, n: int, timeline: Timeline) -> Lives:
        """Room for ``n`` members; what is never written stays NaN."""
        return cls(np.full((n, len(timeline.output_s), len(RESULTS)), np.nan), room(SUMMARY, n))


def live_all(  # noqa: PLR0913 - options by keyword
    people: Records,
    timeline: Timeline,
    beings: Records,
    *,
    newborn: bool,
    seed: int,
    tolerance: float,
    threads: int | None = None,
    precision: str = "double",
    progress: Callable[[float], None] | None = None,
) -> Lives:
    """Carry all people through the timeline; ``beings`` is changed to the last moment's state.

    Args:
        people: parameters, records of ``NUMBERS``.
        timeline: what happens.
        beings: the state at the first moment, records of ``BEING``, or room for it when ``newborn``.
        newborn: start at rest instead of from ``beings``.
        seed: of the noise.
        tolerance: local error per step, as a share of each state's range.
        threads: how many; as many as there are processors when None. Results do not depend on it.
        precision: of the spasm's steps, one of PRECISIONS.
        progress: called with the share done, 0-1, from the calling thread.
    """
    n = len(people)
    lives = Lives(np.empty((n, len(timeline.output_s), len(RESULTS))), room(SUMMARY, n))
    live_piece = compiled(live_crew)
    threads = threads or os.cpu_count() or 1
    at_a_time = max(1, min(MEMBERS_AT_A_TIME, -(-n // threads)))
    rooms = [Scratch.of(min(at_a_time, max(n, 1)), precision) for _ in range(threads)]

    def piece(first: int) -> None:
        rows = slice(first, min(first + at_a_time, n))
        lives.curves[rows] = np.nan
        scratch = rooms.pop()
        crew = Crew(
            seed,
            tolerance,
            timeline,
            people[rows],
            beings[rows],
            scratch.bodies,
            scratch.traces,
            scratch.works,
            lives.curves[rows],
            lives.summaries[rows],
            scratch.tables,
            scratch.warm_tables,
            scratch.seats,
        )
        live_piece(crew, newborn)
        rooms.append(scratch)

    starts = range(0, max(n, 1), at_a_time)
    with ThreadPoolExecutor(threads) as pool:
        for done, _ in enumerate(pool.map(piece, starts), start=1):
            if progress is not None:
                progress(done / len(starts))
    return lives
