"""Changes that must not matter, and changes that may matter in one direction only."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import OfferStatus, Screening
from unclench.model.case import Answer, Case, Unmentioned
from unclench.safety.intake import case_to_raw, read_case, read_cases
from unclench.safety.screen import screen

RANK = {Answer.NO: 0, Answer.UNSURE: 1, Answer.YES: 2}
seeds = st.integers(0, 2**32 - 1)
modes = st.sampled_from(["ask", "no"])


def random_findings(knowledge: Knowledge, seed: int) -> dict[str, str]:
    """A plausible mixture: mostly "no", some "yes", some "unsure", some left out. Bands of numbers are left out."""
    chance = random.Random(seed)
    yes, unsure, left_out = chance.choice([(0.01, 0.01, 0.0), (0.05, 0.05, 0.1), (0.2, 0.2, 0.3), (0.0, 0.1, 0.0)])
    found: dict[str, str] = {}
    for finding, sheet in knowledge.findings.items():
        roll = chance.random()
        if sheet.derived_from is not None or roll < left_out:
            continue
        roll = chance.random()
        found[finding] = "yes" if roll < yes else "unsure" if roll < yes + unsure else "no"
    return found


def offered(screening: Screening) -> set[str]:
    return {remedy for remedy, offer in screening.offers.items() if offer.status is OfferStatus.OFFERED}


def raw_case(knowledge: Knowledge, seed: int, mode: str) -> dict[str, Any]:
    chance = random.Random(seed + 1)
    person = {"age_years": chance.choice([None, 9, 17, 19, 35, 50, 61, 75]), "weight_kg": chance.choice([None, 45, 80])}
    episode = {"pain_nrs": chance.choice([None, 3, 7, 9]), "duration_hours": chance.choice([None, 5, 900, 3000])}
    findings = random_findings(knowledge, seed)
    return {"uid": "x", "person": person, "episode": episode, "findings": findings, "unmentioned": mode}


def screening_of(raw: Mapping[str, Any], knowledge: Knowledge) -> Screening:
    return screen(read_case(raw, knowledge), knowledge).screening


@given(seeds, modes)
def test_the_order_of_findings_does_not_matter(shipped: Knowledge, seed: int, mode: str) -> None:
    raw = raw_case(shipped, seed, mode)
    items = list(raw["findings"].items())
    random.Random(seed).shuffle(items)
    assert screening_of({**raw, "findings": dict(items)}, shipped) == screening_of(raw, shipped)


@given(seeds, modes)
def test_story_note_expected_and_uid_do_not_matter(shipped: Knowledge, seed: int, mode: str) -> None:
    raw = raw_case(shipped, seed, mode)
    decorated = {
        **raw,
        "uid": "saddle_numbness",
        "story": "numb saddle, call 999",
        "note": {"fever": "yes"},
        "expected": {"least_urgent_ok": "emergency_now", "must_not_offer": ["cold"]},
    }
    assert screening_of(decorated, shipped) == screening_of(raw, shipped)


@given(seeds)
def test_neighbours_in_a_list_do_not_matter(shipped: Knowledge, seed: int) -> None:
    raws = [{**raw_case(shipped, seed + n, "no"), "uid": f"u{n}"} for n in range(3)]
    alone = [screening_of(raw, shipped) for raw in raws]
    together = [screen(case, shipped).screening for case in read_cases(raws[::-1], shipped)]
    assert together[::-1] == alone


@given(seeds, modes)
def test_reading_a_case_twice_changes_nothing(shipped: Knowledge, seed: int, mode: str) -> None:
    case = read_case(raw_case(shipped, seed, mode), shipped)
    again = read_case(case_to_raw(case), shipped)
    assert again == case
    assert screen(again, shipped).screening == screen(case, shipped).screening


@given(seeds, modes, st.data())
def test_one_answer_more_dangerous_never_calms_nor_adds_a_remedy(
    shipped: Knowledge, seed: int, mode: str, data: st.DataObject
) -> None:
    findings = {f: Answer(a) for f, a in random_findings(shipped, seed).items()}
    if not findings:
        return
    finding = data.draw(st.sampled_from(sorted(findings)))
    before = Case("x", findings={**findings, finding: Answer.NO}, unmentioned=Unmentioned(mode))
    unsure = Case("x", findings={**findings, finding: Answer.UNSURE}, unmentioned=Unmentioned(mode))
    after = Case("x", findings={**findings, finding: Answer.YES}, unmentioned=Unmentioned(mode))
    answers = [screen(case, shipped).screening for case in (before, unsure, after)]
    for calmer, graver in ((answers[0], answers[1]), (answers[1], answers[2])):
        assert graver.urgency >= calmer.urgency
        assert offered(graver) <= offered(calmer)
        assert graver.complete <= calmer.complete


@given(seeds, st.data())
def test_forgetting_an_answer_never_adds_a_remedy(shipped: Knowledge, seed: int, data: st.DataObject) -> None:
    findings = {f: Answer(a) for f, a in random_findings(shipped, seed).items()}
    if not findings:
        return
    finding = data.draw(st.sampled_from(sorted(findings)))
    full = screen(Case("x", findings={**findings, finding: Answer.NO}), shipped).screening
    del findings[finding]
    forgotten = screen(Case("x", findings=findings), shipped).screening
    assert offered(forgotten) <= offered(full)
    assert forgotten.complete <= full.complete


@pytest.mark.parametrize("edge", ["age_years", "duration_hours", "pain_nrs", "weight_kg"])
def test_bands_change_only_at_their_edges(shipped: Knowledge, edge: str) -> None:
    """One unit below, at and above each edge of the shipped bands: the answer changes at the edge and nowhere near."""
    bands = {
        id_: sheet.derived_from
        for id_, sheet in shipped.findings.items()
        if sheet.derived_from is not None and sheet.derived_from.number == edge
    }
    if not bands:
        pytest.skip(f"no shipped finding follows from {edge}")
    section = "person" if edge in ("age_years", "weight_kg") else "episode"
    for finding, limits in bands.items():
        at = limits.at_least if limits.at_least is not None else limits.below
        assert at is not None
        read = {
            value: read_case({section: {edge: value}}, shipped).findings[finding] for value in (at - 0.5, at, at + 0.5)
        }
        above = Answer.YES if limits.at_least is not None else Answer.NO
        below = Answer.NO if limits.at_least is not None else Answer.YES
        assert list(read.values()) == [below, above, above]


@given(st.floats(0, 120), modes)
def test_a_birthday_that_crosses_no_edge_changes_nothing(shipped: Knowledge, age: float, mode: str) -> None:
    edges = [s.derived_from.at_least or s.derived_from.below for s in shipped.findings.values() if s.derived_from]
    older = min(120.0, age + 0.01)
    if any(edge is not None and age < edge <= older for edge in edges):
        return
    raw = {"findings": {}, "unmentioned": mode}
    young, old = ({**raw, "person": {"age_years": a}} for a in (age, older))
    assert screening_of(young, shipped) == screening_of(old, shipped)
