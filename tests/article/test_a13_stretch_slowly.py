"""A13: in a back that has just let go, a sudden stretch locks it again and a slow one does not."""

from collections.abc import Callable
from typing import Any

from unclench.model.scenario import Posture, PostureChange, Stretch
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]
LockedAt = Callable[[Members, float], Any]


def test_sudden_locks_again_and_slow_does_not(
    simulate: Simulate, on_record: OnRecord, scenes: Any, locked_at: LockedAt
) -> None:
    lie = PostureChange(0, Posture.LYING_SIDE)
    none, slow, sudden = simulate(
        scenes.locked(3.0, lie),
        scenes.locked(3.0, lie, Stretch(125, 1, 0.1, 0.02)),
        scenes.locked(3.0, lie, scenes.startle(125)),
        every_min=0.5,
    )
    let_go = ~locked_at(none, 124.5)
    again = [float(locked_at(run, 127)[let_go].mean()) for run in (none, slow, sudden)]
    on_record("A13", "locked_again_without_stretch", again[0])
    on_record("A13", "locked_again_by_slow_stretch", again[1])
    on_record("A13", "locked_again_by_sudden_stretch", again[2])
    assert let_go.sum() > 100
    assert again[2] > again[1] + 0.1
    assert abs(again[1] - again[0]) < 0.05
