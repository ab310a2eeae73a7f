"""The bridge from a plan to the shipped simulator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.course import Outcome
from unclench.model.scenario import Scenario
from unclench.plan.engine import Engine, Outcomes
from unclench.plan.locked_scene import SHORTEST_HOURS
from unclench.plan.scene import Scene
from unclench.simulate.courses import course
from unclench.simulate.members import Members
from unclench.simulate.run import Starts, run_members_many

OUTPUT_EVERY_MIN = 10.0


def shipped_engine(knowledge: Knowledge, seed: int, most_members: int, backend: str = "numba") -> Engine:
    """An engine that runs the shipped model with these parameters, this seed and this backend.

    The people who are locked at the start are looked for once, ``most_members`` of them, and serve every later run.
    """
    starts: Starts = {}

    def engine(scene: Scene, scenarios: Sequence[Scenario], members: int) -> list[Outcomes]:
        def run(what: Sequence[Scenario], how_many: int) -> list[Members]:
            return run_members_many(
                scene.person,
                what,
                knowledge=knowledge,
                members=how_many,
                seed=seed,
                backend=backend,
                output_every_min=OUTPUT_EVERY_MIN,
                starts=starts,
            )

        if not starts and members < most_members:
            run([scene.scenario(hours=SHORTEST_HOURS)], most_members)
        return [_outcomes(result) for result in run(scenarios, members)]

    return engine


def _outcomes(result: Members) -> Outcomes:
    failed = ~result.ok
    pain = np.where(failed[:, None], np.nan, result.curve(Outcome.PAIN_NRS))
    release = np.where(failed, np.nan, result.summary("released_at_s") / 60.0)
    alive = bool(result.ok.any())
    return Outcomes(
        minutes=result.minutes,
        pain_nrs=pain,
        release_min=np.where(np.isnan(release), np.inf, release),
        worst_burn_damage=float(result.summary("burn_damage")[result.ok].max()) if alive else np.inf,
        lowest_skin_c=float(result.summary("coldest_skin_c")[result.ok].min()) if alive else -np.inf,
        course=lambda: course(result),
    )
