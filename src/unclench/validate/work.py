"""How much work a study asks for, so that whoever runs strangers' studies can say no before it begins."""

from __future__ import annotations

from unclench.validate.direct import FEW
from unclench.validate.moments import long_enough
from unclench.validate.study import Arm, Study


def simulated_hours(study: Study) -> float:
    """Hours that one virtual person is followed for, over all runs: an arm is run once for each depth of a probe."""
    return sum(long_enough(arm).hours * _runs(study, arm) for arm in study.arms if arm.scenario is not None)


def looped_rows(study: Study) -> int:
    """Rows whose quantity takes a loop in plain Python for every person, up to a quarter of a second each."""
    return sum(row.quantity in FEW for arm in study.arms for row in arm.observed)


def _runs(study: Study, arm: Arm) -> int:
    rows = [*arm.observed, *(row for each in study.arms for row in each.observed if row.of.get("against") == arm.id)]
    return max(1, len({row.of.get("depth_mm") for row in rows if row.quantity not in FEW}))
