"""Who is so near the edge between locking and not, or releasing and not, that no integrator can be trusted to tell.

On the edge any error, however small, decides. So how accurate an integrator is can be asked only of people at a stated
distance from it. The distance is measured in the reflex's threshold, the quantity that the latch compares its
excitation with: someone is near when moving the threshold by that little, either way, changes when they are locked.
This asks the model alone, computed finely; it does not depend on the run that is judged.
"""

from __future__ import annotations

import numpy as np

from unclench.physiology.spasm import OUTPUTS, P_REFLEX_THRESHOLD
from unclench.simulate.arrays import Flags
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import Records, Timeline
from unclench.simulate.run import TOLERANCE

EDGE_EXCITATION = 4e-5
"""Distance from the edge, in units of excitation; the two folds of the latch lie some 0.3 apart."""
FINE_TOLERANCE = TOLERANCE / 100
LOCKED = OUTPUTS.index("locked")


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
    """For each person, whether ``distance`` from the edge changes at which result times they are locked.

    Arguments are those of ``ensemble.live_all``, but ``beings`` is left as it is. Takes as long as three fine runs.
    """

    def locked(shift: float) -> Flags:
        moved = people.copy()
        moved.spasm[:, P_REFLEX_THRESHOLD] += shift
        lives = live_all(
            moved, timeline, beings.copy(), newborn=newborn, seed=seed, tolerance=tolerance, threads=threads
        )
        return np.asarray(lives.curves[:, :, LOCKED] > 0.5)

    as_is = locked(0.0)
    return np.asarray(((locked(distance) != as_is) | (locked(-distance) != as_is)).any(axis=1))
