"""Sensitisation of pain endings: up in tens of minutes, down in hours."""

import math

from unclench.physiology.smooth import logistic

TURN = 0.02
"""Width of the smooth change from the rising to the falling time constant."""


def sensitisation_target(
    metabolite_response: float, inflammation: float, by_metabolites: float, by_inflammation: float, nsaid: float
) -> float:
    """The sensitisation (0-1) that present metabolites and inflammation lead to; ``nsaid`` (0-1) blocks inflammation's part."""  # noqa: E501
    cause = by_metabolites * metabolite_response + by_inflammation * inflammation * (1.0 - nsaid)
    return 1.0 - math.exp(-cause)


def sensitisation_rate(sensitisation: float, target: float, rise_s: float, fall_s: float) -> float:
    """Rate of change of sensitisation in 1/s, with time constant ``rise_s`` upwards and ``fall_s`` downwards."""
    gap = target - sensitisation
    rising = logistic(gap / TURN)
    return gap * (rising / rise_s + (1.0 - rising) / fall_s)
