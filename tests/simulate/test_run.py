"""The public face: courses and members, paired, from a rest or a locked start."""

from dataclasses import replace

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.course import Outcome
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import (
    Cohort,
    Dose,
    Drug,
    Exertion,
    Injury,
    Mechanism,
    Posture,
    PostureChange,
    Scenario,
    Stretch,
)
from unclench.simulate import run, run_many, run_members, run_members_many

LOCKED = Scenario(4.0, starts_locked=True, initial_injury=0.8, onset_hours=1.0)


def test_a_course_reports_every_outcome_at_every_time(knowledge):
    course = run(Person(), Scenario(1.0), knowledge=knowledge, members=40, output_every_min=15.0)
    assert course.minutes == (0.0, 15.0, 30.0, 45.0, 60.0)
    assert set(course.bands) == set(Outcome)
    for band in course.bands.values():
        rows = np.array([band.p05, band.p25, band.median, band.p75, band.p95])
        assert rows.shape == (5, 5)
        assert (np.diff(rows, axis=0) >= 0).all()
    assert (course.members, course.failed, course.backend, course.seed) == (40, 0, "numba", 1)


def test_rest_stays_at_rest(knowledge):
    """Nothing happens to a person at rest: no lock, no pain to speak of, skin and muscle stay where they are."""
    members = run_members(Person(), Scenario(6.0), knowledge=knowledge, members=64)
    for outcome in (Outcome.SKIN_C, Outcome.MUSCLE_C):
        assert np.ptp(members.curve(outcome), axis=1).max() < 0.01
    assert not members.ever_locked.any()
    assert members.curve(Outcome.PAIN_NRS).max() < 0.5


@pytest.mark.parametrize(
    "act", [lambda start: Exertion(start, 29.0, 0.5), lambda start: Stretch(start, 1 / 60, 0.1, 1.0)]
)
def test_what_is_done_from_the_first_moment_begins_at_rest(knowledge, act):
    """Nobody was at it for ever before; and a moment later it comes to the same."""
    rest, at_once, soon = run_members_many(
        Person(),
        [Scenario(0.5, actions) for actions in ((), (act(0.0),), (act(0.01),))],
        knowledge=knowledge,
        members=64,
        output_every_min=5.0,
    )
    for outcome in (Outcome.FATIGUE, Outcome.OXYGEN, Outcome.METABOLITES, Outcome.SENSITISATION):
        assert np.array_equal(at_once.curve(outcome)[:, 0], rest.curve(outcome)[:, 0])
        assert np.median(np.abs(at_once.curve(outcome) - soon.curve(outcome))[:, 1:]) < 2e-3
    assert not np.array_equal(at_once.curve(Outcome.FATIGUE), rest.curve(Outcome.FATIGUE))


def test_a_locked_start_is_locked_at_zero_and_says_how_many_lock(knowledge):
    course = run(Person(), LOCKED, knowledge=knowledge, members=60)
    assert course.locked_share[0] == 1.0
    assert course.members == 60
    assert 0.0 < course.accepted_share < 1.0
    assert course.released_by[0] == 0.0
    assert (np.diff(course.released_by) >= 0).all()


def test_the_plan_does_not_choose_who_starts_locked(knowledge):
    lie = Scenario(1.0, (PostureChange(0, Posture.LYING_SIDE),), starts_locked=True, initial_injury=0.8)
    stand = Scenario(1.0, starts_locked=True, initial_injury=0.8)
    apart = [run_members(Person(), each, knowledge=knowledge, members=30) for each in (lie, stand)]
    together = run_members_many(Person(), [lie, stand], knowledge=knowledge, members=30)
    for alone, paired in zip(apart, together, strict=True):
        assert np.array_equal(alone.curves, paired.curves)
    assert np.array_equal(together[0].numbers, together[1].numbers)
    one, other = (each.curve("inflammation")[:, 0] for each in together)
    assert np.array_equal(one, other)


def test_lying_down_releases_paired_members_sooner(knowledge):
    lie = Scenario(2.0, (PostureChange(0, Posture.LYING_SIDE),), starts_locked=True, initial_injury=0.8)
    stand = Scenario(2.0, starts_locked=True, initial_injury=0.8)
    lying, standing = run_members_many(Person(), [lie, stand], knowledge=knowledge, members=100)
    assert (lying.minutes_to_release <= standing.minutes_to_release).mean() > 0.8
    assert np.isfinite(lying.minutes_to_release).mean() > np.isfinite(standing.minutes_to_release).mean()


def test_a_mechanism_without_a_locked_state_turns_nobody_away(knowledge):
    scenario = Scenario(1.0, starts_locked=True, initial_injury=0.8, mechanism=Mechanism.PAIN_ADAPTATION)
    course = run(Person(), scenario, knowledge=knowledge, members=20)
    assert course.members == 20
    assert course.accepted_share == 0.0
    assert course.locked_share[0] == 0.0
    assert course.bands[Outcome.DRIVER].median[0] == pytest.approx(0.8, rel=0.01)
    (said,) = course.warnings
    assert "nobody could be started locked" in said


def test_a_run_of_new_bouts_says_when_nobody_hurts_and_when_nobody_is_locked(knowledge):
    bout = Scenario(1.0, starts_locked=True, initial_injury=0.8, cohort=Cohort.NEW_EPISODE)
    assert run(Person(), bout, knowledge=knowledge, members=20).warnings == ()
    unlockable = run(Person(), replace(bout, mechanism=Mechanism.PAIN_ADAPTATION), knowledge=knowledge, members=20)
    assert unlockable.locked_share[0] == 0.0
    assert unlockable.accepted_share > 0.0
    assert [said.split(" is ")[0] for said in unlockable.warnings] == ["starts_locked: nobody in this run"]
    slight = replace(bout, initial_injury=0.01, onset_hours=24.0, mechanism=Mechanism.PAIN_ADAPTATION)
    painless = run(Person(), slight, knowledge=knowledge, members=20)
    assert painless.accepted_share == 0.0
    assert any("hurts at least moderately" in said for said in painless.warnings)


def test_a_child_is_computed_and_told_that_the_model_was_not_made_for_it(knowledge):
    course = run(Person(age_years=8), Scenario(0.1), knowledge=knowledge, members=16)
    (said,) = course.warnings
    assert "age 8" in said
    assert run(Person(age_years=30), Scenario(0.1), knowledge=knowledge, members=16).warnings == ()


def test_a_poisoning_of_a_light_person_is_refused(knowledge):
    scenario = Scenario(1.0, (Dose(0, Drug.ASPIRIN, 7000),))
    with pytest.raises(InvalidInput, match="poisoning"):
        run(Person(weight_kg=25), scenario, knowledge=knowledge, members=16)


def test_the_reference_backend_gives_the_same_course(knowledge):
    scenario = Scenario(0.1, (Injury(1, 1.0), Stretch(1, 1 / 60, 0.1, 1.0)))
    fast, slow = (
        run(Person(), scenario, knowledge=knowledge, members=2, output_every_min=1.0, backend=backend)
        for backend in ("numba", "reference")
    )
    assert slow.backend == "reference"
    for outcome in Outcome:
        assert fast.bands[outcome].mean == pytest.approx(slow.bands[outcome].mean, rel=2e-3, abs=2e-3)
    assert fast.locked_share == slow.locked_share


def test_means_over_windows_weigh_time(knowledge):
    members = run_members(Person(), LOCKED, knowledge=knowledge, members=10)
    healing = members.mean("injury_driver", 0, 60)
    sampled = np.trapezoid(members.curve("injury_driver")[:, :7], axis=1) / 6  # a driver may be gone within hours
    assert healing == pytest.approx(sampled, rel=5e-3)
    assert members.mean(Outcome.PAIN_NRS, 30, 30) == pytest.approx(members.curve(Outcome.PAIN_NRS)[:, 3])


def test_progress_runs_from_zero_to_one(knowledge):
    seen: list[float] = []
    run_many(Person(), [Scenario(0.5)] * 2, knowledge=knowledge, members=40, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"members": 0}, "members"),
        ({"seed": -1}, "seed"),
        ({"backend": "abacus"}, "backend"),
        ({"output_every_min": 0.0}, "output_every_min"),
    ],
)
def test_bad_options_name_their_field(knowledge, options, field):
    with pytest.raises(InvalidInput) as error:
        run(Person(), Scenario(1.0), knowledge=knowledge, **options)
    assert error.value.field == field
