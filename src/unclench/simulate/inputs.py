"""The inputs of the spasm equations that vary within a spell."""

from __future__ import annotations

from unclench.physiology.spasm import I_MUSCLE_C, I_NOISE, I_SKIN_C
from unclench.physiology.tissue_heat import muscle_reading
from unclench.simulate.arrays import Vector
from unclench.simulate.heat_step import skin_surface
from unclench.simulate.life import Body, Life
from unclench.simulate.medicine import take_medicine
from unclench.simulate.noise import NOISE_GRID_S


def fill_inputs(time_s: float, spell: int, heat: Vector, life: Life, inputs: Vector) -> None:
    """Fill in noise, skin and muscle temperature, and what medicine does, at a time within the present noise interval."""
    work, at, room_c = life.work, life.timeline.spells[spell], life.timeline.room_c
    share = time_s / NOISE_GRID_S - work.knot
    inputs[I_NOISE] = work.path[0] + share * (work.path[1] - work.path[0])
    feel_skin(heat, at.surface, time_s - at.applied_s, room_c, life.numbers.heat, life.body, inputs)
    take_medicine(time_s, life.timeline.doses, life.numbers.medicine, work.levels, inputs)


def feel_skin(heat: Vector, kind: int, elapsed_s: float, room_c: float, p: Vector, body: Body, inputs: Vector) -> None:
    """Fill in the temperatures of skin and muscle as the nerves feel them."""
    inputs[I_SKIN_C] = skin_surface(heat, kind, elapsed_s, room_c, p, body)
    inputs[I_MUSCLE_C] = muscle_reading(heat, body.widths_m, p)
