"""A15: how long pain lasts in the ensemble, for two cohorts that do not agree: everybody followed, and new bouts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from unclench.model.scenario import Cohort, Scenario
from unclench.simulate.members import Members

DAY_MIN = 1440.0


@pytest.mark.slow
def test_recovery_by_cohort(
    simulate: Callable[..., list[Members]], on_record: Callable[[str, str, float], None], claims: Any
) -> None:
    """Recovered: a stated 0 or 1 (pain below 1.5) at a daily look. PACE: half in 16-17 days, 84 % in twelve weeks."""
    found = {}
    for cohort in Cohort:
        fresh = Scenario(84 * 24.0, starts_locked=True, initial_injury=1.0, onset_hours=24, cohort=cohort)
        (run,) = simulate(fresh, every_min=DAY_MIN, members=256)
        well = run.curve("pain_nrs") < 1.5
        first = np.where(well.any(axis=1), well.argmax(axis=1), np.inf)
        found[cohort] = float((first <= 16).mean()), float((first <= 84).mean())
        on_record("A15", f"{cohort.value}_recovered_by_day_16", found[cohort][0])
        on_record("A15", f"{cohort.value}_recovered_by_twelve_weeks", found[cohort][1])
        on_record("A15", f"{cohort.value}_mean_pain_after_six_weeks", float(run.curve("pain_nrs")[:, 42].mean()))
    by_16, by_84 = found[Cohort.NEW_EPISODE]
    as_in_trial = abs(by_16 - 0.50) < 0.10 and abs(by_84 - 0.84) < 0.10
    assert claims["A15"]["verdict"] == ("green" if as_in_trial else "red")
