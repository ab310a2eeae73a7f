"""A whole plan on the shipped simulator: real people in the model, real knowledge, and the limits on their skin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.cancelled import Cancelled
from unclench.model.course import Outcome
from unclench.model.plan import Plan
from unclench.model.preferences import Order, Preferences
from unclench.model.scenario import PostureChange
from unclench.plan import build
from unclench.plan.allowances import allowances
from unclench.plan.choice import first_choice
from unclench.plan.effects import mean_with_interval
from unclench.plan.engine import HIGHEST_BURN_DAMAGE, LOWEST_SKIN_C, mean_pain
from unclench.plan.judgement import judgement
from unclench.plan.layout import lay_out, to_scenario
from unclench.plan.locked_scene import locked_scene
from unclench.plan.scene import Spell, scene
from unclench.plan.shipped_engine import shipped_engine
from unclench.safety.cleared import Cleared

MEMBERS = 16


@pytest.fixture(scope="module")
def plan(strain: Cleared, knowledge: Knowledge) -> Plan:
    return build(strain, Preferences(), knowledge, members=MEMBERS, seed=3)


def test_the_plan_keeps_every_virtual_skin_safe(plan):
    assert plan.forecast.worst_burn_damage <= HIGHEST_BURN_DAMAGE
    assert plan.forecast.lowest_skin_c >= LOWEST_SKIN_C
    assert plan.forecast.failed == 0


def test_most_people_of_the_forecast_are_locked_at_the_start(plan):
    assert plan.forecast.locked_share[0] >= 0.9


def test_the_plan_is_no_worse_than_doing_nothing(plan):
    nothing = next(other for other in plan.alternatives if other.id == "doing_nothing")
    assert nothing.mean_difference is not None
    assert nothing.mean_difference.median > 0
    assert plan.released_24h >= nothing.released_24h - 1 / MEMBERS


def test_every_number_is_finite_and_every_step_was_simulated(plan):
    for step in plan.steps:
        assert step.predicted is not None
        change = step.predicted.pain_change_nrs
        assert np.isfinite([change.median, change.p05, change.p95, step.predicted.released_change]).all()


def test_the_same_seed_gives_the_same_plan_and_another_seed_other_people(strain, knowledge, plan):
    assert build(strain, Preferences(), knowledge, members=MEMBERS, seed=3) == plan
    other = build(strain, Preferences(), knowledge, members=MEMBERS, seed=4)
    assert other.mean_pain_24h != plan.mean_pain_24h


def test_the_article_order_keeps_every_virtual_skin_safe_too(strain, knowledge):
    made = build(strain, Preferences(order=Order.ARTICLE), knowledge, members=MEMBERS, seed=3)
    assert made.forecast.lowest_skin_c >= LOWEST_SKIN_C
    assert any(step.remedy == "ice_massage" for step in made.steps)


def test_few_people_are_the_first_of_many(strain, knowledge):
    """The search and the comparisons rest on this: row k is the same person however many there are."""
    here = locked_scene(scene(strain.case, None, judgement(knowledge)), knowledge, 5)
    day = here.scenario(hours=1.0)
    (many,) = shipped_engine(knowledge, 5, 24)(here, [day], 24)
    (few,) = shipped_engine(knowledge, 5, 8)(here, [day], 8)
    assert np.array_equal(many.pain_nrs[:8], few.pain_nrs)
    assert np.array_equal(many.first(8).release_min, few.release_min)


def test_more_stated_pain_starts_with_more_injury(strain, knowledge):
    injuries = [
        locked_scene(
            replace(scene(strain.case, None, judgement(knowledge)), pain_nrs=pain), knowledge, 1
        ).initial_injury
        for pain in (1.0, 4.0, 8.0)
    ]
    assert injuries == sorted(injuries)
    assert 0 <= injuries[0] < injuries[-1] <= 1


def test_without_a_stated_pain_the_injury_of_the_cause_is_a_floor(strain, knowledge):
    held = locked_scene(
        replace(scene(strain.case, None, judgement(knowledge)), pain_nrs=None, initial_injury=0.7), knowledge, 1
    )
    assert 0.7 <= held.initial_injury <= 1


def test_a_fresh_seed_agrees_with_the_choice(strain, knowledge, plan):
    """What was chosen on some people is no worse on others than doing nothing and the article's order, beyond noise."""
    preferences = Preferences()
    allowed = allowances(strain, preferences, knowledge)
    article = first_choice(allowed, Order.ARTICLE, strain.case, knowledge)
    chosen = [draft_of(step) for step in plan.steps]
    here = locked_scene(scene(strain.case, None, judgement(knowledge)), knowledge, 77)
    days = [
        here.scenario(*chosen_day(chosen)),
        to_scenario(here, lay_out(article, knowledge)),
        here.scenario(),
    ]
    mine, *others = shipped_engine(knowledge, 77, 48)(here, days, 48)
    for other in others:
        cost = mean_with_interval(mean_pain(mine, 0, 1440) - mean_pain(other, 0, 1440))
        assert cost.p05 < judgement(knowledge).negligible_nrs


def draft_of(step):
    return [action for action in step.actions if not isinstance(action, PostureChange)], step.actions


def chosen_day(chosen):
    """The spells and actions of finished steps: a posture lasts until the next change of the same step."""
    spells, actions = [], []
    for others, every in chosen:
        actions += others
        changes = [action for action in every if isinstance(action, PostureChange)]
        spells += [
            Spell(begin.start_min, end.start_min - begin.start_min, begin.posture)
            for begin, end in zip(changes[::2], changes[1::2], strict=True)
        ]
    return spells, actions


def test_results_do_not_depend_on_how_many_days_run_at_once(strain, knowledge):
    here = locked_scene(scene(strain.case, None, judgement(knowledge)), knowledge, 5)
    day = here.scenario(hours=2.0)
    (alone,) = shipped_engine(knowledge, 5, 8)(here, [day], 8)
    crowd = shipped_engine(knowledge, 5, 8)(here, [day, day, here.scenario(hours=1.0)], 8)
    assert np.array_equal(alone.pain_nrs, crowd[0].pain_nrs)
    assert np.array_equal(alone.pain_nrs, crowd[1].pain_nrs)


def test_whoever_waits_can_stop_the_work_and_no_answer_comes_back(strain, knowledge):
    def stop(share: float, now: str) -> None:
        if share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        build(strain, Preferences(), knowledge, members=MEMBERS, seed=3, progress=stop)


def test_doing_nothing_carries_its_course_on_the_same_clock(plan):
    nothing = next(other for other in plan.alternatives if other.id == "doing_nothing")
    assert nothing.course is not None
    assert nothing.course.minutes == plan.forecast.minutes
    assert nothing.course.bands[Outcome.PAIN_NRS].median[0] == pytest.approx(
        plan.forecast.bands[Outcome.PAIN_NRS].median[0], abs=0.01
    )


@pytest.mark.parametrize("hours", [0.5, 20.0, 24.0 * 7, 24.0 * 42])
def test_people_start_locked_however_long_ago_it_began(strain, knowledge, hours):
    case = replace(strain.case, episode=replace(strain.case.episode, duration_hours=hours, pain_nrs=4.0))
    here = locked_scene(scene(case, None, judgement(knowledge)), knowledge, 1)
    (start,) = shipped_engine(knowledge, 1, MEMBERS)(here, [here.scenario(hours=0.5)], MEMBERS)
    assert start.course is not None
    assert start.course().locked_share[0] >= 0.9
    assert abs(float(np.median(start.pain_nrs[:, 0])) - 4.0) < 1.0


@pytest.mark.parametrize("unknown", ["age_years", "sex", "height_cm", "weight_kg"])
def test_unknown_body_is_no_obstacle(strain, knowledge, unknown):
    person = replace(strain.case.person, **{unknown: None})
    here = scene(replace(strain.case, person=person), None, judgement(knowledge))
    (outcomes,) = shipped_engine(knowledge, 1, 4)(here, [here.scenario(hours=0.5)], 4)
    assert np.isfinite(outcomes.pain_nrs).all()
