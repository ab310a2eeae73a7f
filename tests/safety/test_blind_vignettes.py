"""Cases written from medicine alone, before their author had read a single rule: every safety bar, counted.

How they were made: two authors each invented people and gave them a range of acceptable urgencies, remedies that must
and remedies that may be offered, without sight of the rules, the contraindications or the other tests: 257 for the
first set, 286 for the second, which was written after the rules had been mended by the first. No clinician in practice
has adjudicated them. The history of both files keeps them as first written; seven adjudications of the first set and
two of the second were corrected on a second look, and each says so in its ``note``. The rules were mended after each
first scoring, so these cases are no longer unseen. The first scores stand in ``docs/safety/rules.md``.

Everything a case does not mention counts as "no" here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import OfferStatus, Screening
from unclench.model.case import Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.screen import screen

SETS = {"blind_vignettes": (257, 130, 55, 15), "blind_vignettes_second": (286, 145, 35, 15)}
"""By file: how many people, and at least how many dangers, plain strains and people with an unsure answer."""

Judged = list[tuple[dict[str, Any], Screening]]


@pytest.fixture(scope="module", params=SETS)
def name(request: pytest.FixtureRequest) -> str:
    """One of the sets."""
    return str(request.param)


@pytest.fixture(scope="module")
def judged(name: str, shipped: Knowledge) -> Judged:
    """Every case with the kernel's answer."""
    raw = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    return [(case, screen(read_case(case, shipped, unmentioned=Unmentioned.NO), shipped).screening) for case in raw]


def test_the_set_is_large_and_mixed(name: str, judged: Judged) -> None:
    people, least_dangers, least_strains, least_unsure = SETS[name]
    dangers = sum(case["expected"]["danger"] for case, _ in judged)
    strains = sum(case["expected"]["simple_strain"] for case, _ in judged)
    unsure = sum("unsure" in case["findings"].values() for case, _ in judged)
    assert len({case["uid"] for case, _ in judged}) == len(judged) == people
    assert dangers >= least_dangers
    assert strains >= least_strains
    assert unsure >= least_unsure


def test_no_danger_is_called_too_low(judged: Judged) -> None:
    low = [
        (case["uid"], answer.urgency.id)
        for case, answer in judged
        if case["expected"]["danger"] and answer.urgency < max(_level(case, "least_urgent_ok"), Urgency.GP_SOON)
    ]
    assert low == []


def test_urgency_is_within_the_adjudicated_range(judged: Judged) -> None:
    outside = [
        (case["uid"], answer.urgency.id, [rule.rule for rule in answer.fired])
        for case, answer in judged
        if not _level(case, "least_urgent_ok") <= answer.urgency <= _level(case, "most_urgent_ok")
    ]
    assert len(outside) <= 0.05 * len(judged), outside


def test_simple_strains_stay_out_of_the_clinic(judged: Judged) -> None:
    strains = [(case, answer) for case, answer in judged if case["expected"]["simple_strain"]]
    alarmed = [(case["uid"], answer.urgency.id) for case, answer in strains if answer.urgency > Urgency.GP_SOON]
    assert len(alarmed) <= 0.05 * len(strains), alarmed


def test_nothing_forbidden_is_offered(judged: Judged) -> None:
    offered = [
        (case["uid"], remedy)
        for case, answer in judged
        for remedy in case["expected"]["must_not_offer"]
        if answer.offers[remedy].status is OfferStatus.OFFERED
    ]
    assert offered == []


def test_most_of_what_may_help_is_offered(judged: Judged) -> None:
    wanted = [(answer, remedy) for case, answer in judged for remedy in case["expected"]["may_offer"]]
    given = sum(answer.offers[remedy].status is OfferStatus.OFFERED for answer, remedy in wanted)
    assert given >= 0.85 * len(wanted), f"{given} of {len(wanted)}"


def _level(case: dict[str, Any], bound: str) -> Urgency:
    return Urgency.from_id(case["expected"][bound])
