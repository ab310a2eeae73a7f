"""How strongly a drug level acts, from 0 (nothing) to 1 (all that the drug class can do).

Anti-inflammatory painkillers share one target, so their levels add in units of their half-effect concentrations.
How much pain a full effect takes away is calibrated elsewhere, to trials in acute back pain. Of naproxen what is free
acts (Bjornsson 2011), and more of it is free at higher levels, so its levels count as free ones.
"""

from __future__ import annotations

import math

from unclench.physiology.floats import Floats
from unclench.physiology.kinetics import (
    ACETAMINOPHEN,
    ASPIRIN,
    FIELDS,
    HALF_EFFECT_MG_L,
    IBUPROFEN,
    NAPROXEN,
    NSAID_HILL,
    crowded,
)


def nsaid_effect(ibuprofen_mg_l: float, naproxen_mg_l: float, salicylate_mg_l: float, p: Floats) -> float:
    """Effect 0-1 of effect-site levels of the anti-inflammatory drugs (sigmoid Emax; Bjornsson 2011).

    Args:
        ibuprofen_mg_l: effect-site level.
        naproxen_mg_l: effect-site level.
        salicylate_mg_l: effect-site level.
        p: kinetic parameters, in the order of ``kinetics.PARAMETERS``.
    """
    half = p[NAPROXEN * FIELDS + HALF_EFFECT_MG_L]
    level = (
        ibuprofen_mg_l / p[IBUPROFEN * FIELDS + HALF_EFFECT_MG_L]
        + naproxen_mg_l * crowded(naproxen_mg_l, p) / (half * crowded(half, p))
        + salicylate_mg_l / p[ASPIRIN * FIELDS + HALF_EFFECT_MG_L]
    )
    if level <= 0.0:
        return 0.0
    strength = math.pow(level, p[NSAID_HILL])
    return strength / (1.0 + strength)


def acetaminophen_effect(acetaminophen_mg_l: float, p: Floats) -> float:
    """Effect 0-1 of an effect-site level of acetaminophen (Emax; Anderson 2001)."""
    if acetaminophen_mg_l <= 0.0:
        return 0.0
    return acetaminophen_mg_l / (acetaminophen_mg_l + p[ACETAMINOPHEN * FIELDS + HALF_EFFECT_MG_L])
