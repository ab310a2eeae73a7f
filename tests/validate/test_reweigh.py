"""People run once and weighed: against closed forms, and against running them anew."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.simulate.doubt import DOUBT
from unclench.simulate.population import SPREAD, parameters
from unclench.validate import Row, read_study, run_study, shipped_studies
from unclench.validate.calibration import read_groups
from unclench.validate.fitting import with_parameters
from unclench.validate.reweigh import Reweighed, Weighed, drawn_name, middle, reweighed
from unclench.validate.spread import Spread
from unclench.validate.study import Observed, Use

MEAN = Observed("mean", {}, 1.0, "", None, 0.5, 1.5, "Made up.", Use.FITTED)
ROW = Row("a", "arm", MEAN, 9, 1.0, 0.0, 2.0, 100, 0, 0.0, 2.0, Spread(1.0, 1.0))
PEOPLE = 40_000


@pytest.fixture(scope="module")
def people() -> Reweighed:
    """Log-normal values of median 10 and log spread 0.6, read as a mean, a median and a share above 12."""
    draws = np.random.default_rng(1).normal(size=(PEOPLE, 1))
    values = 10.0 * np.exp(0.6 * draws[:, 0])
    median = replace(ROW, observed=replace(MEAN, quantity="value"))
    share = replace(ROW, observed=replace(MEAN, quantity="recovered_share"))
    rows = (
        Weighed(ROW, values, draws),
        Weighed(median, values, draws),
        Weighed(share, (values > 12.0).astype(float), draws),
    )
    return Reweighed(rows, ("x",), np.array([10.0]), np.array([0.6]))


@pytest.mark.parametrize(("median", "spread"), [(10.0, 0.6), (8.0, 0.5), (13.0, 0.6), (9.0, 0.65)])
def test_weighed_people_are_those_of_another_population(people: Reweighed, median: float, spread: float) -> None:
    from scipy.stats import norm

    mean, middle_one, share = (row.predicted for row in people.at({"x": median, "x" + SPREAD: spread}))
    assert mean == pytest.approx(median * np.exp(spread**2 / 2), rel=0.03)
    assert middle_one == pytest.approx(median, rel=0.03)
    assert share == pytest.approx(100 * norm.sf(np.log(12.0 / median) / spread), abs=1.5)


def test_people_as_they_were_run_weigh_alike(people: Reweighed) -> None:
    weights = people.weights(people.rows[0].draws, np.array([10.0]), np.array([0.6]))
    assert weights == pytest.approx(1.0 / PEOPLE)


def test_noise_falls_with_the_number_of_people(people: Reweighed) -> None:
    mean, median, share = people.noise()
    values = people.rows[0].values
    assert mean == pytest.approx(values.std() / np.sqrt(PEOPLE))
    assert median == pytest.approx(1.2533 * 0.6 * 10.0 / np.sqrt(PEOPLE), rel=0.35)
    assert 0.1 < share < 0.3


def test_people_without_a_value_are_left_out() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert middle("mean", values, np.array([0.25, 0.5, 0.25])) == 2.0
    assert middle("value", values, np.array([0.1, 0.8, 0.1])) == pytest.approx(2.0)


def test_a_cohort_draws_the_parameter_that_it_replaces() -> None:
    assert drawn_name("new_episode_healing_days") == "healing_days"
    assert drawn_name("first_days_healing_days") == "healing_days"
    assert drawn_name("pain_half") == "pain_half"


def test_weighing_agrees_with_running_anew(knowledge: Knowledge) -> None:
    """Salicylate's half-life differs between people: a shorter one, weighed and run."""
    medians = {name: each.value for name, each in parameters(knowledge).items()}
    study = read_study(shipped_studies() / "benedek_1995_aspirin" / "study.yaml", medians)
    study = replace(study, arms=tuple(arm for arm in study.arms if arm.id == "low_dose_half_life"))
    name, spread = "aspirin_half_life_h", parameters(knowledge)["aspirin_half_life_h"].log_sd
    shorter = {name: 0.85 * medians[name], name + SPREAD: spread}
    about = {name: medians[name], name + SPREAD: spread}
    (weighed,) = reweighed([study], [name], about, {DOUBT: 0.0}, knowledge, 4000, seed=3).at(shorter)
    (run,) = run_study(with_parameters(study, {**shorter, DOUBT: 0.0}), knowledge, 4000, seed=3)
    assert weighed.predicted == pytest.approx(run.predicted, rel=0.02)


def test_what_is_the_same_for_everybody_cannot_be_weighed(knowledge: Knowledge, tmp_path: Path) -> None:
    folder = copytree(shipped_studies(), tmp_path / "studies")
    rows = "rows: {benedek_1995_aspirin: [low_dose_half_life]}"
    alike = next(name for name, each in parameters(knowledge).items() if each.log_sd == 0.0)
    prior = "{start: 1, log_sd: 1, because: x}"
    for entry in (
        f"parameters: {{{alike}: {prior}}}, reweigh: true",
        f"parameters: {{aspirin_half_life_h: {prior}}}, reweigh: 3",
    ):
        text = "groups: {a: {says: x, people: 8, " + entry + ", " + rows + "}}"
        (folder / "calibration.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput, match="reweigh"):
            read_groups(folder, knowledge)
