"""An injury that is older than the lock: its slow states carried forward in one step, without living through the days.

What is fast has forgotten those days by the time the muscle locks, and healing is slow beside inflammation. So only
inflammation carries a memory of them, and its equation is linear while nobody overworks: it moves from what the moment
of injury released towards the level that the unhealed injury keeps up (:mod:`unclench.physiology.inflammation`).
"""

from __future__ import annotations

import numpy as np

from unclench.physiology.spasm import (
    P_INFLAMMATION_AT_INJURY,
    P_INFLAMMATION_BY_DRIVER,
    P_INFLAMMATION_DECAY_S,
    S_DRIVER,
    S_INFLAMMATION,
)
from unclench.simulate.life import Records


def live_with_injury(people: Records, beings: Records, severity: float, hours: float) -> None:
    """Give every member an injury that is ``hours`` old and now has ``severity`` (0-1); changes ``beings``.

    The injury is taken to have been as large all the time: those who still hurt after weeks are the slow healers, and
    inflammation follows within half a day whatever the injury was before. Overwork and warmth of the muscle in those
    days are left out.
    """
    numbers, states = people.spasm, beings.spasm
    kept_up = numbers[:, P_INFLAMMATION_BY_DRIVER] * severity
    released_at_once = states[:, S_INFLAMMATION] + numbers[:, P_INFLAMMATION_AT_INJURY] * severity
    kept = np.exp(-hours * 3600.0 / numbers[:, P_INFLAMMATION_DECAY_S])
    states[:, S_INFLAMMATION] = kept_up + (released_at_once - kept_up) * kept
    states[:, S_DRIVER] = severity
