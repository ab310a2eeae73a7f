"""The bars that a validation has to clear, and whether it does: one verdict a bar, met only if every seed meets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from unclench.validate.summary import Summary

LEAST_PREDICTED = 0.40
LEAST_WITHIN = 0.80
LEAST_COVERED, MOST_COVERED = 0.80, 0.97
"""Set by the project's design, before any study was run."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One demand and what was found.

    Attributes:
        id: its name in JSON and tests.
        asks: the demand in words.
        found: the measure at each seed, the first being the seed of the report.
        met: whether the demand holds at every seed; False where there is nothing to measure.
    """

    id: str
    asks: str
    found: tuple[float, ...]
    met: bool


@dataclass(frozen=True, slots=True)
class _Demand:
    asks: str
    measure: Callable[[Summary], float]
    holds: Callable[[float], bool]


def _covers(share: float) -> bool:
    return LEAST_COVERED <= share <= MOST_COVERED


_BETWEEN = f"{LEAST_COVERED:.0%} to {MOST_COVERED:.0%} of predicted rows lie"
_DEMANDS = {
    "predicted": _Demand(
        f"at least {LEAST_PREDICTED:.0%} of rows are predictions",
        lambda s: s.predicted_share,
        lambda share: share >= LEAST_PREDICTED,
    ),
    "within": _Demand(
        f"at least {LEAST_WITHIN:.0%} of predicted rows are within tolerance",
        lambda s: s.within_share,
        lambda share: share >= LEAST_WITHIN,
    ),
    "people_covered": _Demand(
        f"{_BETWEEN} in the 90 % interval over people (the first definition)",
        lambda s: s.people_covered_share,
        _covers,
    ),
    "study_covered": _Demand(
        f"{_BETWEEN} in the 90 % interval of such a study (defined after the first had failed)",
        lambda s: s.covered_share,
        _covers,
    ),
    "baseline": _Demand(
        "the median error is below that of repeating the mean of the training rows (ratio under 1)",
        lambda s: s.error / s.baseline_error if s.baseline_rows else float("nan"),
        lambda ratio: ratio < 1.0,
    ),
    "baseline_interval": _Demand(
        "the mean interval score is below that of the mean of the training rows and its spread (ratio under 1)",
        lambda s: s.scored_interval_score / s.baseline_interval_score if s.scored_rows else float("nan"),
        lambda ratio: ratio < 1.0,
    ),
}


def judge(summaries: Sequence[Summary]) -> tuple[Bar, ...]:
    """The verdict on every bar over these summaries, one a seed."""
    verdicts = []
    for name, demand in _DEMANDS.items():
        found = tuple(demand.measure(summary) for summary in summaries)
        verdicts.append(Bar(name, demand.asks, found, bool(found) and all(map(demand.holds, found))))
    return tuple(verdicts)
