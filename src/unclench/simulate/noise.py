"""Random fluctuation of the reflex's excitation: one frozen path for each seed and member."""

from __future__ import annotations

import math

from unclench.physiology.spasm import P_NOISE_CORRELATION_S
from unclench.simulate.arrays import Vector
from unclench.simulate.philox import STREAM_NOISE, standard_normal

NOISE_GRID_S = 120.0
"""Knots of the noise path lie this far apart; the path is straight between them."""


def first_noise(member: int, seed: int, knot: int) -> float:
    """The noise at a knot where a path begins, drawn from its stationary distribution."""
    return standard_normal(seed, STREAM_NOISE, member, knot)


def kept_share(p: Vector) -> float:
    """Share of the noise at one knot that is left at the next."""
    return math.exp(-NOISE_GRID_S / p[P_NOISE_CORRELATION_S])


def next_noise(member: int, seed: int, knot: int, now: float, keep: float) -> float:
    """The noise at the knot after ``knot``, where it is ``now``, with ``keep`` from :func:`kept_share`.

    Ornstein-Uhlenbeck of unit variance by exact discretisation (Gillespie, Phys. Rev. E 54, 2084, 1996).
    """
    return keep * now + math.sqrt(1.0 - keep * keep) * standard_normal(seed, STREAM_NOISE, member, knot + 1)
