"""Levels of four oral painkillers in blood and at the site of effect, in closed form.

A dose waits until the tablet has fallen apart and left the stomach, passes ABSORPTION_STAGES equal steps to blood (an
S-shaped start, as tablets show; Wagner 1984) and leaves blood as the sum of a terminal and, where published kinetics
need one, a faster phase. Food stretches the way to blood, and a product that dissolves at once shortens it. Levels of
several doses add up. Aspirin is followed as salicylate; its elimination saturates, which is approximated by a half-life
that grows with the dose (the error is measured in the tests and stated in ``docs/model/drugs.md``).
"""

from __future__ import annotations

import math

from unclench.physiology.floats import Floats
from unclench.physiology.smooth import choose

DRUGS: tuple[str, ...] = ("ibuprofen", "naproxen", "aspirin", "acetaminophen")
"""Drug names in order; a drug's index here is the ``drug`` argument below."""
IBUPROFEN, NAPROXEN, ASPIRIN, ACETAMINOPHEN = range(4)

PER_DRUG: tuple[str, ...] = (
    "bioavailability",
    "volume_l",
    "half_life_h",
    "fast_share",
    "fast_half_life_h",
    "absorption_h",
    "food_delay",
    "equilibration_h",
    "half_effect_mg_l",
)
"""What is known of each drug; a parameter is called ``<drug>_<this>``."""
BIOAVAILABILITY, VOLUME_L, HALF_LIFE_H, FAST_SHARE, FAST_HALF_LIFE_H, ABSORPTION_H = range(6)
FOOD_DELAY, EQUILIBRATION_H, HALF_EFFECT_MG_L = range(6, 9)
FIELDS = 9

NSAID_HILL = FIELDS * 4
SATURATION_MG = FIELDS * 4 + 1
TABLET_LAG_H = FIELDS * 4 + 2
QUICK_PRODUCT = FIELDS * 4 + 3
PARAMETERS: tuple[str, ...] = (
    *(f"{drug}_{field}" for drug in DRUGS for field in PER_DRUG),
    "nsaid_hill",
    "aspirin_saturation_mg",
    "tablet_lag_h",
    "quick_product",
)
"""Names in order of the flat parameter row that every function here takes as ``p``."""

FASTING, WITH_FOOD, QUICK = 0, 1, 2
"""How a dose is taken, the ``way`` below: a sum of these. QUICK is a product that dissolves at once."""

ABSORPTION_STAGES = 3
LN2 = 0.6931471805599453
SERIES_BELOW = 0.5
"""Below this difference of rates times time the closed form cancels badly, and its power series is used."""


def passed(rate: float, absorption: float, hours: float) -> float:
    """Share of a unit dose in a compartment emptied at ``rate`` (1/h) and filled through the absorption stages.

    The convolution of an Erlang density (three stages of rate ``absorption``, 1/h) with exp(-rate t).
    """
    hours = max(hours, 0.0)
    kt = absorption * hours
    z = kt - rate * hours
    near = abs(z) < SERIES_BELOW
    still_absorbing = math.exp(-kt)
    term = z * (1.0 / 24.0)
    series = 1.0 / 6.0 + term
    for order in range(2, 12):
        term = term * (z * (1.0 / (order + 3.0)))
        series = series + term
    ratio = kt / choose(near, 1.0, z)
    closed = ratio * ratio * ratio * (math.exp(-rate * hours) - still_absorbing * (1.0 + z + 0.5 * z * z))
    return choose(near, still_absorbing * kt * kt * kt * series, closed)


def stretch(drug: int, way: int, p: Floats) -> float:
    """How much longer than an ordinary tablet's, fasting, the way to blood is.

    Food stretches it (Moore 2015), and a salt or a liquid shortens it (Dewland 2009).
    """
    factor = 1.0
    if way % QUICK == WITH_FOOD:
        factor = factor * p[drug * FIELDS + FOOD_DELAY]
    if way >= QUICK:
        factor = factor * p[QUICK_PRODUCT]
    return factor


def absorption_rate(drug: int, way: int, p: Floats) -> float:
    """Rate in 1/h of each absorption stage."""
    return ABSORPTION_STAGES / (p[drug * FIELDS + ABSORPTION_H] * stretch(drug, way, p))


def absorption_lag(drug: int, way: int, p: Floats) -> float:
    """Hours from swallowing until anything is absorbed."""
    return p[TABLET_LAG_H] * stretch(drug, way, p)


def half_life(drug: int, dose_mg: float, p: Floats) -> float:
    """Terminal half-life in hours of one dose; that of salicylate grows with the dose (Levy 1980)."""
    hours = p[drug * FIELDS + HALF_LIFE_H]
    if drug == ASPIRIN:
        hours *= 1.0 + dose_mg / p[SATURATION_MG]
    return hours


def concentration(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Concentration in mg/l of total drug in plasma (salicylate for aspirin) from one dose; 0 before it."""
    base = drug * FIELDS
    stages = absorption_rate(drug, way, p)
    hours = hours_since - absorption_lag(drug, way, p)
    slow = passed(LN2 / half_life(drug, dose_mg, p), stages, hours)
    total = slow
    if p[base + FAST_SHARE] > 0.0:
        total += p[base + FAST_SHARE] * passed(LN2 / p[base + FAST_HALF_LIFE_H], stages, hours)
    return p[base + BIOAVAILABILITY] * dose_mg / p[base + VOLUME_L] * total


def lagged(rate: float, equilibration: float, absorption: float, hours: float) -> float:
    """:func:`passed`, seen through a first-order delay of rate ``equilibration`` (1/h)."""
    gap = equilibration - rate
    if abs(gap) < 1e-6 * equilibration:
        gap = 1e-6 * equilibration
    apart = passed(equilibration - gap, absorption, hours) - passed(equilibration, absorption, hours)
    return equilibration / gap * apart


def effect_site(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Concentration in mg/l at the site of effect from one dose: plasma seen with the drug's equilibration delay."""
    base = drug * FIELDS
    stages = absorption_rate(drug, way, p)
    hours = hours_since - absorption_lag(drug, way, p)
    equilibration = LN2 / p[base + EQUILIBRATION_H]
    slow = lagged(LN2 / half_life(drug, dose_mg, p), equilibration, stages, hours)
    total = slow
    if p[base + FAST_SHARE] > 0.0:
        total += p[base + FAST_SHARE] * lagged(LN2 / p[base + FAST_HALF_LIFE_H], equilibration, stages, hours)
    return p[base + BIOAVAILABILITY] * dose_mg / p[base + VOLUME_L] * total
