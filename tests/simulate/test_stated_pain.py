"""People who start locked state the pain that was stated, whatever it is; without it they differ as trials find."""

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.scenario import Cohort, Scenario
from unclench.physiology.spasm import P_HEALING_DAYS
from unclench.simulate.population import of_cohort, parameter_values, sample
from unclench.simulate.run import run_members


def locked(knowledge, **more):
    scenario = Scenario(0.1, starts_locked=True, initial_injury=1.0, onset_hours=1.0, **more)
    return run_members(Person(), scenario, knowledge=knowledge, members=128, seed=3)


@pytest.mark.parametrize("stated", [0.0, 1.0, 5.0, 8.0, 9.5, 10.0])
def test_everybody_starts_in_the_stated_pain(knowledge, stated: float) -> None:
    pain = locked(knowledge, start_pain_nrs=stated).curve("pain_nrs")[:, 0]
    assert pain == pytest.approx(np.full(len(pain), stated), abs=0.25)


def test_people_left_to_themselves_reach_from_mild_to_severe(knowledge) -> None:
    pain = locked(knowledge).curve("pain_nrs")[:, 0]
    assert 1.5 < pain.std() < 2.8  # recalled from trials: 1.9 to 2.4
    assert np.quantile(pain, 0.95) > 7.0  # severe
    assert np.quantile(pain, 0.05) < 2.5


def test_a_stated_pain_changes_nobody_elses_lock(knowledge) -> None:
    one, other = locked(knowledge), locked(knowledge, start_pain_nrs=9.0)
    assert (one.numbers == other.numbers).all()
    assert (one.locked == other.locked).all()


def test_who_is_seen_for_a_new_bout_hurts_at_least_moderately_locked_or_not(knowledge) -> None:
    moderate = parameter_values(knowledge)["mild_below"]
    runs = {
        cohort: run_members(
            Person(),
            Scenario(0.1, starts_locked=True, initial_injury=1.0, onset_hours=24.0, cohort=cohort),
            knowledge=knowledge,
            members=128,
            seed=3,
            overrides={"healing_days": 4.0, "healing_days.log_sd": 1.5},
        )
        for cohort in (Cohort.NEW_EPISODE, Cohort.POOLED)
    }
    seen, locked_ones = runs.values()
    assert seen.curve("pain_nrs")[:, 0].min() > moderate - 0.1
    assert 0.1 < seen.locked[:, 0].mean() < 0.9
    assert locked_ones.locked[:, 0].all()
    assert np.quantile(seen.curve("injury_driver")[:, 0], 0.1) < np.quantile(
        locked_ones.curve("injury_driver")[:, 0], 0.1
    ), "those who mend in days are among them"


def test_new_bouts_heal_sooner_than_pooled_ones(knowledge) -> None:
    people = {cohort: sample(Person(), 512, 1, knowledge, cohort=cohort) for cohort in Cohort}
    days = {cohort: np.median(each.spasm[:, P_HEALING_DAYS]) for cohort, each in people.items()}
    assert days[Cohort.NEW_EPISODE] < 0.5 * days[Cohort.POOLED]
    own = of_cohort(Cohort.NEW_EPISODE, {"healing_days": 3.0})
    assert own["new_episode_healing_days"] == 3.0
