"""Recovery as people state it: definitions by hand, whole numbers, and days that waver."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.validate import run_study
from unclench.validate.between import between_studies
from unclench.validate.recovery import Wavering, Words, days_to_recovery, well_on_day

STEADY = Wavering(0.0, 0.0)
ALIKE = Words(4.45, 0.0)
DAYS = np.arange(41.0)
PAIN = np.stack(
    [
        np.maximum(6.1 - 0.5 * DAYS, 0.0),  # stated as 1 from day 9.2 on, as 0 from day 11.2, as 3 from 5.2
        np.full(41, 3.0),
        np.where((DAYS > 4) & (DAYS != 8), 1.25, 4.0),  # well on days 5 to 7 and from day 9 on; crosses 10/11 before
    ]
)
CURVE = 1440.0 * DAYS, PAIN


@pytest.mark.parametrize(
    ("of", "days"),
    [
        ({}, [9.2, math.inf, 8.0 + 10 / 11]),
        ({"days_in_a_row": 3}, [9.2, math.inf, 4.0 + 10 / 11]),
        ({"pain_at_most": 0, "days_in_a_row": 7}, [11.2, math.inf, math.inf]),
        ({"pain_at_most": 3, "days_in_a_row": 30}, [5.2, 0.0, 8.0 + 2 / 11]),
    ],
)
def test_days_by_each_definition(of: dict[str, float], days: list[float]) -> None:
    np.testing.assert_allclose(days_to_recovery(CURVE, of, STEADY), days)


def test_well_on_a_day_is_that_day_alone() -> None:
    found = [well_on_day(CURVE, {"day": day}, STEADY, ALIKE).tolist() for day in (7, 8, 10)]
    assert found == [[0, 0, 1], [0, 0, 0], [1, 0, 1]]


def test_none_or_mild_is_below_what_each_person_calls_moderate() -> None:
    pain = np.tile([[2.0, 4.4, 4.5, 6.0]], (4000, 1))
    curve = 1440.0 * np.arange(4.0), pain

    def shares(words: Words) -> list[float]:
        of = {"words": "none_or_mild"}
        return [float(well_on_day(curve, {**of, "day": day}, STEADY, words).mean()) for day in range(4)]

    assert shares(ALIKE) == [1.0, 1.0, 0.0, 0.0]
    ln_2, ln_6 = math.log(2.0 / 4.45), math.log(6.0 / 4.45)
    log_normal = [0.5 * math.erfc(each / 0.4 / math.sqrt(2.0)) for each in (ln_2, ln_6)]
    uneven = shares(Words(4.45, 0.4))
    assert [uneven[0], uneven[3]] == pytest.approx(log_normal, abs=0.02)
    assert uneven == shares(Words(4.45, 0.4)), "the same people use words alike in every run"


def test_pain_wavers_as_much_as_is_said_and_stays_on_the_scale() -> None:
    many = Wavering(0.8, 0.0).days(np.full((4000, 30), 5.0))
    assert many.std() == pytest.approx(0.8, rel=0.03)
    assert Wavering(0.8, 0.0).days(np.zeros((9, 30))).min() == 0.0
    uneven = Wavering(0.8, 0.7).days(np.full((4000, 30), 5.0)).std(axis=1)
    assert uneven.std() > 2 * many.std(axis=1).std()


def test_the_same_people_waver_alike_in_every_run() -> None:
    assert (Wavering(0.5, 0.5).days(PAIN) == Wavering(0.5, 0.5).days(PAIN)).all()


def test_a_month_without_pain_takes_far_longer_to_show_when_days_waver() -> None:
    mending = np.tile(np.maximum(4.0 - 0.5 * np.arange(366.0), 0.0), (500, 1))
    curve = 1440.0 * np.arange(366.0), mending
    definitions: list[dict[str, float]] = [{}, {"pain_at_most": 0, "days_in_a_row": 30}]
    late = [np.median(days_to_recovery(curve, of, Wavering(0.3, 0.0))) for of in definitions]
    sure = [np.median(days_to_recovery(curve, of, STEADY)) for of in definitions]
    assert late[0] - sure[0] < 3
    assert late[1] - sure[1] > 10


@pytest.mark.parametrize(("of", "key"), [({"days_in_a_row": 50}, "scenario.hours"), ({"day": 41}, "of.day")])
def test_too_short_a_course_is_refused(of: dict[str, float], key: str) -> None:
    with pytest.raises(InvalidInput, match=key):
        days_to_recovery(CURVE, of, STEADY)


def _bout(small: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    bout = {"hours": 720, "starts_locked": True, "initial_injury": 1.0, "onset_hours": 1, "cohort": "first_days"}
    told = {"value": 50, "tolerance": 50, "because": "Made up.", "use": "predicted"}
    observed = [{**told, **row} for row in rows]
    small["arms"] = {"bout": {"says": "x", "people": {"n": 5000}, "scenario": bout, "observed": observed}}
    return small


def test_a_share_is_as_unsure_as_cohorts_differ(small: dict[str, Any], read: Any, knowledge: Knowledge) -> None:
    rows = [{"quantity": name, "of": {"day": day}} for name in ("recovered_share", "well_share") for day in (7, 14)]
    study = read(_bout(small, *rows))
    usual, alike = between_studies(), replace(between_studies(), cohorts=0.0)
    found = [run_study(study, knowledge, 256, 1, each) for each in (usual, alike)]
    for wide, narrow in zip(*found, strict=True):
        assert wide.predicted == narrow.predicted
        assert wide.p95 - wide.p05 > 1.5 * (narrow.p95 - narrow.p05)
        assert 0.0 <= wide.p05 <= wide.predicted <= wide.p95 <= 100.0


def test_a_stricter_definition_has_fewer_recovered(small: dict[str, Any], read: Any, knowledge: Knowledge) -> None:
    definitions: list[dict[str, float]] = [{}, {"pain_at_most": 0}, {"pain_at_most": 0, "days_in_a_row": 14}]
    rows = [{"quantity": "recovered_share", "of": {"day": 14, **each}} for each in definitions]
    shares = [row.predicted for row in run_study(read(_bout(small, *rows)), knowledge, 256, 1)]
    assert shares[0] > shares[1] > shares[2]


def test_people_who_know_state_more_relief_and_by_what_is_published(
    small: dict[str, Any], read: Any, knowledge: Knowledge
) -> None:
    """Two groups alike but for the knowing: 0.56 of the standard deviation between people, and no more."""
    of = {"outcome": "pain_nrs", "minute": 60, "against": "other"}
    same = {"quantity": "difference", "value": 0, "tolerance": 5}
    bout = _bout(small, *({**same, "of": {**of, "people_knew": knew}} for knew in (True, False)))
    bout["arms"]["bout"]["scenario"]["actions"] = [{"action": "posture", "start_min": 0, "posture": "standing"}]
    bout["arms"]["bout"]["scenario"]["hours"] = 2
    bout["arms"]["other"] = {**bout["arms"]["bout"], "observed": []}
    knew, blind = run_study(read(bout), knowledge, 256, 1)
    assert blind.predicted == 0.0
    assert knew.spread.apart is not None
    assert knew.predicted == pytest.approx(-0.56 * knew.spread.apart / np.sqrt(2))
