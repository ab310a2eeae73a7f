"""Golgi tendon organs: they feel tension and quieten the motor neurons of their own muscle."""


def tendon_tension(active: float, stretch_amount: float, creep: float, passive_gain: float) -> float:
    """Tension felt (fraction of maximal force): active force, and the passive pull of a held stretch that creep has not yet let go."""  # noqa: E501
    return active + passive_gain * stretch_amount * (1.0 - creep)
