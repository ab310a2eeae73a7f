"""A15: how long pain lasts in the ensemble, against a trial whose recovery it cannot match (a red row)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from unclench.model.scenario import Injury, Posture, PostureChange, Scenario
from unclench.simulate.members import Members

DAY_MIN = 1440.0


@pytest.mark.slow
def test_recovery_is_slower_than_in_the_pace_trial(
    simulate: Callable[..., list[Members]], on_record: Callable[[str, str, float], None], claims: Any
) -> None:
    """Recovered: pain of at most 1 at a daily look, sitting. PACE: half in 16-17 days, 84 % in twelve weeks."""
    (run,) = simulate(
        Scenario(84 * 24.0, (PostureChange(0, Posture.SITTING), Injury(0, 1.0))), every_min=DAY_MIN, members=256
    )
    well = run.curve("pain_nrs") <= 1.0
    well[:, 0] = False  # the injury falls on this moment
    first = np.where(well.any(axis=1), well.argmax(axis=1), np.inf)
    by_16, by_84 = float((first <= 16).mean()), float((first <= 84).mean())
    on_record("A15", "recovered_by_day_16", by_16)
    on_record("A15", "recovered_by_twelve_weeks", by_84)
    on_record("A15", "mean_pain_after_six_weeks", float(run.curve("pain_nrs")[:, 42].mean()))
    as_in_trial = abs(by_16 - 0.50) < 0.10 and abs(by_84 - 0.84) < 0.10
    assert claims["A15"]["verdict"] == ("green" if as_in_trial else "red")
