"""The inputs of the spasm equations that vary within a spell."""

from __future__ import annotations

from unclench.physiology.spasm import I_ACETAMINOPHEN_EFFECT, I_MUSCLE_C, I_NOISE, I_NSAID_EFFECT, I_SKIN_C
from unclench.simulate.arrays import Vector
from unclench.simulate.compile import hot
from unclench.simulate.life import MOMENTS, Life
from unclench.simulate.look_ahead import ACETAMINOPHEN_TAKEN, NOISE, NSAID, look_ahead
from unclench.simulate.medicine import take_medicine
from unclench.simulate.noise import NOISE_GRID_S, kept_share

VARYING = (I_NOISE, I_NSAID_EFFECT, I_ACETAMINOPHEN_EFFECT, I_SKIN_C, I_MUSCLE_C)


@hot
def fill_inputs(time_s: float, life: Life, inputs: Vector) -> None:
    """Fill in noise, what medicine does, and temperatures, at a time before the next stop: straight lines all."""
    work = life.work
    share = time_s / NOISE_GRID_S - work.knot
    inputs[I_NOISE] = work.path[0] + share * (work.path[1] - work.path[0])
    inputs[I_NSAID_EFFECT] = work.nsaid[0] + share * (work.nsaid[1] - work.nsaid[0])
    inputs[I_ACETAMINOPHEN_EFFECT] = work.acetaminophen[0] + share * (work.acetaminophen[1] - work.acetaminophen[0])
    feel_warmth(time_s, life, inputs)


@hot
def feel_warmth(time_s: float, life: Life, inputs: Vector) -> None:
    """Fill in the temperatures of skin and muscle at a time between the column's last two readings."""
    trace = life.trace
    share = (time_s - trace.from_s) / (trace.to_s - trace.from_s) if trace.to_s > trace.from_s else 1.0
    inputs[I_SKIN_C] = trace.skin_c[0] + share * (trace.skin_c[1] - trace.skin_c[0])
    inputs[I_MUSCLE_C] = trace.muscle_c[0] + share * (trace.muscle_c[1] - trace.muscle_c[0])


def fill_noise_and_medicine(time_s: float, life: Life, inputs: Vector) -> None:
    """Fill in the noise at a time within the present noise interval, and what medicine does just then."""
    work = life.work
    share = time_s / NOISE_GRID_S - work.knot
    inputs[I_NOISE] = work.path[0] + share * (work.path[1] - work.path[0])
    take_medicine(time_s, life.timeline.doses, life.numbers.medicine, work.levels, inputs)


def begin_path(knot: int, life: Life) -> None:
    """Set noise and medicine to the interval that begins with ``knot``; the noise there is the person's own."""
    work = life.work
    work.knot = knot
    work.kept_noise = kept_share(life.numbers.spasm)
    work.path[1] = life.being.noise
    take_medicine(knot * NOISE_GRID_S, life.timeline.doses, life.numbers.medicine, work.levels, work.after)
    work.nsaid[1] = work.after[I_NSAID_EFFECT]
    work.acetaminophen[1] = work.after[I_ACETAMINOPHEN_EFFECT]
    work.came = MOMENTS
    next_interval(life)


@hot
def move_clock(time_s: float, life: Life) -> None:
    """Set the clock, and move noise and medicine on when it has reached the next knot."""
    work = life.work
    work.time_s = time_s
    if time_s >= (work.knot + 1) * NOISE_GRID_S:
        work.knot += 1
        next_interval(life)


@hot
def next_interval(life: Life) -> None:
    """Take noise and medicine at ``work.knot`` for the start of an interval, and those of the next knot for its end."""
    work = life.work
    work.path[0] = work.path[1]
    work.nsaid[0] = work.nsaid[1]
    work.acetaminophen[0] = work.acetaminophen[1]
    if work.came == MOMENTS:
        look_ahead(work.knot, work.path[0], life)
        work.came = 0
    work.path[1] = work.coming[NOISE, work.came]
    work.nsaid[1] = work.coming[NSAID, work.came]
    work.acetaminophen[1] = work.coming[ACETAMINOPHEN_TAKEN, work.came]
    work.came += 1
