"""One person's skin held against one thing: the heat column alone, for numbers that no course reports.

Backward Euler steps that start short and grow with the time gone by, because contact is most violent at first. The loop
is plain Python and is compiled like the engine.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from unclench.physiology.heat_parameters import AIR_FILM, ARTERIAL_C
from unclench.physiology.tissue_heat import (
    AIR,
    CELLS,
    basal_reading,
    build_column,
    burn_rate,
    eliminate_and_solve,
    mean_skin,
    perfusion_and_sources,
    resting_column,
    skin_reading,
    source_rate,
    surface,
    tone_rate,
)
from unclench.simulate.arrays import Vector
from unclench.simulate.compile import compiled

ROOM_C = 23.0
ROOM_FILM = 10.0
FIRST_STEP_S = 0.01
STEP_SHARE = 0.01
"""A step is this share of the time gone by (1 % error in a time to burn), within its shortest and longest."""
LONGEST_STEP_S = 10.0


class Exposure(NamedTuple):
    """How a spell ended: minutes, skin and basal temperature in degC, skin flow relative to rest, damage integral."""

    minutes: float
    skin_c: float
    basal_c: float
    flow_ratio: float
    damage: float


class Rows(NamedTuple):
    """Work rows of one column."""

    widths_m: Vector
    conductance: Vector
    capacity: Vector
    perfusion: Vector
    metabolism: Vector
    diagonal: Vector
    right: Vector
    cells: Vector
    film_and_sink: Vector


def expose(p: Vector, kind: int, source_c: float, minutes: float, until_damage: float = np.inf) -> Exposure:
    """Put a source on resting skin for ``minutes``, or until the damage integral reaches ``until_damage``.

    With ``kind`` AIR the skin lies in a stream at ``source_c`` whose film coefficient is the person's ``air_film`` (set
    it to that of water); the person has rested in room air before.

    Args:
        p: heat parameters of one person.
        kind: what is put on, one of the kinds of :mod:`unclench.physiology.contact`.
        source_c: its temperature at the start.
        minutes: for how long at most.
        until_damage: where to stop early.
    """
    sizes = (CELLS, CELLS + 1, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, 2)
    rows = Rows(*(np.zeros(size) for size in sizes))
    resting = p.copy()
    resting[AIR_FILM] = ROOM_FILM if kind == AIR else p[AIR_FILM]
    end = np.zeros(len(Exposure._fields))
    _held()(p, resting, kind, source_c, 60.0 * minutes, until_damage, rows, end)
    return Exposure(*end.tolist())


@cache
def _held() -> Any:  # noqa: ANN401 - a compiled function has no public type
    return compiled(hold)


def hold(
    p: Vector, resting: Vector, kind: int, source_c: float, seconds: float, until_damage: float, rows: Rows, end: Vector
) -> None:
    """Fill ``end`` (in the order of :class:`Exposure`) by stepping one person's column; see :func:`expose`."""
    build_column(p, rows.widths_m, rows.conductance, rows.capacity)
    resting_tone = resting_column(
        resting,
        ROOM_C,
        rows.widths_m,
        rows.conductance,
        rows.perfusion,
        rows.metabolism,
        rows.diagonal,
        rows.right,
        rows.cells,
    )
    around_c = source_c if kind == AIR else ROOM_C
    tone, elapsed, damage = resting_tone, 0.0, 0.0
    skin_c = basal_c = rows.cells[0]
    rate = burn_rate(basal_c, p)
    while elapsed < seconds and damage < until_damage:
        step_s = min(max(FIRST_STEP_S, STEP_SHARE * elapsed), LONGEST_STEP_S, seconds - elapsed)
        surface(kind, source_c, rows.cells[0], elapsed + step_s, around_c, p, rows.film_and_sink)
        advance(p, tone, step_s, rows)
        elapsed += step_s
        source_c += step_s * source_rate(kind, source_c, rows.cells[0], elapsed, around_c, p)
        tone += step_s * tone_rate(tone, mean_skin(rows.cells, rows.widths_m), p)
        skin_c = skin_reading(rows.cells[0], rows.film_and_sink[0], rows.film_and_sink[1], rows.conductance[0])
        basal_c = basal_reading(rows.cells, rows.widths_m, skin_c, p)
        before, rate = rate, burn_rate(basal_c, p)
        damage += 0.5 * (before + rate) * step_s
    end[0] = elapsed / 60.0
    end[1] = skin_c
    end[2] = basal_c
    end[3] = tone / resting_tone
    end[4] = damage


def advance(p: Vector, tone: float, step_s: float, rows: Rows) -> None:
    """One backward Euler step of the cells under the film and sink in ``rows``."""
    perfusion_and_sources(rows.cells, tone, p, rows.widths_m, rows.perfusion, rows.metabolism)
    outside = 1.0 / (1.0 / rows.film_and_sink[0] + 1.0 / rows.conductance[0])
    for cell in range(CELLS):
        above = outside if cell == 0 else rows.conductance[cell]
        inertia = rows.capacity[cell] / step_s
        rows.diagonal[cell] = inertia + above + rows.conductance[cell + 1] + rows.perfusion[cell]
        rows.right[cell] = inertia * rows.cells[cell] + rows.perfusion[cell] * p[ARTERIAL_C] + rows.metabolism[cell]
    rows.right[0] += outside * rows.film_and_sink[1]
    eliminate_and_solve(rows.conductance, rows.diagonal, rows.right, rows.cells)
