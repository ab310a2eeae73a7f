"""Oxygen in the muscle: brought by the blood, used by the fibres."""

import math

SECONDS_A_MINUTE = 60.0


def oxygen_demand(active: float, resting_uptake: float, uptake_gain: float) -> float:
    """Oxygen that the muscle would use if it had enough, in ml per 100 g a minute.

    ``uptake_gain`` is the rise over rest at full activation, in multiples of rest (Hamaoka 2007: some fiftyfold).
    """
    return resting_uptake * (1.0 + uptake_gain * active)


def met_share(saturation: float, half_saturation: float) -> float:
    """Share (0-1) of the demand that fibres can meet at this oxygen ``saturation`` (Michaelis-Menten)."""
    return saturation / (saturation + half_saturation)


def saturation_rate(
    saturation: float, flow: float, demand: float, half_saturation: float, oxygen_content: float, store: float
) -> float:
    """Rate of change of tissue oxygen saturation (0-1) in 1/s.

    Args:
        saturation: tissue (end-capillary) saturation, 0-1.
        flow: blood flow in ml per 100 g a minute.
        demand: oxygen demand in ml per 100 g a minute.
        half_saturation: saturation at which half of the demand is met.
        oxygen_content: oxygen carried by saturated blood, ml per ml.
        store: oxygen held by the muscle's blood and myoglobin at full saturation, ml per 100 g.
    """
    brought = oxygen_content * flow * (1.0 - saturation)
    used = demand * met_share(saturation, half_saturation)
    return (brought - used) / store / SECONDS_A_MINUTE


def steady_saturation(flow: float, demand: float, half_saturation: float, oxygen_content: float) -> float:
    """The saturation at which :func:`saturation_rate` is zero: the positive root of a quadratic."""
    supply = oxygen_content * flow
    b = supply * (half_saturation - 1.0) + demand
    return (-b + math.sqrt(b * b + 4.0 * supply * supply * half_saturation)) / (2.0 * supply)


def oximeter_reading(saturation: float, inflow_share: float) -> float:
    """Saturation (0-1) that an instrument over the muscle reads, when blood leaves the fibres at ``saturation``.

    Light passes arterioles and capillaries too: the share ``inflow_share`` of the blood it meets is still as saturated
    as it came.
    """
    return saturation + inflow_share * (1.0 - saturation)
