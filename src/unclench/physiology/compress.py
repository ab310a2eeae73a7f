"""A warm wet towel as one lump of heat: it warms the skin, and cools to the room and by evaporation.

Plastic stops evaporation; a dry towel on top keeps warmth in. No published temperature curve of such a compress was
found, so its heat capacity and losses are built from material properties and marked as assumptions.
"""

from __future__ import annotations

import math

from unclench.physiology.contact import DRIPPING, UNDER_DRY_TOWEL, UNDER_PLASTIC
from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import (
    CONTACT_FACTOR,
    EVAPORATION,
    ROOM_HUMIDITY,
    TOWEL_COVERED_LOSS,
    TOWEL_DRIPPING_FILM,
    TOWEL_DRIPPING_SOURCE_CAPACITY,
    TOWEL_FILM,
    TOWEL_OPEN_LOSS,
    TOWEL_SOURCE_CAPACITY,
)

DRY_TOWEL_BREATHES = 0.4
"""Share of evaporation that a dry towel without plastic lets through (assumption: resistance of 1 cm of still air)."""


def vapour_pressure(celsius: float) -> float:
    """Saturation vapour pressure of water in Pa (Magnus formula with the coefficients of Alduchov & Eskridge 1996)."""
    return 610.94 * math.exp(17.625 * celsius / (celsius + 243.04))


def towel_film(kind: int, p: Floats) -> float:
    """Film coefficient in W/m2/K from a wet towel to the skin; water running out of it wets every gap."""
    film = p[TOWEL_DRIPPING_FILM] if kind & DRIPPING else p[TOWEL_FILM]
    return film * p[CONTACT_FACTOR]


def towel_rate(kind: int, source_c: float, skin_c: float, room_c: float, p: Floats) -> float:
    """Warming (mostly negative) of the wet towel in degC/s."""
    capacity = p[TOWEL_DRIPPING_SOURCE_CAPACITY] if kind & DRIPPING else p[TOWEL_SOURCE_CAPACITY]
    loss = p[TOWEL_COVERED_LOSS] if kind & UNDER_DRY_TOWEL else p[TOWEL_OPEN_LOSS]
    heat = towel_film(kind, p) * (skin_c - source_c) + loss * (room_c - source_c)
    if not kind & UNDER_PLASTIC:
        breathes = DRY_TOWEL_BREATHES if kind & UNDER_DRY_TOWEL else 1.0
        drying = vapour_pressure(source_c) - p[ROOM_HUMIDITY] * vapour_pressure(room_c)
        if drying > 0.0:
            heat -= breathes * p[EVAPORATION] * drying
    return heat / capacity
