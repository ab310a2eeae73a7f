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
from unclench.simulate.compile import hot
from unclench.simulate.heat_step import SOURCE, skin_surface
from unclench.simulate.life import Life

RELEASE_HOLDS_S = 300.0
"""A release counts when the muscle has stayed unlocked this long; it is dated to the start of that time."""


def begin_watch(life: Life) -> None:
    """Set the summary to its values at the first moment, with nothing on the skin."""
    summary, p, body, heat = life.summary, life.numbers.heat, life.body, life.being.heat
    start_s = life.timeline.spells[0].start_s
    locked = life.being.spasm[S_REFLEX] > LOCKED_REFLEX
    summary.steps = 0
    summary.refused = 0
    summary.locked_at_s = start_s if locked else math.nan
    summary.released_at_s = math.nan
    summary.unlocked_since_s = math.nan if locked else start_s
    summary.locked_seconds = 0.0
    skin_c = skin_surface(heat, AIR, 0.0, life.timeline.room_c, p, body)
    summary.burn_damage = 0.0
    summary.burn_rate_at_rest = burn_rate(basal_reading(heat, body.widths_m, skin_c, p), p)
    summary.burn_rate_now = summary.burn_rate_at_rest
    summary.coldest_skin_c = skin_c
    summary.hottest_skin_c = skin_c
    summary.frozen_seconds = 0.0


@hot
def watch_reflex(after_s: float, life: Life) -> None:
    """Take in the end of the step that waits in ``work``: locked or not, since when, whether a release has lasted."""
    summary = life.summary
    if life.work.trial[S_REFLEX] > LOCKED_REFLEX:
        summary.locked_seconds += after_s - life.work.time_s
        summary.unlocked_since_s = math.nan
        if math.isnan(summary.locked_at_s):
            summary.locked_at_s = after_s
        return
    if math.isnan(summary.unlocked_since_s):
        summary.unlocked_since_s = after_s
    waits_for_release = not math.isnan(summary.locked_at_s) and math.isnan(summary.released_at_s)
    if waits_for_release and after_s - summary.unlocked_since_s >= RELEASE_HOLDS_S:
        summary.released_at_s = summary.unlocked_since_s


def watch_skin(passed_s: float, after_s: float, skin_c: float, spell: int, life: Life) -> None:
    """Take in the end of a step of the column: extremes of the skin, seconds below freezing, burn damage.

    ``skin_c`` is the temperature of the skin's surface there.

    Damage (trapezoid rule) counts above the rate of this person's own resting skin, which by definition does no harm;
    without that, Henriques' integral would grow without end in untouched skin.
    """
    summary, p, body, at = life.summary, life.numbers.heat, life.body, life.timeline.spells[spell]
    heat, elapsed_s = life.being.heat, after_s - at.applied_s
    spot_c = coldest_skin(at.surface, heat[SOURCE], skin_c, elapsed_s, p)
    summary.coldest_skin_c = min(summary.coldest_skin_c, spot_c)
    summary.hottest_skin_c = max(summary.hottest_skin_c, skin_c)
    summary.frozen_seconds += passed_s * cold_injury_rate(spot_c, p)
    rate = burn_rate(basal_reading(heat, body.widths_m, skin_c, p), p)
    mean_excess = 0.5 * (rate + summary.burn_rate_now) - summary.burn_rate_at_rest
    summary.burn_damage += passed_s * max(0.0, mean_excess)
    summary.burn_rate_now = rate
