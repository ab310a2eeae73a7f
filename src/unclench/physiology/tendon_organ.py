"""Golgi tendon organs: they feel tension and quieten the motor neurons of their own muscle."""


def tendon_tension(
    active: float, stretch_amount: float, creep: float, passive_gain: float, stress_relaxation: float
) -> float:
    """Tension felt, as a fraction of maximal force: active force, and the passive pull of a held stretch.

    ``stretch_amount`` is the fraction of length, ``passive_gain`` the pull of fresh muscle per such fraction. Full
    ``creep`` takes the share ``stress_relaxation`` of that pull away and leaves the rest while the stretch is held.
    """
    return active + passive_gain * stretch_amount * (1.0 - stress_relaxation * creep)
