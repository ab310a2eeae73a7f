"""Pressure inside the muscle, and the blood flow that is left under it."""

import math


def intramuscular_pressure(active: float, resting_pressure: float, pressure_gain: float, curvature: float) -> float:
    """Pressure in the lumbar muscle in mmHg at an active share of 0-1.

    Rises the faster the harder the muscle works: a fifth of full effort gives less than a fifth of the rise (Jensen
    2000), 60 % about half of it (Kramer 2004). At a ``curvature`` of 0 it is straight, as in limbs (Sadamoto 1983).
    """
    return resting_pressure + pressure_gain * active * (1.0 + curvature * active) / (1.0 + curvature)


def open_share(pressure: float, closing_pressure: float, closing_steepness: float) -> float:
    """Share (0-1) of the vessels' conductance that ``pressure`` (mmHg) leaves open."""
    return 1.0 / (1.0 + math.pow(pressure / closing_pressure, closing_steepness))


def dilation(
    demand_fold: float, metabolites: float, reserve: float, demand_half: float, by_metabolites: float
) -> float:
    """Flow relative to rest (1 and up) that dilated vessels would carry if nothing pressed on them.

    ``demand_fold`` is oxygen uptake above rest, in multiples of rest. The ceiling 1 + ``reserve`` is about tenfold
    (Hamaoka 2007).
    """
    stimulus = demand_fold + by_metabolites * metabolites
    return 1.0 + reserve * stimulus / (stimulus + demand_half)


def warmth(muscle_c: float, flow_per_degree: float, neutral_c: float) -> float:
    """Factor on flow by muscle temperature: exp(``flow_per_degree`` x (``muscle_c`` - ``neutral_c``))."""
    return math.exp(flow_per_degree * (muscle_c - neutral_c))


def blood_flow(resting_flow: float, dilation_now: float, warmth_now: float, open_now: float) -> float:
    """Muscle blood flow in ml per 100 g a minute."""
    return resting_flow * dilation_now * warmth_now * open_now
