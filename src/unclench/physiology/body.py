"""How age, height, weight and sex shift the medians of heat and drug parameters: more fat, a larger volume.

Multipliers on the fact-sheet medians; what is not known leaves the population median (multiplier 1).
"""

from __future__ import annotations

from unclench.physiology.kinetics import DRUGS

REFERENCE_MASS_INDEX = 26.0
"""kg/m2 at which the fact-sheet value of fat thickness holds (a usual adult mean)."""
REFERENCE_WEIGHT_KG = 70.0
"""kg at which the fact-sheet values of drug kinetics hold."""
FAT_EXPONENT = 2.3
"""Fat thickness grows with this power of body mass index.

Assumption: it takes 12-18 mm at 26 to about 30 mm at 35 kg/m2, as recalled from imaging series.
"""
FEMALE_FAT = 1.22
"""Women's fat over the low back against the pooled median (recalled 18 mm to men's 12 mm, about their mean)."""
MALE_FAT = 0.82
CLEARANCE_EXPONENT = 0.75
"""Allometric exponent of clearance (Anderson & Holford 2008); volume scales with weight itself."""
CLEARANCE_PER_DECADE = "clearance_per_decade"
"""The parameter that says how drug clearance changes with age."""
VOLUNTEER_AGE_YEARS = 30.0
"""Age up to which the fact-sheet values of drug kinetics hold: that of the usual volunteer."""
OLDEST_YEARS = 90.0
"""Nothing is known beyond this age; older people are read as this old."""


def body_effects(
    age_years: float | None,
    female: bool | None,
    height_cm: float | None,
    weight_kg: float | None,
    clearance_per_decade: float,
) -> dict[str, float]:
    """Multipliers by parameter name for a person; None means not known.

    Args:
        age_years: age in years.
        female: True for women, False for men.
        height_cm: height in cm.
        weight_kg: weight in kg.
        clearance_per_decade: factor on the clearance of drugs for every ten years beyond ``VOLUNTEER_AGE_YEARS``.
    """
    effects: dict[str, float] = {"fat_m": fat_multiplier(female, height_cm, weight_kg)}
    size = 1.0 if weight_kg is None else weight_kg / REFERENCE_WEIGHT_KG
    lasting = size ** (1.0 - CLEARANCE_EXPONENT) / age_clearance(age_years, clearance_per_decade)
    for drug in DRUGS:
        effects[f"{drug}_volume_l"] = size
        effects[f"{drug}_half_life_h"] = lasting
    return effects


def age_clearance(age_years: float | None, per_decade: float) -> float:
    """Clearance of drugs at an age as a multiple of that in young volunteers."""
    if age_years is None:
        return 1.0
    decades = (min(max(age_years, VOLUNTEER_AGE_YEARS), OLDEST_YEARS) - VOLUNTEER_AGE_YEARS) / 10.0
    return float(per_decade**decades)


def fat_multiplier(female: bool | None, height_cm: float | None, weight_kg: float | None) -> float:
    """Fat thickness over the low back as a multiple of the population median."""
    multiplier = 1.0
    if female is not None:
        multiplier = FEMALE_FAT if female else MALE_FAT
    if height_cm is not None and weight_kg is not None:
        mass_index = weight_kg / (height_cm / 100.0) ** 2
        multiplier *= (mass_index / REFERENCE_MASS_INDEX) ** FAT_EXPONENT
    return multiplier
