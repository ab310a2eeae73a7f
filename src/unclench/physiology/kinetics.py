"""Levels of four oral painkillers in blood and at the site of effect, in closed form.

A dose waits until the tablet has fallen apart and left the stomach, passes ABSORPTION_STAGES equal steps to blood (an
S-shaped start, as tablets show; Wagner 1984) and leaves blood as the sum of a terminal and, where published kinetics
need one, a faster phase. Food stretches the way to blood, and a product that dissolves at once shortens it. Levels of
several doses add up, but for naproxen and aspirin.

Naproxen fills the albumin that it is bound to, so more of it is free, and the free drug is what leaves: clearance grows
with the level (label; Davies & Anderson 1997). With a straight line for the free share, 1 + level / half-filled level,
the main phase obeys L' = input - k L (1 + L / half), a Riccati equation. It becomes linear by L = M / (1 + k / half *
integral of M): M obeys the plain equation, each dose multiplied by how far the denominator has grown when it arrives.
:func:`carried` keeps that multiple from dose to dose (as if the earlier ones had arrived at one moment each; errors in
the tests), and everything else is closed.

Aspirin is followed as salicylate, whose main way out fills (:mod:`unclench.physiology.saturable`), so what is there of
earlier doses slows how a new one leaves. A dose adds the share of it that has arrived, times what would be left of both
together less what would be left of the earlier ones alone (:func:`salicylate`): exact for little, for any amount that
has arrived at one moment, and for nothing lost; errors in between are in the tests.
"""

from __future__ import annotations

import math

from unclench.physiology.floats import Floats
from unclench.physiology.saturable import mean_half_life, remaining
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
SALICYLATE_HALF_FILLED_MG_L = FIELDS * 4 + 1
TABLET_LAG_H = FIELDS * 4 + 2
QUICK_PRODUCT = FIELDS * 4 + 3
HALF_FILLED_MG_L = FIELDS * 4 + 4
SALICYLATE_UNFILLED = FIELDS * 4 + 5
QUICK_LAG_H = FIELDS * 4 + 6
PARAMETERS: tuple[str, ...] = (
    *(f"{drug}_{field}" for drug in DRUGS for field in PER_DRUG),
    "nsaid_hill",
    "aspirin_half_filled_mg_l",
    "tablet_lag_h",
    "quick_product",
    "naproxen_half_filled_mg_l",
    "aspirin_unfilled_share",
    "quick_lag_h",
)
"""Names in order of the flat parameter row that every function here takes as ``p``."""

FASTING, WITH_FOOD, QUICK = 0, 1, 2
"""How a dose is taken, the ``way`` below: a sum of these. QUICK is a product that dissolves at once."""

ABSORPTION_STAGES = 3
LN2 = 0.6931471805599453
SHARE_OF_NOTHING = 1e-12
"""Less than this share of a dose is none of it: what it is divided by where a share is asked for."""
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
    """Hours from swallowing until anything is absorbed; food does not hold up the first of what is dissolved."""
    if way >= QUICK:
        return p[QUICK_LAG_H]
    return p[TABLET_LAG_H] * stretch(drug, way, p)


def half_life(drug: int, dose_mg: float, p: Floats) -> float:
    """Half-life in hours that is found after one dose: the terminal one; of salicylate that of the hours watched."""
    hours = p[drug * FIELDS + HALF_LIFE_H]
    if drug == ASPIRIN:
        level = undiluted(drug, dose_mg, p)
        hours = mean_half_life(level, hours, p[SALICYLATE_HALF_FILLED_MG_L], p[SALICYLATE_UNFILLED])
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
    slow = passed(LN2 / p[drug * FIELDS + HALF_LIFE_H], absorption_rate(drug, way, p), hours)
    return undiluted(drug, dose_mg, p) * slow


def lasting(mg_l: float, hours: float, p: Floats) -> float:
    """What is left of a level of salicylate (mg/l) some hours later, if nothing more arrives."""
    trace = math.exp(-LN2 / p[ASPIRIN * FIELDS + HALF_LIFE_H] * hours)
    return remaining(mg_l, trace, p[SALICYLATE_HALF_FILLED_MG_L], p[SALICYLATE_UNFILLED])


def more_salicylate(held: float, added: float, share: float, as_trace: float, p: Floats) -> float:
    """What a dose of ``added`` mg/l adds to ``held`` of earlier ones (both as at its arrival), in mg/l.

    ``share`` of it has arrived, of which ``as_trace`` (no greater) would still be there if all of it were a trace.
    """
    trace = as_trace / max(share, SHARE_OF_NOTHING)
    half, unfilled = p[SALICYLATE_HALF_FILLED_MG_L], p[SALICYLATE_UNFILLED]
    more = remaining(held + added, trace, half, unfilled)
    if held > 0.0:
        more = more - remaining(held, trace, half, unfilled)
    return share * more


def salicylate(held: float, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Salicylate in plasma in mg/l that one dose of aspirin adds to ``held``, what is there when it arrives."""
    hours, rate = hours_since - absorption_lag(ASPIRIN, way, p), absorption_rate(ASPIRIN, way, p)
    share, as_trace = passed(0.0, rate, hours), passed(LN2 / p[ASPIRIN * FIELDS + HALF_LIFE_H], rate, hours)
    return more_salicylate(held, undiluted(ASPIRIN, dose_mg, p), share, as_trace, p)


def salicylate_at_site(held: float, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """:func:`salicylate` seen with its delay between plasma and the site of effect, as one more stage of arrival."""
    hours, rate = hours_since - absorption_lag(ASPIRIN, way, p), absorption_rate(ASPIRIN, way, p)
    equilibration = LN2 / p[ASPIRIN * FIELDS + EQUILIBRATION_H]
    share = lagged(0.0, equilibration, rate, hours)
    as_trace = lagged(LN2 / p[ASPIRIN * FIELDS + HALF_LIFE_H], equilibration, rate, hours)
    return more_salicylate(held, undiluted(ASPIRIN, dose_mg, p), share, as_trace, p)


def fast_phase(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Level of the faster phase in mg/l after one dose; only where its weight is above 0."""
    base = drug * FIELDS
    hours = hours_since - absorption_lag(drug, way, p)
    fast = passed(LN2 / p[base + FAST_HALF_LIFE_H], absorption_rate(drug, way, p), hours)
    return undiluted(drug, dose_mg, p) * p[base + FAST_SHARE] * fast


def concentration(drug: int, dose_mg: float, hours_since: float, way: int, p: Floats) -> float:
    """Concentration in mg/l of total drug in plasma (salicylate for aspirin) from one dose; 0 before it."""
    if drug == ASPIRIN:
        return salicylate(0.0, dose_mg, hours_since, way, p)
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
    slow = lagged(LN2 / p[drug * FIELDS + HALF_LIFE_H], equilibration, absorption_rate(drug, way, p), hours)
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
    if drug == ASPIRIN:
        return salicylate_at_site(0.0, dose_mg, hours_since, way, p)
    level = main_at_site(drug, dose_mg, hours_since, way, p)
    if drug == NAPROXEN:
        lost = arrived(drug, dose_mg, hours_since, way, p) - main_phase(drug, dose_mg, hours_since, way, p)
        level = level / crowded(lost, p)
    if p[drug * FIELDS + FAST_SHARE] > 0.0:
        level = level + fast_at_site(drug, dose_mg, hours_since, way, p)
    return level
