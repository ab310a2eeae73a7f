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
    SALICYLATE_UNFILLED,
    arrival_h,
    arrived,
    carried,
    concentration,
    crowded,
    effect_site,
    fast_at_site,
    fast_phase,
    lasting,
    main_at_site,
    main_phase,
    salicylate,
    salicylate_at_site,
    undiluted,
)
from unclench.physiology.spasm import I_ACETAMINOPHEN_EFFECT, I_NSAID_EFFECT
from unclench.simulate.arrays import Vector
from unclench.simulate.life import Dose, Records

DRUG_COUNT = len(DRUGS)
FORGOTTEN_HALF_LIVES = 30.0
"""A dose this many half-lives old is left out: less than a billionth of it remains."""


def is_felt(dose: Dose, from_s: float, to_s: float, p: Vector) -> bool:
    """Whether a dose can matter at any time between two; of salicylate what does not fill sets the slowest pace."""
    forgotten_s = 3600.0 * FORGOTTEN_HALF_LIVES * p[dose.drug * FIELDS + HALF_LIFE_H]
    if dose.drug == ASPIRIN:
        forgotten_s /= p[SALICYLATE_UNFILLED]
    return bool(dose.taken_s < to_s and from_s < dose.taken_s + forgotten_s)


def adds_up(drug: int) -> bool:
    """Whether the level of a drug is the sum of what each dose would give alone."""
    return drug in (IBUPROFEN, ACETAMINOPHEN)


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
        if adds_up(dose.drug) and is_felt(dose, from_s, to_s, p):
            hours = (time_s - dose.taken_s) / 3600.0
            levels[dose.drug] = levels[dose.drug] + effect_site(dose.drug, dose.mg, hours, dose.way, p)
    levels[NAPROXEN] = naproxen_level(time_s, from_s, to_s, doses, p, True)
    levels[ASPIRIN] = salicylate_level(time_s, from_s, to_s, doses, p, True)


def medicine_levels(time_s: float, from_s: float, to_s: float, doses: Records, p: Vector, levels: Floats) -> None:
    """Fill ``levels`` with plasma concentrations in mg/l, in the order of DRUGS (aspirin as salicylate).

    Times as for :func:`site_levels`.
    """
    for drug in range(DRUG_COUNT):
        levels[drug] = 0.0
    for i in range(len(doses)):
        dose = doses[i]
        if adds_up(dose.drug) and is_felt(dose, from_s, to_s, p):
            hours = (time_s - dose.taken_s) / 3600.0
            levels[dose.drug] = levels[dose.drug] + concentration(dose.drug, dose.mg, hours, dose.way, p)
    levels[NAPROXEN] = naproxen_level(time_s, from_s, to_s, doses, p, False)
    levels[ASPIRIN] = salicylate_level(time_s, from_s, to_s, doses, p, False)


def arrival_s(dose: Dose, p: Vector) -> float:
    """When a dose is in blood, on average."""
    return float(dose.taken_s + 3600.0 * arrival_h(dose.drug, dose.way, p))


def naproxen_level(time_s: float, from_s: float, to_s: float, doses: Records, p: Vector, at_site: bool) -> float:
    """Naproxen in plasma, or ``at_site`` of its effect, in mg/l: each dose quickens how all of it leaves.

    Times as for :func:`site_levels`; for the equation see :mod:`unclench.physiology.kinetics`.
    """
    main, fast, lost = 0.0 * time_s, 0.0 * time_s, 0.0 * time_s
    held, weight, arrived_s = 0.0, 1.0, 0.0
    for i in range(len(doses)):
        dose = doses[i]
        if dose.drug == NAPROXEN and is_felt(dose, from_s, to_s, p):
            arrives_s = arrival_s(dose, p)
            held, weight = carried(held, weight, max(arrives_s - arrived_s, 0.0) / 3600.0, p)
            held, arrived_s = held + weight * undiluted(NAPROXEN, dose.mg, p), arrives_s
            hours = (time_s - dose.taken_s) / 3600.0
            slow = main_phase(NAPROXEN, dose.mg, hours, dose.way, p)
            lost = lost + weight * (arrived(NAPROXEN, dose.mg, hours, dose.way, p) - slow)
            if at_site:
                main = main + weight * main_at_site(NAPROXEN, dose.mg, hours, dose.way, p)
                fast = fast + fast_at_site(NAPROXEN, dose.mg, hours, dose.way, p)
            else:
                main = main + weight * slow
                fast = fast + fast_phase(NAPROXEN, dose.mg, hours, dose.way, p)
    return main / crowded(lost, p) + fast


def salicylate_level(time_s: float, from_s: float, to_s: float, doses: Records, p: Vector, at_site: bool) -> float:
    """Salicylate in plasma, or ``at_site`` of its effect, in mg/l: all doses share one way out, which fills.

    Times as for :func:`site_levels`; for the equation see :mod:`unclench.physiology.saturable`.
    """
    level = 0.0 * time_s
    held, arrived_s = 0.0, 0.0
    for i in range(len(doses)):
        dose = doses[i]
        if dose.drug == ASPIRIN and is_felt(dose, from_s, to_s, p):
            arrives_s, hours = arrival_s(dose, p), (time_s - dose.taken_s) / 3600.0
            held = lasting(held, max(arrives_s - arrived_s, 0.0) / 3600.0, p)
            if at_site:
                level = level + salicylate_at_site(held, dose.mg, hours, dose.way, p)
            else:
                level = level + salicylate(held, dose.mg, hours, dose.way, p)
            held, arrived_s = held + undiluted(ASPIRIN, dose.mg, p), max(arrives_s, arrived_s)
    return level


def dose_states(doses: Records, p: Vector) -> list[float]:
    """What earlier doses are to each: naproxen's weight, salicylate held in mg/l, 1 for others; all remembered."""
    held, weight, arrived_s, states = 0.0, 1.0, 0.0, []
    salicylate_held, salicylate_s = 0.0, 0.0
    for dose in doses:
        arrives_s, state = arrival_s(dose, p), 1.0
        if dose.drug == NAPROXEN:
            held, weight = carried(held, weight, max(arrives_s - arrived_s, 0.0) / 3600.0, p)
            held, arrived_s, state = held + weight * undiluted(NAPROXEN, dose.mg, p), arrives_s, weight
        elif dose.drug == ASPIRIN:
            state = lasting(salicylate_held, max(arrives_s - salicylate_s, 0.0) / 3600.0, p)
            salicylate_held, salicylate_s = state + undiluted(ASPIRIN, dose.mg, p), max(arrives_s, salicylate_s)
        states.append(state)
    return states
