"""The muscle spindle after Mileusnic and others (2006): intrafusal fibres, and the firing of their nerve endings.

One fibre is a stiff sensory region in series with a polar region whose drag grows with a power of speed. The published
second-order equation has a tiny mass; without it the tension follows a first-order equation that can be solved for its
rate, which is used here. Lengths are in optimal muscle lengths (L0), tension in force units, firing in impulses/s.

The spasm model needs only how the answer grows with stretch speed (see :mod:`unclench.physiology.spindle`); this fuller
model is what that short form is checked against, and it is itself checked against recorded firing.
"""

from __future__ import annotations

import math
from typing import NamedTuple

EXPONENT = 0.3
SLACK_SENSORY = 0.04
SLACK_POLAR = 0.76
THRESHOLD_SENSORY = 0.0423
THRESHOLD_POLAR = 0.89
SECONDARY_REST = 0.04
LENGTH_OFFSET = 0.46
SENSORY_STIFFNESS = 10.4649
POLAR_STIFFNESS = 0.15
SHORTENING_DRAG = 0.42
OCCLUSION = 0.156
"""Constants common to all fibres (Mileusnic 2006, table 1)."""


class Fibre(NamedTuple):
    """What differs between fibres: drag, its change and the tension by gamma drive, and the gains of two endings."""

    drag: float
    drag_by_gamma: float
    tension_by_gamma: float
    primary_gain: float
    secondary_gain: float
    secondary_share: float
    half_frequency: float


BAG1 = Fibre(0.0605, 0.2592, 0.0289, 20_000.0, 0.0, 0.0, 60.0)
BAG2 = Fibre(0.0822, -0.046, 0.0636, 10_000.0, 7_250.0, 0.7, 60.0)
CHAIN = Fibre(0.0822, -0.069, 0.0954, 10_000.0, 7_250.0, 0.7, 90.0)


def gamma_activation(frequency: float, half_frequency: float) -> float:
    """Activation (0-1) of a fibre by gamma drive at ``frequency`` impulses/s, once settled."""
    squared = frequency * frequency
    return squared / (squared + half_frequency * half_frequency)


def tension_rate(tension: float, length: float, speed: float, activation: float, fibre: Fibre) -> float:
    """Rate of change of a fibre's tension (force units/s) at muscle ``length`` (L0) and ``speed`` (L0/s)."""
    stretched = length - SLACK_SENSORY - tension / SENSORY_STIFFNESS
    elastic = POLAR_STIFFNESS * (stretched - SLACK_POLAR)
    drag = fibre.drag + fibre.drag_by_gamma * activation
    drive = tension - elastic - fibre.tension_by_gamma * activation
    if drive < 0.0:
        drag *= SHORTENING_DRAG
    ratio = drive / (drag * (stretched - LENGTH_OFFSET))
    polar_speed = math.copysign(math.pow(abs(ratio), 1.0 / EXPONENT), ratio)
    return SENSORY_STIFFNESS * (speed - polar_speed)


def resting_tension(length: float, activation: float, fibre: Fibre) -> float:
    """Tension (force units) of a fibre held at ``length`` (L0) until nothing changes."""
    elastic = POLAR_STIFFNESS * (length - SLACK_SENSORY - SLACK_POLAR)
    return (elastic + fibre.tension_by_gamma * activation) / (1.0 + POLAR_STIFFNESS / SENSORY_STIFFNESS)


def primary_firing(bag1: float, bag2: float, chain: float) -> float:
    """Firing of the primary (Ia) ending in impulses/s from the three fibres' tensions (force units).

    The stronger of bag 1 and the static fibres together counts in full, the weaker by the published occlusion.
    """
    dynamic = _sensory_firing(bag1, BAG1)
    static = _sensory_firing(bag2, BAG2) + _sensory_firing(chain, CHAIN)
    return max(dynamic, static) + OCCLUSION * min(dynamic, static)


def secondary_firing(bag2: float, chain: float, length: float) -> float:
    """Firing of the secondary (II) ending in impulses/s from the static fibres' tensions at muscle ``length`` (L0)."""
    return _secondary_part(bag2, length, BAG2) + _secondary_part(chain, length, CHAIN)


def _sensory_firing(tension: float, fibre: Fibre) -> float:
    stretch = tension / SENSORY_STIFFNESS - (THRESHOLD_SENSORY - SLACK_SENSORY)
    return max(0.0, fibre.primary_gain * stretch)


def _secondary_part(tension: float, length: float, fibre: Fibre) -> float:
    sensory = tension / SENSORY_STIFFNESS - (THRESHOLD_SENSORY - SLACK_SENSORY)
    polar = length - tension / SENSORY_STIFFNESS - SLACK_SENSORY - THRESHOLD_POLAR
    share = fibre.secondary_share
    mixed = share * SECONDARY_REST / SLACK_SENSORY * sensory + (1.0 - share) * SECONDARY_REST / SLACK_POLAR * polar
    return max(0.0, fibre.secondary_gain * mixed)
