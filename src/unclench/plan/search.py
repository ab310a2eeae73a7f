"""Search for the best day: race every variation on few people, then judge the best few on more people and a whole day.

All ways are simulated on the same virtual people with the same noise, so that what is compared are differences within
people, in which most of the noise cancels. The plain protocol wins every tie: a change has to earn its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unclench.model.course import Estimate
from unclench.plan.choice import Choice, joined
from unclench.plan.effects import mean_with_interval
from unclench.plan.engine import Outcomes, mean_pain
from unclench.plan.judgement import Judgement

Simulate = Callable[[Sequence[Choice]], list[Outcomes]]
"""Runs choices on the same virtual people."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """How a choice fares, member by member: mean pain (0-10), hours until release (the run's end at most), skin."""

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
    """What the search found.

    Attributes:
        best: the way taken.
        runner_up: the best of the finalists not taken; None when there was no other.
        outcomes: what became of every way that was run for the whole day.
        tried: how many ways were simulated.
        refused: ways in which the skin of a virtual person passed a limit.
        changes: for how many changes the runner-up had to earn a margin against the way taken; 0 when it makes fewer.
    """

    best: Choice
    runner_up: Choice | None
    outcomes: dict[Choice, Outcomes]
    tried: int
    refused: tuple[Choice, ...]
    changes: int = 0


def score(outcomes: Outcomes) -> Score:
    """The score of one simulated choice; a member that failed has NaN."""
    last_min = float(outcomes.minutes[-1])
    pain = mean_pain(outcomes, 0.0, last_min)
    hours = np.minimum(outcomes.release_min, last_min) / 60
    return Score(pain, np.where(np.isfinite(pain), hours, np.nan), outcomes.skin_is_safe)


def better(challenger: Score, holder: Score, judged: Judgement, changes: int = 1) -> bool:
    """Whether ``changes`` more changes have surely earned their place, member against member.

    The lower end of the 5-95 % interval of what they save must reach ``worth_nrs`` of pain for each; or that of how
    much sooner the muscle lets go ``worth_release_hours`` for each, without ``worth_nrs`` more pain. A difference near
    the margin thus goes to the holder, whichever people were drawn, and two small gains do not pass as one. A way that
    harms skin never wins, and loses against any that does not.
    """
    if not challenger.skin_is_safe:
        return False
    if not holder.skin_is_safe:
        return True
    if not np.isfinite(challenger.pain_nrs - holder.pain_nrs).any():
        return False
    gain, sooner = saved(challenger, holder)
    return gain.p05 >= changes * judged.worth_nrs or (
        sooner.p05 >= changes * judged.worth_release_hours and gain.median > -judged.worth_nrs
    )


def saved(challenger: Score, holder: Score) -> tuple[Estimate, Estimate]:
    """Mean pain (0-10) and mean hours until release that the challenger saves, with 5-95 % intervals."""
    return (
        mean_with_interval(holder.pain_nrs - challenger.pain_nrs),
        mean_with_interval(holder.release_hours - challenger.release_hours),
    )


def worth(challenger: Score, holder: Score, judged: Judgement) -> float:
    """What a change saves in margins: 1 is just worth it.

    Times to release differ so much from person to person that few people show nothing by their mean; only the lower
    end of its interval counts.
    """
    if not challenger.skin_is_safe or not np.isfinite(challenger.pain_nrs - holder.pain_nrs).any():
        return float("-inf")
    gain, sooner = saved(challenger, holder)
    return gain.median / judged.worth_nrs + max(0.0, sooner.p05) / judged.worth_release_hours


@dataclass(frozen=True, slots=True)
class Searcher:
    """The two runs that a search needs, its margins, and which ways may be simulated at all.

    ``race`` runs choices on few people for a part of the day; ``judge`` on more people for all of it.
    """

    race: Simulate
    judge: Simulate
    may: Callable[[Choice], bool]
    judged: Judgement


def search(first: Choice, groups: Sequence[Sequence[Choice]], others: Sequence[Choice], by: Searcher) -> Found:
    """The best way found.

    Args:
        first: the plain protocol.
        groups: its variations, one factor a group, least medicine and effort first in each.
        others: ways to judge beside the finalists, for comparison; they are never taken.
        by: how to simulate and what a change is worth.

    Returns:
        What was found; ``first`` when no change earned its place.
    """
    allowed = [[choice for choice in group if choice != first and by.may(choice)] for group in groups]
    entrants = list(dict.fromkeys([first, *(choice for group in allowed for choice in group)]))
    raced = dict(zip(entrants, map(score, by.race(entrants)), strict=True))
    finalists = _finalists(first, allowed, raced, by)
    everybody = list(dict.fromkeys([*finalists, *others]))
    outcomes = dict(zip(everybody, by.judge(everybody), strict=True))
    scores = {choice: score(outcomes[choice]) for choice in finalists}
    best = _winner(finalists, scores, by.judged)
    rest = [choice for choice in finalists if choice != best and scores[choice].skin_is_safe]
    runner_up = min(rest, key=lambda choice: scores[choice].expected_pain_nrs, default=None)
    refused = [choice for choice, result in (raced | scores).items() if not result.skin_is_safe]
    changes = 0 if runner_up is None else _more_changes(finalists[runner_up], finalists[best])
    return Found(best, runner_up, outcomes, len(raced | scores), tuple(refused), changes)


def _more_changes(challenger: int, holder: int) -> int:
    """One for another change in place of the same number; 0 for a way that makes fewer, which had to earn nothing."""
    return max(1, challenger - holder) if challenger >= holder else 0


def _finalists(
    first: Choice, groups: Sequence[Sequence[Choice]], raced: dict[Choice, Score], by: Searcher
) -> dict[Choice, int]:
    """The plain protocol; its most promising change, that and the next, and so on; then what else was best.

    Each with how many changes it makes.
    """
    holder = raced[first]
    best_of_each = [best for group in groups if (best := _best_of(group, holder, raced, by.judged)) is not None]
    ranked = sorted(best_of_each, key=lambda choice: -worth(raced[choice], holder, by.judged))
    least = by.judged.promising_share
    promising = [choice for choice in ranked if worth(raced[choice], holder, by.judged) >= least]
    ladder = {joined(first, *promising[:count]): count for count in range(1, len(promising) + 1)}
    allowed = {choice: count for choice, count in ladder.items() if by.may(choice)}
    wanted = {first: 0} | dict.fromkeys(ranked, 1) | allowed
    order = dict.fromkeys([first, *allowed, *ranked] if holder.skin_is_safe else [*allowed, *ranked, first])
    return {choice: wanted[choice] for choice in list(order)[: int(by.judged.finalists_most)]}


def _best_of(group: Sequence[Choice], holder: Score, raced: dict[Choice, Score], judged: Judgement) -> Choice | None:
    """The best change of one factor: a later one must beat the earlier by a margin, or alone be worth one."""
    values = {choice: worth(raced[choice], holder, judged) for choice in group if raced[choice].skin_is_safe}
    best = next(iter(values), None)
    for choice, value in values.items():
        if best is not None and (value >= values[best] + 1.0 or values[best] < 1.0 <= value):
            best = choice
    return best


def _winner(finalists: Mapping[Choice, int], scores: Mapping[Choice, Score], judged: Judgement) -> Choice:
    """Every finalist against the best so far, the plain protocol first; each change more has to earn a margin more."""
    best, *challengers = finalists
    for challenger in challengers:
        changes = max(1, finalists[challenger] - finalists[best])
        if better(scores[challenger], scores[best], judged, changes):
            best = challenger
    return best
