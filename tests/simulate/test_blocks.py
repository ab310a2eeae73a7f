"""Runs of any size: the same members block by block, in memory that does not grow, and on disk."""

import tracemalloc

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Injury, Scenario, Stretch
from unclench.simulate import run_in_blocks, run_members, write_to_disk

TRIGGER = (Injury(1, 1.0), Stretch(1, 1 / 60, 0.1, 1.0))
LOCKED = Scenario(0.2, starts_locked=True, initial_injury=0.8, onset_hours=0.5)


@pytest.mark.parametrize("scenario", [Scenario(0.2, TRIGGER), LOCKED])
def test_blocks_hold_the_members_of_one_run(knowledge, scenario):
    whole = run_members(Person(), scenario, knowledge=knowledge, members=50)
    parts = list(run_in_blocks(Person(), scenario, knowledge=knowledge, members=50, block=16))
    assert [len(each.numbers) for each in parts] == [16, 16, 16, 2]
    assert np.array_equal(np.concatenate([each.numbers for each in parts]), whole.numbers)
    assert np.array_equal(np.concatenate([each.curves for each in parts]), whole.curves)
    assert sum(each.drawn for each in parts) == whole.drawn


def test_memory_does_not_grow_with_the_number_of_members(knowledge):
    peaks = []
    for members in (256, 2048):
        tracemalloc.start()
        for each in run_in_blocks(
            Person(), Scenario(0.1), knowledge=knowledge, members=members, block=256, output_every_min=0.1
        ):
            assert each.ok.all()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # the caller's last block and the next one are alive at once
    assert peaks[1] < 2.5 * peaks[0]


def test_what_is_on_disk_is_what_was_computed(knowledge, tmp_path):
    scenario = Scenario(0.2, TRIGGER)
    blocks = run_in_blocks(Person(), scenario, knowledge=knowledge, members=40, block=16)
    assert write_to_disk(blocks, 40, tmp_path / "run") == 40
    whole = run_members(Person(), scenario, knowledge=knowledge, members=40)
    curves = np.load(tmp_path / "run" / "curves.npy", mmap_mode="r")
    summaries = np.load(tmp_path / "run" / "summaries.npy", mmap_mode="r")
    assert np.array_equal(curves, whole.curves.astype(np.float32))
    assert np.array_equal(summaries["locked_at_s"], whole.summaries.locked_at_s, equal_nan=True)


@pytest.mark.parametrize("option", [{"members": 0}, {"block": 0}, {"precision": "half"}, {"seed": -1}])
def test_bad_options_are_refused_before_anything_is_computed(knowledge, option):
    with pytest.raises(InvalidInput) as error:
        run_in_blocks(Person(), Scenario(0.1), knowledge=knowledge, **{"members": 10, **option})
    assert error.value.field == next(iter(option))
