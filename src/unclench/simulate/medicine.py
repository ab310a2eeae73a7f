"""All doses taken so far, added up: levels in blood, and what they do."""

from __future__ import annotations

from unclench.physiology.analgesia import acetaminophen_effect, nsaid_effect
from unclench.physiology.floats import Floats
from unclench.physiology.kinetics import (
    ACETAMINOPHEN,
    ASPIRIN,
    DRUGS,
    FIELDS,
    HALF_LIFE_H,
    IBUPROFEN,
    NAPROXEN,
    concentration,
    effect_site,
)
from unclench.physiology.spasm import I_ACETAMINOPHEN_EFFECT, I_NSAID_EFFECT
from unclench.simulate.arrays import Vector
from unclench.simulate.life import Dose, Records

DRUG_COUNT = len(DRUGS)
FORGOTTEN_HALF_LIVES = 30.0
"""A dose this many half-lives old is left out: less than a billionth of it remains."""


def is_felt(dose: Dose, from_s: float, to_s: float, p: Vector) -> bool:
    """Whether a dose can matter at any time between two."""
    forgotten_s = 3600.0 * FORGOTTEN_HALF_LIVES * p[dose.drug * FIELDS + HALF_LIFE_H]
    return bool(dose.taken_s < to_s and from_s < dose.taken_s + forgotten_s)


def take_medicine(time_s: float, doses: Records, p: Vector, levels: Vector, inputs: Vector) -> None:
    """Fill in the drug effects (0-1) among the inputs of the spasm equations; ``levels`` is scratch space."""
    site_levels(time_s, time_s, time_s, doses, p, levels)
    inputs[I_NSAID_EFFECT] = nsaid_effect(levels[IBUPROFEN], levels[NAPROXEN], levels[ASPIRIN], p)
    inputs[I_ACETAMINOPHEN_EFFECT] = acetaminophen_effect(levels[ACETAMINOPHEN], p)


def site_levels(time_s: float, from_s: float, to_s: float, doses: Records, p: Vector, levels: Floats) -> None:
    """Fill ``levels`` with what has reached the sites of effect, in mg/l, in the order of DRUGS.

    ``time_s`` is one moment, or lanes of several, between ``from_s`` and ``to_s``.
    """
    for drug in range(DRUG_COUNT):
        levels[drug] = 0.0
    for i in range(len(doses)):
        dose = doses[i]
        if is_felt(dose, from_s, to_s, p):
            hours = (time_s - dose.taken_s) / 3600.0
            levels[dose.drug] = levels[dose.drug] + effect_site(dose.drug, dose.mg, hours, dose.way, p)


def medicine_levels(time_s: float, from_s: float, to_s: float, doses: Records, p: Vector, levels: Floats) -> None:
    """Fill ``levels`` with plasma concentrations in mg/l, in the order of DRUGS (aspirin as salicylate).

    Times as for :func:`site_levels`.
    """
    for drug in range(DRUG_COUNT):
        levels[drug] = 0.0
    for i in range(len(doses)):
        dose = doses[i]
        if is_felt(dose, from_s, to_s, p):
            hours = (time_s - dose.taken_s) / 3600.0
            levels[dose.drug] = levels[dose.drug] + concentration(dose.drug, dose.mg, hours, dose.way, p)
