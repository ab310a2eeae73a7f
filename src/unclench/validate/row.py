"""One published number beside the model's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from unclench.validate.spread import Spread
from unclench.validate.study import Observed


@dataclass(frozen=True, slots=True)
class Row:
    """One published number beside the model's.

    Attributes:
        predicted: the middle over virtual people (median, or mean where the study reports means).
        p05, p95: where nine in ten studies of ``n`` people would report it (see :mod:`unclench.validate.spread`).
        people_p05, people_p95: where nine in ten virtual people lie; for a percentage of people the same as above.
        people, failed: how many virtual people the row rests on, and how many more failed (their run, or no value).
        spread: what the interval was made of.
    """

    study: str
    arm: str
    observed: Observed
    n: int
    predicted: float
    p05: float
    p95: float
    people: int
    failed: int
    people_p05: float
    people_p95: float
    spread: Spread

    @property
    def is_finite(self) -> bool:
        """Whether prediction and interval are finite; they are not where too many people never get there."""
        return all(
            math.isfinite(each) for each in (self.predicted, self.p05, self.p95, self.people_p05, self.people_p95)
        )

    @property
    def error(self) -> float:
        """Predicted median less observed value."""
        return self.predicted - self.observed.value

    @property
    def z(self) -> float:
        """The error in units of the tolerance on its side."""
        return self.observed.error_in_tolerances(self.predicted)

    @property
    def within(self) -> bool:
        """Whether the predicted median lies inside the agreement."""
        return self.observed.low <= self.predicted <= self.observed.high

    @property
    def covered(self) -> bool:
        """Whether the 90 % interval for such a study holds the observed value."""
        return self.p05 <= self.observed.value <= self.p95

    @property
    def people_covered(self) -> bool:
        """Whether the 90 % interval over people holds the observed value."""
        return self.people_p05 <= self.observed.value <= self.people_p95

    @property
    def interval_score(self) -> float:
        """Interval score of the interval for such a study, in units of tolerance."""
        return interval_score(self.observed, self.p05, self.p95)

    @property
    def people_interval_score(self) -> float:
        """Interval score of the interval over people, in units of tolerance."""
        return interval_score(self.observed, self.people_p05, self.people_p95)

    def as_dict(self) -> dict[str, Any]:
        """The row as plain values, for JSON; what is not finite becomes None."""
        observed = self.observed
        return {
            "study": self.study,
            "arm": self.arm,
            "quantity": observed.quantity,
            "of": dict(observed.of),
            "unit": observed.unit,
            "n": self.n,
            "observed": observed.value,
            "sd": observed.sd,
            "low": observed.low,
            "high": observed.high,
            "tolerance_because": observed.because,
            "use": observed.use.value,
            "predicted": finite(self.predicted),
            "p05": finite(self.p05),
            "p95": finite(self.p95),
            "people_p05": finite(self.people_p05),
            "people_p95": finite(self.people_p95),
            "error": finite(self.error),
            "z": finite(self.z),
            "within": self.within,
            "covered": self.covered,
            "people_covered": self.people_covered,
            "people": self.people,
            "failed": self.failed,
        }


def interval_score(observed: Observed, low: float, high: float) -> float:
    """Width of a 90 % interval plus 20 times any miss, in units of tolerance (Gneiting & Raftery 2007)."""
    missed = max(low - observed.value, 0.0) + max(observed.value - high, 0.0)
    return (high - low + 20.0 * missed) / observed.tolerance


def shown(number: float) -> str:
    """A predicted number for the reader, three digits; "never" where people do not get there."""
    return f"{number:.3g}" if math.isfinite(number) else "never" if number > 0.0 else "-"


def finite(number: float) -> float | None:
    """The number itself if it is finite, else None, which JSON can hold."""
    return float(number) if math.isfinite(number) else None
