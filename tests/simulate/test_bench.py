"""The benchmark measures what it says, keeps every repeat, and its bookkeeping of errors is right."""

import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from unclench.cli.main import app
from unclench.knowledge.load import load
from unclench.physiology.spasm import OUTPUTS
from unclench.simulate.accuracy import errors
from unclench.simulate.bench import PARTS, SCIPY, Size, bench
from unclench.simulate.run import TOLERANCE
from unclench.simulate.speed import Track

TINY = Size(32, 1, 0.5, 2, 32, (1,), 32, (32, 64), 0.5, (0.5, 1.0), 32)


@pytest.fixture(scope="module")
def report():
    return bench(load(), TINY)


def test_every_part_is_measured_with_all_repeats_and_an_error(report):
    assert {speed.part for speed in report.speeds} == set(PARTS)
    for speed in report.speeds:
        assert len(speed.seconds) == (1 if "NumPy" in speed.what else 2)
        assert min(speed.seconds) > 0.0
        assert math.isfinite(speed.median_error)
        assert speed.checked == len(speed.errors) == (1 if speed.part == "solvers" else min(speed.people, 32))
        assert speed.clock == ("processor" if speed.threads == 1 else "wall")


def test_finer_is_more_accurate_and_takes_more_steps(report):
    ladder = [speed for speed in report.speeds if speed.what.startswith("engine, double")]
    assert [speed.steps for speed in ladder] == sorted(speed.steps for speed in ladder)
    assert ladder[-1].median_error < ladder[0].median_error / 5.0
    assert any(speed.what.endswith(f"{TOLERANCE:.1e}") for speed in ladder)


def test_the_engine_is_hundreds_of_times_faster_than_scipy(report):
    ratios = {name: ratio for name, ratio in report.ratios if name.startswith("engine default")}
    assert len(ratios) == len(SCIPY)
    for name, ratio in ratios.items():
        assert ratio > (300.0 if "NumPy" in name else 20.0), name  # the bars are 1,000 and 100, on a quiet machine


def test_it_is_plain_json(report):
    again = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert len(again["speeds"]) == len(report.speeds)


def test_errors_are_shares_of_the_range_and_branches_are_told_apart():
    truth = np.zeros((2, 3, len(OUTPUTS)))
    truth[:, 1:, OUTPUTS.index("pain_nrs")] = 4.0
    found = truth.copy()
    found[0, :, OUTPUTS.index("pain_nrs")] += 0.4
    found[1, 2, OUTPUTS.index("locked")] = 1.0
    wrong, off = errors(found, truth)
    assert wrong[0] == pytest.approx(0.1)
    assert off.tolist() == [False, True]


def test_the_truth_is_the_same_people():
    track = Track(load(), 8)
    own = track.engine(track.people(8), track.day(0.5), TOLERANCE, 1, "double").curves
    wrong, off = errors(own, track.truth(0.5))
    assert not off.any()
    assert 0.0 < wrong.max() < 1e-2


def test_a_place_that_cannot_be_written_is_said_before_measuring(tmp_path):
    answer = CliRunner().invoke(app, ["bench", "--save", str(tmp_path / "no" / "file.json")])
    assert answer.exit_code == 2
