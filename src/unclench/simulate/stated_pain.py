"""Members who state the pain that the person states: how one reads one's own sensations is set by that report."""

from __future__ import annotations

import math

import numpy as np

from unclench.physiology.fatigue import active_share
from unclench.physiology.layout import I_MUSCLE_C, I_SKIN_C, P_NEUTRAL_MUSCLE_C, P_PAIN_HALF, S_FATIGUED
from unclench.physiology.pain import pain_score
from unclench.physiology.spasm import demand_now, felt_now
from unclench.simulate.arrays import Vector
from unclench.simulate.life import Records

LEAST_STATED, WORST_STATED = 0.1, 9.9
"""The scale reaches 0 and 10 only for no sensation and for one without end; they are read as these."""
USUAL_SKIN_C = 33.0
LEAST_FELT = 1e-3
"""A member who feels less than this (of about 1) can state no pain whatever the scale, and is left alone."""


def pain_stated(people: Records, beings: Records, inputs: Vector) -> Vector:
    """Pain (n,), 0-10, that each member states in their state ``beings`` under ``inputs``, skin and muscle at rest."""
    held = [float(each) for each in inputs]
    held[I_SKIN_C] = USUAL_SKIN_C
    return np.array(
        [
            pain_score(_felt(numbers.tolist(), being.tolist(), held), float(numbers[P_PAIN_HALF]))
            for numbers, being in zip(people.spasm, beings.spasm, strict=True)
        ]
    )


def _felt(p: list[float], state: list[float], held: list[float]) -> float:
    """What is felt; the muscle is as warm as this person's is at rest (``held`` is changed)."""
    held[I_MUSCLE_C] = p[P_NEUTRAL_MUSCLE_C]
    return felt_now(state, held, p, active_share(demand_now(state, held, p), state[S_FATIGUED]))


def feel_as_stated(people: Records, beings: Records, stated: float, inputs: Vector) -> None:
    """Set each member's ``pain_half`` so that the pain in their state ``beings`` under ``inputs`` is ``stated`` (0-10).

    Pain is 10 x/(x + half) of what is felt, x, so half = x (10 - stated)/stated. People differ so widely in what they
    state for the same tissue (see the sheet) that a report tells more about the scale than about the tissue.
    """
    held = [float(each) for each in inputs]
    held[I_SKIN_C] = USUAL_SKIN_C
    odds = 10.0 / min(max(stated, LEAST_STATED), WORST_STATED) - 1.0
    for numbers, being in zip(people.spasm, beings.spasm, strict=True):
        felt = _felt(numbers.tolist(), being.tolist(), held)
        if math.isfinite(felt) and felt > LEAST_FELT:
            numbers[P_PAIN_HALF] = felt * odds
