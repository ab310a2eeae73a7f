"""Muscle spindles: nerve endings that answer to how fast a muscle is stretched.

The answer grows with a power of the speed (exponent 0.3 in the model of Mileusnic 2006), and below a threshold speed a
relaxed muscle gives no reflex (Thilmann 1991).
"""

import math


def stretch_response(speed: float, threshold: float, exponent: float) -> float:
    """Reflex input from a stretch at ``speed`` (muscle lengths a second), in units of the answer at 1 length a second above threshold."""  # noqa: E501
    return math.pow(max(speed - threshold, 0.0), exponent)
