"""New bouts of people who are well again: shares as published, courses by hand, and what they do to a study's rows."""

from typing import Any

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge
from unclench.simulate.population import parameters
from unclench.validate import run_study
from unclench.validate.again import NEW_BOUTS, YEAR_MIN, NewBouts, bout_minutes

DAYS = np.arange(0.0, 366.0)
MINUTES = 1440.0 * DAYS
MENDS = np.maximum(6.0 - 0.5 * DAYS, 0.0)
"""Below 1.5 from day 10 on."""


def test_shares_with_a_new_bout_are_those_published(knowledge: Knowledge) -> None:
    """Da Silva 2019: 38, 56 and 69 percent within 3, 6 and 12 months of having recovered."""
    known = parameters(knowledge)[NEW_BOUTS]
    first = NewBouts(known.value, known.log_sd).waits(20_000)[:, 0] / YEAR_MIN
    assert [(first < years).mean() for years in (0.25, 0.5, 1.0)] == pytest.approx([0.38, 0.56, 0.69], abs=0.03)


def test_a_bout_lasts_until_pain_stays_low() -> None:
    flares = np.where(DAYS == 20, 3.0, MENDS)
    pain = np.stack([MENDS, flares, np.full(366, 2.0), np.full(366, 1.0)])
    assert (bout_minutes((MINUTES, pain)) / 1440.0).tolist() == [10.0, 21.0, np.inf, 0.0]


def test_a_new_bout_runs_as_the_first_did() -> None:
    people = NewBouts(1.5, 1.0)
    _, lived = people.lived((MINUTES, np.tile(MENDS, (50, 1))))
    for row, wait in enumerate(people.waits(50)[:, 0]):
        begins, second = 10.0 * 1440.0 + wait, 20.0 * 1440.0 + wait + people.waits(50)[row, 1]
        before, within = begins > MINUTES, (begins <= MINUTES) & (second > MINUTES)
        assert lived[row, before] == pytest.approx(MENDS[before])
        assert lived[row, within] == pytest.approx(np.interp(MINUTES[within] - begins, MINUTES, MENDS))


def test_who_is_never_well_or_failed_has_no_new_bout() -> None:
    stays = np.stack([np.full(366, 4.0), np.full(366, np.nan)])
    _, lived = NewBouts(50.0, 0.0).lived((MINUTES, stays))
    assert np.array_equal(lived, stays, equal_nan=True)


def test_the_same_people_have_them_alike_in_every_run_whoever_is_beside_them() -> None:
    few, many = (NewBouts(1.5, 1.25).lived((MINUTES, np.tile(MENDS, (count, 1))))[1] for count in (5, 40))
    assert (few == many[:5]).all()


def test_a_study_holds_new_bouts_unless_it_says_that_there_are_none(
    small: dict[str, Any], read: Any, knowledge: Knowledge
) -> None:
    rows = [
        {"quantity": "well_share", "of": {"day": 80, "pain_at_most": 0}},
        {"quantity": "mean", "of": {"outcome": "pain_nrs", "minute": 115_200}},
        {"quantity": "mean", "of": {"outcome": "injury_driver", "minute": 115_200}},
    ]
    bout = {"hours": 2000, "starts_locked": True, "initial_injury": 1.0, "onset_hours": 1, "cohort": "first_days"}
    told = {"value": 0.5, "tolerance": 0.5, "because": "Made up.", "use": "predicted"}
    arm = {"says": "x", "people": {"n": 50}, "scenario": bout, "observed": [{**told, **row} for row in rows]}
    none = {**arm, "parameters": {NEW_BOUTS: {"value": 0.01, "because": "Made up."}}}
    small["arms"] = {"usual": arm, "none": none}
    well, pain, driver, all_well, no_pain, same = (row.predicted for row in run_study(read(small), knowledge, 64, 1))
    assert well < all_well
    assert pain > no_pain
    assert driver == same
