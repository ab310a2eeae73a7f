"""The heat model of one person, assembled for an integrator: coefficients in, no solver inside.

State: CELLS temperatures (degC), the vasomotor tone, and one source temperature (towel, gel, ice). For each cell

    capacity[i] dT[i]/dt = G[i] (T[i-1] - T[i]) + G[i+1] (T[i+1] - T[i]) + perfusion[i] (arterial_c - T[i]) + source[i]

with G = conductance; at the surface G[0] is in series with the film, towards the sink (:func:`surface`).
Every function is plain scalar arithmetic, so that CPython, Numba and CUDA run the same text.
"""

from __future__ import annotations

from unclench.physiology.burn import burn_rate
from unclench.physiology.cold_injury import cold_injury_rate, freezing_margin
from unclench.physiology.column import CELLS, SKIN_CELLS, build_column
from unclench.physiology.compress import towel_film, towel_rate
from unclench.physiology.contact import (
    AIR,
    COLD_KINDS,
    HEAT_KINDS,
    ICE_CUBE_MOVING,
    ICE_CUBE_STILL,
    TOWEL_COMPRESS,
    heat_kind,
    pack_film,
    pack_rate,
    pack_sink,
)
from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import AIR_FILM, ARTERIAL_C, PARAMETERS
from unclench.physiology.ice import cube_film, cube_rate, cube_sink, moving_cube, stroke_coldest
from unclench.physiology.perfusion import mean_skin, perfusion_and_sources, tone_rate, tone_target
from unclench.physiology.readings import (
    basal_reading,
    depth_reading,
    muscle_reading,
    probe_reading,
    skin_reading,
)

RESTING_ROUNDS = 4000
"""At most this many rounds of the resting solution; a usual person needs about 30, one near a fold a thousand."""
RESTED = 1e-12
"""Change of tone in a round at which it counts as settled."""


def surface(kind: int, source_c: float, skin_c: float, elapsed_s: float, room_c: float, p: Floats, out: Floats) -> None:
    """What the skin meets.

    Args:
        kind: AIR, an ice, pack, wrap or towel kind of :mod:`unclench.physiology.contact`.
        source_c: the lumped source temperature (ignored for AIR).
        skin_c: temperature of the first cell, in degC.
        elapsed_s: seconds since this application began.
        room_c: room temperature in degC.
        p: heat parameters.
        out: [0] becomes the film coefficient in W/m2/K, [1] the sink temperature in degC.
    """
    if kind == AIR:
        out[0] = p[AIR_FILM]
        out[1] = room_c
    elif kind == ICE_CUBE_MOVING:
        moving_cube(source_c, skin_c, elapsed_s, room_c, p, out)
    elif kind == ICE_CUBE_STILL:
        out[0] = cube_film(source_c, skin_c, elapsed_s, p)
        out[1] = cube_sink(source_c, skin_c, elapsed_s, p)
    elif kind >= TOWEL_COMPRESS:
        out[0] = towel_film(kind, p)
        out[1] = source_c
    else:
        out[0] = pack_film(kind, elapsed_s, p)
        out[1] = pack_sink(kind, source_c, elapsed_s, p)


def source_rate(kind: int, source_c: float, skin_c: float, elapsed_s: float, room_c: float, p: Floats) -> float:
    """Change of the lumped source temperature in degC/s (0 for AIR and for a self-heating wrap)."""
    if kind == AIR:
        return 0.0
    if kind in (ICE_CUBE_MOVING, ICE_CUBE_STILL):
        return cube_rate(kind, source_c, skin_c, elapsed_s, p)
    if kind >= TOWEL_COMPRESS:
        return towel_rate(kind, source_c, skin_c, room_c, p)
    return pack_rate(kind, source_c, skin_c, elapsed_s, room_c, p)


def coldest_skin(kind: int, source_c: float, surface_c: float, elapsed_s: float, p: Floats) -> float:
    """Coldest spot of skin in degC: the surface itself, or under a moving cube the spot that it is just leaving."""
    if kind == ICE_CUBE_MOVING:
        return stroke_coldest(source_c, surface_c, elapsed_s, p)
    return surface_c


def resting_column(  # noqa: PLR0913, PLR0917 - work rows are arguments because compiled code must not allocate
    p: Floats,
    room_c: float,
    widths_m: Floats,
    conductance: Floats,
    perfusion: Floats,
    source: Floats,
    diagonal: Floats,
    right: Floats,
    temperatures: Floats,
) -> float:
    """Fill the temperatures of a person at rest in bare skin at ``room_c`` and return the resting vasomotor tone.

    ``perfusion``, ``source``, ``diagonal`` and ``right`` are work rows of CELLS values. Tone and temperature are
    solved in turn, with half-steps in tone; each round is one exact tridiagonal solution.
    """
    tone = 1.0
    for cell in range(CELLS):
        temperatures[cell] = p[ARTERIAL_C]
    outside = 1.0 / (1.0 / p[AIR_FILM] + 1.0 / conductance[0])
    for _ in range(RESTING_ROUNDS):
        perfusion_and_sources(temperatures, tone, p, widths_m, perfusion, source)
        for cell in range(CELLS):
            above = outside if cell == 0 else conductance[cell]
            diagonal[cell] = above + conductance[cell + 1] + perfusion[cell]
            right[cell] = perfusion[cell] * p[ARTERIAL_C] + source[cell]
        right[0] += outside * room_c
        eliminate_and_solve(conductance, diagonal, right, temperatures)
        change = 0.5 * (tone_target(mean_skin(temperatures, widths_m), p) - tone)
        tone += change
        if abs(change) < RESTED:
            break
    return tone


def eliminate_and_solve(conductance: Floats, diagonal: Floats, right: Floats, temperatures: Floats) -> None:
    """Thomas algorithm for the symmetric column: off-diagonals are minus the conductances; rows are overwritten."""
    for cell in range(1, CELLS):
        factor = conductance[cell] / diagonal[cell - 1]
        diagonal[cell] -= factor * conductance[cell]
        right[cell] += factor * right[cell - 1]
    temperatures[CELLS - 1] = right[CELLS - 1] / diagonal[CELLS - 1]
    for back in range(1, CELLS):
        cell = CELLS - 1 - back
        temperatures[cell] = (right[cell] + conductance[cell + 1] * temperatures[cell + 1]) / diagonal[cell]


__all__ = [
    "AIR",
    "CELLS",
    "COLD_KINDS",
    "HEAT_KINDS",
    "PARAMETERS",
    "SKIN_CELLS",
    "basal_reading",
    "build_column",
    "burn_rate",
    "cold_injury_rate",
    "coldest_skin",
    "depth_reading",
    "eliminate_and_solve",
    "freezing_margin",
    "heat_kind",
    "mean_skin",
    "muscle_reading",
    "perfusion_and_sources",
    "probe_reading",
    "resting_column",
    "skin_reading",
    "source_rate",
    "surface",
    "tone_rate",
    "tone_target",
]
