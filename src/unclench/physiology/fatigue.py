"""Muscle fatigue: the three-compartment model (resting, active, fatigued) in the limit of instant command.

Xia and Frey-Law (2008) move muscle between the compartments with a command rate of 10/s, far faster than anything
else here. In the limit of an infinitely fast command the active share is known at once, the fatigued share is the
only state, and resting = 1 - active - fatigued, so the three always add up to one.
"""

import math

from unclench.physiology.smooth import lesser

CORNER = 0.001
"""Width (fraction of MVC) of the rounded corner where the demand meets the muscle that is left."""


def active_share(demand: float, fatigued: float) -> float:
    """Active share of the muscle (0-1): what is demanded (fraction of MVC), or what is not fatigued if that is less."""
    return max(0.0, lesser(demand, 1.0 - fatigued, CORNER))


def resting_share(active: float, fatigued: float) -> float:
    """Share of the muscle that is neither active nor fatigued (0-1)."""
    return 1.0 - active - fatigued


def recovery(demand: float, recovery_rate: float, rest_multiplier: float, rest_drive: float) -> float:
    """Recovery rate in 1/s: ``rest_multiplier`` times as fast at rest (Looft 2018), fading as ``demand`` grows.

    The published multiplier switches at exactly zero demand; here it fades exponentially over ``rest_drive``
    (fraction of MVC), which is fitted to the loss of strength after an hour at 5 % MVC (Sjogaard 1986).
    """
    return recovery_rate * (1.0 + (rest_multiplier - 1.0) * math.exp(-demand / rest_drive))


def fatigued_rate(fatigued: float, active: float, fatigue_rate: float, recovery_now: float) -> float:
    """Rate of change of the fatigued share in 1/s (Xia and Frey-Law 2008): F x active - R x fatigued."""
    return fatigue_rate * active - recovery_now * fatigued


def steady_fatigued(demand: float, fatigue_rate: float, recovery_now: float) -> float:
    """The fatigued share at which :func:`fatigued_rate` is zero, whether the demand or the muscle left over is the limit."""  # noqa: E501
    return min(fatigue_rate * demand / recovery_now, fatigue_rate / (fatigue_rate + recovery_now))
