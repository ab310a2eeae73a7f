"""A4: while an injured disc keeps driving it, a spasm that let go comes back."""

from collections.abc import Callable
from typing import Any

from unclench.model.scenario import Injury, Posture, PostureChange, Scenario
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
AT_ONCE = {"healing_days": 0.02, "healing_days.log_sd": 0.0}
"""Half an hour in everybody: with the usual spread one would heal in a twentieth of a second, too fast for steps."""
OnRecord = Callable[[str, str, float], None]
LockedAt = Callable[[Members, float], Any]


def test_it_comes_back_until_the_driver_has_healed(
    simulate: Simulate, on_record: OnRecord, scenes: Any, locked_at: LockedAt
) -> None:
    """Locked at minute 10, two hours of lying, then twelve hours standing; those who had let go by then are counted."""

    def scenario(heals: bool) -> Scenario:
        up, down = PostureChange(131, Posture.STANDING), PostureChange(11, Posture.LYING_SIDE)
        return Scenario(14.5, (Injury(9, 1.0, heals), scenes.startle(10), down, up))

    stays, weeks = simulate(scenario(heals=False), scenario(heals=True), every_min=2.0)
    (at_once,) = simulate(scenario(heals=True), every_min=2.0, **AT_ONCE)
    let_go = locked_at(stays, 12) & ~locked_at(stays, 130)
    later = stays.minutes > 132
    back = [float(run.locked[let_go][:, later].any(axis=1).mean()) for run in (stays, weeks, at_once)]
    assert let_go.sum() > 50
    on_record("A4", "back_with_a_driver_that_stays", back[0])
    on_record("A4", "back_with_a_driver_that_heals_in_weeks", back[1])
    on_record("A4", "back_with_a_driver_that_healed_at_once", back[2])
    assert back[0] > 0.5
    assert back[2] < 0.2
