"""A5: hard work takes oxygen down and can lock a back that is not injured; three days of rest undo it all."""

from collections.abc import Callable
from typing import Any

import numpy as np

from unclench.model.scenario import Posture, PostureChange, Scenario
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]
LockedAt = Callable[[Members, float], Any]

MEMBERS = 256
STATES = (
    "activation",
    "fatigue",
    "oxygen_saturation",
    "metabolites",
    "sensitisation",
    "inflammation",
    "reflex",
    "range_of_motion",
)


def test_hard_work_takes_oxygen_down_and_can_lock(
    simulate: Simulate, on_record: OnRecord, scenes: Any, locked_at: LockedAt
) -> None:
    rest = PostureChange(30, Posture.LYING_SIDE)
    (run,) = simulate(Scenario(25.0, (*scenes.hard_sets(), rest)), every_min=1.0, members=MEMBERS)
    oxygen = run.curve("oxygen_saturation")
    before, lowest = float(np.median(oxygen[:, 0])), float(np.median(oxygen[:, :29].min(axis=1)))
    share = float(run.locked[:, :60].any(axis=1).mean())
    on_record("A5", "oxygen_before", before)
    on_record("A5", "oxygen_lowest", lowest)
    on_record("A5", "locked_without_injury_or_stretch", share)
    on_record("A5", "mean_pain_a_day_later", float(run.curve("pain_nrs")[:, -1].mean()))
    assert lowest < 0.5 * before
    assert share > 0.02


def test_three_days_of_rest_leave_nothing(simulate: Simulate, on_record: OnRecord, scenes: Any) -> None:
    """Within 1 % of rest in every state; noise is silenced, because at rest it alone moves the reflex by more."""
    lying = PostureChange(0, Posture.LYING_SIDE)
    (worked,) = simulate(
        Scenario(73.0, (*scenes.hard_sets(), PostureChange(30, Posture.LYING_SIDE))),
        every_min=10.0,
        members=MEMBERS,
        noise_amplitude=1e-9,
    )
    (rested,) = simulate(Scenario(24.0, (lying,)), every_min=60.0, members=MEMBERS, noise_amplitude=1e-9)
    for hours in (24, 48, 72):
        when = int(np.searchsorted(worked.minutes, 30 + 60 * hours))
        off = [relative(worked, rested, name, when, 1.0) for name in STATES]
        off.append(relative(worked, rested, "blood_flow_ml_100g_min", when, 0.0))
        off.append(relative(worked, rested, "pain_nrs", when, 10.0))
        back = float((np.max(off, axis=0) < 0.01).mean())
        on_record("A5", f"back_within_one_percent_after_{hours}_h", back)
    assert back >= 0.95


def relative(worked: Members, rested: Members, name: str, when: int, unit: float) -> Any:
    """Distance from rest, as a share of the resting value or of the quantity's ``unit``, whichever is larger."""
    rest = rested.curve(name)[:, -1]
    return np.abs(worked.curve(name)[:, when] - rest) / np.maximum(np.abs(rest), unit)
