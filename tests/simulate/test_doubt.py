"""What is not known about medians is shared by the people of a world, and does not average out over an ensemble."""

from dataclasses import replace

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Posterior
from unclench.model.case import Person
from unclench.model.course import Outcome
from unclench.model.scenario import Cohort, Scenario
from unclench.physiology import spasm
from unclench.simulate.doubt import DOUBT, PAIRS, WORLDS, doubt_of_mean, enough_to_tell, shifts, world_of
from unclench.simulate.population import SPREAD, parameters, sample
from unclench.simulate.run import run

HEALING = "healing_days"


@pytest.fixture(scope="module")
def unsure(knowledge: Knowledge) -> Knowledge:
    """Knowledge with one wide, correlated posterior: of a median, of its spread, and of another median."""
    names = (HEALING, HEALING + SPREAD, "pain_half")
    square = ((1.0, -0.9, 0.3), (-0.9, 1.0, 0.0), (0.3, 0.0, 1.0))
    wide = Posterior(id="wide", title="Wide", parameters=names, log_sd=(1.0, 0.2, 0.5), correlation=square)
    new = Posterior(id="new", title="New", parameters=("new_episode_" + HEALING,), log_sd=(0.4,), correlation=((1.0,),))
    return replace(knowledge, posteriors={"wide": wide, "new": new})


def column(people: np.recarray, name: str) -> np.ndarray:
    return np.asarray(np.log(people.spasm[:, spasm.PARAMETERS.index(name)]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_round_of_worlds_has_the_posterior_itself(unsure: Knowledge, seed: int) -> None:
    found, posterior = shifts(unsure, seed), unsure.posteriors["wide"]
    drawn = np.array([found[name] for name in posterior.parameters])
    spread = np.array(posterior.log_sd)
    assert drawn.mean(axis=1) == pytest.approx(0.0, abs=1e-12)
    assert drawn @ drawn.T / WORLDS == pytest.approx(np.outer(spread, spread) * np.array(posterior.correlation))
    across = drawn @ found["new_episode_" + HEALING] / WORLDS
    assert across == pytest.approx(0.0, abs=1e-12)


def test_an_error_of_a_median_does_not_average_out(unsure: Knowledge) -> None:
    """With many people a world, world means of the logarithm lie as far apart as the posterior is wide."""
    people = sample(Person(), 200 * WORLDS, 1, unsure)
    logs, world = column(people, "pain_half"), world_of(people.member)
    means = np.array([logs[world == each].mean() for each in range(WORLDS)])
    assert means.std() == pytest.approx(0.5, rel=0.05)
    between = parameters(unsure)["pain_half"].log_sd
    assert np.mean([logs[world == each].std() for each in range(WORLDS)]) == pytest.approx(between, rel=0.02)


def test_an_unsure_spread_differs_between_worlds(unsure: Knowledge) -> None:
    people = sample(Person(), 400 * WORLDS, 1, unsure)
    logs, world = column(people, HEALING), world_of(people.member)
    spreads = np.log([logs[world == each].std() for each in range(WORLDS)])
    assert spreads.std() == pytest.approx(0.2, rel=0.15)
    medians = np.array([np.median(logs[world == each]) for each in range(WORLDS)])
    assert np.corrcoef(medians, spreads)[0, 1] == pytest.approx(-0.9, abs=0.08)


def test_a_cohort_has_its_own_posterior(unsure: Knowledge) -> None:
    people = sample(Person(), 400 * WORLDS, 1, unsure, cohort=Cohort.NEW_EPISODE)
    logs, world = column(people, HEALING), world_of(people.member)
    medians = np.array([np.median(logs[world == each]) for each in range(WORLDS)])
    sheet = parameters(unsure)["new_episode_" + HEALING]
    assert medians.mean() == pytest.approx(np.log(sheet.value), abs=0.05)
    assert medians.std() == pytest.approx(0.4, rel=0.15)


def test_members_and_their_worlds_are_the_same_in_every_ensemble(unsure: Knowledge) -> None:
    many = sample(Person(), 700, 4, unsure)
    assert (sample(Person(), 30, 4, unsure) == many[:30]).all()
    assert (sample(Person(), 50, 4, unsure, first=600) == many[600:650]).all()


def test_a_number_that_is_given_is_known(unsure: Knowledge) -> None:
    given = {HEALING: 10.0, HEALING + SPREAD: 0.0}
    assert column(sample(Person(), 2 * WORLDS, 1, unsure, overrides=given), HEALING) == pytest.approx(np.log(10.0))
    sure = sample(Person(), 2 * WORLDS, 1, unsure, overrides={DOUBT: 0.0})
    assert (sure.spasm == sample(Person(), 2 * WORLDS, 1, replace(unsure, posteriors={})).spasm).all()


def test_more_numbers_than_pairs_of_worlds_are_refused(unsure: Knowledge) -> None:
    names = tuple(parameters(unsure))[: PAIRS + 1]
    square = tuple(tuple(float(row == at) for at in range(PAIRS + 1)) for row in range(PAIRS + 1))
    many = Posterior(id="many", title="Many", parameters=names, log_sd=(0.1,) * len(names), correlation=square)
    with pytest.raises(ValueError, match="at most"):
        shifts(replace(unsure, posteriors={"many": many}), 1)


def test_the_doubt_of_a_mean_is_found_and_chance_is_not_taken_for_it() -> None:
    rng = np.random.default_rng(1)
    numbers = np.arange(16 * WORLDS)
    own = rng.normal(0.0, 1.0, (len(numbers), 200))
    shared = rng.normal(0.0, 0.7, (WORLDS, 200))[world_of(numbers)]
    assert np.sqrt((doubt_of_mean(own + shared, numbers) ** 2).mean()) == pytest.approx(0.7, rel=0.05)
    assert (doubt_of_mean(own, numbers) == 0.0).mean() > 0.9


def test_few_people_cannot_tell() -> None:
    assert not enough_to_tell(np.arange(4 * WORLDS - 1))
    assert enough_to_tell(np.arange(4 * WORLDS))


def test_a_course_says_how_unsure_its_mean_is(unsure: Knowledge) -> None:
    scenario = Scenario(1.0, starts_locked=True, initial_injury=1.0, onset_hours=0.5)
    told = run(Person(), scenario, knowledge=unsure, members=6 * WORLDS, output_every_min=60.0)
    sure = run(Person(), scenario, knowledge=replace(unsure, posteriors={}), members=6 * WORLDS, output_every_min=60.0)
    few = run(Person(), scenario, knowledge=unsure, members=8, output_every_min=60.0)
    doubts = [each.bands[Outcome.PAIN_NRS].mean_doubt for each in (told, sure, few)]
    assert min(doubts[0]) > 0.4
    assert min(doubts[0]) > 1.5 * max(doubts[1])
    assert doubts[2] == ()
