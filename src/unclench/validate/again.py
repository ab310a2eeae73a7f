"""New bouts after the first: people who are well again get back pain again, and a year's course holds those bouts too.

The equations carry one injury to its end. Of people who had recovered, 38, 56 and 69 in a hundred had a new bout
within 3, 6 and 12 months (da Silva 2019), so what a cohort states after half a year is mostly not the first bout. Here
each person has an own pace of new bouts, which come by chance while the person is well, and in which pain runs the same
course as in the first: the injury is as large and the person heals as slowly as before. What a person is told about
*this* bout holds none of it.

This goes for cohorts whose healing was fitted to the days until people were first well. Healing of the pooled cohorts
was fitted to everybody's mean pain over a year, whatever bout it was from, so their new bouts are in it already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.model.scenario import Cohort
from unclench.simulate.arrays import Matrix, Vector
from unclench.validate.quantities import Curve

MENDS_FIRST = frozenset({Cohort.NEW_EPISODE, Cohort.FIRST_DAYS})
"""Cohorts whose healing was fitted to first recoveries, so that it holds no new bouts."""
NEW_BOUTS = "new_bouts_a_year"
"""The parameter that says how often people who are well have a new bout."""
OVER_NRS = 1.5
"""A bout is over when pain stays below this: da Silva 2019 counts pain of 2 or more, and 1.5 is stated as 2."""
YEAR_MIN = 365.25 * 1440.0
MOST_BOUTS = 64
"""Nobody is followed through more new bouts than this; in a year one person in a thousand would have as many."""
SEED = 2019


@dataclass(frozen=True, slots=True)
class NewBouts:
    """How often people who are well have a new bout: bouts a year, log-normal over people."""

    median: float
    log_sd: float

    def waits(self, people: int) -> Matrix:
        """Minutes (people, MOST_BOUTS) from being well to the next bout. The same rows wait alike in every run."""
        pace, chance = (np.random.default_rng([SEED, part]) for part in range(2))
        a_year = self.median * np.exp(self.log_sd * pace.standard_normal((people, 1)))
        return np.asarray(YEAR_MIN * chance.standard_exponential((people, MOST_BOUTS)) / np.maximum(a_year, 1e-9))

    def lived(self, curve: Curve) -> Curve:
        """Pain with the new bouts in it, at the same minutes; a row of NaN stays as it is."""
        minutes, first = curve
        lasts, waits = bout_minutes(curve), self.waits(len(first))
        starts, pain = np.full(len(first), float(minutes[0])), first.copy()
        for bout in range(MOST_BOUTS):
            starts = starts + lasts + waits[:, bout]
            again = np.flatnonzero(starts <= minutes[-1])
            if len(again) == 0:
                break
            for row in again:
                later = minutes >= starts[row]
                pain[row, later] = np.interp(minutes[later] - starts[row] + minutes[0], minutes, first[row])
        return minutes, pain


def bout_minutes(curve: Curve) -> Vector:
    """Minutes (n,) until pain stays below ``OVER_NRS``, at an output time; infinite when it does not."""
    minutes, pain = curve
    hurts = ~(pain < OVER_NRS)
    last = pain.shape[1] - np.argmax(hurts[:, ::-1], axis=1)
    over = np.append(minutes, np.inf)[np.where(hurts.any(axis=1), last, 0)]
    return np.asarray(over - minutes[0])
