"""Choose among the variations by simulation, and keep to less medicine and less effort when it makes no difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from unclench.plan.choice import Choice
from unclench.plan.engine import Outcomes, mean_pain
from unclench.plan.scene import PLAN_HOURS

WORTH_NRS = 0.2
"""Mean pain over 24 h (0-10) that more medicine or effort must save to earn its place. An assumption: twice what is
called no difference at all, and still far below the 1 to 2 points that trials call important."""

SOONER_HOURS = 0.5
"""A mean release half an hour sooner breaks a tie in pain; less is not worth more effort. An assumption."""

Simulate = Callable[[Sequence[Choice]], list[Outcomes]]
Vary = Callable[[Choice], list[list[Choice]]]


@dataclass(frozen=True, slots=True)
class Score:
    """How a choice fares: expected pain over 24 h, mean hours until release (24 at most), and whether skin is safe."""

    pain_nrs: float
    release_hours: float
    skin_is_safe: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The choice taken, the best of those not taken, and how many were simulated."""

    best: Choice
    runner_up: Choice | None
    tried: int
    refused: tuple[Choice, ...]


def score(outcomes: Outcomes) -> Score:
    """The score of one simulated choice; failed members are left out."""
    pain = mean_pain(outcomes, 0.0, PLAN_HOURS * 60)
    alive = np.isfinite(pain)
    if not alive.any():
        return Score(float("inf"), PLAN_HOURS, skin_is_safe=False)
    hours = np.minimum(outcomes.release_min[alive] / 60, PLAN_HOURS)
    return Score(float(pain[alive].mean()), float(hours.mean()), outcomes.skin_is_safe)


def better(challenger: Score, holder: Score) -> bool:
    """Whether a choice with more medicine or effort has earned its place.

    It must lower expected pain by :data:`WORTH_NRS`, or release sooner by :data:`SOONER_HOURS` without raising pain by
    as much. One that harms skin never wins, and wins against none that does not.
    """
    if not challenger.skin_is_safe:
        return False
    if not holder.skin_is_safe:
        return True
    gain = holder.pain_nrs - challenger.pain_nrs
    sooner = holder.release_hours - challenger.release_hours
    return gain >= WORTH_NRS or (sooner >= SOONER_HOURS and gain > -WORTH_NRS)


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
        key=lambda choice: scores[choice].pain_nrs,
    )
    refused = tuple(choice for choice, result in scores.items() if not result.skin_is_safe)
    return Found(best, others[0] if others else None, len(scores), refused)
