"""Creep: a held stretch loses its pull within half a minute, and regains it slowly after release."""

from unclench.physiology.smooth import logistic

SOME_STRETCH = 0.005
"""Fractional lengthening at which a stretch counts as half held."""


def creep_rate(creep: float, stretch_amount: float, creep_s: float, creep_recovery_s: float) -> float:
    """Rate of change of creep (0 = fresh, 1 = fully yielded) in 1/s while ``stretch_amount`` (fraction of length) is held."""  # noqa: E501
    held = logistic((stretch_amount - SOME_STRETCH) / (0.1 * SOME_STRETCH))
    return held * (1.0 - creep) / creep_s - (1.0 - held) * creep / creep_recovery_s
