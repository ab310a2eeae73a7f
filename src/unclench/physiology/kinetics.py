"""Levels of four oral painkillers in blood and at the site of effect, in closed form.

A dose waits until the tablet has fallen apart and left the stomach, passes ABSORPTION_STAGES equal steps to blood (an
S-shaped start, as tablets show; Wagner 1984) and leaves blood as the sum of a terminal and, where published kinetics
need one, a faster phase. Food stretches the way to blood, and a product that dissolves at once shortens it. Levels of
several doses add up, but for naproxen. Aspirin is followed as salicylate; its elimination saturates, which is
approximated by a half-life that grows with the dose (the error is measured in the tests and stated in
``docs/model/drugs.md``).

Naproxen fills the albumin that it is bound to, so more of it is free, and the free drug is what leaves: clearance grows
with the level (label; Davies & Anderson 1997). With a straight line for the free share, 1 + level / half-filled level,
the main phase obeys L' = input - k L (1 + L / half), a Riccati equation. It becomes linear by L = M / (1 + k / half *
integral of M): M obeys the plain equation, each dose multiplied by how far the denominator has grown when it arrives.
:func:`carried` keeps that multiple from dose to dose (as if the earlier ones had arrived at one moment each; errors in
the tests), and everything else is closed.
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
HALF_FILLED_MG_L = FIELDS * 4 + 4
PARAMETERS: tuple[str, ...] = (
    *(f"{drug}_{field}" for drug in DRUGS for field in PER_DRUG),
    "nsaid_hill",
    "aspirin_saturation_mg",
    "tablet_lag_h",
    "quick_product",
    "naproxen_half_filled_mg_l",
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


def crowded(mg_l: float, p: Floats) -> float:
    """How much more of naproxen is free at a level than at a trace of it, 1 or more.

    Binding that fills entirely gives 1 / (1 - level / capacity). The straight line through a trace and the level at
    which half is filled stays finite where nobody has measured, and needs no second number.
    """
    return 1.0 + mg_l / p[HALF_FILLED_MG_L]


def carried(held: float, weight: float, hours: float, p: Floats) -> tuple[float, float]:
    """What is ``held`` of earlier doses of naproxen (mg/l, weighted) and a new dose's weight, ``hours`` later."""
    left = held * math.exp(-LN2 / p[NAPROXEN * FIELDS + HALF_LIFE_H] * hours)
    return left, weight + (held - left) / p[HALF_FILLED_MG_L]


def arrival_h(drug: int, way: int, p: Floats) -> float:
    """Hours from swallowing until a dose is in blood, on average."""
    return absorption_lag(drug, way, p) + ABSORPTION_STAGES / absorption_rate(drug, way, p)


def undiluted(drug: int, dose_mg: float, p: Floats) -> float:
    """The main phase's level in mg/l if all of a dose came at once."""
    base = drug * FIELDS
    return p[base + BIOAVAILABILITY] * dose_mg / p[base + VOLUME_L]


def arrived(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """What the main phase has been given so far, in mg/l: :func:`undiluted` times the share absorbed (Erlang)."""
    kt = absorption_rate(drug, way, p) * max(hours_since - absorption_lag(drug, way, p), 0.0)
    return undiluted(drug, dose_mg, p) * (1.0 - math.exp(-kt) * (1.0 + kt + 0.5 * kt * kt))


def main_phase(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Level of the main phase in mg/l after one dose, removed as a trace of the drug is."""
    hours = hours_since - absorption_lag(drug, way, p)
    slow = passed(LN2 / half_life(drug, dose_mg, p), absorption_rate(drug, way, p), hours)
    return undiluted(drug, dose_mg, p) * slow


def fast_phase(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Level of the faster phase in mg/l after one dose; only where its weight is above 0."""
    base = drug * FIELDS
    hours = hours_since - absorption_lag(drug, way, p)
    fast = passed(LN2 / p[base + FAST_HALF_LIFE_H], absorption_rate(drug, way, p), hours)
    return undiluted(drug, dose_mg, p) * p[base + FAST_SHARE] * fast


def concentration(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Concentration in mg/l of total drug in plasma (salicylate for aspirin) from one dose; 0 before it."""
    level = main_phase(drug, dose_mg, hours_since, way, p)
    if drug == NAPROXEN:
        level = level / crowded(arrived(drug, dose_mg, hours_since, way, p) - level, p)
    if p[drug * FIELDS + FAST_SHARE] > 0.0:
        level = level + fast_phase(drug, dose_mg, hours_since, way, p)
    return level


def lagged(rate: float, equilibration: float, absorption: float, hours: float) -> float:
    """:func:`passed`, seen through a first-order delay of rate ``equilibration`` (1/h)."""
    gap = equilibration - rate
    if abs(gap) < 1e-6 * equilibration:
        gap = 1e-6 * equilibration
    apart = passed(equilibration - gap, absorption, hours) - passed(equilibration, absorption, hours)
    return equilibration / gap * apart


def main_at_site(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """:func:`main_phase` seen with the drug's delay between plasma and the site of effect."""
    hours = hours_since - absorption_lag(drug, way, p)
    equilibration = LN2 / p[drug * FIELDS + EQUILIBRATION_H]
    slow = lagged(LN2 / half_life(drug, dose_mg, p), equilibration, absorption_rate(drug, way, p), hours)
    return undiluted(drug, dose_mg, p) * slow


def fast_at_site(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """:func:`fast_phase` seen with the drug's delay between plasma and the site of effect."""
    base = drug * FIELDS
    hours = hours_since - absorption_lag(drug, way, p)
    equilibration = LN2 / p[base + EQUILIBRATION_H]
    fast = lagged(LN2 / p[base + FAST_HALF_LIFE_H], equilibration, absorption_rate(drug, way, p), hours)
    return undiluted(drug, dose_mg, p) * p[base + FAST_SHARE] * fast


def effect_site(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Concentration in mg/l at the site of effect from one dose: plasma seen with the drug's equilibration delay.

    Naproxen's clearance changes by a fiftieth within that delay, which is left out.
    """
    level = main_at_site(drug, dose_mg, hours_since, way, p)
    if drug == NAPROXEN:
        lost = arrived(drug, dose_mg, hours_since, way, p) - main_phase(drug, dose_mg, hours_since, way, p)
        level = level / crowded(lost, p)
    if p[drug * FIELDS + FAST_SHARE] > 0.0:
        level = level + fast_at_site(drug, dose_mg, hours_since, way, p)
    return level
