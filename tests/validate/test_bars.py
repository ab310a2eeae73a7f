"""The bars: judged by hand, and on the shipped studies, where a change of any verdict has to be noticed."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.validate import as_markdown, shipped_studies, validate
from unclench.validate.bars import judge
from unclench.validate.report import Report
from unclench.validate.summary import Summary

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = 128
"""Enough for verdicts that are not near their edge; the page in docs is written with more people and seeds."""

MET = {"predicted", "baseline", "baseline_interval"}
AT_THE_EDGE = {
    "study_covered": (0.78, 0.03, "78.6 to 79.0 % with 1,024 people at three seeds: not met by three rows of 276."),
}
"""Verdicts that a few people more or less can turn: the edge, and how near to it what is found has to stay."""
NOT_MET = {
    "within": "Three in five agree. The mean of all other studies of the same thing has fewer: see the page.",
    "people_covered": "The interval over people is not that of a group's mean, and misses too many studies.",
}
"""The verdicts as committed. One that changes, for better or worse, is to be looked at and written down here."""

GOOD = Summary(
    *(100, 50, 0.5, 0, 0, 0, 0.9, 0.9, 0.95, 0.9, 0.9, 4.0, 4.0, 1.0, 1.0, 0.5, 1.0, 0.8, 40),
    scored_interval_score=4.0,
    baseline_interval_score=8.0,
    scored_rows=40,
)


@pytest.fixture(scope="session")
def shipped(knowledge: Knowledge) -> Report:
    return validate(shipped_studies(), knowledge, members=MEMBERS)


def verdicts(*summaries: Summary) -> dict[str, bool]:
    return {bar.id: bar.met for bar in judge(summaries)}


def test_a_good_summary_meets_every_bar() -> None:
    assert set(verdicts(GOOD).values()) == {True}


@pytest.mark.parametrize(
    ("bar", "change"),
    [
        ("predicted", {"predicted_share": 0.39}),
        ("within", {"within_share": 0.799}),
        ("people_covered", {"people_covered_share": 0.79}),
        ("people_covered", {"people_covered_share": 0.98}),
        ("study_covered", {"covered_share": 0.79}),
        ("study_covered", {"covered_share": 1.0}),
        ("baseline", {"error": 1.1}),
        ("baseline_interval", {"scored_interval_score": 9.0}),
    ],
)
def test_each_bar_has_its_own_demand(bar: str, change: dict[str, Any]) -> None:
    found = verdicts(replace(GOOD, **change))
    assert [name for name, met in found.items() if not met] == [bar]


def test_one_seed_that_fails_is_enough() -> None:
    """Luck is no success: eighty percent at one seed and less at another is not met."""
    assert not verdicts(GOOD, replace(GOOD, within_share=0.773))["within"]


def test_nothing_to_measure_is_not_met() -> None:
    empty = replace(GOOD, within_share=math.nan, baseline_rows=0, scored_rows=0)
    found = verdicts(empty)
    assert not found["within"]
    assert not found["baseline"]
    assert not found["baseline_interval"]


def test_the_verdicts_on_the_shipped_studies_are_those_committed(shipped: Report) -> None:
    found = {bar.id: bar.met for bar in shipped.bars if bar.id not in AT_THE_EDGE}
    assert found == {**dict.fromkeys(MET, True), **dict.fromkeys(NOT_MET, False)}


def test_a_verdict_at_its_edge_stays_near_it(shipped: Report) -> None:
    found = {bar.id: bar.found[0] for bar in shipped.bars if bar.id in AT_THE_EDGE}
    assert found == {name: pytest.approx(edge, abs=near) for name, (edge, near, _) in AT_THE_EDGE.items()}


def test_the_page_in_docs_prints_the_same_verdicts(shipped: Report) -> None:
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    for bar in shipped.bars:
        line = next(line for line in page.splitlines() if line.startswith(f"| {bar.asks} |"))
        if bar.id in AT_THE_EDGE:
            assert line.endswith(("| met |", "| **not met** |"))
            continue
        assert line.endswith("| met |" if bar.met else "| **not met** |"), "run `make docs`"


def test_nobody_fails_in_the_shipped_studies(shipped: Report) -> None:
    assert shipped.summary.failed == 0


def test_what_failed_is_said(shipped: Report) -> None:
    rows = (replace(shipped.rows[0], failed=3), *shipped.rows[1:])
    page = as_markdown(replace(shipped, rows=rows, summary=replace(shipped.summary, failed=3)))
    assert "3 people failed" in page
    assert "3 virtual people failed" in page


def test_a_recalled_value_is_no_prediction(shipped: Report) -> None:
    recalled = {study.id for study in shipped.studies if study.verified.startswith("memory")}
    assert not [row.study for row in shipped.rows if row.study in recalled and row.observed.use.value == "predicted"]
