"""Thermal injury of the skin: Henriques' damage integral at the basal layer.

Omega = integral of A exp(-B / T) dt; 0.53 is first degree, 1 is the threshold of epidermal necrosis (Henriques 1947).
All temperatures count: stopping the integral below 44 degC, as is often done, would err on the unsafe side.
"""

from __future__ import annotations

import math

from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import BURN_ACTIVATION_K, BURN_LOG_FREQUENCY, BURN_SENSITIVITY

ZERO_CELSIUS_K = 273.15
THRESHOLD = 1.0
FIRST_DEGREE = 0.53


def burn_rate(basal_c: float, p: Floats) -> float:
    """Growth of the damage integral in 1/s at a basal-layer temperature in degC."""
    return p[BURN_SENSITIVITY] * math.exp(p[BURN_LOG_FREQUENCY] - p[BURN_ACTIVATION_K] / (basal_c + ZERO_CELSIUS_K))
