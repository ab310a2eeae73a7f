"""A12: a hot towel under plastic and a dry towel stays warm longer and, at the advised heat, burns nobody.

A run of 100,000 members is described in docs/model/heat.md; here a few thousand, through the engine.
"""

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Person
from unclench.model.scenario import Heat, HeatSource, Scenario
from unclench.physiology.burn import THRESHOLD
from unclench.simulate.members import Members
from unclench.simulate.run import run_members

MEMBERS = 2000
ADVISED_C = 45.0
MINUTES = 20.0


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def towel(knowledge: Knowledge, celsius: float, members: int = MEMBERS, **cover: bool | float) -> Members:
    heat = Heat(0, MINUTES, HeatSource.TOWEL_COMPRESS, celsius, **cover)  # type: ignore[arg-type]
    scenario = Scenario(hours=0.5, actions=(heat,))
    run = run_members(Person(), scenario, knowledge=knowledge, members=members, seed=12, output_every_min=1)
    assert run.ok.all()
    return run


def warm_minutes(run: Members, above_c: float = 36.0) -> float:
    """Median minutes with skin above a temperature."""
    return float(np.median((run.curve("skin_c") > above_c).sum(axis=1)))


def test_plastic_and_a_dry_towel_keep_it_warm_longer(knowledge: Knowledge) -> None:
    open_towel = warm_minutes(towel(knowledge, ADVISED_C, 400, plastic=False, dry_towel=False))
    plastic = warm_minutes(towel(knowledge, ADVISED_C, 400, plastic=True, dry_towel=False))
    both = warm_minutes(towel(knowledge, ADVISED_C, 400))
    assert open_towel < plastic < both
    assert both > 2.5 * open_towel


def test_at_the_advised_heat_nobody_comes_near_a_burn(knowledge: Knowledge) -> None:
    damage = towel(knowledge, ADVISED_C).summary("burn_damage")
    assert damage.max() < 0.01 * THRESHOLD


def test_a_dripping_towel_of_sixty_degrees_burns(knowledge: Knowledge) -> None:
    damage = towel(knowledge, 60.0, 500, dripping=True).summary("burn_damage")
    assert np.mean(damage > THRESHOLD) > 0.8


def test_renewing_a_towel_of_sixty_degrees_burns_many(knowledge: Knowledge) -> None:
    once = towel(knowledge, 60.0, 500).summary("burn_damage")
    renewed = towel(knowledge, 60.0, 500, renewed_every_min=5.0).summary("burn_damage")
    assert np.mean(once > THRESHOLD) < 0.02
    assert np.mean(renewed > THRESHOLD) > 0.25


def test_even_at_the_advised_heat_dripping_or_renewing_uses_up_the_margin(knowledge: Knowledge) -> None:
    """Not a burn, but no longer under one per cent of one for everybody: the guide warns of both."""
    for cover in ({"dripping": True}, {"renewed_every_min": 5.0}):
        damage = towel(knowledge, ADVISED_C, 1000, **cover).summary("burn_damage")
        assert damage.max() > 0.01 * THRESHOLD
        assert damage.max() < 0.1 * THRESHOLD
