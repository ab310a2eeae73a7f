"""Blood carries heat: vasomotor tone, blood flow per layer, and the heat that tissue makes.

Bioheat term of Pennes, w * rho_b * c_b * (T_a - T), flow scaled by one tone per person: 1 with skin at 32 degC, below 1
constricted by cold, above 1 dilated by warmth (local skin temperature drives both; Johnson & Kellogg 2010). Warmth
opens the vessels of the skin alone; cold also closes those of the fat.
"""

from __future__ import annotations

import math

from unclench.physiology.column import CELLS, FAT_END, SKIN_CELLS
from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import (
    BLOOD_CAPACITY,
    CONSTRICTING_S,
    CONSTRICTION_FLOOR,
    CONSTRICTION_MIDDLE_C,
    CONSTRICTION_WIDTH_C,
    DILATING_S,
    DILATION_MIDDLE_C,
    DILATION_MOST,
    DILATION_WIDTH_C,
    FAT_FLOW,
    FAT_METABOLISM,
    METABOLISM_Q10,
    MUSCLE_FLOW,
    MUSCLE_FOLLOWS_SKIN,
    MUSCLE_METABOLISM,
    RECOVERING_S,
    SKIN_FLOW,
    SKIN_METABOLISM,
    UNDILATING_S,
)
from unclench.physiology.smooth import choose, logistic

NEUTRAL_SKIN_C = 32.0
"""Skin temperature at which tone is 1 by definition."""
REFERENCE_TISSUE_C = 35.0
"""Temperature at which the tabulated metabolic heat and muscle flow hold."""
BLEND = 0.05
"""Half-width in tone over which one time constant hands over to the next, so that rates stay continuous."""


def open_share(skin_mean_c: float, p: Floats) -> float:
    """Share of resting flow that cold leaves open (floor to 1) at a mean skin temperature."""
    warmth = (skin_mean_c - p[CONSTRICTION_MIDDLE_C]) / p[CONSTRICTION_WIDTH_C]
    return p[CONSTRICTION_FLOOR] + (1.0 - p[CONSTRICTION_FLOOR]) * logistic(warmth)


def tone_target(skin_mean_c: float, p: Floats) -> float:
    """Tone that a mean skin temperature would settle at, if held."""
    dilation = 1.0 + (p[DILATION_MOST] - 1.0) * logistic((skin_mean_c - p[DILATION_MIDDLE_C]) / p[DILATION_WIDTH_C])
    at_rest = 1.0 + (p[DILATION_MOST] - 1.0) * logistic((NEUTRAL_SKIN_C - p[DILATION_MIDDLE_C]) / p[DILATION_WIDTH_C])
    return open_share(skin_mean_c, p) / open_share(NEUTRAL_SKIN_C, p) * dilation / at_rest


def tone_rate(tone: float, skin_mean_c: float, p: Floats) -> float:
    """Change of tone in 1/s: constriction is fast, its recovery very slow unless warmth actively dilates.

    Slow recovery after cooling: Khoshnevis 2015. Dilation over tens of minutes: Johnson & Kellogg 2010.
    """
    target = tone_target(skin_mean_c, p)
    dilated = logistic((tone - 1.0) / BLEND)
    warmed = logistic((target - 1.2) / BLEND)
    driven = dilated + (1.0 - dilated) * warmed
    falling = dilated / p[UNDILATING_S] + (1.0 - dilated) / p[CONSTRICTING_S]
    rising = driven / p[DILATING_S] + (1.0 - driven) / p[RECOVERING_S]
    return (target - tone) * choose(target < tone, falling, rising)


def mean_skin(temperatures: Floats, widths_m: Floats) -> float:
    """Mean temperature in degC over the thickness of the skin: what drives the tone."""
    heat = 0.0
    thickness = 0.0
    for cell in range(SKIN_CELLS):
        heat += temperatures[cell] * widths_m[cell]
        thickness += widths_m[cell]
    return heat / thickness


def perfusion_and_sources(
    temperatures: Floats, tone: float, p: Floats, widths_m: Floats, perfusion: Floats, source: Floats
) -> None:
    """Fill the heat exchange with blood (W/m2/K towards ``arterial_c``) and metabolic heat (W/m2) of every cell."""
    throttled = min(tone, 1.0)
    muscle_share = 1.0 - p[MUSCLE_FOLLOWS_SKIN] + p[MUSCLE_FOLLOWS_SKIN] * throttled
    log_q10 = math.log(p[METABOLISM_Q10])
    for cell in range(CELLS):
        speed = math.exp(log_q10 * (temperatures[cell] - REFERENCE_TISSUE_C) * 0.1)
        if cell < SKIN_CELLS:
            flow = p[SKIN_FLOW] * tone
            heat = p[SKIN_METABOLISM]
        elif cell < FAT_END:
            flow = p[FAT_FLOW] * throttled
            heat = p[FAT_METABOLISM]
        else:
            flow = p[MUSCLE_FLOW] * muscle_share * speed
            heat = p[MUSCLE_METABOLISM]
        perfusion[cell] = flow * p[BLOOD_CAPACITY] * widths_m[cell]
        source[cell] = heat * speed * widths_m[cell]
