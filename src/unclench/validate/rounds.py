"""Predictions by the round in which their studies were collected.

Rows that fail stay in view when the next round begins, and some of the model's errors are then mended with them. So
the share of the last round alone, unseen when the model was frozen, stands beside that of all predictions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from unclench.validate.row import Row
from unclench.validate.study import BLIND, Study


@dataclass(frozen=True, slots=True)
class Round:
    """The predictions of one collection of studies.

    Attributes:
        number: from 1.
        rows: how many predictions; rows that have become training are no longer among them.
        within_share: share (0-1) of these within tolerance.
        covered_share: share of these in the 90 % interval of such a study.
    """

    number: int
    rows: int
    within_share: float
    covered_share: float


def rounds(studies: Sequence[Study], rows: Sequence[Row]) -> tuple[Round, ...]:
    """The rounds that hold predictions, in order."""
    number_of = {study.id: study.round for study in studies}
    blind = [row for row in rows if row.observed.use in BLIND]
    found = []
    for number in sorted({number_of[row.study] for row in blind}):
        these = [row for row in blind if number_of[row.study] == number]
        within, covered = fmean(row.within for row in these), fmean(row.covered for row in these)
        found.append(Round(number, len(these), within, covered))
    return tuple(found)
