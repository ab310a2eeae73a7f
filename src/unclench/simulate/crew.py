"""A crew of people who go through one timeline side by side, each at a pace of their own.

The tables hold as many people as the machine computes at once. Whoever has come to the end, or must wait for the
column, gives their place to the next, so that no place stays empty; and nobody's numbers ever meet another's, so that a
life is the same to the last bit in any company.
"""

from __future__ import annotations

from typing import NamedTuple

from unclench.simulate.arrays import Cube, Ints
from unclench.simulate.compile import unowned
from unclench.simulate.life import Life, Records, Timeline

NOBODY = -1


class Crew(NamedTuple):
    """The people of one piece of work, row by row, and what they share.

    ``bodies``, ``traces`` and ``works`` are scratch for each row, ``tables`` and ``warm_tables`` one record each;
    ``seats`` holds the row of the person in each place of the tables, or NOBODY.
    """

    seed: int
    tolerance: float
    timeline: Timeline
    people: Records
    beings: Records
    bodies: Records
    traces: Records
    works: Records
    curves: Cube
    summaries: Records
    tables: Records
    warm_tables: Records
    seats: Ints


def life_of(row: int, crew: Crew) -> Life:
    """The life of the person in a row."""
    return unowned(
        Life(
            crew.seed,
            crew.tolerance,
            crew.timeline,
            crew.people[row],
            crew.beings[row],
            crew.bodies[row],
            crew.traces[row],
            crew.works[row],
            crew.curves[row],
            crew.summaries[row],
        )
    )
