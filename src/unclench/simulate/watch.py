"""What happened between the result times: lock and release, extremes of the skin, burn and cold injury."""

from __future__ import annotations

import math

from unclench.physiology.latch import LOCKED_REFLEX
from unclench.physiology.spasm import S_REFLEX
from unclench.physiology.tissue_heat import (
    AIR,
    basal_reading,
    burn_rate,
    cold_injury_rate,
    coldest_skin,
)
from unclench.simulate.arrays import Vector
from unclench.simulate.heat_step import SOURCE, Body
from unclench.simulate.schedule import Timeline
from unclench.simulate.sense import skin_surface

RELEASE_HOLDS_S = 300.0
"""A release counts when the muscle has stayed unlocked this long; it is dated to the start of that time."""

SUMMARY: tuple[str, ...] = (
    "locked_at_s",
    "released_at_s",
    "unlocked_since_s",
    "locked_seconds",
    "burn_damage",
    "burn_rate_now",
    "burn_rate_at_rest",
    "coldest_skin_c",
    "hottest_skin_c",
    "frozen_seconds",
)
"""Names of the summary numbers of a member, in order. Times are NaN for what did not happen."""
(
    W_LOCKED_AT,
    W_RELEASED_AT,
    W_UNLOCKED_SINCE,
    W_LOCKED_SECONDS,
    W_BURN,
    W_BURN_RATE,
    W_BURN_RATE_AT_REST,
    W_COLDEST,
    W_HOTTEST,
    W_FROZEN,
) = range(len(SUMMARY))


def begin_watch(spasm: Vector, heat: Vector, p: Vector, body: Body, timeline: Timeline, summary: Vector) -> None:
    """Set the summary to its values at the first moment, with nothing on the skin."""
    start_s = timeline.start_s[0]
    locked = spasm[S_REFLEX] > LOCKED_REFLEX
    summary[W_LOCKED_AT] = start_s if locked else math.nan
    summary[W_RELEASED_AT] = math.nan
    summary[W_UNLOCKED_SINCE] = math.nan if locked else start_s
    summary[W_LOCKED_SECONDS] = 0.0
    skin_c = skin_surface(heat, AIR, 0.0, timeline.room_c, p, body)
    summary[W_BURN] = 0.0
    summary[W_BURN_RATE_AT_REST] = burn_rate(basal_reading(heat, body.widths_m, skin_c, p), p)
    summary[W_BURN_RATE] = summary[W_BURN_RATE_AT_REST]
    summary[W_COLDEST] = summary[W_HOTTEST] = skin_c
    summary[W_FROZEN] = 0.0


def watch_reflex(before_s: float, after_s: float, spasm: Vector, summary: Vector) -> None:
    """Take in a step's end: locked or not, since when, and whether a release has lasted long enough to count."""
    if spasm[S_REFLEX] > LOCKED_REFLEX:
        summary[W_LOCKED_SECONDS] += after_s - before_s
        summary[W_UNLOCKED_SINCE] = math.nan
        if math.isnan(summary[W_LOCKED_AT]):
            summary[W_LOCKED_AT] = after_s
        return
    if math.isnan(summary[W_UNLOCKED_SINCE]):
        summary[W_UNLOCKED_SINCE] = after_s
    was_locked = not math.isnan(summary[W_LOCKED_AT])
    if was_locked and math.isnan(summary[W_RELEASED_AT]) and after_s - summary[W_UNLOCKED_SINCE] >= RELEASE_HOLDS_S:
        summary[W_RELEASED_AT] = summary[W_UNLOCKED_SINCE]


def watch_skin(
    before_s: float,
    after_s: float,
    spell: int,
    heat: Vector,
    p: Vector,
    body: Body,
    timeline: Timeline,
    summary: Vector,
) -> None:
    """Take in a step's end: extremes of the skin, seconds below freezing, and burn damage by the trapezoid rule.

    Damage counts above the rate of this person's own resting skin, which by definition does no harm; without that,
    Henriques' integral would grow without end in untouched skin.
    """
    kind = timeline.surface[spell]
    elapsed_s = after_s - timeline.applied_s[spell]
    skin_c = skin_surface(heat, kind, elapsed_s, timeline.room_c, p, body)
    spot_c = coldest_skin(kind, heat[SOURCE], skin_c, elapsed_s, p)
    summary[W_COLDEST] = min(summary[W_COLDEST], spot_c)
    summary[W_HOTTEST] = max(summary[W_HOTTEST], skin_c)
    summary[W_FROZEN] += (after_s - before_s) * cold_injury_rate(spot_c, p)
    rate = burn_rate(basal_reading(heat, body.widths_m, skin_c, p), p)
    mean_excess = 0.5 * (rate + summary[W_BURN_RATE]) - summary[W_BURN_RATE_AT_REST]
    summary[W_BURN] += (after_s - before_s) * max(0.0, mean_excess)
    summary[W_BURN_RATE] = rate
