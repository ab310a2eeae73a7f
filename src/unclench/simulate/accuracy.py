"""How far a run is from the truth, and who is so near the edge of locking that no integrator can be held to it.

On the edge between locking and not, or releasing and not, any error, however small, decides. So how accurate an
integrator is can be asked only of people at a stated distance from it. The distance is measured in the reflex's
threshold, the quantity that the latch compares its excitation with: someone is near when moving the threshold by that
little, either way, gives them another course. This asks the model alone, computed finely; it does not depend on the run
that is judged. People who are not near change by some 1e-5 when their threshold is moved so; a hundred times the
distance would change most people by more than the bound, edge or not.
"""

from __future__ import annotations

import numpy as np

from unclench.physiology.spasm import OUTPUTS, P_REFLEX_THRESHOLD
from unclench.simulate.arrays import Cube, Flags, Vector
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import Records, Timeline
from unclench.simulate.run import TOLERANCE

EDGE_EXCITATION = 4e-5
"""Distance from the edge, in units of excitation; the two folds of the latch lie some 0.3 apart."""
WORST_ERROR = 1e-3
"""The largest error that a member may have who is not near the edge; by it courses count as different, too."""
FINE_TOLERANCE = TOLERANCE / 100
LOCKED = OUTPUTS.index("locked")


def errors(curves: Cube, truth: Cube) -> tuple[Vector, Flags]:
    """Per member: the worst output's time-mean error as a share of its range, and whether it locks differently."""
    count = len(OUTPUTS)
    spread = np.maximum(np.ptp(truth[:, :, :count], axis=(0, 1)), 0.1)
    worst = np.abs(curves[:, :, :count] - truth[:, :, :count]).mean(axis=1) / spread
    return worst.max(axis=1), np.asarray((curves[:, :, LOCKED] != truth[:, :, LOCKED]).any(axis=1))


def near_edge(
    people: Records,
    timeline: Timeline,
    beings: Records,
    *,
    newborn: bool,
    seed: int,
    distance: float = EDGE_EXCITATION,
    tolerance: float = FINE_TOLERANCE,
    threads: int | None = None,
) -> Flags:
    """For each person, whether ``distance`` from the edge gives another course: by more than ``WORST_ERROR``.

    Arguments are those of ``ensemble.live_all``, but ``beings`` is left as it is. Takes as long as three fine runs.
    """

    def curves(shift: float) -> Cube:
        moved = people.copy()
        moved.spasm[:, P_REFLEX_THRESHOLD] += shift
        return live_all(
            moved, timeline, beings.copy(), newborn=newborn, seed=seed, tolerance=tolerance, threads=threads
        ).curves

    as_is = curves(0.0)
    near = [errors(curves(shift), as_is)[0] > WORST_ERROR for shift in (distance, -distance)]
    return np.asarray(near[0] | near[1])
