"""An old injury carried forward in one step agrees with living through the days."""

from __future__ import annotations

import numpy as np
import pytest

from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Injury, Posture, PostureChange, Scenario
from unclench.physiology.spasm import S_DRIVER, S_INFLAMMATION
from unclench.simulate.history import live_with_injury
from unclench.simulate.life import BEING, room
from unclench.simulate.population import sample
from unclench.simulate.run import run_members

KNOWLEDGE = load()
AT_REST = PostureChange(0.0, Posture.LYING_SIDE)


@pytest.mark.parametrize("hours", [1.0, 10.0, 60.0])
def test_inflammation_is_that_of_the_days_lived_through(hours):
    """Against the equations themselves: a lying person whose injury keeps, with the reflex switched off.

    A tenth is left for the warmth of each person's own muscle, which the one step leaves out.
    """
    severity = 0.6
    lived = run_members(
        Person(),
        Scenario(hours, (AT_REST, Injury(0.0, severity, heals=False)), splint=False),
        knowledge=KNOWLEDGE,
        members=12,
        seed=4,
        output_every_min=60.0,
    )
    people, beings = sample(Person(), 12, 4, KNOWLEDGE), room(BEING, 12)
    live_with_injury(people, beings, severity, hours)
    assert lived.curve("inflammation")[:, -1] == pytest.approx(beings.spasm[:, S_INFLAMMATION], rel=0.1)
    assert np.all(beings.spasm[:, S_DRIVER] == severity)


def test_no_time_leaves_what_the_moment_of_injury_released():
    people, beings = sample(Person(), 3, 1, KNOWLEDGE), room(BEING, 3)
    live_with_injury(people, beings, 0.5, 0.0)
    assert beings.spasm[:, S_INFLAMMATION] == pytest.approx(0.125)


def test_an_older_injury_starts_with_more_inflammation_and_pain():
    def start(hours: float) -> dict[str, float]:
        scenario = Scenario(
            0.5, starts_locked=True, initial_injury=0.6, onset_hours=1.0, injury_hours_before_onset=hours
        )
        found = run_members(Person(), scenario, knowledge=KNOWLEDGE, members=32, seed=2)
        assert found.locked[:, 0].all()
        return {name: float(np.median(found.curve(name)[:, 0])) for name in ("inflammation", "pain_nrs")}

    fresh, day, month = start(0.0), start(24.0), start(24.0 * 30)
    assert fresh["inflammation"] < day["inflammation"] < month["inflammation"] * 1.2
    assert fresh["pain_nrs"] < day["pain_nrs"]


@pytest.mark.parametrize("hours", [-1.0, 1e6, float("nan")])
def test_an_impossible_history_is_refused(hours):
    with pytest.raises(InvalidInput):
        Scenario(1.0, starts_locked=True, injury_hours_before_onset=hours)
