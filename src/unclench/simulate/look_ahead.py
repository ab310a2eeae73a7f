"""Noise and medicine at the coming knots, several at once.

Both are known long before they are met. So one person's next MOMENTS knots fill the lanes of a register, which takes
little longer than one knot by itself.
"""

from __future__ import annotations

import math

from unclench.physiology.analgesia import acetaminophen_effect, nsaid_effect
from unclench.physiology.kinetics import ACETAMINOPHEN, ASPIRIN, IBUPROFEN, NAPROXEN
from unclench.simulate.compile import instead_of
from unclench.simulate.lanes import lane_rows
from unclench.simulate.life import COMING_ROWS, MOMENTS, Life
from unclench.simulate.medicine import site_levels
from unclench.simulate.noise import NOISE_GRID_S, next_noise
from unclench.simulate.philox import STREAM_NOISE, normal_from, uniform_pair

NOISE, NSAID, ACETAMINOPHEN_TAKEN, FIRST, SECOND = range(COMING_ROWS)
"""Rows of ``work.coming``: noise and effects at the coming knots, and two rows to work in."""


def look_ahead(knot: int, noise: float, life: Life) -> None:
    """Fill ``work.coming`` for the MOMENTS knots after ``knot``, where the noise is ``noise``."""
    coming, levels, p, doses = life.work.coming, life.work.levels, life.numbers.medicine, life.timeline.doses
    for i in range(MOMENTS):
        time_s = (knot + 1 + i) * NOISE_GRID_S
        noise = next_noise(life.numbers.member, life.seed, knot + i, noise, life.work.kept_noise)
        coming[NOISE, i] = noise
        site_levels(time_s, time_s, time_s, doses, p, levels)
        coming[NSAID, i] = nsaid_effect(levels[IBUPROFEN], levels[NAPROXEN], levels[ASPIRIN], p)
        coming[ACETAMINOPHEN_TAKEN, i] = acetaminophen_effect(levels[ACETAMINOPHEN], p)


@instead_of(look_ahead)
def look_ahead_in_lanes(knot: int, noise: float, life: Life) -> None:
    """The same, a knot in each lane."""
    table, keep, rows = life.work.coming, life.work.kept_noise, lane_rows(life.work.coming)
    for i in range(MOMENTS):
        first, second = uniform_pair(life.seed, STREAM_NOISE, life.numbers.member, knot + 1 + i)
        table[FIRST, i] = first
        table[SECOND, i] = second
    rows[FIRST] = normal_from(rows[FIRST], rows[SECOND])
    fresh = math.sqrt(1.0 - keep * keep)
    for i in range(MOMENTS):
        noise = keep * noise + fresh * table[FIRST, i]
        table[NOISE, i] = noise
        table[FIRST, i] = (knot + 1 + i) * NOISE_GRID_S
    take_medicine_in_lanes(life)


def take_medicine_in_lanes(life: Life) -> None:
    """Fill in what medicine does at the times in the row FIRST of ``work.coming``."""
    table, p, doses = life.work.coming, life.numbers.medicine, life.timeline.doses
    rows, levels = lane_rows(table), lane_rows(life.work.coming_levels)
    if len(doses) == 0:
        rows[NSAID] = 0.0
        rows[ACETAMINOPHEN_TAKEN] = 0.0
        return
    site_levels(rows[FIRST], table[FIRST, 0], table[FIRST, MOMENTS - 1], doses, p, levels)
    rows[NSAID] = nsaid_effect(levels[IBUPROFEN], levels[NAPROXEN], levels[ASPIRIN], p)
    rows[ACETAMINOPHEN_TAKEN] = acetaminophen_effect(levels[ACETAMINOPHEN], p)
