"""Warmth or cold that a plan puts into a rest: which steps those are, and what to fetch before somebody lies down."""

from collections.abc import Callable
from dataclasses import replace

from unclench.guide.going_over import Rest, rests, within
from unclench.knowledge.load import Knowledge
from unclench.model.plan import Plan

Steps = tuple[tuple[str, float, float], ...]


def planned(plan: Plan, steps: Steps) -> Plan:
    """A plan of these remedies, each with the minute at which it begins and its minutes."""
    made = [replace(plan.steps[0], remedy=name, start_min=start, duration_min=long) for name, start, long in steps]
    return replace(plan, steps=tuple(made))


def test_warmth_in_a_rest_is_named_with_its_time_and_what_to_fetch(
    plan_of: Callable[..., Plan], knowledge: Knowledge
) -> None:
    plan = planned(plan_of(("side_lying", 20)), (("ibuprofen", 0, 0), ("side_lying", 0, 20), ("towel_compress", 5, 15)))
    (one,) = within(plan, 2, knowledge)
    assert (one.place, one.title, one.after_ms) == (3, "Warm compress", 300_000)
    assert "flask" in one.fetch
    assert rests(plan, 3, knowledge) == (Rest("side_lying", "Position of ease"),)
    assert within(plan, 1, knowledge) == within(plan, 3, knowledge) == ()
    assert rests(plan, 2, knowledge) == ()


def test_what_comes_after_the_rest_or_is_no_rest_goes_over_nowhere(
    plan_of: Callable[..., Plan], knowledge: Knowledge
) -> None:
    steps = (("side_lying", 0, 20), ("wrapped_cold_pack", 20, 10), ("short_walks", 30, 20), ("towel_compress", 35, 15))
    plan = planned(plan_of(("side_lying", 20)), steps)
    for place in range(1, 5):
        assert within(plan, place, knowledge) == ()
        assert rests(plan, place, knowledge) == ()


def test_every_guide_of_something_cold_or_warm_says_what_to_fetch(knowledge: Knowledge) -> None:
    assert all(bool(guide.fetch) == bool(guide.contact) for guide in knowledge.guides.values())
