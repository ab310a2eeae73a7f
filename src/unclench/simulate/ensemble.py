"""Many people on many threads: the compiled kernel over ranges of members, each on its own.

A member's result never depends on its neighbours, on the number of threads or on the order of work.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from unclench.simulate.arrays import Cube
from unclench.simulate.compile import compiled, unowned
from unclench.simulate.kernel import born, live
from unclench.simulate.life import BODY, SUMMARY, WORK, Life, Records, Timeline, room
from unclench.simulate.results import RESULTS

MEMBERS_AT_A_TIME = 16
"""Members in one piece of work for a thread: small enough to share evenly, large enough to cost nothing."""


@dataclass(frozen=True, slots=True)
class Lives:
    """What became of each member: curves (members, times, RESULTS) and summaries (records of ``SUMMARY``)."""

    curves: Cube
    summaries: Records

    @classmethod
    def unlived(cls, n: int, timeline: Timeline) -> Lives:
        """Room for ``n`` members; what is never written stays NaN."""
        return cls(np.full((n, len(timeline.output_s), len(RESULTS)), np.nan), room(SUMMARY, n))


def live_range(  # noqa: PLR0913, PLR0917 - compiled code takes no keyword options
    first: int,
    last: int,
    newborn: bool,
    seed: int,
    tolerance: float,
    timeline: Timeline,
    people: Records,
    beings: Records,
    bodies: Records,
    works: Records,
    curves: Cube,
    summaries: Records,
) -> None:
    """Carry rows ``first`` to ``last - 1`` through the timeline, at rest first if ``newborn``.

    ``bodies`` and ``works`` hold one record of scratch space each.
    """
    for row in range(first, last):
        life = unowned(
            Life(
                seed,
                tolerance,
                timeline,
                people[row],
                beings[row],
                bodies[0],
                works[0],
                curves[row],
                summaries[row],
            )
        )
        if newborn:
            born(life)
        live(life)


def live_all(
    people: Records,
    timeline: Timeline,
    beings: Records,
    *,
    newborn: bool,
    seed: int,
    tolerance: float,
    threads: int | None = None,
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
        progress: called with the share done, 0-1, from the calling thread.
    """
    n = len(people)
    lives = Lives.unlived(n, timeline)
    run_range = compiled(live_range)
    threads = threads or os.cpu_count() or 1
    rooms = [(room(BODY, 1), room(WORK, 1)) for _ in range(threads)]

    def piece(first: int) -> None:
        last = min(first + MEMBERS_AT_A_TIME, n)
        scratch = rooms.pop()
        run_range(
            first, last, newborn, seed, tolerance, timeline, people, beings, *scratch, lives.curves, lives.summaries
        )
        rooms.append(scratch)

    starts = range(0, max(n, 1), MEMBERS_AT_A_TIME)
    with ThreadPoolExecutor(threads) as pool:
        for done, _ in enumerate(pool.map(piece, starts), start=1):
            if progress is not None:
                progress(done / len(starts))
    return lives
