"""The shipped rules against adjudicated cases kept beside the checkout: every safety bar, counted.

Everything a case does not mention counts as "no" here. The cases are not part of the repository, so the module is
skipped where they are missing; ``test_triage_vignettes.py`` holds the project's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import OfferStatus, Screening
from unclench.model.case import Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.screen import screen

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "triage_cases.json"

pytestmark = pytest.mark.skipif(not CASES.is_file(), reason="the adjudicated cases are not beside this checkout")

Judged = list[tuple[dict[str, Any], Screening]]


@pytest.fixture(scope="module")
def judged(shipped: Knowledge) -> Judged:
    """Every case with the kernel's answer."""
    raw = json.loads(CASES.read_text(encoding="utf-8"))
    return [(case, screen(read_case(case, shipped, unmentioned=Unmentioned.NO), shipped).screening) for case in raw]


def test_no_danger_is_called_too_low(judged: Judged) -> None:
    low = [
        (case["uid"], answer.urgency.id)
        for case, answer in judged
        if _is_danger(case)
        and (
            answer.urgency is Urgency.SELF_CARE or answer.urgency < Urgency.from_id(case["expected"]["least_urgent_ok"])
        )
    ]
    assert low == []


def test_urgency_is_within_the_adjudicated_range(judged: Judged) -> None:
    outside = [
        (case["uid"], answer.urgency.id, [rule.rule for rule in answer.fired])
        for case, answer in judged
        if not _lowest(case) <= answer.urgency <= Urgency.from_id(case["expected"]["most_urgent_ok"])
    ]
    assert len(outside) <= 0.05 * len(judged), outside


def test_simple_strains_stay_out_of_the_clinic(judged: Judged) -> None:
    strains = [(case, answer) for case, answer in judged if case["expected"].get("simple_strain")]
    alarmed = [(case["uid"], answer.urgency.id) for case, answer in strains if answer.urgency > Urgency.GP_SOON]
    assert len(strains) > 20
    assert len(alarmed) <= 0.05 * len(strains), alarmed


def test_nothing_unsafe_is_offered(judged: Judged) -> None:
    offered = [
        (case["uid"], remedy)
        for case, remedy, status in _offers(judged, "must_not_offer")
        if status is OfferStatus.OFFERED
    ]
    assert offered == []


def test_what_would_help_is_offered(judged: Judged) -> None:
    offers = list(_offers(judged, "may_offer"))
    withheld = [(case["uid"], remedy, str(status)) for case, remedy, status in offers if status != OfferStatus.OFFERED]
    assert len(offers) > 100
    assert len(withheld) <= 0.15 * len(offers), withheld


def test_every_case_is_complete_when_silence_means_no(judged: Judged) -> None:
    assert [case["uid"] for case, answer in judged if not answer.complete] == []


def test_losing_one_danger_sign_rarely_hides_a_danger(shipped: Knowledge, judged: Judged) -> None:
    """People forget to mention things. Leaving out any one "yes" of a danger case must rarely end at self-care."""
    shortened = hidden = 0
    for case, _ in judged:
        if not _is_danger(case):
            continue
        for finding in [finding for finding, answer in case["findings"].items() if answer == "yes"]:
            findings = {other: answer for other, answer in case["findings"].items() if other != finding}
            shorter = read_case({**case, "findings": findings}, shipped, unmentioned=Unmentioned.NO)
            shortened += 1
            hidden += screen(shorter, shipped).screening.urgency is Urgency.SELF_CARE
    assert shortened > 150
    assert hidden <= 0.02 * shortened


def _is_danger(case: dict[str, Any]) -> bool:
    return bool(case["expected"].get("danger") or case["expected"].get("danger_any"))


def _lowest(case: dict[str, Any]) -> Urgency:
    return Urgency.from_id(case["expected"]["least_urgent_ok"])


def _offers(judged: Judged, key: str) -> Iterator[tuple[dict[str, Any], str, OfferStatus]]:
    for case, answer in judged:
        for remedy in case["expected"].get(key) or ():
            yield case, remedy, answer.offers[remedy].status
