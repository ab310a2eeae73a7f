"""Ways side by side on the same virtual people: the plan, the runner-up, the other order, doing nothing."""

from __future__ import annotations

import numpy as np

from unclench.language.catalogue import Catalogue, catalogue
from unclench.model.course import Estimate
from unclench.model.plan import Alternative
from unclench.plan.choice import Choice
from unclench.plan.describe import does
from unclench.plan.effects import is_noise, mean_with_interval, spread
from unclench.plan.engine import Outcomes, mean_pain, released_share
from unclench.plan.scene import PLAN_HOURS
from unclench.plan.wording import ENGLISH
from unclench.plan.workshop import Workshop

DAY_MIN = PLAN_HOURS * 60
RUNNER_UP = "runner_up"
"""Name of the best way not taken."""


def alternative(
    name: str, title: str, choice: Choice, outcomes: Outcomes, planned: Outcomes, workshop: Workshop
) -> Alternative:
    """One other way beside the plan, member against member."""
    same_people = planned.first(len(outcomes.pain_nrs))
    pain = mean_pain(outcomes, 0.0, DAY_MIN)
    change = pain - mean_pain(same_people, 0.0, DAY_MIN)
    mean = mean_with_interval(change)
    later = mean_with_interval(_release_hours(outcomes) - _release_hours(same_people))
    noise = is_noise(mean, workshop.judged.negligible_nrs)
    spoken = catalogue(workshop.knowledge.language)
    said = says(mean, later, noise, spoken)
    if name == RUNNER_UP and not noise and mean.median < 0:
        said = f"{said} {not_taken(workshop.judged.worth_nrs, spoken)}"
    return Alternative(
        id=name,
        title=title,
        mean_pain_24h=spread(pain),
        released_24h=released_share(outcomes, DAY_MIN),
        difference_to_plan=spread(change),
        within_noise=noise,
        mean_difference=mean,
        later_release_hours=later,
        does=does(choice, workshop.knowledge),
        says=said,
        course=outcomes.course() if name == "doing_nothing" and outcomes.course is not None else None,
    )


def says(mean: Estimate, later: Estimate, noise: bool, spoken: Catalogue = ENGLISH) -> str:
    """The difference to the plan in one or two plain sentences."""
    points = _numbers(mean, "points")
    if noise:
        pain = spoken.say("About as much pain as with your plan: too close to call, or too small to feel.")
    elif mean.median > 0:
        pain = spoken.say("{points} points more pain than with your plan ({low} to {high}).", **points)
    else:
        pain = spoken.say("{points} points less pain than with your plan ({low} to {high}).", **points)
    return f"{pain} {_release_words(later, spoken)}".strip()


def not_taken(worth_nrs: float, spoken: Catalogue = ENGLISH) -> str:
    """Why the plan is another one, although this way came out with less pain."""
    return spoken.say(
        "It was not taken: each change of the plain plan has to save at least {worth:g} points beyond chance, two "
        "changes at once twice that.",
        worth=worth_nrs,
    )


def _release_words(later: Estimate, spoken: Catalogue) -> str:
    if later.p05 <= 0.0 <= later.p95:
        return ""
    if later.median > 0:
        return spoken.say("The muscle lets go {hours} hours later ({low} to {high}).", **_numbers(later, "hours"))
    return spoken.say("The muscle lets go {hours} hours sooner ({low} to {high}).", **_numbers(later, "hours"))


def _numbers(estimate: Estimate, name: str) -> dict[str, str]:
    """A mean and its interval without their sign, which the words carry."""
    low, high = sorted((abs(estimate.p05), abs(estimate.p95)))
    return {name: f"{abs(estimate.median):.1f}", "low": f"{low:.1f}", "high": f"{high:.1f}"}


def _release_hours(outcomes: Outcomes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Each member's hours until release, the day's end at most; NaN for members that failed."""
    hours = np.minimum(outcomes.release_min / 60, PLAN_HOURS)
    return np.where(np.isfinite(outcomes.pain_nrs).all(axis=1), hours, np.nan)
