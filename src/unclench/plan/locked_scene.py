"""A scene in which people like this one are really locked at the start."""

from __future__ import annotations

from dataclasses import replace

from unclench.knowledge.load import Knowledge
from unclench.plan.scene import Scene
from unclench.simulate.run import run_members

SAMPLE = 32
FEWEST_LOCKED_SHARE = 0.1
"""Of the people drawn, at least one in ten must be locked after the onset, or the search for them takes too long."""

STEP = 0.1
SHORTEST_HOURS = 0.01
"""The shortest scenario there is: it finds the people and does nothing with them."""


def locked_scene(scene: Scene, knowledge: Knowledge, seed: int) -> Scene:
    """The scene with the smallest injury, not below its own, at which enough people are still locked after the onset.

    The person says that the back is locked. A small injury that would have let go by now therefore cannot be theirs, so
    the injury is raised in steps of :data:`STEP` until :data:`FEWEST_LOCKED_SHARE` of those drawn hold. Where no injury
    holds anybody (a mechanism without a locked state) the scene comes back unchanged.
    """
    injury = scene.initial_injury
    while injury <= 1.0:
        tried = replace(scene, initial_injury=injury)
        if _share_locked(tried, knowledge, seed) >= FEWEST_LOCKED_SHARE:
            return tried
        injury = 1.0 if injury < 1.0 < injury + STEP else injury + STEP
    return scene


def _share_locked(scene: Scene, knowledge: Knowledge, seed: int) -> float:
    found = run_members(
        scene.person, scene.scenario(hours=SHORTEST_HOURS), knowledge=knowledge, members=SAMPLE, seed=seed
    )
    return float(found.locked[found.ok, 0].sum()) / found.drawn
