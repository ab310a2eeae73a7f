"""Asking screen by screen must end where the full list of answers ends: no question on the road may lose a danger.

The person here answers every question truthfully, and a gateway with "yes" when anything behind it is true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge.crosscheck import condition_ids
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import FindingUse
from unclench.model.assessment import Screening
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.questions import answered, next_screen
from unclench.safety.screen import screen

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "triage_cases.json"
SCREENS_MAX = 40


@pytest.fixture(scope="module")
def behind(shipped: Knowledge) -> dict[str, frozenset[str]]:
    """For every gateway the findings whose question it opens."""
    gateways = [finding.id for finding in shipped.findings.values() if finding.use is FindingUse.GATEWAY]
    return {
        gateway: frozenset(
            finding.id
            for finding in shipped.findings.values()
            if finding.only_if is not None and gateway in {named for _, named in condition_ids(finding.only_if)}
        )
        for gateway in gateways
    }


def walk(case: Case, so: Iterable[str], behind: dict[str, frozenset[str]], knowledge: Knowledge) -> tuple[Case, int]:
    """Answer screen after screen until nothing is left to ask; the case at the end and how many screens it took."""
    true = frozenset(so)
    true |= {gateway for gateway, family in behind.items() if family & true}
    for count in range(SCREENS_MAX):
        shown = next_screen(case, knowledge)
        if shown is None:
            return case, count
        asked = dict.fromkeys(shown.skipped(), Answer.NO)
        asked |= {finding: Answer.YES for finding in asked if finding in true}
        case = answered(case, asked, knowledge)
    raise AssertionError("the questions do not end")


def direct(raw: dict[str, Any], knowledge: Knowledge) -> Screening:
    return screen(read_case(raw, knowledge, unmentioned=Unmentioned.NO), knowledge).screening


def test_every_finding_that_a_rule_uses_can_be_reached(shipped: Knowledge, behind: dict[str, frozenset[str]]) -> None:
    """With only this one thing true, the road must come to the urgency that it deserves."""
    lost = []
    for finding in shipped.findings.values():
        if finding.derived_from is not None or finding.use is FindingUse.GATEWAY:
            continue
        person = {"person": {"age_years": 64, "weight_kg": 80}, "episode": {"duration_hours": 30, "pain_nrs": 7}}
        wanted = direct({**person, "findings": {finding.id: "yes"}}, shipped).urgency
        parents = {named for _, named in condition_ids(finding.only_if)} if finding.only_if is not None else set()
        if parents and not parents & (behind.keys() | {"age_ge_50", "age_ge_60"}):
            continue  # follows from another sign that is not true of this person
        ended, _ = walk(read_case(person, shipped), [finding.id], behind, shipped)
        got = screen(ended, shipped).screening.urgency
        if got < wanted:
            lost.append((finding.id, got.id, wanted.id))
    assert lost == []


@pytest.mark.skipif(not CASES.is_file(), reason="the adjudicated cases are not beside this checkout")
def test_the_road_loses_no_danger_of_the_adjudicated_cases(
    shipped: Knowledge, behind: dict[str, frozenset[str]]
) -> None:
    lost = []
    for raw in json.loads(CASES.read_text(encoding="utf-8")):
        so = {finding for finding, answer in raw["findings"].items() if answer == "yes"}
        told = {"person": raw["person"], "episode": raw["episode"]}
        wanted = direct({**told, "findings": dict.fromkeys(so, "yes")}, shipped).urgency
        ended, _ = walk(read_case(told, shipped), _with_parents(so, shipped), behind, shipped)
        got = screen(ended, shipped).screening
        if got.urgency < wanted or not (got.complete or got.urgency is Urgency.EMERGENCY_NOW):
            lost.append((raw["uid"], got.urgency.id, wanted.id, got.complete))
    assert lost == []


def _with_parents(so: set[str], knowledge: Knowledge) -> set[str]:
    """What is so, and what must then be so as well: severe belly pain is belly pain."""
    true = set(so)
    while True:
        more = {
            named
            for finding in true
            if (only_if := knowledge.findings[finding].only_if) is not None
            for _, named in condition_ids(only_if)
            if knowledge.findings[named].derived_from is None
        }
        implied = {parent for parent in more if parent in IMPLIED} - true
        if not implied:
            return true
        true |= implied


IMPLIED = frozenset({"abdominal_pain", "flank_pain", "nausea_vomiting", "possibly_pregnant", "asthma"})
"""Parents that every one of their follow-ups implies."""
