"""The hypotheses on the same rows, and the experiments that would tell them apart."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Mechanism
from unclench.simulate.population import parameter_values
from unclench.validate import read_study, shipped_studies
from unclench.validate.experiments import Found, Outcome, outcome_of, read_experiments, run_experiment
from unclench.validate.mechanisms import loop_rows, score, under
from unclench.validate.rivals import Rivals, as_page


@pytest.fixture(scope="module")
def experiments(knowledge: Knowledge) -> dict[str, Any]:
    return {each.id: each for each in read_experiments(shipped_studies(), knowledge)}


@pytest.fixture(scope="module")
def overwork(experiments: dict[str, Any], knowledge: Knowledge) -> Found:
    return run_experiment(experiments["stretch_after_overwork"], knowledge, 64, 1)


def test_only_rows_that_the_loop_can_move_are_scored(knowledge: Knowledge) -> None:
    medians = parameter_values(knowledge)
    studies = [
        read_study(shipped_studies() / name / "study.yaml", medians)
        for name in ("kennet_2007_packs", "moore_2015_food", "pettitt_2010_soreness", "williams_2014_pace")
    ]
    assert [study.id for study in loop_rows(studies)] == ["pettitt_2010_soreness", "williams_2014_pace"]
    assert len(loop_rows(studies)[1].arms) == len(studies[3].arms)


def test_studies_without_a_row_of_the_loop_make_a_page_that_says_so(knowledge: Knowledge) -> None:
    study = read_study(shipped_studies() / "moore_2015_food" / "study.yaml", parameter_values(knowledge))
    page = as_page(Rivals(score([study], knowledge, members=16), (), 16, 1, "hash"))
    assert "None of these studies has a row that a hypothesis can move" in page
    assert "| mean interval score, all rows | - | - | - |" in page


def test_every_hypothesis_meets_the_same_rows(knowledge: Knowledge) -> None:
    study = read_study(shipped_studies() / "pettitt_2010_soreness" / "study.yaml", parameter_values(knowledge))
    scored = score([study], knowledge, members=16)
    assert [each.mechanism for each in scored] == list(Mechanism)
    assert len({tuple((row.study, row.arm, row.observed.value) for row in each.rows) for each in scored}) == 1
    arms = under(study, Mechanism.GUARDING_ONLY).arms
    assert all(arm.scenario is not None and arm.scenario.mechanism is Mechanism.GUARDING_ONLY for arm in arms)


def test_overwork_and_stretch_tells_the_vicious_cycle_from_the_others(overwork: Found) -> None:
    cycle, guarding, adaptation = (each.value for each in overwork.outcomes)
    assert cycle > 25
    assert max(guarding, adaptation) < 5
    pairs = set(overwork.told_apart)
    assert (Mechanism.VICIOUS_CYCLE, Mechanism.GUARDING_ONLY) in pairs
    assert (Mechanism.GUARDING_ONLY, Mechanism.PAIN_ADAPTATION) not in pairs


def test_a_difference_too_small_to_be_seen_tells_nothing_apart(overwork: Found) -> None:
    apart = replace(
        overwork, outcomes=(Outcome(Mechanism.VICIOUS_CYCLE, 4, 3, 5), Outcome(Mechanism.GUARDING_ONLY, 12, 11, 13))
    )
    assert overwork.experiment.smallest_seen == 5
    assert len(apart.told_apart) == 1
    near = replace(apart, outcomes=(apart.outcomes[0], Outcome(Mechanism.GUARDING_ONLY, 10, 9.9, 11)))
    assert near.told_apart == ()


def test_bounds_of_a_group_mean_shrink_with_its_size(knowledge: Knowledge, experiments: dict[str, Any]) -> None:
    from unclench.validate import run_study

    row = run_study(experiments["activity_in_pain"].study, knowledge, 32, 1)[0]
    few, many = outcome_of(replace(row, n=4), Mechanism.VICIOUS_CYCLE), outcome_of(row, Mechanism.VICIOUS_CYCLE)
    assert row.n == 40
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(10**0.5)


def test_every_pair_of_hypotheses_has_an_experiment_and_every_experiment_is_readable(
    experiments: dict[str, Any],
) -> None:
    assert len(experiments) >= 5
    for each in experiments.values():
        assert each.asks.endswith("?")
        assert each.known
        assert sum(len(arm.observed) for arm in each.study.arms) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"measure": {"arm": "nobody"}}, "measure.arm"),
        ({"measure": {"arm": "a", "quantity": "locked_share", "of": {"minute": 1}}}, "smallest_seen"),
        ({"mesure": {}}, "mesure"),
        ({"measure": {"arm": "a", "quantity": "luck", "of": {}, "smallest_seen": 1}}, "quantity"),
    ],
)
def test_nonsense_in_an_experiment_is_named(
    change: dict[str, Any], message: str, tmp_path: Path, knowledge: Knowledge
) -> None:
    from ruamel.yaml import YAML

    right = {
        "asks": "What?",
        "measure": {"arm": "a", "quantity": "locked_share", "of": {"minute": 1}, "smallest_seen": 1},
        "arms": {"a": {"people": {"n": 5}, "scenario": {"hours": 0.1}}},
    }
    YAML().dump({"mine": right | change}, tmp_path / "experiments.yaml")
    with pytest.raises(InvalidInput, match=message):
        read_experiments(tmp_path, knowledge)
    YAML().dump({"mine": right}, tmp_path / "experiments.yaml")
    assert read_experiments(tmp_path, knowledge)[0].asks == "What?"


def test_the_page_says_what_is_measured_and_what_it_tells(overwork: Found, knowledge: Knowledge) -> None:
    study = read_study(shipped_studies() / "sjogaard_1986_low_effort" / "study.yaml", parameter_values(knowledge))
    scored = score([study], knowledge, members=16)
    page = as_page(Rivals(scored, (overwork,), 16, 1, "hash"))
    assert "vicious_cycle from guarding_only" in page
    assert "1 of 1" in page
    for mechanism in Mechanism:
        assert mechanism.value in page
