"""A1: a trigger locks the muscle within seconds, it stays locked without will, and no trigger means no spasm."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from unclench.model.scenario import Scenario
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]
LockedAt = Callable[[Members, float], Any]


def test_no_spasm_without_a_trigger(simulate: Simulate, on_record: OnRecord) -> None:
    (run,) = simulate(Scenario(1.0))
    on_record("A1", "spontaneous_lock_in_an_hour", float(run.ever_locked.mean()))
    assert run.ever_locked.mean() == 0.0


def test_a_startle_rarely_locks_a_healthy_back(
    simulate: Simulate, on_record: OnRecord, scenes: Any, locked_at: LockedAt
) -> None:
    (run,) = simulate(Scenario(0.5, (scenes.startle(10),)), every_min=0.5)
    share = float(locked_at(run, 10.5).mean())
    on_record("A1", "healthy_back_locked_by_sudden_stretch", share)
    assert share < 0.05


def test_injury_and_sudden_movement_lock_most_and_for_long(
    simulate: Simulate, on_record: OnRecord, scenes: Any, locked_at: LockedAt
) -> None:
    (run,) = simulate(scenes.hurt(0.5), every_min=0.5)
    locked = locked_at(run, 10.5)
    kept = float(locked_at(run, 20.5)[locked].mean())
    seconds = 60 * float(np.median(run.minutes_to_lock[locked] - 10.0))
    on_record("A1", "injury_and_sudden_stretch_lock", float(locked.mean()))
    on_record("A1", "of_these_still_locked_after_ten_minutes", kept)
    on_record("A1", "seconds_from_stretch_to_lock", seconds)
    assert locked.mean() > 0.5
    assert kept > 0.6
    assert seconds < 5


@pytest.mark.parametrize(("name", "factor"), [("less", 0.9), ("more", 1.1)])
def test_a_tenth_of_the_unmeasured_gain_breaks_the_claim(
    name: str, factor: float, simulate: Simulate, on_record: OnRecord, scenes: Any, locked_at: LockedAt, knowledge: Any
) -> None:
    gain = factor * knowledge.parameters["latch"].parameters["self_excitation_gain"].value
    healthy, hurt = simulate(
        Scenario(0.5, (scenes.startle(10),)), scenes.hurt(0.5), every_min=0.5, self_excitation_gain=gain
    )
    injured, startled = float(locked_at(hurt, 10.5).mean()), float(locked_at(healthy, 10.5).mean())
    (lying,) = simulate(scenes.locked(1.0, scenes.lie_down), self_excitation_gain=gain)
    on_record("A1_gain", f"gain_{name}_ten_percent_injury_locks", injured)
    on_record("A1_gain", f"gain_{name}_ten_percent_healthy_locks", startled)
    on_record("A1_gain", f"gain_{name}_ten_percent_lying_releases", float((lying.minutes_to_release <= 60).mean()))
    assert not (injured > 0.5 and startled < 0.05)
