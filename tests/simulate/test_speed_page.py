"""The page of speeds says of every bar whether it was met, and says so when the machine was not quiet."""

import copy
from typing import Any

import pytest
from benchmarks.speed_page import bars, measured_on, page

MACHINE = {"platform": "a machine", "processors": 2, "load_after": 0.5}
SPEED = {
    "part": "whole run",
    "what": "double",
    "people": 4096,
    "hours": 24.0,
    "threads": 2,
    "seconds": [1.5, 1.7, 1.6],
    "person_hours_per_second": 65_536.0,
    "median_error": 1e-4,
    "worst_error": 5e-4,
    "off_branch": 0.004,
    "near_edge": 0.008,
}
PEER = {
    "family": "diffrax",
    "setting": "rtol 1e-03",
    "person_hours_per_cpu_second": 10.0,
    "median_error": 1e-4,
    "worst_error": 1e-3,
    "engine_is_faster_at_equal_error": 30.0,
}
HAND = {
    "form": "C in lanes, double",
    "c_s": [0.1, 0.2],
    "engine_s": [0.12, 0.3],
    "engine_takes_times_as_long": 1.2,
    "median_difference": 1e-6,
    "worst_difference_on_the_same_branch": 1e-5,
    "on_another_branch": 0.0,
    "c_steps": 100.0,
    "engine_steps": 100.0,
}
RESULTS: dict[str, Any] = {
    "engine": {
        "machine": MACHINE,
        "ratios": {
            "engine default / SciPy LSODA, NumPy rates, rtol 1e-04": 1500.0,
            "engine at equal error / SciPy LSODA, compiled rates, rtol 1e-03": 150.0,
        },
        "speeds": [
            SPEED,
            {**SPEED, "what": "single", "seconds": [0.9, 0.9, 0.9]},
            {**SPEED, "part": "solvers", "what": "engine, double, tolerance 6.0e-03"},
            {**SPEED, "part": "threads"},
        ],
    },
    "peers": {"machine": MACHINE, "spasm": [PEER], "heat": [{"solver": "engine", "seconds": [1e-3], "error_c": 0.01}]},
    "c": {"machine": MACHINE, "bar": 1.25, "rows": [HAND]},
}


def verdicts(results):
    return [met for *_, met in bars(results)]


def test_every_bar_is_met_when_it_is():
    assert len(verdicts(RESULTS)) == 10
    assert all(verdicts(RESULTS))
    assert "missed" not in page(RESULTS)


@pytest.mark.parametrize(
    ("change", "which"),
    [
        (lambda r: r["engine"]["ratios"].update({"engine default / SciPy LSODA, NumPy rates, rtol 1e-04": 999.0}), 0),
        (
            lambda r: r["engine"]["ratios"].update(
                {"engine at equal error / SciPy LSODA, compiled rates, rtol 1e-02": 99.0}
            ),
            1,
        ),
        (lambda r: r["peers"]["spasm"][0].update(engine_is_faster_at_equal_error=24.0), 2),
        (lambda r: r["c"]["rows"][0].update(engine_takes_times_as_long=1.26), 3),
        (lambda r: r["engine"]["speeds"][0].update(seconds=[1.9, 2.1, 2.2]), 4),
        (lambda r: r["engine"]["speeds"][1].update(worst_error=2e-3), 9),
        (lambda r: r["engine"]["speeds"][0].update(near_edge=0.011), 5),
    ],
)
def test_a_missed_bar_is_called_missed(change, which):
    results = copy.deepcopy(RESULTS)
    change(results)
    assert [place for place, met in enumerate(verdicts(results)) if not met] == [which]
    assert page(results).count("**missed**") == 1


def test_a_busy_machine_is_named():
    assert "others used" not in measured_on(RESULTS["engine"])
    assert "others used" in measured_on({"machine": {**MACHINE, "load_after": 5.0}})
