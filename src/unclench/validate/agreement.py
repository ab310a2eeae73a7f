"""How far studies of the same thing agree with each other, which bounds what any model can do.

A tolerance is mostly the spread between people; two studies often differ by more. So beside the share of rows that the
model has within tolerance stands the share that another study would have had.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from unclench.validate.compare import Row
from unclench.validate.study import BLIND, Use

FEWEST_STUDIES = 3
"""A kind that fewer studies measured says little about how far studies agree."""
PROPORTIONAL = frozenset({"mg/l", "mg h/l", "h", "min", "d", "s", "mmHg", "ratio"})
"""Units in which two studies differ by a factor; in all others (degrees, points, percent) they differ by an amount."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Predicted rows of a kind that at least three studies measured, and how many lie within tolerance.

    Attributes:
        rows: how many such rows there are.
        another_study: the share (0-1) that another study of the kind has within tolerance, on average over these.
        model: the share that the model has within tolerance. Both are NaN without such rows.
    """

    rows: int
    another_study: float
    model: float


def agreement(rows: Sequence[Row]) -> Agreement:
    """Predict every blind row from each other study of its kind, and count as for the model; see :class:`Agreement`.

    Doses, times and people differ between studies. The model carries a finding over: what it gives for the row, times
    (or plus) what the other study found over (or above) what the model gives for that one.
    """
    kinds: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.observed.use is not Use.SET_ASIDE:
            kinds[(*row.observed.kind, str(row.observed.of.get("drug", "")))].append(row)
    shares, within = [], []
    for alike in kinds.values():
        if len({row.study for row in alike}) < FEWEST_STUDIES:
            continue
        for row in alike:
            if row.observed.use in BLIND:
                others = [other for other in alike if other.study != row.study]
                shares.append(sum(_agrees(row, other) for other in others) / len(others))
                within.append(row.within)
    if not shares:
        return Agreement(0, math.nan, math.nan)
    return Agreement(len(shares), sum(shares) / len(shares), sum(within) / len(within))


def _agrees(row: Row, other: Row) -> bool:
    """Whether what the other study found, carried over to this row, lies within this row's tolerance."""
    found, given = other.observed.value, other.predicted
    if row.observed.unit in PROPORTIONAL and found > 0.0 and given > 0.0:
        carried = row.predicted * found / given
    else:
        carried = row.predicted + found - given
    return row.observed.low <= carried <= row.observed.high
