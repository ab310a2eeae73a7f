"""How soon noise carries the reflex over the edge of its state: a hazard, tabulated once for all people.

The reflex follows its input within a fraction of a second and the noise moves over minutes, so a state ends as soon as
the noise passes the fold, and the hazard is that of a first passage. The noise is an Ornstein-Uhlenbeck path read at
knots two minutes apart with straight lines between, so its highest points are knots: the hazard is that of the chain of
knots, -ln(lambda)/interval, where lambda is the largest eigenvalue of the chain's transition operator cut off at the
fold (the share that survives one interval once those who would have gone at once are gone). The operator is turned into
a matrix by Gauss-Legendre points (Nystrom's method; Atkinson 1997, chapter 4).
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from unclench.simulate.arrays import Vector
from unclench.simulate.noise import NOISE_GRID_S

DISTANCES = np.linspace(-2.0, 6.0, 81)
"""Distances to the fold, in standard deviations of the noise, at which the hazard is tabulated."""
POINTS = 120
FARTHEST = 7.0
"""Standard deviations beyond which the noise never goes."""


def escape_rate(distance: float, keep: float) -> float:
    """Escapes per interval between knots when the fold lies ``distance`` noise standard deviations away.

    Args:
        distance: from the noise's mean to the fold, in its standard deviations.
        keep: correlation of neighbouring knots, exp(-interval/correlation time), below 1.
    """
    points, weights = np.polynomial.legendre.leggauss(POINTS)
    low = -FARTHEST
    x = low + 0.5 * (points + 1.0) * (distance - low)
    w = 0.5 * weights * (distance - low)
    spread = math.sqrt(1.0 - keep * keep)
    kernel = np.exp(-0.5 * ((x[None, :] - keep * x[:, None]) / spread) ** 2) / (spread * math.sqrt(2.0 * math.pi))
    survives = float(np.max(np.abs(np.linalg.eigvals(kernel * w[None, :]))))
    return -math.log(min(max(survives, 1e-300), 1.0 - 1e-15))


@cache
def hazard_table(correlation_s: float) -> Vector:
    """Natural logarithm of the hazard in 1/s at ``DISTANCES``, for noise of this correlation time."""
    keep = math.exp(-NOISE_GRID_S / correlation_s)
    return np.array([math.log(escape_rate(float(z), keep) / NOISE_GRID_S) for z in DISTANCES])


def hazard(distance: float, table: Vector) -> float:
    """Escapes a second at this distance, log-linear in ``table``; beyond its ends the value there."""
    step = (6.0 - -2.0) / 80.0
    place = min(max((distance + 2.0) / step, 0.0), 79.999)
    left = int(place)
    share = place - left
    return math.exp((1.0 - share) * table[left] + share * table[left + 1])
