"""The search by itself, on ways whose worth is known: what adds up is found, equals go to the simpler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.knowledge.load import load
from unclench.plan.choice import Choice
from unclench.plan.engine import Outcomes
from unclench.plan.judgement import judgement
from unclench.plan.search import Searcher, search

JUDGED = judgement(load())
FIRST = Choice(rest="side_lying", rest_min=20, warm="towel_compress", warm_times=3, stretch_times=2)
REST = [replace(FIRST, rest_min=60.0), replace(FIRST, rest_min=120.0)]
MEDICINE = [replace(FIRST, medicine="ibuprofen", dose_mg=mg, doses=3) for mg in (200.0, 400.0)]
STRETCH = [replace(FIRST, stretch_times=0)]
GROUPS = [REST, STRETCH, MEDICINE]


class Bench:
    """Additive effects with noise that pairing leaves: each way's pain is a person's own, less what it saves."""

    def __init__(self, spread: float = 0.0, **saves: float) -> None:
        self.saves = {"rest_hour": 0.0, "gram": 0.0, "no_stretch": 0.0} | saves
        self.spread, self.unsafe = spread, set[Choice]()
        self.runs: list[tuple[int, list[Choice]]] = []

    def saved(self, choice: Choice) -> float:
        hours, grams = (choice.rest_min - 20) / 60, choice.dose_mg * choice.doses / 1000
        stretched = self.saves["no_stretch"] * (choice.stretch_times == 0)
        return self.saves["rest_hour"] * hours + self.saves["gram"] * grams + stretched

    def run(self, choices: Sequence[Choice], members: int, hours: float) -> list[Outcomes]:
        self.runs.append((members, list(choices)))
        minutes = np.linspace(0.0, hours * 60, 5)
        own = 5 + np.linspace(-1, 1, members)
        answers = []
        for number, choice in enumerate(choices):
            wobble = self.spread * np.random.default_rng(number).normal(size=members)
            pain = np.repeat((own - self.saved(choice) + wobble)[:, None], 5, axis=1)
            burn = 1.0 if choice in self.unsafe else 0.0
            answers.append(Outcomes(minutes, pain, np.full(members, np.inf), burn, 20.0))
        return answers

    def search(self, others: Sequence[Choice] = (), may=lambda choice: True):
        by = Searcher(lambda c: self.run(c, 16, 16.0), lambda c: self.run(c, 64, 24.0), may, JUDGED)
        return search(FIRST, GROUPS, others, by)


def test_two_good_changes_are_found_together():
    found = Bench(rest_hour=0.5, gram=0.5).search()
    assert (found.best.rest_min, found.best.dose_mg, found.best.stretch_times) == (120, 400, 2)


def test_nothing_worth_doing_leaves_the_plain_protocol():
    assert Bench().search().best == FIRST
    assert Bench(spread=0.3).search().best == FIRST


def test_a_larger_amount_must_earn_its_own_margin():
    """A second tablet that adds little is left out; one that only together are worth their margin are taken."""
    bench = Bench()
    bench.saved = lambda choice: (0.3 + choice.dose_mg / 4000) * (choice.dose_mg > 0)  # type: ignore[method-assign]
    assert bench.search().best.dose_mg == 200
    bench.saved = lambda choice: 0.9 * choice.dose_mg / 1000  # type: ignore[method-assign]
    assert bench.search().best.dose_mg == 400


@settings(deadline=None)
@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 0.3))
def test_the_way_taken_is_never_worse_than_the_plain_one_by_what_the_search_saw(rest, gram, stretch, spread):
    bench = Bench(spread, rest_hour=rest, gram=gram, no_stretch=stretch)
    found = bench.search()
    best, first = (found.outcomes[way].pain_nrs.mean() for way in (found.best, FIRST))
    assert found.best == FIRST or best <= first - JUDGED.worth_nrs


@settings(deadline=None)
@given(st.sets(st.sampled_from([*REST, *STRETCH, *MEDICINE])), st.floats(0, 2), st.floats(0, 2))
def test_ways_that_may_not_be_are_never_simulated(forbidden, rest, gram):
    bench = Bench(rest_hour=rest, gram=gram)
    found = bench.search(may=lambda choice: choice not in forbidden and choice.rest_min * choice.dose_mg < 30_000)
    simulated = {choice for _, choices in bench.runs for choice in choices}
    assert simulated.isdisjoint(forbidden)
    assert all(choice.rest_min * choice.dose_mg < 30_000 for choice in simulated)
    assert found.best in simulated


def test_a_way_that_harms_skin_is_not_taken_even_from_the_start():
    bench = Bench(rest_hour=1.0)
    bench.unsafe = {REST[1]}
    assert bench.search().best == REST[0]
    bench.unsafe = {FIRST}
    found = bench.search()
    assert found.best != FIRST
    assert FIRST in found.refused


def test_few_ways_are_judged_and_what_is_shown_beside_them_is_judged_too():
    bench = Bench(rest_hour=1.0, gram=1.0, no_stretch=1.0)
    found = bench.search(others=[Choice()])
    (racers, raced), (judges, judged) = bench.runs
    assert (racers, judges) == (16, 64)
    assert len(raced) == 1 + sum(map(len, GROUPS))
    assert len(judged) <= JUDGED.finalists_most + 1
    assert Choice() in found.outcomes
    assert found.best != Choice()
    assert found.runner_up not in (None, found.best, Choice())
