"""The tissue column: skin, fat and muscle as 28 cells, fine at the surface, and what joins them.

Finite volumes of the one-dimensional heat equation: cell centres exchange heat through the conductance between them.
"""

from __future__ import annotations

from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import (
    FAT_CAPACITY,
    FAT_CONDUCTIVITY,
    FAT_M,
    MUSCLE_CAPACITY,
    MUSCLE_CONDUCTIVITY,
    MUSCLE_M,
    SKIN_CAPACITY,
    SKIN_CONDUCTIVITY,
    SKIN_M,
)

SKIN_CELLS = 8
FAT_CELLS = 8
MUSCLE_CELLS = 12
FAT_END = SKIN_CELLS + FAT_CELLS
CELLS = FAT_END + MUSCLE_CELLS

SKIN_GROWTH = 1.4
"""Each skin cell is this much wider than the one above: the first is 0.06 mm, inside the 0.1 mm to the basal layer."""
FAT_GROWTH = 1.12
MUSCLE_GROWTH = 1.22


def fill_widths(first: int, cells: int, thickness_m: float, growth: float, widths_m: Floats) -> None:
    """Cut a layer into ``cells`` cells whose widths grow geometrically with depth and add up to ``thickness_m``."""
    width = thickness_m * (growth - 1.0) / (growth**cells - 1.0)
    for cell in range(first, first + cells):
        widths_m[cell] = width
        width *= growth


def cell_conductivity(cell: int, p: Floats) -> float:
    """Thermal conductivity in W/m/K of the layer that a cell lies in."""
    if cell < SKIN_CELLS:
        return p[SKIN_CONDUCTIVITY]
    if cell < FAT_END:
        return p[FAT_CONDUCTIVITY]
    return p[MUSCLE_CONDUCTIVITY]


def cell_capacity(cell: int, p: Floats) -> float:
    """Volumetric heat capacity in J/m3/K of the layer that a cell lies in."""
    if cell < SKIN_CELLS:
        return p[SKIN_CAPACITY]
    if cell < FAT_END:
        return p[FAT_CAPACITY]
    return p[MUSCLE_CAPACITY]


def build_column(p: Floats, widths_m: Floats, conductance: Floats, capacity: Floats) -> None:
    """Fill one person's column from layer thicknesses and tissue properties.

    Args:
        p: heat parameters, in the order of ``heat_parameters.PARAMETERS``.
        widths_m: filled with CELLS cell widths in m, surface first.
        conductance: filled with CELLS + 1 values in W/m2/K: [0] from the skin surface to the first cell centre,
            [i] between the centres of cells i-1 and i, [CELLS] zero (no heat leaves at the bottom).
        capacity: filled with CELLS heat capacities in J/m2/K.
    """
    fill_widths(0, SKIN_CELLS, p[SKIN_M], SKIN_GROWTH, widths_m)
    fill_widths(SKIN_CELLS, FAT_CELLS, p[FAT_M], FAT_GROWTH, widths_m)
    fill_widths(FAT_END, MUSCLE_CELLS, p[MUSCLE_M], MUSCLE_GROWTH, widths_m)
    resistance_above = 0.0
    for cell in range(CELLS):
        half_resistance = 0.5 * widths_m[cell] / cell_conductivity(cell, p)
        conductance[cell] = 1.0 / (resistance_above + half_resistance)
        capacity[cell] = cell_capacity(cell, p) * widths_m[cell]
        resistance_above = half_resistance
    conductance[CELLS] = 0.0
