"""Creep: a held stretch loses part of its pull within half a minute, and regains it slowly after release."""

from unclench.physiology.smooth import choose


def creep_rate(creep: float, stretch_amount: float, creep_s: float, creep_recovery_s: float) -> float:
    """Rate of change of creep (0 = fresh, 1 = fully yielded) in 1/s while ``stretch_amount`` (fraction of length) is held."""  # noqa: E501
    return choose(stretch_amount > 0.0, (1.0 - creep) / creep_s, -creep / creep_recovery_s)
