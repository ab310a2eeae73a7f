"""libRoadRunner on the episode: the equations on paper in Antimony, compiled by LLVM, one person after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from benchmarks.peers.episode import EVERY_MIN, PHASES, STATES, Array, Episode

from unclench.physiology import spasm

TEXT = Path(__file__).parents[2] / "docs" / "model" / "spasm.antimony"


def solver(episode: Episode, rtol: float, count: int) -> Callable[[], Array]:
    """A call that solves the episode for the first ``count`` people and hands back (people, times, compared states)."""
    import antimony
    import roadrunner

    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(TEXT.read_text("utf-8")) < 0:
        raise RuntimeError(antimony.getLastError())
    model = roadrunner.RoadRunner(antimony.getSBMLString("spasm"))
    model.integrator.relative_tolerance, model.integrator.absolute_tolerance = rtol, 0.01 * rtol
    model.timeCourseSelections = list(STATES)

    def one(row: int) -> Array:
        model.reset()
        for name, value in zip(spasm.PARAMETERS, episode.numbers[row], strict=True):
            model[name] = float(value)
        for name, value in zip(spasm.STATES, episode.starts[row], strict=True):
            model[name] = float(value)
        rows = []
        for phase, (first, last, _, _) in enumerate(PHASES):
            for name, value in zip(spasm.INPUTS, episode.inputs[phase, row], strict=True):
                if name in model.model.getGlobalParameterIds():
                    model[name] = float(value)
            course = np.array(model.simulate(first * 60.0, last * 60.0, round((last - first) / EVERY_MIN) + 1))
            rows.append(course if last == PHASES[-1][1] else course[:-1])
        return np.concatenate(rows)

    return lambda: np.array([one(row) for row in range(count)])
