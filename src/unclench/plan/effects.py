"""What a step does, as a paired comparison: the same virtual people and the same noise, with it and without it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unclench.language.catalogue import Catalogue
from unclench.model.course import Estimate
from unclench.model.invalid import InvalidInput
from unclench.model.plan import Predicted
from unclench.plan.engine import Outcomes, mean_pain, released_share
from unclench.plan.wording import ENGLISH, hours_words

Z_90 = 1.6449
"""Half-width of a 5-95 % normal interval, in standard errors."""

SEEN_SHARE = 0.02
"""A change of release in fewer than 2 of 100 people is not mentioned. An assumption: it would not be noticed."""


def spread(values: NDArray[np.float64]) -> Estimate:
    """Median and 5th and 95th percentile over members, failed members left out.

    Raises:
        InvalidInput: every member failed, so there is no number to show.
    """
    alive = values[np.isfinite(values)]
    if alive.size == 0:
        raise InvalidInput("members", values.size, "at least one virtual person whose simulation finished")
    p05, median, p95 = (float(q) for q in np.quantile(alive, (0.05, 0.5, 0.95)))
    return Estimate(median=median, p05=p05, p95=p95)


def mean_with_interval(values: NDArray[np.float64]) -> Estimate:
    """Mean over members with the 5-95 % interval of that mean (normal approximation)."""
    alive = values[np.isfinite(values)]
    if alive.size == 0:
        raise InvalidInput("members", values.size, "at least one virtual person whose simulation finished")
    mean = float(alive.mean())
    half = Z_90 * float(alive.std(ddof=1)) / alive.size**0.5 if alive.size > 1 else 0.0
    return Estimate(median=mean, p05=mean - half, p95=mean + half)


def is_noise(mean: Estimate, negligible_nrs: float) -> bool:
    """Whether a mean difference cannot be told from chance, or is below ``negligible_nrs``, too small to feel."""
    return mean.p05 <= 0.0 <= mean.p95 or abs(mean.median) < negligible_nrs


def effect(
    with_step: Outcomes,
    without: Outcomes,
    start_min: float,
    window_hours: float,
    *,
    provenance: str,
    negligible_nrs: float,
    spoken: Catalogue = ENGLISH,
) -> Predicted:
    """The effect of one step in the hours after it starts.

    Args:
        with_step: the plan; its members are the same people as those of ``without``, row by row.
        without: the same plan without this step.
        start_min: when the step starts.
        window_hours: how long after it pain is compared.
        provenance: how far the model's effect was fitted or predicted.
        negligible_nrs: a mean difference below this is called no difference.
        spoken: the language of the words.
    """
    members = min(len(with_step.pain_nrs), len(without.pain_nrs))
    with_step, without = with_step.first(members), without.first(members)
    end_min = start_min + window_hours * 60
    change = mean_pain(with_step, start_min, end_min) - mean_pain(without, start_min, end_min)
    mean = mean_with_interval(change)
    released = released_share(with_step, end_min) - released_share(without, end_min)
    noise = is_noise(mean, negligible_nrs)
    return Predicted(
        pain_change_nrs=spread(change),
        released_change=released,
        window_hours=window_hours,
        within_noise=noise,
        provenance=provenance,
        mean_change_nrs=mean,
        says=effect_words(mean, released, window_hours, noise, spoken),
    )


def effect_words(mean: Estimate, released: float, window_hours: float, noise: bool, spoken: Catalogue = ENGLISH) -> str:
    """The effect in one or two plain sentences."""
    span = hours_words(window_hours, spoken)
    points = f"{abs(mean.median):.1f}"
    if noise:
        pain = spoken.say("In the simulation this made no difference to pain that we can tell apart from chance.")
    elif mean.median < 0:
        pain = spoken.say(
            "In the simulation this gave {points} points less pain (of 10) over {span}, on average.",
            points=points,
            span=span,
        )
    else:
        pain = spoken.say(
            "In the simulation this gave {points} points more pain (of 10) over {span}, on average.",
            points=points,
            span=span,
        )
    return f"{pain} {_release_words(released, span, spoken)}".strip()


def _release_words(released: float, span: str, spoken: Catalogue) -> str:
    people = f"{abs(100 * released):.0f}"
    if abs(released) < SEEN_SHARE:
        return ""
    if released > 0:
        return spoken.say("The muscle let go in {people} more of 100 people within {span}.", people=people, span=span)
    return spoken.say("The muscle let go in {people} fewer of 100 people within {span}.", people=people, span=span)
