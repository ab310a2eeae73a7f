"""How a person's age, sex, height and weight move the parameters of the spasm model.

Every effect is a factor on the population median of a parameter; what is not known leaves the median as it is. All
coefficients are parameters of the ``person`` fact-sheet, with their sources.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

REFERENCE_AGE_YEARS = 45.0
"""Age of the reference person, whose parameters are the medians: that of the volunteer of Wilke (1999)."""

PERSON_PARAMETERS: tuple[str, ...] = (
    "reference_height_cm",
    "reference_weight_kg",
    "female_fatigue_factor",
    "female_reflex_time_factor",
    "recovery_per_decade",
    "healing_per_decade",
    "flow_per_decade",
    "load_exponent",
)


def person_effects(
    age_years: float | None,
    female: bool | None,
    height_cm: float | None,
    weight_kg: float | None,
    coefficients: Mapping[str, float],
) -> dict[str, float]:
    """Factors by which to multiply this person's parameters, by parameter name (see ``PARAMETERS``).

    Args:
        age_years: age in years, or None when not known.
        female: True, False, or None when not known.
        height_cm: height in cm, or None.
        weight_kg: weight in kg, or None.
        coefficients: the ``PERSON_PARAMETERS`` by name.

    Children and the very old are read as 18 and 90: nothing is known here outside that range.
    """
    factors = {
        "fatigue_rate": 1.0,
        "recovery_rate": 1.0,
        "reflex_s": 1.0,
        "healing_days": 1.0,
        "resting_flow": 1.0,
        "load_scale": 1.0,
    }
    if age_years is not None:
        decades = (min(max(age_years, 18.0), 90.0) - REFERENCE_AGE_YEARS) / 10.0
        factors["recovery_rate"] = math.pow(coefficients["recovery_per_decade"], decades)
        factors["healing_days"] = math.pow(coefficients["healing_per_decade"], decades)
        factors["resting_flow"] = math.pow(coefficients["flow_per_decade"], decades)
    if female is not None:
        factors["fatigue_rate"] = _half_step(coefficients["female_fatigue_factor"], female)
        factors["reflex_s"] = _half_step(coefficients["female_reflex_time_factor"], female)
    height = (height_cm or coefficients["reference_height_cm"]) / coefficients["reference_height_cm"]
    weight = (weight_kg or coefficients["reference_weight_kg"]) / coefficients["reference_weight_kg"]
    factors["load_scale"] = math.pow(height * weight, coefficients["load_exponent"])
    return factors


def _half_step(ratio: float, female: bool) -> float:
    """Split a female-to-male ``ratio`` evenly, so that the median person lies midway between the sexes."""
    return math.sqrt(ratio) if female else 1.0 / math.sqrt(ratio)
