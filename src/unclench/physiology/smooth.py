"""Smooth stand-ins for "at least", "at most" and "above", so that an implicit solver meets no kink.

They never overflow: every exponential is taken of a number that is not positive.
"""

import math


def choose(condition: bool, if_true: float, if_false: float) -> float:
    """One of two numbers: an ``if`` that engines which carry many people at once can follow for each of them."""
    return if_true if condition else if_false


def logistic(x: float) -> float:
    """The logistic function 1 / (1 + exp(-x)), written with tanh because that cannot overflow."""
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def positive_part(x: float, width: float) -> float:
    """A smooth max(x, 0): ``width`` (same unit as ``x``) times softplus(x / width)."""
    y = x / width
    return width * (max(y, 0.0) + math.log(1.0 + math.exp(-abs(y))))


def lesser(a: float, b: float, width: float) -> float:
    """A smooth min(a, b), never above either; at a = b it lies ``width`` below them."""
    difference = a - b
    return 0.5 * (a + b - math.sqrt(difference * difference + 4.0 * width * width))
