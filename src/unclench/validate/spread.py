"""How far a published number may lie from the model's, when the model is right about people.

A study reports the middle of a group. That differs from the model's middle by chance (its people, and the finite number
of virtual ones) and by what differs between studies and models: packs, rooms, needles, whom a trial took in, and what
the equations get wrong. The second is not in the spread over people. It is measured on the rows that the model was
fitted or tuned to, and on no others, as a multiple of the standard deviation between people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unclench.simulate.arrays import Vector
from unclench.validate.quantities import AVERAGED

if TYPE_CHECKING:
    pass

NORMAL_95 = 1.6449
"""95th percentile of the standard normal: how many standard deviations the 5th and 95th person lie from the middle."""


@dataclass(frozen=True, slots=True)
class Between:
    """Spread between studies.

    Attributes:
        ratio: standard deviation of a study's own error, in standard deviations between people.
        freedom: degrees of freedom with which it is known.
        free_parameters: how many numbers of the model were chosen with the rows in view that it was found from.
        cohorts: standard deviation over cohorts of the logarithm of the time in which people mend.
    """

    ratio: float
    freedom: float
    free_parameters: int
    cohorts: float = 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations between people, below and above the middle of a row's prediction.

    ``apart`` is set for a difference between two groups: the study compared different people, whose means differ by
    chance more than the effect does within one person.
    """

    below: float
    above: float
    apart: float | None = None

    def variance(self, side: float, n: int, people: int) -> float:
        """Variance by chance alone of a group of ``n``, against a middle found on so many virtual people."""
        return (side if self.apart is None else self.apart) ** 2 / n + side**2 / people


def spread_of(values: Vector, quantity: str, middle: float, apart: float | None = None) -> Spread:
    """The spread of a row's values over people."""
    if quantity in AVERAGED:
        return Spread(float(values.std()), float(values.std()), apart)
    low, high = np.percentile(values, (5, 95), method="nearest")
    return Spread(max(middle - float(low), 0.0) / NORMAL_95, max(float(high) - middle, 0.0) / NORMAL_95, apart)


def interval(middle: float, spread: Spread, n: int, people: int, between: Between) -> tuple[float, float]:
    """Where nine in ten studies of ``n`` people would report this number.

    The prediction interval of a random-effects meta-analysis (Higgins, Thompson & Spiegelhalter 2009, J R Stat Soc A
    172:137-159): Student's t, with the variance between studies and that of chance; each side has its own spread.
    """
    from scipy.stats import t

    factor = float(t.ppf(0.95, between.freedom))
    below, above = (
        factor * math.sqrt((between.ratio * side) ** 2 + spread.variance(side, n, people))
        for side in (spread.below, spread.above)
    )
    return middle - below, middle + above
