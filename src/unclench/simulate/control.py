"""Step control: how long the next step may be, and where it must land."""

from __future__ import annotations

import math

FIRST_STEP_S = 0.05
"""Step after an input jumped; it may grow sixfold each time."""
LEAST_STEP_S = 1e-7
"""A step that must be shorter than this has failed."""
SAFETY, SHRINK_MOST, GROW_MOST = 0.8, 0.15, 6.0
"""Usual choices: aim below the tolerance, never change the step by more than this at once."""


def larger(worst: float, error: float) -> float:
    """The larger of two; NaN wins."""
    return error if not error <= worst else worst


def step_change(error: float) -> float:
    """Factor by which the next step differs, from the error of this one in units of the tolerance."""
    if not error < 1e30:
        return SHRINK_MOST
    return min(GROW_MOST, max(SHRINK_MOST, SAFETY / math.sqrt(max(error, 1e-12))))


def landing_step(wanted_s: float, left_s: float) -> float:
    """The wanted step, or one that lands on the next stop: in one step, or in two equal ones when nearly there."""
    if wanted_s >= left_s:
        return left_s
    return 0.5 * left_s if wanted_s > 0.5 * left_s else wanted_s


def next_wanted(wanted_s: float, taken_s: float, error: float) -> float:
    """The step to want after an accepted one; a step cut short by a stop does not make the next one shorter."""
    proposed_s = taken_s * step_change(error)
    return max(wanted_s, proposed_s) if taken_s < wanted_s else proposed_s
