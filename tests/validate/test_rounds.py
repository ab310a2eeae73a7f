"""Predictions by the round in which their studies were collected: by hand, and as read from a file."""

from dataclasses import replace
from typing import Any

import pytest
from tests.validate.test_report import OBSERVED, ROW

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.simulate.population import parameter_values
from unclench.validate.rounds import Round, rounds
from unclench.validate.study import Study, Use, study_of

MISSED = replace(ROW, predicted=14.0, p05=11.0)


def study(name: str, number: int) -> Study:
    return Study(name, name, "A paper", "primary", (), round=number)


def test_rounds_count_their_predictions_alone() -> None:
    trained = replace(MISSED, study="c", observed=replace(OBSERVED, use=Use.FITTED))
    rows = [replace(ROW, study="a"), replace(MISSED, study="b"), replace(ROW, study="b"), trained]
    found = rounds([study("a", 1), study("b", 3), study("c", 2)], rows)
    assert found == (Round(1, 1, 1.0, 1.0), Round(3, 2, 0.5, 0.5))


def test_a_study_says_its_round(small: dict[str, Any], knowledge: Knowledge) -> None:
    assert study_of(small, "some", parameter_values(knowledge)).round == 1
    assert study_of({**small, "round": 2}, "some", parameter_values(knowledge)).round == 2


@pytest.mark.parametrize("number", [0, -1, 1.5, "two", True, None])
def test_a_round_that_is_no_number_is_refused(small: dict[str, Any], knowledge: Knowledge, number: object) -> None:
    with pytest.raises(InvalidInput, match="round"):
        study_of({**small, "round": number}, "some", parameter_values(knowledge))
