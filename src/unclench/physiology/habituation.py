"""Habituation: hours of reflex firing make the same input count for less, and it takes a day or so to come back."""


def habituation_rate(habituation: float, reflex: float, habituation_s: float, recovery_s: float) -> float:
    """Rate of change of habituation (0-1) in 1/s.

    It grows with time constant ``habituation_s`` while the reflex is fully active and fades with ``recovery_s`` while
    it is silent.
    """
    return reflex * (1.0 - habituation) / habituation_s - (1.0 - reflex) * habituation / recovery_s


def steady_habituation(reflex: float, habituation_s: float, recovery_s: float) -> float:
    """The level at which :func:`habituation_rate` is zero."""
    gained = reflex / habituation_s
    return gained / (gained + (1.0 - reflex) / recovery_s)
