"""The fast engine against the definition: same members, same frozen noise, every result."""

import numpy as np
import pytest

from unclench.model.scenario import (
    Cold,
    ColdSource,
    Dose,
    Drug,
    Exertion,
    Heat,
    HeatSource,
    Injury,
    Mechanism,
    Posture,
    PostureChange,
    Scenario,
    Stretch,
)
from unclench.simulate.compile import compiled
from unclench.simulate.reference import all_rates, reference_lives
from unclench.simulate.run import TOLERANCE

TRIGGER = (Injury(10, 1.0), Stretch(10, 1 / 60, 0.1, 1.0))
SCENARIOS = {
    "lock and lie": Scenario(1.5, (*TRIGGER, PostureChange(40, Posture.LYING_SIDE))),
    "exertion": Scenario(1.5, (Exertion(5, 10, 0.45), Exertion(20, 5, 0.45), PostureChange(30, Posture.SITTING))),
    "remedies": Scenario(
        1.5,
        (
            *TRIGGER,
            PostureChange(15, Posture.LYING_CALVES_RAISED),
            Dose(12, Drug.IBUPROFEN, 400),
            Dose(13, Drug.ACETAMINOPHEN, 500),
            Cold(20, 5, ColdSource.ICE_CUBE_MOVING),
            Heat(50, 15, HeatSource.TOWEL_COMPRESS, 45.0),
            Stretch(75, 1, 0.08, 0.01),
        ),
    ),
    "guarding": Scenario(1.0, TRIGGER, mechanism=Mechanism.GUARDING_ONLY),
    "pain adaptation": Scenario(1.0, TRIGGER, mechanism=Mechanism.PAIN_ADAPTATION),
    "harsh surfaces": Scenario(
        1.0,
        (
            Cold(2, 5, ColdSource.GEL_PACK_BARE, -18.0),
            Cold(10, 3, ColdSource.ICE_CUBE_STILL, -18.0),
            Heat(20, 10, HeatSource.TOWEL_COMPRESS, 60.0, renewed_every_min=5.0, dripping=True),
            Heat(40, 10, HeatSource.HEAT_WRAP, 40.0),
        ),
    ),
}


MEMBERS = 8
"""The definition takes about half a second for each of them, and each of six scenarios asks for all results."""


def ranges(curves):
    """How far each result moves over all members and times; shares of 0-1 count a tenth at least."""
    return np.maximum(np.nanmax(curves, axis=(0, 1)) - np.nanmin(curves, axis=(0, 1)), 0.1)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_result_agrees_within_a_thousandth_of_its_range(live, name):
    scenario = SCENARIOS[name]
    truth = live(scenario, members=MEMBERS, engine=reference_lives, rates=compiled(all_rates), rtol=1e-7)
    fast = live(scenario, members=MEMBERS, tolerance=TOLERANCE)
    error = np.abs(fast.curves - truth.curves).mean(axis=1) / ranges(truth.curves)
    assert error.max() < 1e-3
    assert fast.summaries.coldest_skin_c == pytest.approx(truth.summaries.coldest_skin_c, abs=0.1)
    assert fast.summaries.hottest_skin_c == pytest.approx(truth.summaries.hottest_skin_c, abs=0.05)
    assert fast.summaries.burn_damage == pytest.approx(truth.summaries.burn_damage, rel=0.02, abs=1e-7)
    assert fast.summaries.frozen_seconds == pytest.approx(truth.summaries.frozen_seconds, rel=0.05, abs=1.0)
    for moment in ("locked_at_s", "released_at_s"):
        assert fast.summaries[moment] == pytest.approx(truth.summaries[moment], abs=2.0, nan_ok=True), moment


def test_the_definition_in_plain_python_is_what_the_compiled_rates_compute(live):
    scenario = Scenario(0.05, (Injury(1, 1.0), Stretch(1, 1 / 60, 0.1, 1.0), Cold(2, 1, ColdSource.ICE_CUBE_MOVING)))
    plain = live(scenario, members=1, engine=reference_lives)
    twin = live(scenario, members=1, engine=reference_lives, rates=compiled(all_rates))
    assert plain.curves == pytest.approx(twin.curves, rel=1e-6, abs=1e-8)


def test_release_and_lock_do_not_hang_on_the_step_size(live):
    """Tolerances ten times apart give the same locks and releases, except for members on the edge."""
    scenario = Scenario(6.0, (*TRIGGER, PostureChange(60, Posture.LYING_SIDE)))
    usual = live(scenario, members=200, every_min=10.0, tolerance=TOLERANCE)
    fine = live(scenario, members=200, every_min=10.0, tolerance=TOLERANCE / 30)
    for moment in ("locked_at_s", "released_at_s"):
        gap = np.abs(usual.summaries[moment] - fine.summaries[moment])
        differs = (np.isnan(usual.summaries[moment]) != np.isnan(fine.summaries[moment])) | (gap > 10.0)
        assert differs.mean() <= 0.02, moment
    locked = fine.curves[:, :, 10]
    assert 0.05 < locked.mean() < 0.95  # something locks and something releases, or this test says nothing


def test_errors_shrink_with_the_tolerance(live):
    scenario = SCENARIOS["lock and lie"]
    fine = live(scenario, members=20, tolerance=1e-5)
    errors = [
        np.median(np.abs(live(scenario, members=20, tolerance=each).curves - fine.curves).mean(axis=1).max(axis=1))
        for each in (1e-2, 1e-3, 1e-4)
    ]
    assert errors[0] > 3 * errors[1] > 9 * errors[2] > 0


def test_the_shares_that_lock_and_release_converge_as_the_tolerance_shrinks(live):
    """Each member's lock and release at coarse steps against fine ones: fewer and fewer differ."""
    scenario = Scenario(4.0, (*TRIGGER, PostureChange(60, Posture.LYING_SIDE)))
    runs = [live(scenario, members=400, every_min=60.0, tolerance=each).summaries for each in (0.1, 0.006, 0.0003)]
    finest = live(scenario, members=400, every_min=60.0, tolerance=0.00005).summaries
    for moment in ("locked_at_s", "released_at_s"):
        share = np.isfinite(finest[moment]).mean()
        assert 0.1 < share < 0.95
        gaps = [abs(np.isfinite(each[moment]).mean() - share) for each in runs]
        flips = [(np.isfinite(each[moment]) != np.isfinite(finest[moment])).mean() for each in runs]
        assert gaps[1] <= 0.01
        assert gaps[2] <= 0.0025
        assert flips[0] >= flips[1] >= flips[2]
        assert flips[1] <= 0.01


def test_single_precision_is_as_accurate_as_the_tolerance_allows(live):
    scenario = SCENARIOS["remedies"]
    fine = live(scenario, members=64, tolerance=2e-5)
    double = live(scenario, members=64, tolerance=TOLERANCE)
    single = live(scenario, members=64, tolerance=TOLERANCE, precision="single")
    assert not np.array_equal(single.curves, double.curves)
    errors = [np.abs(each.curves - fine.curves).mean(axis=1) / ranges(fine.curves) for each in (double, single)]
    on_branch = [each.max(axis=1) < 0.05 for each in errors]
    assert np.mean(on_branch) >= 0.98
    assert errors[1][on_branch[1]].max() < max(1e-3, 1.2 * errors[0][on_branch[0]].max())
