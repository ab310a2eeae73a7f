"""How far the back will bend: less when muscle is stiff, less when it hurts."""


def mobility(reflex_activation: float, co_contraction: float, stiffness_gain: float) -> float:
    """Share (0-1) of movement that reflex and guarding stiffness leave; both are fractions of MVC."""
    return 1.0 / (1.0 + stiffness_gain * (reflex_activation + co_contraction))


def range_of_motion(mobility_now: float, pain: float, pain_limit: float) -> float:
    """Range of motion as a fraction of the person's own normal; pain of 10 takes away the share ``pain_limit``."""
    return mobility_now * (1.0 - pain_limit * pain / 10.0)
