"""What a plan needs from the simulator, and nothing more of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from unclench.model.course import Course
from unclench.model.scenario import Scenario
from unclench.plan.scene import Scene

HIGHEST_BURN_DAMAGE = 0.01
"""Burn integral of the worst member that a plan may reach: 1 % of the threshold of a first-degree burn."""

LOWEST_SKIN_C = -0.55
"""Skin freezes at about this temperature (Keatinge 1960); a plan stays above it in every member."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One scenario, member by member. Row ``i`` is the same virtual person in every run with the same seed.

    Attributes:
        minutes: output times, shape (times,).
        pain_nrs: pain 0-10, shape (members, times); NaN in every column of a member that failed.
        release_min: when the muscle first let go, shape (members,); infinity if it did not.
        worst_burn_damage: burn integral of the worst member (1 is the threshold of a first-degree burn).
        lowest_skin_c: coldest skin of any member, degrees Celsius.
        course: makes the same run into quantiles; None where an engine has none to give.
    """

    minutes: NDArray[np.float64]
    pain_nrs: NDArray[np.float64]
    release_min: NDArray[np.float64]
    worst_burn_damage: float
    lowest_skin_c: float
    course: Callable[[], Course] | None = None

    def first(self, members: int) -> Outcomes:
        """The same run for the first ``members`` people only (the two extremes stay those of everybody)."""
        return Outcomes(
            self.minutes,
            self.pain_nrs[:members],
            self.release_min[:members],
            self.worst_burn_damage,
            self.lowest_skin_c,
        )

    @property
    def skin_is_safe(self) -> bool:
        """Whether no member's skin passes a limit; a value that is not a number counts as unsafe."""
        return self.worst_burn_damage <= HIGHEST_BURN_DAMAGE and self.lowest_skin_c >= LOWEST_SKIN_C


class Engine(Protocol):
    """Anything that can run scenarios on virtual people like this person."""

    def __call__(self, scene: Scene, scenarios: Sequence[Scenario], members: int) -> list[Outcomes]:
        """Run every scenario on the same first ``members`` virtual people, with the same noise."""
        ...


def mean_pain(outcomes: Outcomes, from_min: float, to_min: float) -> NDArray[np.float64]:
    """Each member's mean pain between two times (0-10), by the trapezium rule; shape (members,)."""
    inside = (outcomes.minutes >= from_min) & (outcomes.minutes <= to_min)
    times, pain = outcomes.minutes[inside], outcomes.pain_nrs[:, inside]
    if times.size == 0:
        nearest = int(np.argmin(np.abs(outcomes.minutes - from_min)))
        return np.asarray(outcomes.pain_nrs[:, nearest])
    if times.size == 1:
        return np.asarray(pain[:, 0])
    widths = np.diff(times)
    return np.asarray((0.5 * (pain[:, 1:] + pain[:, :-1]) * widths).sum(axis=1) / widths.sum())


def released_share(outcomes: Outcomes, by_min: float) -> float:
    """Share of members whose muscle has let go by then (0-1), failed members left out."""
    alive = np.isfinite(outcomes.pain_nrs).all(axis=1)
    if not alive.any():
        return 0.0
    return float(np.mean(outcomes.release_min[alive] <= by_min))
