"""Inflammation: fed by injury, by overwork and by strained fibres, gone within days."""

from unclench.physiology.smooth import positive_part

OVERWORK_CORNER = 0.02
"""Width of the rounded corner at the response from which work counts as overwork."""


def overwork(metabolite_response: float, threshold: float) -> float:
    """How far (0-1) the metabolite response lies above the ``threshold`` from which work inflames the muscle."""
    return positive_part(metabolite_response - threshold, OVERWORK_CORNER)


def inflammation_rate(
    inflammation: float,
    driver: float,
    strain: float,
    overwork_now: float,
    by_driver: float,
    by_overwork: float,
    decay_s: float,
) -> float:
    """Rate of change of inflammation (0 to about 1) in 1/s.

    ``by_driver`` is the level that a full injury keeps up, ``strain`` the level that strained fibres do;
    ``by_overwork`` is in 1/s per unit of overwork; ``decay_s`` is the time constant of fading.
    """
    return (by_driver * driver + strain - inflammation) / decay_s + by_overwork * overwork_now
