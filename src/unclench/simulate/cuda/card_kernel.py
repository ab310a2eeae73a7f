"""What every thread of the card does: find its person, and live their life."""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import Any, cast

import numpy as np
from numba import cuda

from unclench.simulate.arrays import Cube, Vector
from unclench.simulate.cuda.device_code import seeing_twins
from unclench.simulate.cuda.one_life import live_one
from unclench.simulate.life import Life, Records, Timeline
from unclench.simulate.rosenbrock import COUNT, MATRIX_ROWS, Stage


@cache
def card_kernel() -> Any:  # noqa: ANN401 - a Numba dispatcher has no public type
    """The kernel, compiled for the card at hand when first launched."""
    return cuda.jit(seeing_twins(cast(FunctionType, live_thread)))


def live_thread(  # noqa: PLR0913, PLR0917 - a kernel takes no keywords
    seed: int,
    tolerance: float,
    newborn: bool,
    spells: Records,
    doses: Records,
    output_s: Vector,
    room_c: float,
    people: Records,
    beings: Records,
    bodies: Records,
    traces: Records,
    works: Records,
    curves: Cube,
    summaries: Records,
) -> None:
    """The life of the person whose row is this thread's number; a step's work rows stay in the thread's own memory."""
    row = cuda.grid(1)
    if row >= len(people):
        return
    stage = Stage(
        cuda.local.array(COUNT, np.float64),
        cuda.local.array(COUNT, np.float64),
        cuda.local.array(COUNT, np.float64),
        cuda.local.array(COUNT, np.float64),
        cuda.local.array(COUNT, np.float64),
        cuda.local.array(COUNT, np.float64),
        cuda.local.array(MATRIX_ROWS, np.float64),
        cuda.local.array(COUNT, np.float64),
        cuda.local.array(COUNT, np.float64),
    )
    life = Life(
        seed,
        tolerance,
        Timeline(spells, doses, output_s, room_c),
        people[row],
        beings[row],
        bodies[row],
        traces[row],
        works[row],
        curves[row],
        summaries[row],
    )
    live_one(newborn, stage, life)
