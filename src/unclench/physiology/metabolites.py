"""By-products of muscle work that excite thin nerve endings: made when oxygen is short, washed out by blood."""

from unclench.physiology.oxygen import SECONDS_A_MINUTE, met_share


def anaerobic_share(saturation: float, half_saturation: float) -> float:
    """Share (0-1) of the demand that is met without oxygen: the square of the share that oxygen leaves unmet.

    Squared, so that a resting muscle makes next to nothing (an assumption; only the two ends are known).
    """
    unmet = 1.0 - met_share(saturation, half_saturation)
    return unmet * unmet


def metabolite_rate(
    metabolites: float, demand: float, anaerobic: float, metabolite_yield: float, washout: float
) -> float:
    """Rate of change of the metabolite level in 1/s; level 1 half-fills the nerve endings' response.

    Args:
        metabolites: level, 0 and up.
        demand: oxygen demand, ml per 100 g a minute.
        anaerobic: share of it met without oxygen.
        metabolite_yield: level made per ml per 100 g of oxygen that was missing.
        washout: washout rate in 1/s at the present flow.
    """
    return metabolite_yield * demand * anaerobic / SECONDS_A_MINUTE - washout * metabolites


def steady_metabolites(demand: float, anaerobic: float, metabolite_yield: float, washout: float) -> float:
    """The level at which :func:`metabolite_rate` is zero."""
    return metabolite_yield * demand * anaerobic / SECONDS_A_MINUTE / washout


def washout_rate(flow: float, resting_flow: float, resting_washout: float) -> float:
    """Washout in 1/s: in step with flow when flow is low, at most twice the resting rate when diffusion limits it."""
    return 2.0 * resting_washout * flow / (flow + resting_flow)


def nerve_response(metabolites: float) -> float:
    """Response (0-1) of the thin nerve endings to a metabolite level: half of full at level 1."""
    return metabolites / (1.0 + metabolites)
