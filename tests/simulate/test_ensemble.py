"""Many members: each on its own, whatever the company, the threads or the order; failures are counted."""

import resource

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.scenario import Cold, ColdSource, Injury, Posture, PostureChange, Scenario, Stretch
from unclench.physiology import spasm
from unclench.simulate import run_members
from unclench.simulate.courses import course
from unclench.simulate.life import NOT_A_NUMBER, OK

EVENTFUL = Scenario(
    2.0,
    (
        Injury(10, 1.0),
        Stretch(10, 1 / 60, 0.1, 1.0),
        PostureChange(40, Posture.LYING_SIDE),
        Cold(60, 5, ColdSource.ICE_CUBE_MOVING),
    ),
)


def same(one, other):
    assert np.array_equal(one.curves, other.curves, equal_nan=True)
    for name in one.summaries.dtype.names:
        assert np.array_equal(one.summaries[name], other.summaries[name], equal_nan=True), name


def test_bitwise_equal_on_one_two_and_four_threads_and_again(live):
    one = live(EVENTFUL, members=70, threads=1)
    for threads in (1, 2, 4):
        same(one, live(EVENTFUL, members=70, threads=threads))


def test_a_member_does_not_depend_on_its_company(live):
    many, few = live(EVENTFUL, members=40), live(EVENTFUL, members=3, first=30)
    assert np.array_equal(many.curves[30:33], few.curves)
    assert np.array_equal(live(EVENTFUL, members=7).curves, many.curves[:7])


def test_seeds_differ(live):
    assert not np.array_equal(live(EVENTFUL, members=2).curves, live(EVENTFUL, members=2, seed=2).curves)


def test_a_member_that_is_not_a_number_is_reported_and_harms_nobody(live):
    def spoil(people):
        people.spasm[3, spasm.P_RESTING_FLOW] = np.nan

    healthy, spoiled = live(EVENTFUL, members=8), live(EVENTFUL, members=8, change=spoil)
    assert spoiled.summaries.status[3] == NOT_A_NUMBER
    others = np.arange(8) != 3
    assert (spoiled.summaries.status[others] == OK).all()
    assert np.array_equal(spoiled.curves[others], healthy.curves[others])


def test_failed_members_are_counted_and_left_out_of_the_course(knowledge):
    members = run_members(Person(), EVENTFUL, knowledge=knowledge, members=20)
    members.summaries.status[4] = NOT_A_NUMBER
    members.curves[4] = np.nan
    result = course(members)
    assert (result.members, result.failed) == (19, 1)
    assert all(np.isfinite(band.mean).all() for band in result.bands.values())


def test_nobody_fails_in_ordinary_life(live):
    assert (live(EVENTFUL, members=300, every_min=10.0, tolerance=3e-3).summaries.status == OK).all()


@pytest.mark.slow
def test_memory_stays_flat_for_twenty_thousand_members(knowledge):
    """Only results are kept: 20,000 members on a coarse output add little more than their curves and parameters."""
    scenario = Scenario(0.25, (Injury(5, 1.0), Stretch(5, 1 / 60, 0.1, 1.0)))
    run_members(Person(), scenario, knowledge=knowledge, members=100, output_every_min=30.0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    members = run_members(Person(), scenario, knowledge=knowledge, members=20_000, output_every_min=30.0)
    added_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert members.ok.all()
    assert added_mb < 120
