"""The inputs of the spasm equations that vary within a spell."""

from __future__ import annotations

from unclench.physiology.spasm import I_NOISE
from unclench.simulate.arrays import Vector
from unclench.simulate.life import Life
from unclench.simulate.medicine import take_medicine
from unclench.simulate.noise import NOISE_GRID_S
from unclench.simulate.warmth import feel_warmth


def fill_inputs(time_s: float, life: Life, inputs: Vector) -> None:
    """Fill in noise, what medicine does, and the temperatures, at a time before the next stop."""
    fill_noise_and_medicine(time_s, life, inputs)
    feel_warmth(time_s, life, inputs)


def fill_noise_and_medicine(time_s: float, life: Life, inputs: Vector) -> None:
    """Fill in the noise at a time within the present noise interval, and what medicine does then."""
    work = life.work
    share = time_s / NOISE_GRID_S - work.knot
    inputs[I_NOISE] = work.path[0] + share * (work.path[1] - work.path[0])
    take_medicine(time_s, life.timeline.doses, life.numbers.medicine, work.levels, inputs)
