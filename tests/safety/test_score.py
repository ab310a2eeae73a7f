"""Scoring against adjudicated cases: each bar counts what it says, with published confidence bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from unclench.model.assessment import Assessment, Cause, Offer, OfferStatus, Screening, SeekCare
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.safety.emergency import REMEDIES
from unclench.safety.score import score, wilson


def assessment(
    urgency: Urgency, uid: str = "c", offered: tuple[str, ...] = (), causes: tuple[str, ...] = ()
) -> Assessment:
    offers = {
        remedy: Offer(OfferStatus.OFFERED) if remedy in offered else Offer(OfferStatus.ASK_FIRST, ("a_rule",))
        for remedy in REMEDIES
    }
    care = SeekCare(urgency, "", "", "", "")
    screening = Screening(urgency, True, (), (), offers, care)
    return Assessment(uid, screening, tuple(Cause(c, 0.5, ()) for c in causes), "hash")


def bars(*results: tuple[Assessment, dict[str, Any]]) -> dict[str, Any]:
    return {bar.id: bar for bar in score(results).bars}


RANGE = {"least_urgent_ok": "within_days", "most_urgent_ok": "same_day"}


@pytest.mark.parametrize(
    ("urgency", "hit"),
    [
        (Urgency.GP_SOON, 0),
        (Urgency.WITHIN_DAYS, 1),
        (Urgency.SAME_DAY, 1),
        (Urgency.EMERGENCY_NOW, 0),
    ],
)
def test_urgency_must_lie_inside_the_range(urgency: Urgency, hit: int) -> None:
    bar = bars((assessment(urgency), dict(RANGE)))["urgency_in_range"]
    assert (bar.hits, bar.total) == (hit, 1)
    assert bool(bar.misses) != bool(hit)


@pytest.mark.parametrize(
    ("urgency", "least", "hit"),
    [
        (Urgency.SELF_CARE, "self_care", 0),
        (Urgency.GP_SOON, "self_care", 1),
        (Urgency.GP_SOON, "same_day", 0),
        (Urgency.EMERGENCY_NOW, "same_day", 1),
        (Urgency.SELF_CARE, None, 0),
    ],
)
def test_a_danger_must_reach_its_least_urgency_and_never_stay_home(urgency: Urgency, least: str, hit: int) -> None:
    bar = bars((assessment(urgency), {"danger": True, "least_urgent_ok": least}))["danger_not_missed"]
    assert (bar.hits, bar.total) == (hit, 1)


def test_strains_offers_and_causes_are_counted() -> None:
    expected = {
        "danger": False,
        "simple_strain": True,
        "must_not_offer": ["ibuprofen", "cold"],
        "may_offer": ["heat", "naproxen"],
        "likely_cause": "overexertion",
        "best": ["self_care"],
        "why": "text",
    }
    found = bars((assessment(Urgency.WITHIN_DAYS, "u", ("cold", "heat"), ("overexertion", "other")), expected))
    assert found["danger_not_missed"].total == 0
    assert found["danger_not_missed"].met
    assert found["danger_not_missed"].share is None
    assert (found["strain_kept_home"].hits, found["strain_kept_home"].total) == (0, 1)
    assert (found["nothing_forbidden"].hits, found["nothing_forbidden"].total) == (1, 2)
    assert [miss.says for miss in found["nothing_forbidden"].misses] == ["cold is offered"]
    assert (found["useful_offered"].hits, found["useful_offered"].total) == (1, 2)
    assert found["useful_offered"].misses[0].says == "naproxen is ask_first (a_rule)"
    assert (found["cause_first"].hits, found["cause_first"].total) == (1, 1)


def test_a_wrong_or_missing_cause_is_a_miss_or_uncounted() -> None:
    expected = {"likely_cause": "other"}
    assert bars((assessment(Urgency.GP_SOON, causes=("overexertion",)), expected))["cause_first"].hits == 0
    assert bars((assessment(Urgency.GP_SOON), expected))["cause_first"].total == 0


def test_bars_are_met_at_the_share_asked_for() -> None:
    results = [(assessment(Urgency.SAME_DAY, str(n)), dict(RANGE)) for n in range(19)]
    missed = (assessment(Urgency.SELF_CARE, "low"), dict(RANGE))
    assert score([*results, missed]).met  # 19 of 20 is 95 %
    assert not score([*results[:18], missed]).met


def test_the_score_is_plain_data() -> None:
    plain = score([(assessment(Urgency.SELF_CARE), {**RANGE, "danger": True})]).as_dict()
    again = json.loads(json.dumps(plain, allow_nan=False))
    assert again["cases"] == 1
    assert again["met"] is False
    assert again["bars"][0]["misses"] == [{"uid": "c", "says": "self_care, wanted at least within_days"}]


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_bounds_match_the_published_table(hits: int, total: int, low: float, high: float) -> None:
    found = wilson(hits, total)
    assert found == pytest.approx((low, high), abs=5e-5)
    mirrored = wilson(total - hits, total)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=5e-5)


def test_nothing_counted_bounds_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    "expected",
    [
        {"least_urgent_ok": "soon"},
        {"most_urgent_ok": 3},
        {"may_offer": "cold"},
        {"must_not_offer": ["leeches"]},
        "self_care",
    ],
)
def test_a_malformed_expectation_is_an_error(expected: Any) -> None:
    with pytest.raises(InvalidInput, match="expected"):
        score([(assessment(Urgency.GP_SOON), expected)])
