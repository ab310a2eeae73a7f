"""Weeks by hazard, held against brute force: the rate of escape, and locked share and pain of the full engine."""

import math

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Cohort, Injury, Mechanism, Posture, PostureChange, Scenario, Stretch
from unclench.physiology import layout as at
from unclench.physiology.fatigue import active_share
from unclench.physiology.settle import resting_state
from unclench.physiology.spasm import demand_now, injure, reflex_target_now
from unclench.simulate.branches import GRID, find_folds, level, noise_needed, stable_reflex
from unclench.simulate.escape import escape_rate, hazard, hazard_table
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.run import run_members
from unclench.simulate.slow import held_inputs, slow_course

UP, IN_BED = Posture.STANDING, Posture.LYING_SIDE


@pytest.mark.parametrize("distance", [0.5, 1.0, 1.5, 2.0, 2.5])
def test_the_rate_of_escape_is_that_of_many_random_paths(distance: float) -> None:
    """Paths are dropped once they have passed; after a while their rate no longer depends on where they began."""
    keep, random = math.exp(-120 / 480), np.random.default_rng(3)
    x = random.standard_normal(60_000)
    gone = stayed = 0
    for knot in range(240):
        x = keep * x + math.sqrt(1 - keep * keep) * random.standard_normal(len(x))
        passed = x > distance
        if knot >= 20:
            gone, stayed = gone + int(passed.sum()), stayed + len(x)
        x = x[~passed]
        if len(x) < 50:
            break
    expected = -math.log(1 - gone / stayed)
    chance_error = expected / math.sqrt(gone)
    assert escape_rate(distance, keep) == pytest.approx(expected, abs=4 * chance_error)


def test_a_fold_far_away_is_left_as_the_normal_tail_says() -> None:
    """For slow noise read rarely (no memory between knots) the chance a knot is the normal tail itself."""
    assert escape_rate(3.0, 1e-3) == pytest.approx(0.5 * math.erfc(3 / math.sqrt(2)), rel=0.02)


def test_the_table_of_hazards_falls_with_distance() -> None:
    table = hazard_table(480.0)
    assert (np.diff(table) < 0).all()
    assert hazard(2.0, table) == pytest.approx(escape_rate(2.0, math.exp(-0.25)) / 120, rel=1e-3)


def test_folds_are_where_a_branch_of_fixed_points_turns_round(knowledge) -> None:
    values = parameter_values(knowledge)
    p = sample(Person(), 1, 1, knowledge).spasm[0]
    held = held_inputs(Posture.STANDING, Mechanism.VICIOUS_CYCLE, values)
    state, curve, folds = np.array(resting_state(held, p)), np.zeros(GRID), np.zeros(4)
    injure(state, 1.0, p)
    find_folds(state, held, p, curve, folds)
    assert folds[0] > folds[2]
    fine = [noise_needed(float(r), state.copy(), held, p) for r in np.linspace(0.01, 0.99, 4001)]
    inner = np.linspace(0.01, 0.99, 4001)
    assert folds[0] == pytest.approx(max(f for f, r in zip(fine, inner, strict=True) if r < 0.5), abs=1e-2)
    assert folds[2] == pytest.approx(min(f for f, r in zip(fine, inner, strict=True) if r > 0.5), abs=1e-2)
    for locked in (False, True):
        reflex = stable_reflex(0.0, locked, folds, curve)
        now = state.copy()
        now[at.S_REFLEX] = reflex
        active = active_share(demand_now(now, held, p), now[at.S_FATIGUED])
        assert reflex_target_now(now, held, p, active) == pytest.approx(reflex, abs=0.01)
    assert level(0) < 0.01
    assert level(GRID - 1) > 0.99


def test_three_days_agree_with_the_full_engine(knowledge) -> None:
    """Standing all the time, a full injury and a lock at the start: share locked and mean pain at three noons."""
    up = Posture.STANDING
    slow = slow_course(Person(), knowledge=knowledge, days=3, members=256, seed=5, up=up, in_bed=up)
    scenario = Scenario(60.0, (Injury(0, 1.0), Stretch(1, 0.1, 0.2, 5.0), PostureChange(2, up)))
    full = run_members(Person(), scenario, knowledge=knowledge, members=256, seed=5, output_every_min=360)
    noons = [1, 5, 9]
    assert slow.locked.mean(axis=0) == pytest.approx(full.locked[:, noons].mean(axis=0), abs=0.09)
    assert slow.pain_nrs.mean(axis=0) == pytest.approx(full.curve("pain_nrs")[:, noons].mean(axis=0), abs=0.25)


MONTH, CROWD, HALF_HOURS = 30, 256, 48
"""Days of the long comparison, people in it, and result times a day: as often as the slow model looks."""
SURE = 4.0
"""Standard errors that chance does not reach in some thirty comparisons (once in five hundred such tests)."""


def brute_force(knowledge):
    """The same people through the same month with every step of the full engine: up for 16 hours, in bed for 8."""
    days = [(1440.0 * day + late, posture) for day in range(MONTH) for late, posture in ((0, UP), (960, IN_BED))]
    postures = [PostureChange(max(minute, 2.0), posture) for minute, posture in days]
    scenario = Scenario(24.0 * MONTH, (Injury(0, 1.0), Stretch(1, 0.1, 0.2, 5.0), *postures))
    return run_members(
        Person(), scenario, knowledge=knowledge, members=CROWD, seed=5, output_every_min=1440 / HALF_HOURS
    )


def standard_error(differences):
    """Of the mean of differences within people."""
    return differences.std(ddof=1) / math.sqrt(len(differences))


def test_a_month_of_locks_and_releases_agrees_with_brute_force(knowledge) -> None:
    """Shares locked at each noon within the binomial error of both; locks and releases, thousands, person by person."""
    slow = slow_course(Person(), knowledge=knowledge, days=MONTH, members=CROWD, seed=5, up=UP, in_bed=IN_BED)
    full = brute_force(knowledge)
    assert full.ok.all()
    noons = [HALF_HOURS * day + HALF_HOURS // 4 for day in range(MONTH)]
    share, other = slow.locked.mean(axis=0), full.locked[:, noons].mean(axis=0)
    both = (share + other) / 2
    assert (np.abs(share - other) < SURE * np.sqrt(both * (1 - both) * 2 / CROWD)).all()
    now, then = full.locked[:, 1:-1], full.locked[:, 2:]  # at time zero nothing has happened yet
    locks, releases = now[:, 0] + (~now & then).sum(axis=1), (now & ~then).sum(axis=1)
    assert locks.sum() > 3000  # enough to tell a tenth more or fewer from chance
    let_go = slow.locks - slow.locked[:, -1]
    locked_days = slow.locked.mean(axis=1), full.locked[:, noons].mean(axis=1)
    for found, counted in ((slow.locks, locks), (let_go, releases), locked_days):
        differences = found - counted
        assert abs(differences.mean()) < SURE * standard_error(differences)
        assert SURE * standard_error(differences) < 0.1 * counted.mean()  # or this says little
    pain = slow.pain_nrs.mean(axis=1) - full.curve("pain_nrs")[:, noons].mean(axis=1)
    assert abs(pain.mean()) < 0.05


def test_without_injury_or_trigger_nobody_locks_in_a_month(knowledge) -> None:
    healthy = slow_course(
        Person(), knowledge=knowledge, days=30, members=64, seed=2, initial_injury=0.0, starts_locked=False
    )
    assert healthy.locks.mean() < 0.1
    assert healthy.pain_nrs[:, -1].mean() < 0.1


def test_triggers_and_new_injuries_bring_spasms_back(knowledge) -> None:
    usual = {"knowledge": knowledge, "days": 60, "members": 64, "seed": 2, "cohort": Cohort.NEW_EPISODE}
    quiet = slow_course(Person(), **usual)
    busy = slow_course(Person(), **usual, triggers_a_day=5.0, injuries_a_year=12.0)
    assert busy.locks.sum() > quiet.locks.sum()
    assert busy.driver[:, -1].mean() > quiet.driver[:, -1].mean()


def test_a_course_of_no_days_is_refused(knowledge) -> None:
    with pytest.raises(InvalidInput, match="days"):
        slow_course(Person(), knowledge=knowledge, days=0)
