"""A11: an ice cube, kept moving, cools without freezing; what lies still or is fresh on cold skin is the danger.

A run of 100,000 members is described in docs/model/heat.md; here a few thousand, through the engine.
"""

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Person
from unclench.model.scenario import Action, Cold, ColdSource, Scenario
from unclench.simulate.members import Members
from unclench.simulate.run import run_members

FREEZES_C = -0.55
MEMBERS = 1000


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def after(knowledge: Knowledge, *actions: Action, members: int = MEMBERS) -> Members:
    run = run_members(
        Person(),
        Scenario(hours=0.75, actions=actions),
        knowledge=knowledge,
        members=members,
        seed=11,
        output_every_min=5,
    )
    assert run.ok.all()
    return run


def frozen_share(run: Members) -> float:
    return float(np.mean(run.summary("coldest_skin_c") < FREEZES_C))


def test_a_melting_cube_kept_moving_freezes_nobody(knowledge: Knowledge) -> None:
    run = after(knowledge, Cold(0, 5, ColdSource.ICE_CUBE_MOVING, 0.0))
    coldest = run.summary("coldest_skin_c")
    assert np.mean(coldest > FREEZES_C) >= 0.999
    assert coldest.min() >= 0.0  # stronger: nothing can be colder than melting ice
    assert np.median(coldest) < 13.6  # and it does numb (Bugaj 1975)
    assert np.all(run.summary("frozen_seconds") == 0.0)


def test_melting_ice_freezes_nobody_even_when_held_still(knowledge: Knowledge) -> None:
    assert frozen_share(after(knowledge, Cold(0, 10, ColdSource.ICE_CUBE_STILL, 0.0))) == 0.0


def test_a_fresh_cube_held_on_cold_skin_freezes_nearly_everybody(knowledge: Knowledge) -> None:
    run = after(knowledge, Cold(0, 15, ColdSource.ICE_PACK_WRAPPED, 0.0), Cold(15, 5, ColdSource.ICE_CUBE_STILL, -18.0))
    assert frozen_share(run) > 0.95
    assert np.median(run.summary("frozen_seconds")) > 60.0


def test_a_bare_gel_pack_held_on_cold_skin_freezes_most(knowledge: Knowledge) -> None:
    run = after(knowledge, Cold(0, 15, ColdSource.ICE_PACK_WRAPPED, 0.0), Cold(15, 10, ColdSource.GEL_PACK_BARE, -18.0))
    assert 0.5 < frozen_share(run) < 0.95


def test_a_cloth_around_the_same_gel_pack_prevents_it(knowledge: Knowledge) -> None:
    assert frozen_share(after(knowledge, Cold(0, 20, ColdSource.GEL_PACK_WRAPPED, -18.0))) == 0.0


def test_moving_a_fresh_cube_is_not_enough_for_everybody(knowledge: Knowledge) -> None:
    """Why the cube is rinsed until it is wet: straight from the freezer some skin freezes at first touch."""
    fresh = frozen_share(after(knowledge, Cold(0, 5, ColdSource.ICE_CUBE_MOVING, -18.0)))
    second = frozen_share(
        after(
            knowledge,
            Cold(0, 5, ColdSource.ICE_CUBE_MOVING, -18.0),
            Cold(5, 5, ColdSource.ICE_CUBE_MOVING, -18.0),
        )
    )
    assert 0.03 < fresh < 0.15
    assert second > 3 * fresh


def test_skin_warms_again_by_itself(knowledge: Knowledge) -> None:
    run = after(knowledge, Cold(0, 5, ColdSource.ICE_CUBE_MOVING, 0.0), members=200)
    skin = run.curve("skin_c")
    assert np.median(skin[:, -1]) > 26.0
    assert np.median(skin[:, run.minutes == 5]) < 16.0
