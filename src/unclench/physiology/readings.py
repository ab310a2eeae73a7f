"""What can be read off a tissue column: skin surface, basal layer, muscle, and what a needle probe would show."""

from __future__ import annotations

from unclench.physiology.column import CELLS
from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import BASAL_DEPTH_M, FAT_M, MUSCLE_DEPTH_M, PROBE_DEPTH_FACTOR, SKIN_M


def skin_reading(first_cell_c: float, film: float, sink_c: float, surface_conductance: float) -> float:
    """Skin surface temperature in degC: where heat from outside (film, W/m2/K) and from the first cell balance."""
    return (film * sink_c + surface_conductance * first_cell_c) / (film + surface_conductance)


def depth_reading(temperatures: Floats, widths_m: Floats, surface_c: float, depth_m: float) -> float:
    """Temperature in degC at a depth below the skin surface, linear between cell centres."""
    above_m = 0.0
    above_c = surface_c
    edge_m = 0.0
    for cell in range(CELLS):
        centre_m = edge_m + 0.5 * widths_m[cell]
        if depth_m <= centre_m:
            return above_c + (temperatures[cell] - above_c) * (depth_m - above_m) / (centre_m - above_m)
        above_m = centre_m
        above_c = temperatures[cell]
        edge_m += widths_m[cell]
    return temperatures[CELLS - 1]


def basal_reading(temperatures: Floats, widths_m: Floats, surface_c: float, p: Floats) -> float:
    """Temperature in degC at the basal layer of the epidermis, where burns begin."""
    return depth_reading(temperatures, widths_m, surface_c, p[BASAL_DEPTH_M])


def muscle_reading(temperatures: Floats, widths_m: Floats, p: Floats) -> float:
    """Temperature in degC in the muscle that spasms, ``muscle_depth_m`` below the fat."""
    return depth_reading(temperatures, widths_m, temperatures[0], p[SKIN_M] + p[FAT_M] + p[MUSCLE_DEPTH_M])


def probe_reading(temperatures: Floats, widths_m: Floats, depth_below_fat_m: float, p: Floats) -> float:
    """What a needle probe at a nominal depth below the fat would show.

    Published cooling at depth is deeper than conduction allows at the nominal depth; the reading is taken at a fixed
    fraction of it (tissue pressed by the pack, placement, countercurrent vessels: the data cannot tell). Only this
    observation carries the factor, never the tissue.
    """
    depth_m = p[SKIN_M] + p[FAT_M] + p[PROBE_DEPTH_FACTOR] * depth_below_fat_m
    return depth_reading(temperatures, widths_m, temperatures[0], depth_m)
