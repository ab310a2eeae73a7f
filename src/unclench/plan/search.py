"""Choose among the variations by simulation, and keep to less medicine and less effort when it makes no difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unclench.model.course import Estimate
from unclench.plan.choice import Choice
from unclench.plan.effects import mean_with_interval
from unclench.plan.engine import Outcomes, mean_pain
from unclench.plan.scene import PLAN_HOURS

WORTH_NRS = 0.2
"""Mean pain over 24 h (0-10) that more medicine or effort must save to earn its place. An assumption: twice what is
called no difference at all, and still far below the 1 to 2 points that trials call important."""

SOONER_HOURS = 0.5
"""A mean release half an hour sooner breaks a tie in pain; less is not worth more effort. An assumption."""

Simulate = Callable[[Sequence[Choice]], list[Outcomes]]
Vary = Callable[[Choice], list[list[Choice]]]


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """How a choice fares, member by member: mean pain over 24 h, hours until release (24 at most), and skin safety."""

    pain_nrs: NDArray[np.float64]
    release_hours: NDArray[np.float64]
    skin_is_safe: bool

    @property
    def expected_pain_nrs(self) -> float:
        """Mean over the members that did not fail; infinity when all did."""
        alive = self.pain_nrs[np.isfinite(self.pain_nrs)]
        return float(alive.mean()) if alive.size else float("inf")


@dataclass(frozen=True, slots=True)
class Found:
    """The choice taken, the best of those not taken, and how many were simulated."""

    best: Choice
    runner_up: Choice | None
    tried: int
    refused: tuple[Choice, ...]


def score(outcomes: Outcomes) -> Score:
    """The score of one simulated choice; a member that failed has NaN."""
    pain = mean_pain(outcomes, 0.0, PLAN_HOURS * 60)
    hours = np.minimum(outcomes.release_min / 60, PLAN_HOURS)
    return Score(pain, np.where(np.isfinite(pain), hours, np.nan), outcomes.skin_is_safe)


def better(challenger: Score, holder: Score) -> bool:
    """Whether a choice with more medicine or effort has earned its place, member against member.

    It must lower mean pain by :data:`WORTH_NRS`, or release sooner by :data:`SOONER_HOURS` without raising pain by as
    much; and the gain must be clear of chance. One that harms skin never wins, and loses against any that does not.
    """
    if not challenger.skin_is_safe:
        return False
    if not holder.skin_is_safe:
        return True
    if not np.isfinite(challenger.pain_nrs - holder.pain_nrs).any():
        return False
    gain = mean_with_interval(holder.pain_nrs - challenger.pain_nrs)
    sooner = mean_with_interval(holder.release_hours - challenger.release_hours)
    return _clear(gain, WORTH_NRS) or (_clear(sooner, SOONER_HOURS) and gain.median > -WORTH_NRS)


def _clear(gain: Estimate, least: float) -> bool:
    return gain.median >= least and gain.p05 > 0.0


def search(first: Choice, vary: Vary, simulate: Simulate, tick: Callable[[float], None] = lambda share: None) -> Found:
    """Try one factor after the other, each variation against the best so far.

    Args:
        first: where to start: the plain protocol.
        vary: for a choice, its variations in groups by factor, least medicine and effort first.
        simulate: runs choices on the same virtual people.
        tick: told the share done (0-1).

    Returns:
        The best choice found. ``refused`` holds choices whose simulated skin passed a limit.
    """
    factors = len(vary(first))
    scores: dict[Choice, Score] = {}
    best = first
    for factor in range(factors):
        challengers = vary(best)[factor]
        new = [choice for choice in (best, *challengers) if choice not in scores]
        scores.update(zip(new, map(score, simulate(new)), strict=True))
        for challenger in challengers:
            if better(scores[challenger], scores[best]):
                best = challenger
        tick((factor + 1) / factors)
    others = sorted(
        (choice for choice in scores if choice != best and scores[choice].skin_is_safe),
        key=lambda choice: scores[choice].expected_pain_nrs,
    )
    refused = tuple(choice for choice, result in scores.items() if not result.skin_is_safe)
    return Found(best, others[0] if others else None, len(scores), refused)
