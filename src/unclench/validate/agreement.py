"""How far studies of the same thing agree with each other, which bounds what any model can do.

A tolerance is mostly the spread between people; two studies often differ by more. So beside the share of rows that the
model has within tolerance stand the share that another study would have had, and the share that the mean of all others
would have had. All of these could be mended by moving a kind of row up or down; so there stands the share that the
best such move would have had, made afterwards to suit exactly these rows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, geometric_mean

from unclench.validate.row import Row
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
        all_others: the share that the mean of all other studies of the kind has within tolerance, every study counting
            once. It is no upper bound: the mean of few studies is unsure itself, and a model may pass it.
        model: the share that the model has within tolerance. All are NaN without such rows.
        kinds: of how many kinds the rows are.
        with_hindsight: the share that the model would have within tolerance with one factor (or amount) more for each
            of these kinds, chosen afterwards to have as many as can be. No prediction can know these numbers, so it is
            more than refitting a kind can reach on rows that are not seen.
    """

    rows: int
    another_study: float
    all_others: float
    model: float
    kinds: int
    with_hindsight: float


def agreement(rows: Sequence[Row]) -> Agreement:
    """Predict every blind row from each other study of its kind, and count as for the model; see :class:`Agreement`.

    Doses, times and people differ between studies. The model carries a finding over: what it gives for the row, times
    (or plus) what the other study found over (or above) what the model gives for that one.
    """
    alone, together, within = [], [], []
    kinds: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, others in zip(rows, _others(rows), strict=True):
        if row.observed.use in BLIND and others:
            alone.append(fmean(_agrees(row, _carried(row, other)) for other in others))
            together.append(_agrees(row, _mean_of_studies(row, others)))
            within.append(row.within)
            kinds[row.observed.kind].append(row)
    if not within:
        return Agreement(0, math.nan, math.nan, math.nan, 0, math.nan)
    best = sum(map(_most_within, kinds.values())) / len(within)
    return Agreement(len(within), fmean(alone), fmean(together), fmean(within), len(kinds), best)


def all_others_agree(rows: Sequence[Row]) -> tuple[bool | None, ...]:
    """For each row, whether the mean of all other studies of its kind lies within its tolerance; None: too few."""
    return tuple(
        _agrees(row, _mean_of_studies(row, others)) if others else None
        for row, others in zip(rows, _others(rows), strict=True)
    )


def _others(rows: Sequence[Row]) -> list[list[Row]]:
    """For each row, those of its kind from other studies; none where fewer than three studies measured the kind.

    Rows without a finite prediction have none and are nobody's: nothing can be carried over from or to them.
    """
    kinds: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.observed.use is not Use.SET_ASIDE and math.isfinite(row.predicted):
            kinds[row.observed.kind].append(row)
    enough = {kind for kind, alike in kinds.items() if len({row.study for row in alike}) >= FEWEST_STUDIES}
    return [
        [other for other in kinds[row.observed.kind] if other.study != row.study]
        if row.observed.kind in enough and math.isfinite(row.predicted)
        else []
        for row in rows
    ]


def _mean_of_studies(row: Row, others: Sequence[Row]) -> float:
    """The mean of what the other studies found, carried over to this row; geometric where levels differ by a factor."""
    carried: dict[str, list[float]] = defaultdict(list)
    for other in others:
        carried[other.study].append(_carried(row, other))
    means = [fmean(found) for found in carried.values()]
    if row.observed.unit in PROPORTIONAL and min(means) > 0.0:
        return geometric_mean(means)
    return fmean(means)


def _most_within(rows: Sequence[Row]) -> int:
    """The most rows of a kind that one and the same move of the model brings within tolerance.

    Every row is within for an interval of moves; the most intervals overlap at the low end of one of them.
    """
    by_factor = all(row.observed.unit in PROPORTIONAL and row.predicted > 0.0 < row.observed.high for row in rows)
    moves = [_moves(row, by_factor) for row in rows]
    return max(sum(low <= start <= high for low, high in moves) for start, _ in moves)


def _moves(row: Row, by_factor: bool) -> tuple[float, float]:
    """From which to which move of its kind a row is within tolerance: logarithms of a factor, or amounts."""
    low, high = row.observed.low, row.observed.high
    if not by_factor:
        return low - row.predicted, high - row.predicted
    return math.log(low / row.predicted) if low > 0.0 else -math.inf, math.log(high / row.predicted)


def _carried(row: Row, other: Row) -> float:
    """What the other study found, carried over to this row by the model."""
    found, given = other.observed.value, other.predicted
    if row.observed.unit in PROPORTIONAL and found > 0.0 and given > 0.0:
        return row.predicted * found / given
    return row.predicted + found - given


def _agrees(row: Row, value: float) -> bool:
    """Whether a value lies within this row's tolerance."""
    return row.observed.low <= value <= row.observed.high
