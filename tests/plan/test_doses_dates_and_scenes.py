"""The parts of a plan by themselves: dose times, check points, the simulated day, and reading unknown as unsafe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.schema import AtLeast, Combination
from unclench.model.case import Answer, Case, Episode, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Preferences
from unclench.model.scenario import Dose, Drug, Heat, HeatSource, Posture
from unclench.plan import build
from unclench.plan.allowances import possibly_holds
from unclench.plan.check_points import check_points, undated
from unclench.plan.dosing import dose_options, dose_times, within_limits
from unclench.plan.judgement import judgement
from unclench.plan.scene import Scene, Spell, scene
from unclench.plan.wording import dose_words, hours_words, minutes_words
from unclench.safety.cleared import NotCleared

KNOWLEDGE = load()
JUDGED = judgement(KNOWLEDGE)
TABLETS = ("ibuprofen", "naproxen", "aspirin", "acetaminophen")


@pytest.mark.parametrize("country", ["us", "uk", "eu"])
@pytest.mark.parametrize("medicine", TABLETS)
def test_every_dose_that_may_be_planned_stays_within_its_limits_all_day(medicine, country):
    options = dose_options(medicine, country, KNOWLEDGE)
    assert options == tuple(sorted(options))
    for dose in options:
        times = dose_times(medicine, dose, KNOWLEDGE)
        assert times[0] == 0.0
        assert within_limits(medicine, tuple((at, dose) for at in times), KNOWLEDGE)


def test_known_schedules():
    """400 mg ibuprofen three times is the 1,200 mg of both labels; naproxen every 12 hours; 3,000 mg acetaminophen."""
    assert dose_times("ibuprofen", 400, KNOWLEDGE) == (0, 360, 720)
    assert dose_times("naproxen", 220, KNOWLEDGE) == (0, 720)
    assert dose_times("acetaminophen", 1000, KNOWLEDGE) == (0, 360, 720)
    assert dose_options("ibuprofen", "us", KNOWLEDGE) == (200, 400)
    assert dose_options("aspirin", "us", KNOWLEDGE) == (325,), "two or three 325 mg tablets pass the single dose"


def test_one_dose_too_many_too_soon_or_too_large_is_seen():
    assert not within_limits("ibuprofen", ((0, 400), (360, 400), (720, 400), (1080, 200)), KNOWLEDGE)
    assert not within_limits("ibuprofen", ((0, 200), (359, 200)), KNOWLEDGE)
    assert not within_limits("ibuprofen", ((0, 600),), KNOWLEDGE)
    assert within_limits("ibuprofen", ((0, 400), (360, 400), (720, 400), (1440, 400)), KNOWLEDGE)


def test_a_smaller_daily_limit_means_fewer_doses():
    sheet = KNOWLEDGE.analgesics["ibuprofen"]
    assert sheet.limit is not None
    stricter = sheet.model_copy(update={"limit": sheet.limit.model_copy(update={"max_24h_mg": 700.0})})
    knowledge = replace(KNOWLEDGE, analgesics={**KNOWLEDGE.analgesics, "ibuprofen": stricter})
    assert dose_times("ibuprofen", 400, knowledge) == (0,)
    assert dose_times("ibuprofen", 200, knowledge) == (0, 360, 720)


@pytest.mark.parametrize("dose", [0, -200, 401, 1e9])
def test_a_dose_outside_the_single_dose_is_refused(dose):
    with pytest.raises(InvalidInput):
        dose_times("ibuprofen", dose, KNOWLEDGE)


def test_a_gel_has_no_dose_in_milligrams():
    with pytest.raises(InvalidInput):
        dose_times("topical_nsaid", 100, KNOWLEDGE)


def test_product_limits_are_as_strict_as_every_label():
    for sheet in KNOWLEDGE.analgesics.values():
        if sheet.limit is None:
            continue
        for label in sheet.labels:
            if label.country not in sheet.limit.countries:
                continue
            assert sheet.limit.max_24h_mg <= (label.max_24h_mg or sheet.limit.max_24h_mg)
            assert sheet.limit.interval_hours >= (label.interval_hours or 0)
            assert sheet.limit.max_days <= (label.max_days or sheet.limit.max_days)
            assert sheet.limit.min_age_years >= (label.min_age_years or 0)


def test_remedy_sheets_stay_within_the_hard_limits():
    """Burn and cold limits from the heat and cold literature: 45 degC, 20 minutes, ice massage 5 minutes, gaps."""
    for sheet in KNOWLEDGE.remedies.values():
        assert sheet.minutes <= sheet.minutes_max
        if sheet.offer == "heat":
            assert sheet.temperature_c is not None
            assert sheet.temperature_c <= (sheet.temperature_c_max or 0) <= 45
        if sheet.offer == "cold":
            assert sheet.minutes_max <= 20
            assert sheet.gap_minutes >= 120
    assert KNOWLEDGE.remedies["ice_massage"].minutes_max == 5
    assert KNOWLEDGE.remedies["side_lying"].minutes_max <= 120


def test_every_offer_has_a_remedy_and_every_medicine_is_one():
    offers = {str(sheet.offer) for sheet in KNOWLEDGE.remedies.values()}
    assert offers >= {"ibuprofen", "naproxen", "aspirin", "acetaminophen", "topical_nsaid"}
    assert offers >= {"cold", "heat", "stretch_knee_to_chest", "rest_position", "gentle_movement"}
    assert set(KNOWLEDGE.analgesics) <= set(KNOWLEDGE.remedies)


def test_combination_products_that_hold_two_medicines_are_known_under_both():
    where: dict[str, set[str]] = {}
    for sheet in KNOWLEDGE.analgesics.values():
        for product in sheet.combination_products:
            where.setdefault(product, set()).add(str(sheet.id))
    assert where["Nuromol"] == {"ibuprofen", "acetaminophen"}
    assert where["Excedrin"] == {"aspirin", "acetaminophen"}
    assert where["Advil Dual Action"] == {"ibuprofen", "acetaminophen"}


def test_check_points_run_from_now_to_twelve_weeks():
    points = check_points(KNOWLEDGE)
    hours = [point.after_hours for point in points]
    assert hours == sorted(hours)
    assert {0, 2, 24, 72, 168, 240, 336, 672, 1008, 2016} == set(hours)
    assert next(point for point in points if point.after_hours == 24).urgency == "same_day"
    assert all(point.question and point.if_not and point.sources for point in points)
    assert undated(KNOWLEDGE)


@given(st.floats(0, 10_000))
def test_time_already_passed_only_brings_visits_forward(duration):
    fresh = {point.question: point.after_hours for point in check_points(KNOWLEDGE)}
    later = {point.question: point.after_hours for point in check_points(KNOWLEDGE, duration)}
    assert all(0 <= hours <= fresh[question] for question, hours in later.items())
    passed = sum(1 for hours in fresh.values() if 336 <= hours < duration)
    assert len(later) == len(fresh) - max(passed - 1, 0)


def test_after_five_weeks_the_four_week_check_is_due_now():
    due = [point for point in check_points(KNOWLEDGE, 5 * 7 * 24) if point.after_hours == 0]
    assert any("3 to 4 weeks" in point.question for point in due)
    assert not any("2 weeks it is clearly" in point.question for point in check_points(KNOWLEDGE, 5 * 7 * 24))


IDLE_SCENE = scene(Case("x"), None, JUDGED)


def test_the_idle_day_is_sitting_then_sleeping():
    assert [(c.start_min, c.posture) for c in IDLE_SCENE.posture_changes(())] == [
        (0.0, Posture.SITTING),
        (960.0, Posture.LYING_SIDE),
    ]


def test_a_spell_replaces_the_idle_posture_and_gives_it_back():
    spells = [Spell(0, 20, Posture.LYING_SIDE), Spell(20, 5, Posture.WALKING), Spell(85, 5, Posture.WALKING)]
    assert [(c.start_min, c.posture) for c in IDLE_SCENE.posture_changes(spells)] == [
        (0.0, Posture.SITTING),
        (1.0, Posture.LYING_SIDE),
        (20.0, Posture.WALKING),
        (25.0, Posture.SITTING),
        (85.0, Posture.WALKING),
        (90.0, Posture.SITTING),
        (960.0, Posture.LYING_SIDE),
    ]


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(1, 120), st.sampled_from(Posture)), max_size=8))
def test_posture_changes_are_in_order_and_never_repeat(raw):
    changes = IDLE_SCENE.posture_changes([Spell(*each) for each in raw])
    starts = [change.start_min for change in changes]
    assert starts == sorted(set(starts))
    assert starts[0] == 0.0
    assert all(a.posture is not b.posture for a, b in pairwise(changes))


CAUSES = st.dictionaries(st.sampled_from([*JUDGED.injury, "unheard_of"]), st.floats(0, 1), max_size=6)


@given(CAUSES, st.one_of(st.none(), st.floats(0, 10)), st.one_of(st.none(), st.floats(0, 1e6)))
def test_the_scene_is_always_possible(causes, pain, duration):
    here = scene(Case("x", episode=Episode(duration, pain)), causes, JUDGED)
    assert 0 <= here.initial_injury <= 1
    assert 0 <= here.lock_hours <= 3
    assert here.injury_hours == 0 or here.lock_hours == 3
    if duration is not None and duration <= 24 * 366:
        assert here.lock_hours + here.injury_hours == pytest.approx(duration)
    assert here.scenario().starts_locked


def test_a_shorter_look_at_a_day_cuts_short_what_lasts_beyond_it():
    wrap, later = Heat(30, 480, HeatSource.HEAT_WRAP, 40.0), Heat(200, 10, HeatSource.HEAT_WRAP, 40.0)
    looked_at = scene(Case("x"), None, JUDGED).scenario(actions=[wrap, later], hours=2)
    assert [action for action in looked_at.actions if isinstance(action, Heat)] == [replace(wrap, duration_min=90)]


def test_a_strain_means_more_injury_than_a_tired_muscle_and_doubt_lies_between():
    def injury(causes: Mapping[str, float]) -> float:
        return scene(Case("x"), causes, JUDGED).initial_injury

    strained, tired = injury({"protective_after_injury": 1.0}), injury({"fatigue_or_posture": 1.0})
    assert strained > tired
    assert injury({"protective_after_injury": 0.5, "fatigue_or_posture": 0.5}) == pytest.approx((strained + tired) / 2)


def test_what_begins_after_the_last_hour_is_left_out():
    here = Scene(Case("x").person, 1.0, 0.0, 0.5, awake_min=960.0, settle_min=1.0)
    short = here.scenario((), (Dose(0, Drug.IBUPROFEN, 200), Dose(360, Drug.IBUPROFEN, 200)), hours=2)
    assert [action.start_min for action in short.actions if isinstance(action, Dose)] == [0]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({}, True), ({"a": Answer.NO}, True), ({"a": Answer.NO, "b": Answer.NO}, False), ({"b": Answer.UNSURE}, True)],
)
def test_unknown_counts_as_unsafe(answers, expected):
    case = Case("x", findings=answers, unmentioned=Unmentioned.ASK)
    assert possibly_holds(Combination(any=("a", "b")), case) is expected


def test_combinations_of_conditions():
    case = Case("x", findings={"a": Answer.YES, "b": Answer.NO, "c": Answer.UNSURE}, unmentioned=Unmentioned.NO)
    assert not possibly_holds(Combination(all=("a", "b")), case)
    assert possibly_holds(Combination(all=("a", "c")), case)
    assert possibly_holds(Combination(at_least=AtLeast(n=2, of=("a", "b", "c"))), case)
    assert not possibly_holds(Combination(at_least=AtLeast(n=2, of=("a", "b", "d"))), case)


def test_only_a_clearance_of_the_danger_check_opens_a_plan(strain, knowledge: Knowledge, engine):
    class Forged:
        case, screening, offers = strain.case, strain.screening, strain.offers

        def allows(self, remedy: str) -> bool:
            return True

    with pytest.raises(NotCleared):
        build(Forged(), Preferences(), knowledge, members=16, engine=engine)  # type: ignore[arg-type]
    with pytest.raises(NotCleared):
        replace(strain, case=strain.case)


def test_numbers_in_words():
    assert [minutes_words(m) for m in (5, 20, 60, 120, 90)] == [
        "5 minutes",
        "20 minutes",
        "1 hour",
        "2 hours",
        "90 minutes",
    ]
    assert dose_words(1000, with_food=False) == "1,000 mg"
    assert dose_words(400, with_food=True) == "400 mg with food"
    assert [hours_words(h) for h in (1, 6, 72, 672)] == ["1 hour", "6 hours", "3 days", "4 weeks"]
