"""How much the danger check asks: whole roads answered as the case answers, medians with bounds that hold."""

from __future__ import annotations

import json
import random
import statistics
from pathlib import Path

import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case, Unmentioned
from unclench.safety.effort import Middle, effort, median_bounds, walk
from unclench.safety.intake import read_cases

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "triage_cases.json"
BLIND = Path(__file__).parent


def test_a_road_is_answered_as_the_case_answers(small: Knowledge) -> None:
    nothing = walk(Case("x", unmentioned=Unmentioned.NO), small)
    assert [shown.group for shown in nothing] == ["numb", "body", "about", "medicine", "history"]
    emergency = walk(Case("x", findings={"saddle_numbness": Answer.YES}), small)
    assert [shown.group for shown in emergency] == ["numb"]


def test_what_a_case_already_holds_is_still_asked(small: Knowledge) -> None:
    held = Case("x", findings={"fever": Answer.NO, "foot_drop": Answer.NO})
    assert [shown.words() for shown in walk(held, small)] == [shown.words() for shown in walk(Case("x"), small)]


def test_effort_counts_screens_and_reading(small: Knowledge) -> None:
    screens, minutes = effort([Case("a"), Case("b", findings={"saddle_numbness": Answer.YES})], small)
    assert list(screens.values) == [5, 1]
    assert screens.median == 3
    assert minutes.values[1] == pytest.approx(14 / 200)
    assert screens.as_dict()["median_95"] == [0.0, None]


def test_nothing_to_count_is_said_and_not_failed(small: Knowledge) -> None:
    screens, minutes = effort([], small)
    assert screens.met
    assert minutes.met
    assert screens.as_dict()["median"] is None
    assert screens.as_dict()["most"] is None


@pytest.mark.parametrize(("every_one", "met"), [(False, True), (True, False)])
def test_a_bar_for_every_one_is_stricter_than_one_for_the_median(every_one: bool, met: bool) -> None:
    assert Middle("x", "x", (1.0, 2.0, 9.0), 2.0, every_one).met is met


def test_bounds_of_a_median_are_the_published_order_statistics() -> None:
    """Ranks of the 95 % interval of a median: n=6 gives 1 and 6, n=10 gives 2 and 9, n=25 gives 8 and 18."""
    for count, low, high in ((6, 1, 6), (10, 2, 9), (25, 8, 18)):
        assert median_bounds(list(range(1, count + 1))) == (low, high)
    assert median_bounds([1, 2, 3, 4, 5])[0] == 0.0


def test_bounds_of_a_median_hold_it_as_often_as_they_say() -> None:
    draw = random.Random(7)
    held = 0
    for _ in range(2000):
        low, high = median_bounds([draw.expovariate(1.0) for _ in range(26)])
        held += low <= 0.6931471805599453 <= high
    assert held / 2000 >= 0.94


@pytest.mark.parametrize("file", [SHARED, BLIND / "blind_vignettes.json", BLIND / "blind_vignettes_second.json"])
def test_ordinary_strains_reach_a_result_soon(shipped: Knowledge, file: Path) -> None:
    if not file.exists():
        pytest.skip(f"{file.name} is not here")
    raw = json.loads(file.read_text(encoding="utf-8"))
    strains = [one for one in raw if one["expected"].get("simple_strain")]
    assert strains
    cases = read_cases(strains, shipped, unmentioned=Unmentioned.NO)
    screens, minutes = effort(cases, shipped)
    assert screens.met, statistics.median(screens.values)
    assert minutes.met, minutes.most
