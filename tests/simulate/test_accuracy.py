"""People near the edge are few, are those whose locks a coarse run gets wrong, and nobody's life is touched."""

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.scenario import Injury, Posture, PostureChange, Scenario, Stretch
from unclench.simulate.accuracy import EDGE_EXCITATION, LOCKED, near_edge
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import BEING, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.schedule import timeline

MEMBERS, SEED = 400, 1
DAY = Scenario(3.0, (Injury(10, 1.0), Stretch(10, 1 / 60, 0.1, 1.0), PostureChange(60, Posture.LYING_SIDE)))


@pytest.fixture(scope="module")
def crowd(knowledge):
    return sample(Person(), MEMBERS, SEED, knowledge), timeline(DAY, parameter_values(knowledge), 10.0)


def flags(crowd, distance, **options):
    people, events = crowd
    options = {"tolerance": 3e-4, "threads": 2, **options}
    return near_edge(people, events, room(BEING, MEMBERS), newborn=True, seed=SEED, distance=distance, **options)


def test_the_further_off_the_more_are_near(crowd):
    near, far, all_of_them = (flags(crowd, each) for each in (EDGE_EXCITATION, 2e-3, 0.3))
    assert near.mean() <= 0.02
    assert near.sum() < far.sum() < all_of_them.sum()
    assert all_of_them.mean() > 0.5
    assert not flags(crowd, 0.0).any()


def test_whoever_a_coarse_run_locks_differently_is_near(crowd):
    """All of them lie within a distance within which not four in ten of all people do."""
    people, events = crowd
    coarse, fine = (
        live_all(people, events, room(BEING, MEMBERS), newborn=True, seed=SEED, tolerance=each, threads=2)
        for each in (0.3, 3e-4)
    )
    differs = (coarse.curves[:, :, LOCKED] != fine.curves[:, :, LOCKED]).any(axis=1)
    near = flags(crowd, 5e-3)
    assert differs.sum() >= 3
    assert not (differs & ~near).any()
    assert near.mean() < 0.45


def test_people_and_beings_are_left_alone(crowd):
    people, events = crowd
    before, beings = people.copy(), room(BEING, MEMBERS)
    near_edge(people, events, beings, newborn=True, seed=SEED, tolerance=0.1)
    assert np.array_equal(people.spasm, before.spasm)
    assert not beings.spasm.any()
