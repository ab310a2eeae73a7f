"""The spindle against recorded firing, the short form against the full model, and creep against a stretch study."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.stats import spearmanr

from unclench.physiology import intrafusal
from unclench.physiology.creep import creep_rate
from unclench.physiology.intrafusal import BAG1, BAG2, CHAIN
from unclench.physiology.spindle import stretch_response
from unclench.physiology.tendon_organ import tendon_tension

START, END = 0.95, 1.08  # L0, the recorded ramps
BEFORE, AFTER = 1.0, 1.5  # s held before and after the ramp

PUBLISHED_PEAKS = {  # impulses/s, read from the recordings: (speed L0/s, gamma dynamic impulses/s, primary?) -> peak
    (0.11, 0, True): 100,
    (0.66, 0, True): 139,
    (1.55, 0, True): 185,
    (0.11, 70, True): 198,
    (0.66, 70, True): 295,
    (1.55, 70, True): 355,
    (0.11, 0, False): 62,
    (0.66, 0, False): 70,
}


def firing(speed: float, gamma: float, primary: bool) -> tuple[np.ndarray, np.ndarray]:
    """Times and firing through hold, ramp and hold."""
    activations = intrafusal.gamma_activation(gamma, BAG1.half_frequency), 0.0, 0.0
    fibres = BAG1, BAG2, CHAIN
    ramp = (END - START) / speed
    state = np.array([intrafusal.resting_tension(START, a, f) for a, f in zip(activations, fibres, strict=True)])
    times, rows = [], []
    pieces = [(0.0, BEFORE, 0.0, START), (BEFORE, BEFORE + ramp, speed, START), (BEFORE + ramp, BEFORE + ramp + AFTER, 0.0, END)]  # noqa: E501  # fmt: skip
    for begin, end, v, first in pieces:

        def rate(t: float, y: np.ndarray, begin: float = begin, v: float = v, first: float = first) -> list[float]:
            length = first + v * (t - begin)
            return [
                intrafusal.tension_rate(float(tension), length, v, a, f)
                for tension, a, f in zip(y, activations, fibres, strict=True)
            ]

        path = solve_ivp(rate, (begin, end), state, method="LSODA", rtol=1e-7, atol=1e-10, max_step=(end - begin) / 50)
        state = path.y[:, -1]
        for t, y in zip(path.t, path.y.T, strict=True):
            times.append(t)
            length = first + v * (t - begin)
            rows.append(intrafusal.primary_firing(*y) if primary else intrafusal.secondary_firing(y[1], y[2], length))
    return np.array(times), np.array(rows)


def test_peaks_rank_as_recorded_and_lie_within_thirty_percent() -> None:
    found = np.array([firing(*case)[1].max() for case in PUBLISHED_PEAKS])
    recorded = np.array(list(PUBLISHED_PEAKS.values()))
    assert spearmanr(found, recorded).statistic > 0.97
    assert np.all(np.abs(found / recorded - 1) < 0.30)
    assert np.mean(np.abs(found / recorded - 1)) < 0.15


def test_whole_primary_recordings_are_followed(reference_data: Path) -> None:
    """Published parameters, nothing fitted: root-mean-square error below a fifth of each recording's peak."""
    folder = reference_data / "facts" / "physiology" / "mileusnic2006_spindle"
    with (folder / "description.csv").open() as file:
        cases = list(csv.DictReader(file))
    for case in cases:
        if case["primary_afferent"] != "1":
            continue
        recorded = np.loadtxt(folder / case["filename"], delimiter=",")
        recorded = recorded[recorded[:, 0].argsort()]
        speed = float(case["ramping_velocity"])
        settled = (recorded[:, 0] > BEFORE + 0.05) & (recorded[:, 0] < BEFORE + (END - START) / speed + 1.0)
        times, rates = firing(speed, float(case["fusimotor_dynamic"]), primary=True)
        expected = np.interp(recorded[settled, 0], times, rates)
        error = np.sqrt(np.mean((expected - recorded[settled, 1]) ** 2))
        assert error < 0.2 * recorded[:, 1].max(), case["filename"]


def test_firing_falls_back_when_the_ramp_ends() -> None:
    times, rates = firing(1.55, 70, primary=True)
    end = BEFORE + (END - START) / 1.55
    assert np.interp(end + 0.5, times, rates) < 0.5 * rates.max()
    assert rates[-1] == pytest.approx(np.interp(end + 1.0, times, rates), rel=0.05)


def test_the_short_form_grows_with_speed_like_the_full_model(medians: dict[str, float]) -> None:
    """The rise over the held level at 0.66 and 1.55 L0/s, relative to each other: within 10 % of full and recorded."""
    rise = [firing(v, 0, True)[1].max() - firing(v, 0, True)[1][-1] for v in (0.66, 1.55)]
    short = [stretch_response(v, medians["spindle_threshold"], medians["spindle_exponent"]) for v in (0.66, 1.55)]
    recorded = (185 - 58.3) / (139 - 60.1)
    assert short[1] / short[0] == pytest.approx(rise[1] / rise[0], rel=0.1)
    assert short[1] / short[0] == pytest.approx(recorded, rel=0.2)


def test_what_the_short_form_leaves_out_is_as_large_as_the_model_page_says() -> None:
    """Of the full model: what a held stretch leaves, and what fusimotor drive adds, against the rise of a fast ramp."""
    (_, plain), (_, driven) = firing(1.0, 0, True), firing(1.0, 70, True)
    rise, driven_rise = plain.max() - plain[-1], driven.max() - driven[-1]
    assert (plain[-1] - plain[0]) / rise == pytest.approx(0.48, abs=0.01)
    assert driven_rise / rise == pytest.approx(2.3, abs=0.05)
    assert (driven[0] - plain[0]) / rise == pytest.approx(0.30, abs=0.01)


@given(st.floats(0, 5), st.floats(0, 5))
def test_faster_stretch_never_answers_less(a: float, b: float) -> None:
    slow, fast = sorted((a, b))
    assert stretch_response(slow, 0.05, 0.3) <= stretch_response(fast, 0.05, 0.3)


def test_a_slow_stretch_gives_no_reflex_at_all(medians: dict[str, float]) -> None:
    assert stretch_response(0.02, medians["spindle_threshold"], medians["spindle_exponent"]) == 0.0
    assert stretch_response(1.0, medians["spindle_threshold"], medians["spindle_exponent"]) > 0.9


def test_most_creep_of_a_thirty_second_stretch_comes_in_its_first_half(medians: dict[str, float]) -> None:
    def crept(seconds: float) -> float:
        path = solve_ivp(
            lambda _, y: [creep_rate(y[0], 0.1, medians["creep_s"], medians["creep_recovery_s"])],
            (0, seconds),
            [0.0],
            rtol=1e-9,
        )
        return float(path.y[0, -1])

    assert crept(17.5) / crept(30.0) == pytest.approx(0.84, abs=0.01)  # Ryan 2012
    assert crept(15.0) / crept(30.0) < 0.84 < crept(20.0) / crept(30.0)


def test_creep_is_gone_an_hour_after_release(medians: dict[str, float]) -> None:
    path = solve_ivp(
        lambda _, y: [creep_rate(y[0], 0.0, medians["creep_s"], medians["creep_recovery_s"])], (0, 3600), [1.0]
    )
    assert path.y[0, -1] < 0.03  # Magnusson 1996: gone within an hour


@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 1))
def test_tendon_organs_feel_active_and_passive_tension(active: float, amount: float, creep: float) -> None:
    tension = tendon_tension(active, amount, creep, 0.3, 0.24)
    assert active + 0.3 * 0.76 * amount - 1e-12 <= tension <= active + 0.3 * amount + 1e-12


def test_a_held_stretch_loses_eighteen_to_thirty_percent_of_its_pull(medians: dict[str, float]) -> None:
    pull = [
        tendon_tension(0.0, 0.1, crept, medians["passive_tension"], medians["stress_relaxation"])
        for crept in (0.0, 1.0)
    ]
    assert 0.18 <= 1 - pull[1] / pull[0] <= 0.30  # Magnusson 1996
