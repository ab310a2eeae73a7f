"""The graphics card's code against the processor's: the same people, noise and equations, under Numba's simulator."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SIMULATED_S = 40
COMPILED_S = 500
"""On a busy machine; the processor's code may first have to be compiled."""
STEP_S = 0.05
"""A lock or release is dated to the end of a step. How steps fall can hang on the last bit (a tolerance changed by
1e-13 moved one by 0.035 s), and the card rounds differently."""


@pytest.fixture(scope="module")
def report():
    """What ``one_card_run.py`` found; the simulator can only be chosen before Numba is loaded."""
    done = subprocess.run(
        [sys.executable, str(HERE / "one_card_run.py")],
        env=os.environ | {"NUMBA_ENABLE_CUDASIM": "1"},
        capture_output=True,
        text=True,
        timeout=COMPILED_S,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_card_lives_what_the_processor_lives(report):
    assert report["moved"] > 1.0  # something happened, or the rest says nothing
    assert report["median"] < 1e-9
    assert report["worst"] < 1e-4
    assert report["left_behind"] < 1e-4


def test_the_card_locks_and_cools_as_the_processor_does(report):
    assert max(report["locked_s"]) > 60.0
    assert report["locked_s"] == pytest.approx(report["locked_on_processor_s"], abs=STEP_S)
    assert min(report["coldest_c"]) < 20.0
    assert report["coldest_c"] == pytest.approx(report["coldest_on_processor_c"], abs=1e-3)


def test_a_member_that_cannot_be_followed_is_reported_and_spoils_nobody_else(report):
    assert report["status"] == report["status_on_processor"] == [0, 0, 1]


def test_a_life_on_the_card_is_the_same_in_any_company(report):
    assert report["same_alone"]


def test_without_a_card_the_reason_is_told():
    code = "from unclench.simulate.cuda.launch import check_card; check_card()"
    hidden = os.environ | {"CUDA_VISIBLE_DEVICES": "", "NUMBA_ENABLE_CUDASIM": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=hidden, capture_output=True, text=True, timeout=SIMULATED_S, check=False
    )
    assert done.returncode == 1
    assert "NoCard: No CUDA card was found" in done.stderr


def test_asking_for_the_engine_does_not_load_the_cards_tools():
    code = "import sys, unclench.simulate.cuda.launch; sys.exit('numba.cuda.dispatcher' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=SIMULATED_S, check=False).returncode == 0
