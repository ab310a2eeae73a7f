"""A8: taking the load off raises the chance that the spasm lets go within the hour."""

from collections.abc import Callable
from typing import Any

from unclench.model.scenario import Posture, PostureChange
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]


def test_lying_releases_more_than_standing(simulate: Simulate, on_record: OnRecord, scenes: Any) -> None:
    postures = (Posture.STANDING, Posture.SITTING, Posture.LYING_SIDE)
    runs = simulate(*(scenes.locked(1.25, PostureChange(0, posture)) for posture in postures))
    standing, sitting, lying = (float((run.minutes_to_release <= 60).mean()) for run in runs)
    on_record("A8", "released_in_an_hour_standing", standing)
    on_record("A8", "released_in_an_hour_sitting", sitting)
    on_record("A8", "released_in_an_hour_lying", lying)
    assert lying > standing + 0.15
    assert lying > sitting + 0.15
