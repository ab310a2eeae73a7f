"""The bridge from a plan to the shipped simulator."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

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

Tick = Callable[[float], None]


def shipped_engine(
    knowledge: Knowledge,
    seed: int,
    most_members: int,
    backend: str = "numba",
    tick: Tick | None = None,
) -> Engine:
    """An engine that runs the shipped model with these parameters, this seed and this backend.

    The people who are locked at the start are looked for once, ``most_members`` of them, and serve every later run.
    ``tick`` is told the share of each run that is done (0-1); what it raises ends the run.
    """
    starts: Starts = {}

    def run(scene: Scene, scenario: Scenario, members: int, threads: int | None, tick: Tick | None) -> Members:
        return run_members_many(
            scene.person,
            [scenario],
            knowledge=knowledge,
            members=members,
            seed=seed,
            backend=backend,
            output_every_min=OUTPUT_EVERY_MIN,
            starts=starts,
            threads=threads,
            progress=tick,
        )[0]

    def engine(scene: Scene, scenarios: Sequence[Scenario], members: int) -> list[Outcomes]:
        if not starts:
            run(scene, scene.scenario(hours=SHORTEST_HOURS), most_members, None, None)  # finds the people
        if len(scenarios) == 1:
            return [_outcomes(run(scene, scenarios[0], members, None, tick))]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            running = [pool.submit(run, scene, scenario, members, 1, None) for scenario in scenarios]
            try:
                return [_outcomes(each.result()) for each in _told(running, tick)]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    return engine


def _told(running: Sequence[Future[Members]], tick: Tick | None) -> Iterator[Future[Members]]:
    """The same, with the share done told before each."""
    for done, each in enumerate(running):
        if tick is not None:
            tick(done / len(running))
        yield each


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
