"""A scene in which people like this one are really locked at the start, and hurt about as much as was said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.course import Outcome
from unclench.plan.judgement import judgement
from unclench.plan.scene import Scene
from unclench.simulate.run import run_members

SAMPLE = 16

HALVINGS = 4
"""The injury is found to within a sixteenth of its range: finer than anybody rates pain."""

SHORTEST_HOURS = 0.01
"""The shortest scenario there is: it finds the people and does nothing with them."""


def locked_scene(scene: Scene, knowledge: Knowledge, seed: int) -> Scene:
    """The scene with the smallest injury at which people hold and, at the start, are in the pain that was stated.

    The person says that the back is locked. A small injury that would have let go by now therefore cannot be theirs.
    Both the share of people who are still locked and their pain rise with the injury, so it is found by halving, as far
    as the model's pain reaches. Without a stated pain the scene's own injury is the least. Where no injury holds
    anybody (a mechanism without a locked state) the scene comes back unchanged.
    """
    worst = replace(scene, initial_injury=1.0)
    share, pain_nrs = _start(worst, knowledge, seed)
    if share < judgement(knowledge).fewest_locked_share:
        return scene
    if scene.pain_nrs is not None and pain_nrs <= scene.pain_nrs:
        return worst
    if scene.pain_nrs is None and _is_enough(scene, knowledge, seed):
        return scene
    low, high = (scene.initial_injury if scene.pain_nrs is None else 0.0), 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _is_enough(replace(scene, initial_injury=middle), knowledge, seed):
            high = middle
        else:
            low = middle
    return replace(scene, initial_injury=high)


def _is_enough(tried: Scene, knowledge: Knowledge, seed: int) -> bool:
    share, pain_nrs = _start(tried, knowledge, seed)
    return share >= judgement(knowledge).fewest_locked_share and pain_nrs >= (tried.pain_nrs or 0.0)


def _start(scene: Scene, knowledge: Knowledge, seed: int) -> tuple[float, float]:
    """Share of those drawn who are locked at time zero, and their median pain then (0-10) on the population's scale."""
    unread = replace(scene, pain_nrs=None)
    found = run_members(
        scene.person, unread.scenario(hours=SHORTEST_HOURS), knowledge=knowledge, members=SAMPLE, seed=seed
    )
    holding = found.ok & (found.locked[:, 0] > 0)
    pain = found.curve(Outcome.PAIN_NRS)[holding, 0]
    share = float(holding.sum()) / found.drawn if found.drawn else 0.0  # nobody drawn: nobody locks at all
    return share, float(np.median(pain)) if pain.size else 0.0
