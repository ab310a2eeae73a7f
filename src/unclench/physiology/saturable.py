"""Salicylate leaves by a way that fills and by others that do not, in closed form between doses.

Most salicylate is conjugated with glycine, at a rate that is bounded (Levy 1980); the rest leaves in proportion. So the
level L obeys, with k the rate of a trace, s the share of it that does not fill, and K the level at which the way that
fills is half full,

    L' = -k L (s + (1 - s) / (1 + L / K)).

Along it, L (1 + s L / K)^(1/s - 1) falls as a trace does, exp(-k t), whatever the level. That turns a time into a level
(:func:`remaining`) and two levels into a time (:func:`mean_half_life`) with nothing to integrate.
"""

from __future__ import annotations

import math

ROUNDS = 3
"""Newton's steps: from the starting point taken, the worst error is a fifty-thousandth of a level of 400 mg/l."""
LEAST_TRACE = 1e-30
"""Below this share of a trace nothing is told apart, and it has a logarithm in single precision too."""
WATCHED_FROM, WATCHED_TO = 0.5, 0.125
"""Shares of a dose still there when blood usually begins and ceases to be drawn for a half-life: after the peak, for
two half-lives (some ten hours). An assumption, since a level that falls ever faster has no half-life of its own."""


def remaining(mg_l: float, trace: float, half_filled: float, unfilled: float) -> float:
    """What is left of a level when a trace would have fallen to the share ``trace`` of itself.

    Args:
        mg_l: the level before, 0 or more.
        trace: share that would be left of very little, 0 to 1.
        half_filled: level in mg/l at which the way that fills is half full.
        unfilled: share of the clearance of a trace by ways that do not fill, above 0.
    """
    filled, power = mg_l * (unfilled / half_filled), 1.0 / unfilled - 1.0
    fallen = math.log(min(max(trace, LEAST_TRACE), 1.0))
    change = fallen / (1.0 + power * filled / (1.0 + filled))
    for _ in range(ROUNDS):
        now = filled * math.exp(change)
        miss = change + power * math.log((1.0 + now) / (1.0 + filled)) - fallen
        change = change - miss / (1.0 + power * now / (1.0 + now))
    return mg_l * math.exp(change)


def mean_half_life(mg_l: float, trace_half_life: float, half_filled: float, unfilled: float) -> float:
    """Half-life in hours that somebody finds who watches a dose of ``mg_l`` leave (see WATCHED_FROM).

    Args:
        mg_l: the level if all of the dose were in blood at once.
        trace_half_life: half-life in hours of very little.
        half_filled: as for :func:`remaining`.
        unfilled: the same.
    """
    halvings = math.log2(WATCHED_FROM / WATCHED_TO)
    before, after = (1.0 + share * mg_l * unfilled / half_filled for share in (WATCHED_FROM, WATCHED_TO))
    return trace_half_life * (1.0 + (1.0 / unfilled - 1.0) * math.log2(before / after) / halvings)
