"""One person's skin held against one thing: the heat column alone, for numbers that no course reports.

A plain loop over the engine's own heat step; steps start short and grow, because contact is most violent at first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from unclench.physiology.tissue_heat import AIR, CELLS, PARAMETERS, basal_reading, burn_rate, skin_reading
from unclench.simulate.arrays import Vector
from unclench.simulate.compile import compiled
from unclench.simulate.heat_step import HEAT_STATES, SOURCE, TONE, Body, heat_rates, heat_step, settle_column

ROOM_C = 23.0
FIRST_STEP_S = 0.02
GROWTH = 1.2
LONGEST_STEP_S = 20.0
STEP_SHARE = 0.02
"""No step is longer than this share of the time gone by, so that a damage threshold is hit within 2 percent."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a spell did at the end: minutes, skin and basal temperature in degC, flow relative to rest, damage."""

    minutes: float
    skin_c: float
    basal_c: float
    flow_ratio: float
    damage: float


@cache
def _twins() -> tuple[Any, Any, Any, Any, Any]:
    return tuple(compiled(each) for each in (settle_column, heat_step, heat_rates, basal_reading, burn_rate))  # type: ignore[return-value]


def new_body() -> Body:
    """Empty rows for one column."""
    sizes = (CELLS, CELLS + 1, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, 2, 3)
    return Body(*(np.zeros(size) for size in sizes))


def expose(p: Vector, kind: int, source_c: float, minutes: float, *, until_damage: float = np.inf) -> Exposure:
    """Put a source on resting skin for ``minutes``, or until the damage integral reaches ``until_damage``.

    With ``kind`` AIR the skin lies in a stream at ``source_c`` whose film coefficient is the person's ``air_film`` (set
    it to that of water); the person has rested in air before.
    """
    settle, step, rates_of, basal_of, burn = _twins()
    body, heat = new_body(), np.zeros(HEAT_STATES)
    resting = p.copy()
    if kind == AIR:
        resting[PARAMETERS.index("air_film")] = 10.0
    settle(resting, ROOM_C, body, heat)
    resting_tone = heat[TONE]
    surroundings_c = source_c if kind == AIR else ROOM_C
    heat[SOURCE] = source_c
    stages, after, rates = np.zeros((4, HEAT_STATES)), np.zeros(HEAT_STATES), np.zeros(HEAT_STATES)
    elapsed, length, damage = 0.0, FIRST_STEP_S, 0.0
    skin_c = basal_c = heat[0]
    before = burn(basal_c, p)
    while elapsed < minutes * 60.0 and damage < until_damage:
        length = min(length, minutes * 60.0 - elapsed)
        step(heat, kind, elapsed, surroundings_c, length, p, body, stages, after)
        heat[:] = after
        elapsed += length
        rates_of(heat, kind, elapsed, surroundings_c, p, body, rates)
        skin_c = skin_reading(heat[0], body.film_and_sink[0], body.film_and_sink[1], body.conductance[0])
        basal_c = basal_of(heat, body.widths_m, skin_c, p)
        now = burn(basal_c, p)
        damage += 0.5 * (before + now) * length
        before = now
        length = min(length * GROWTH, LONGEST_STEP_S, max(FIRST_STEP_S, STEP_SHARE * elapsed))
    return Exposure(elapsed / 60.0, skin_c, basal_c, heat[TONE] / resting_tone, damage)
