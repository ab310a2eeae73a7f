"""The reflex latch: a pool of motor neurons that, once firing, helps to keep itself firing.

One state with positive feedback through a sigmoid. When the feedback is steep enough there is a range of input with two
stable states, relaxed and locked, for the same input. Plateau potentials of motor neurons are the suspected cause
(Baldissera 1994 for cramp); the gain has never been measured in a human back and is the assumption on which a
lasting lock rests.
"""

from unclench.physiology.smooth import logistic

LOCKED_REFLEX = 0.4
"""A reflex above this is called locked. An observation only; no equation reads it."""


def reflex_target(excitation: float, threshold: float, width: float) -> float:
    """Reflex activity (0-1) that this much net ``excitation`` calls for."""
    return logistic((excitation - threshold) / width)


def reflex_rate(reflex: float, target: float, reflex_s: float) -> float:
    """Rate of change of reflex activity in 1/s, with time constant ``reflex_s``."""
    return (target - reflex) / reflex_s
