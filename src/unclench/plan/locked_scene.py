"""A scene in which people like this one are really locked at the start, and hurt about as much as was said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.course import Outcome
from unclench.plan.scene import Scene
from unclench.simulate.run import run_members

SAMPLE = 32
FEWEST_LOCKED_SHARE = 0.1
"""Of the people drawn, at least one in ten must be locked after the onset, or the search for them takes too long."""

STEP = 0.1
HALVINGS = 4
"""The injury that fits the stated pain is found to within a sixteenth of the range: finer than anybody rates pain."""

SHORTEST_HOURS = 0.01
"""The shortest scenario there is: it finds the people and does nothing with them."""


def locked_scene(scene: Scene, knowledge: Knowledge, seed: int) -> Scene:
    """The scene with the injury at which people hold and, at the start, are in the pain that was stated.

    The person says that the back is locked. A small injury that would have let go by now therefore cannot be theirs, so
    the injury is raised in steps of :data:`STEP` until :data:`FEWEST_LOCKED_SHARE` of those drawn hold; from there it
    is fitted to the stated pain, as far as the model's pain reaches. Where no injury holds anybody (a mechanism without
    a locked state) the scene comes back unchanged.
    """
    injury = scene.initial_injury if scene.pain_nrs is None else STEP
    while injury <= 1.0:
        tried = replace(scene, initial_injury=injury)
        share, pain = _start(tried, knowledge, seed)
        if share >= FEWEST_LOCKED_SHARE:
            return _fitted_to_pain(tried, pain, knowledge, seed)
        injury = 1.0 if injury < 1.0 < injury + STEP else injury + STEP
    return scene


def _fitted_to_pain(holding: Scene, pain_nrs: float, knowledge: Knowledge, seed: int) -> Scene:
    """The scene with the injury between ``holding``'s and 1 whose median starting pain is closest to what was said."""
    if holding.pain_nrs is None or pain_nrs >= holding.pain_nrs:
        return holding
    low, high = holding.initial_injury, 1.0
    if _start(replace(holding, initial_injury=high), knowledge, seed)[1] <= holding.pain_nrs:
        return replace(holding, initial_injury=high)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _start(replace(holding, initial_injury=middle), knowledge, seed)[1] < holding.pain_nrs:
            low = middle
        else:
            high = middle
    return replace(holding, initial_injury=(low + high) / 2)


def _start(scene: Scene, knowledge: Knowledge, seed: int) -> tuple[float, float]:
    """Share of those drawn who are locked at time zero, and their median pain then (0-10)."""
    found = run_members(
        scene.person, scene.scenario(hours=SHORTEST_HOURS), knowledge=knowledge, members=SAMPLE, seed=seed
    )
    holding = found.ok & (found.locked[:, 0] > 0)
    pain = found.curve(Outcome.PAIN_NRS)[holding, 0]
    return float(holding.sum()) / found.drawn, float(np.median(pain)) if pain.size else 0.0
