"""The fast part of the spasm with everything slow held still: which reflex states exist, and how far their ends are.

With slow states frozen a reflex r stands still under the noise level n(r) = threshold + width ln(r/(1 - r)) - E(r), in
units of the noise's amplitude, where E is all excitation without noise. Where n rises with r the state is stable; a
local maximum of n is the noise beyond which the relaxed state is gone, a local minimum that below which the locked is.
"""

from __future__ import annotations

import math

from unclench.physiology.fatigue import active_share
from unclench.physiology.layout import (
    I_NOISE,
    I_SPLINT,
    P_NOISE_AMPLITUDE,
    P_REFLEX_THRESHOLD,
    P_REFLEX_WIDTH,
    P_SELF_EXCITATION_GAIN,
    S_FATIGUED,
    S_REFLEX,
)
from unclench.physiology.spasm import demand_now, offset_now
from unclench.simulate.arrays import Vector

GRID = 160
"""Reflex levels at which n is looked at; folds are then refined by a parabola through three of them."""
EDGE = 0.004
"""The first and last level: a reflex nearer to 0 or 1 than this needs excitation that nothing here gives."""
NONE = math.inf


def level(place: int) -> float:
    """The reflex at a place of the grid."""
    return EDGE + (1.0 - 2.0 * EDGE) * place / (GRID - 1)


def noise_needed(reflex: float, state: Vector, inputs: Vector, p: Vector) -> float:
    """The noise level under which ``reflex`` stands still; ``state`` lends its other entries and its reflex is changed.

    Only for a splint that is on (``I_SPLINT`` 1) and inputs whose noise is 0.
    """
    state[S_REFLEX] = reflex
    active = active_share(demand_now(state, inputs, p), state[S_FATIGUED])
    excitation = offset_now(state, inputs, p, active) + p[P_SELF_EXCITATION_GAIN] * reflex
    called_for = p[P_REFLEX_THRESHOLD] + p[P_REFLEX_WIDTH] * math.log(reflex / (1.0 - reflex))
    return float((called_for - excitation) / p[P_NOISE_AMPLITUDE])


def find_folds(state: Vector, inputs: Vector, p: Vector, curve: Vector, found: Vector) -> None:
    """Write the two folds into ``found``: noise and reflex where the relaxed state ends, then where the locked does.

    ``curve`` is room for GRID numbers. Without a fold all four are NaN: then one state exists whatever the noise.
    ``state`` comes back as it was.
    """
    before = state[S_REFLEX]
    for place in range(GRID):
        curve[place] = noise_needed(level(place), state, inputs, p)
    state[S_REFLEX] = before
    for k in range(4):
        found[k] = math.nan
    for place in range(1, GRID - 1):
        if math.isnan(found[0]) and curve[place - 1] < curve[place] >= curve[place + 1]:
            _refine(place, curve, found, 0)
        if not math.isnan(found[0]) and curve[place - 1] > curve[place] <= curve[place + 1]:
            _refine(place, curve, found, 2)


def _refine(place: int, curve: Vector, found: Vector, at: int) -> None:
    left, middle, right = curve[place - 1], curve[place], curve[place + 1]
    bend = left - 2.0 * middle + right
    shift = 0.5 * (left - right) / bend if bend != 0.0 else 0.0
    found[at] = middle - 0.25 * (left - right) * shift
    found[at + 1] = level(place) + shift * (1.0 - 2.0 * EDGE) / (GRID - 1)


def stable_reflex(noise: float, locked: bool, folds: Vector, curve: Vector) -> float:
    """The stable reflex at a noise level, on the locked branch or the relaxed one, read off ``curve``.

    Where that branch does not exist the other is taken; ``find_folds`` has filled ``folds`` and ``curve``.
    """
    single = math.isnan(folds[0])
    upper = not single and (noise > folds[0] or (locked and noise >= folds[2]))
    last = GRID - 1 if single or upper else int((folds[1] - EDGE) / (1.0 - 2.0 * EDGE) * (GRID - 1))
    first = int((folds[3] - EDGE) / (1.0 - 2.0 * EDGE) * (GRID - 1)) + 1 if upper else 0
    if noise <= curve[first]:
        return level(first)
    for place in range(first, last):
        if curve[place] <= noise <= curve[place + 1]:
            share = (noise - curve[place]) / max(curve[place + 1] - curve[place], 1e-12)
            return level(place) + float(share) * (1.0 - 2.0 * EDGE) / (GRID - 1)
    return level(last)


def is_readable(inputs: Vector) -> bool:
    """Whether the inputs are such that the functions here hold: splint on, noise apart."""
    return bool(inputs[I_SPLINT] == 1.0 and inputs[I_NOISE] == 0.0)
