"""All doses taken so far, added up: levels in blood, and what they do."""

from __future__ import annotations

from unclench.physiology.analgesia import acetaminophen_effect, nsaid_effect
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
from unclench.simulate.life import Records

DRUG_COUNT = len(DRUGS)
FORGOTTEN_HALF_LIVES = 30.0
"""A dose this many half-lives old is left out: less than a billionth of it remains."""


def is_felt(drug: int, hours: float, p: Vector) -> bool:
    """Whether a dose taken ``hours`` ago can still matter."""
    return bool(0.0 < hours < FORGOTTEN_HALF_LIVES * p[drug * FIELDS + HALF_LIFE_H])


def take_medicine(time_s: float, doses: Records, p: Vector, levels: Vector, inputs: Vector) -> None:
    """Fill in the drug effects (0-1) among the inputs of the spasm equations; ``levels`` is scratch space."""
    site_levels(time_s, doses, p, levels)
    inputs[I_NSAID_EFFECT] = nsaid_effect(levels[IBUPROFEN], levels[NAPROXEN], levels[ASPIRIN], p)
    inputs[I_ACETAMINOPHEN_EFFECT] = acetaminophen_effect(levels[ACETAMINOPHEN], p)


def site_levels(time_s: float, doses: Records, p: Vector, levels: Vector) -> None:
    """Fill ``levels`` with what has reached the sites of effect, in mg/l, in the order of DRUGS."""
    for drug in range(DRUG_COUNT):
        levels[drug] = 0.0
    for i in range(len(doses)):
        drug = doses[i].drug
        hours = (time_s - doses[i].taken_s) / 3600.0
        if is_felt(drug, hours, p):
            levels[drug] += effect_site(drug, doses[i].mg, hours, doses[i].food == 1, p)


def medicine_levels(time_s: float, doses: Records, p: Vector, levels: Vector) -> None:
    """Fill ``levels`` with plasma concentrations in mg/l, in the order of DRUGS (aspirin as salicylate)."""
    for drug in range(DRUG_COUNT):
        levels[drug] = 0.0
    for i in range(len(doses)):
        drug = doses[i].drug
        hours = (time_s - doses[i].taken_s) / 3600.0
        if is_felt(drug, hours, p):
            levels[drug] += concentration(drug, doses[i].mg, hours, doses[i].food == 1, p)
