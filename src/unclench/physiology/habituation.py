"""Habituation: hours of reflex firing make the same input count for less."""


def habituation_rate(habituation: float, reflex: float, habituation_s: float) -> float:
    """Rate of change of habituation (0-1) in 1/s: it follows reflex activity with time constant ``habituation_s``."""
    return (reflex - habituation) / habituation_s
