"""What the rows of a validation say together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unclench.validate.row import Row, interval_score
from unclench.validate.study import BLIND, TRAINED, Observed, Use


@dataclass(frozen=True, slots=True)
class Summary:
    """The rows together. Shares are 0-1 and NaN when there is nothing to share; scores are in units of tolerance.

    Attributes:
        rows: how many numbers were compared.
        predicted: how many of them the model had not been fitted or tuned to.
        predicted_share: their share of all rows.
        set_aside: how many are neither predictions nor training.
        failed: virtual people whose run failed, over all rows.
        endless: how many rows have no finite prediction or interval, because people never get there. They count in the
            shares, as within or covered only if they are, and in no score, width or error.
        within_share: share of predicted rows inside their tolerance.
        within_share_with_set_aside: the same when the rows that are set aside count as predictions.
        fitted_within_share: the same for the rows used in fitting or tuning.
        covered_share: share of predicted rows whose observed value lies in the 90 % interval for such a study.
        people_covered_share: the same for the 90 % interval over people, which is not what a group reports.
        interval_score: mean interval score of predicted rows (smaller is better; wide intervals cost).
        people_interval_score: the same for the interval over people.
        half_width: median over predicted rows of half the interval's width.
        people_half_width: the same for the interval over people.
        error: median absolute error of those predicted rows for which a baseline exists.
        baseline_error: the same for repeating the mean of the fitted and tuned rows of the same kind.
        beaten_share: share of these rows in which the model is closer than the baseline.
        baseline_rows: how many rows that comparison rests on.
        scored_interval_score: mean interval score of those predicted rows whose baseline has an interval.
        baseline_interval_score: the same for that baseline: mean and spread of at least two numbers of the same kind.
        scored_rows: how many rows that comparison rests on.
    """

    rows: int
    predicted: int
    predicted_share: float
    set_aside: int
    failed: int
    endless: int
    within_share: float
    within_share_with_set_aside: float
    fitted_within_share: float
    covered_share: float
    people_covered_share: float
    interval_score: float
    people_interval_score: float
    half_width: float
    people_half_width: float
    error: float
    baseline_error: float
    beaten_share: float
    baseline_rows: int
    scored_interval_score: float
    baseline_interval_score: float
    scored_rows: int


def summarise(rows: Sequence[Row], training: Sequence[Observed] = ()) -> Summary:
    """The rows together; see :class:`Summary`. ``training`` are more fitted or tuned numbers, which were not run."""
    blind = [row for row in rows if row.observed.use in BLIND]
    aside = [row for row in rows if row.observed.use is Use.SET_ASIDE]
    seen = [row for row in rows if row.observed.use in TRAINED]
    known = [*(row.observed for row in seen), *training]
    scored = [row for row in blind if row.is_finite]
    compared = [row for row in scored if not math.isnan(baseline(row, known))]
    errors = [abs(row.z) for row in compared]
    guesses = [abs(row.observed.error_in_tolerances(baseline(row, known))) for row in compared]
    guessed = [(row, reach) for row in compared if (reach := baseline_interval(row, known)) is not None]
    return Summary(
        rows=len(rows),
        predicted=len(blind),
        predicted_share=len(blind) / len(rows) if rows else math.nan,
        set_aside=len(aside),
        failed=sum(row.failed for row in rows),
        endless=sum(not row.is_finite for row in rows),
        within_share=_mean([row.within for row in blind]),
        within_share_with_set_aside=_mean([row.within for row in [*blind, *aside]]),
        fitted_within_share=_mean([row.within for row in seen]),
        covered_share=_mean([row.covered for row in blind]),
        people_covered_share=_mean([row.people_covered for row in blind]),
        interval_score=_mean([row.interval_score for row in scored]),
        people_interval_score=_mean([row.people_interval_score for row in scored]),
        half_width=_median([(row.p95 - row.p05) / 2.0 / row.observed.tolerance for row in scored]),
        people_half_width=_median([(row.people_p95 - row.people_p05) / 2.0 / row.observed.tolerance for row in scored]),
        error=_median(errors),
        baseline_error=_median(guesses),
        beaten_share=_mean([error < guess for error, guess in zip(errors, guesses, strict=True)]),
        baseline_rows=len(compared),
        scored_interval_score=_mean([row.interval_score for row, _ in guessed]),
        baseline_interval_score=_mean([interval_score(row.observed, *reach) for row, reach in guessed]),
        scored_rows=len(guessed),
    )


def baseline(row: Row, known: Sequence[Observed]) -> float:
    """Mean of the fitted and tuned numbers of the same kind; NaN when there are none."""
    return _mean(_alike(row, known))


def baseline_interval(row: Row, known: Sequence[Observed]) -> tuple[float, float] | None:
    """Where nine in ten further numbers of the same kind lie, from the mean and spread of the known ones alone.

    The prediction interval of a normal sample; None for fewer than two numbers or numbers that do not differ.
    """
    from scipy.stats import t

    values = _alike(row, known)
    if len(values) < 2 or max(values) == min(values):
        return None
    reach = float(t.ppf(0.95, len(values) - 1)) * float(np.std(values, ddof=1)) * math.sqrt(1.0 + 1.0 / len(values))
    return _mean(values) - reach, _mean(values) + reach


def _alike(row: Row, known: Sequence[Observed]) -> list[float]:
    return [other.value for other in known if other.kind == row.observed.kind]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else math.nan


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else math.nan
