"""No day that breaks a hard limit is ever simulated, whatever is allowed, wished for, or tried together."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Order, Preferences
from unclench.model.scenario import Cold, ColdSource, Dose, Drug, Heat, HeatSource, Posture
from unclench.plan import build
from unclench.plan.allowances import allowances
from unclench.plan.choice import Choice, first_choice, joined
from unclench.plan.judgement import judgement
from unclench.plan.layout import Draft, lay_out
from unclench.plan.limits import broken_limits, busy_minutes, times_of
from unclench.plan.scene import Spell
from unclench.plan.variations import variations

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WISHES = st.builds(
    Preferences,
    medicine=st.booleans(),
    floor=st.booleans(),
    has_ice=st.booleans(),
    has_towel=st.booleans(),
    order=st.sampled_from(Order),
    minutes_a_day=st.one_of(st.none(), st.floats(0, 400)),
)


@QUICK
@given(wishes=WISHES, lying_hour=st.sampled_from([0.0, -1.0]), data=st.data())
def test_every_day_that_is_simulated_keeps_every_limit(wishes, lying_hour, data, strain, knowledge, make_engine):
    """With remedies so strong that the search wants all of them; steps are then left out one at a time."""
    effects = {name: data.draw(st.sampled_from([0.0, -0.5])) for name in ("dose_per_mg", "heat", "cold", "stretch")}
    engine = make_engine(**effects | {"lying_hour": lying_hour})
    plan = build(strain, wishes, knowledge, members=16, engine=engine)
    for scenario, _ in engine.runs:
        doses = [action for action in scenario.actions if isinstance(action, Dose)]
        assert all(dose.drug is Drug.IBUPROFEN for dose in doses)
        assert sum(dose.dose_mg for dose in doses) <= 1200
        warm = [action for action in scenario.actions if isinstance(action, Heat)]
        assert all(action.source_c <= 45 and action.duration_min <= 20 for action in warm)
        cold = sorted(a.start_min for a in scenario.actions if isinstance(a, Cold))
        assert all(later - earlier >= 120 for earlier, later in pairwise(cold))
    drafts = [Draft(s.remedy, s.start_min, s.duration_min, s.dose, actions=s.actions) for s in plan.steps]
    assert len(drafts) <= 14
    if wishes.minutes_a_day is not None:
        timed = sum(step.duration_min for step in plan.steps if step.remedy not in ("short_walks", "gentle_movement"))
        assert timed <= wishes.minutes_a_day + 15  # the first warmth or cold is used while lying


@QUICK
@given(order=st.sampled_from(Order), data=st.data())
def test_variations_joined_at_random_are_planned_only_within_limits(order, data, strain, knowledge):
    """The referee itself, on ways that no search would join: what it lets pass keeps each sheet's numbers."""
    wishes = Preferences(order=order)
    allowed = allowances(strain, wishes, knowledge)
    first = first_choice(allowed, order, strain.case, knowledge)
    groups = [group for group in variations(first, allowed, wishes, strain.case, knowledge) if group]
    picked = [data.draw(st.sampled_from(group)) for group in groups if data.draw(st.booleans())]
    drafts = lay_out(joined(first, *picked), knowledge)
    if broken_limits(drafts, wishes, knowledge):
        return
    for remedy in {draft.remedy for draft in drafts}:
        sheet = knowledge.remedies[remedy]
        spells = sorted(spell for draft in drafts if draft.remedy == remedy for spell in times_of(draft))
        assert len(spells) <= sheet.times_a_day_max
        assert all(end - start <= sheet.minutes_max + 1e-9 for start, end in spells)
        assert all(b[0] - a[1] >= sheet.gap_minutes - 1e-9 for a, b in pairwise(spells))
    assert busy_minutes(drafts) <= judgement(knowledge).busy_hours_most * 60


def test_the_plain_protocols_keep_every_limit(strain, knowledge):
    for order in Order:
        allowed = allowances(strain, Preferences(order=order), knowledge)
        first = first_choice(allowed, order, strain.case, knowledge)
        assert broken_limits(lay_out(first, knowledge), Preferences(), knowledge) == ()


def dose(at: float, mg: float = 400.0, drug: Drug = Drug.IBUPROFEN) -> Draft:
    return Draft(drug.value, at, 0.0, "", actions=(Dose(at, drug, mg),))


def towel(at: float, minutes: float = 15.0, degrees: float = 42.0) -> Draft:
    warm = Heat(at, minutes, HeatSource.TOWEL_COMPRESS, degrees)
    return Draft("towel_compress", at, minutes, "", actions=(warm,))


def pack(at: float) -> Draft:
    return Draft("wrapped_cold_pack", at, 15.0, "", actions=(Cold(at, 15.0, ColdSource.ICE_PACK_WRAPPED),))


def lying(at: float, minutes: float) -> Draft:
    return Draft("side_lying", at, minutes, "", (Spell(at, minutes, Posture.LYING_SIDE),))


@pytest.mark.parametrize(
    ("drafts", "broken"),
    [
        ([dose(0), dose(360), dose(720)], ()),
        ([dose(0), dose(359)], ("medicine", "remedy")),
        ([dose(0, 600)], ("medicine",)),
        ([dose(0), dose(360, 500, Drug.ACETAMINOPHEN)], ("medicine",)),
        ([towel(0), towel(100)], ()),
        ([towel(0, 21)], ("remedy",)),
        ([towel(0, 15, 46)], ("remedy",)),
        ([towel(0), towel(30)], ("remedy",)),
        ([towel(0), pack(10)], ("order",)),
        ([towel(950)], ("bedtime",)),
        ([lying(0, 120), lying(200, 120), lying(400, 120)], ("effort",)),
        ([lying(0, 121)], ("remedy",)),
    ],
)
def test_each_limit_is_seen(drafts, broken, knowledge):
    assert broken_limits(drafts, Preferences(), knowledge) == broken


def test_what_is_done_at_the_same_time_counts_once():
    assert busy_minutes([lying(0, 20), towel(5)]) == 20
    assert busy_minutes([lying(0, 20), towel(10)]) == 25
    assert busy_minutes([]) == 0


@pytest.mark.parametrize("minutes", [0, 10, 30, 60, 120])
def test_a_person_with_little_time_gets_a_plan_that_fits(minutes, strain, knowledge, engine):
    wishes = Preferences(minutes_a_day=minutes)
    plan = build(strain, wishes, knowledge, members=16, engine=engine)
    allowed = allowances(strain, wishes, knowledge)
    assert {step.remedy for step in plan.steps} <= allowed.remedies
    timed = [s for s in plan.steps if s.duration_min > 0]
    assert bool(timed) == (minutes >= 20)


@pytest.mark.parametrize("minutes", [-1, 1441, float("nan")])
def test_an_impossible_amount_of_time_is_refused(minutes):
    with pytest.raises(InvalidInput) as problem:
        Preferences(minutes_a_day=minutes)
    assert problem.value.field == "preferences.minutes_a_day"


def test_joining_keeps_what_each_variation_changed():
    first = Choice(rest="side_lying", rest_min=20, warm_times=3)
    together = joined(first, replace(first, rest_min=60), replace(first, warm_times=4))
    assert (together.rest_min, together.warm_times) == (60, 4)
