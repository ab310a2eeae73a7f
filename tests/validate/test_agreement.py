"""How far studies agree with each other: by hand."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.validate.test_report import OBSERVED, ROW

from unclench.validate import Row
from unclench.validate.agreement import agreement
from unclench.validate.study import Use


def row(study: str, value: float, predicted: float, use: Use = Use.PREDICTED, unit: str = "degC") -> Row:
    observed = replace(OBSERVED, value=value, low=value - 2.0, high=value + 2.0, use=use, unit=unit)
    return replace(ROW, study=study, observed=observed, predicted=predicted)


def test_another_study_is_carried_over_by_the_models_difference() -> None:
    """Three studies find 10, 11 and 15 where the model gives 10, 10 and 13: errors of 0, -1 and -2."""
    found = agreement([row("a", 10.0, 10.0), row("b", 11.0, 10.0), row("c", 15.0, 13.0)])
    assert found.rows == 3
    # a from b: 11, from c: 12, both within 8 to 12; b from a: 10, from c: 12; c from a: 13, from b: 14.
    assert found.another_study == found.model == 1.0
    worse = agreement([row("a", 10.0, 10.0), row("b", 13.0, 10.0), row("c", 15.0, 13.0)])
    # a from b: 13, no; from c: 12, yes. b from a: 10, no; from c: 12, yes. c from a: 13, from b: 16, yes.
    assert worse.another_study == pytest.approx((0.5 + 0.5 + 1.0) / 3)
    assert worse.model == pytest.approx(2 / 3)


def test_levels_are_carried_over_by_their_ratio() -> None:
    """Twice the dose, twice the level: a study that found as the model gives speaks for another that did."""
    rows = [row("a", 10.0, 10.0, unit="mg/l"), row("b", 40.0, 20.0, unit="mg/l"), row("c", 30.0, 30.0, unit="mg/l")]
    # a from b: 20, no; from c: 10, yes. b from a and c: 20, no. c from a: 30, yes; from b: 60, no.
    assert agreement(rows).another_study == pytest.approx((0.5 + 0.0 + 0.5) / 3)


def test_fitted_rows_speak_but_are_not_asked_and_rows_set_aside_do_neither() -> None:
    rows = [row("a", 10.0, 10.0), row("b", 10.0, 10.0, Use.FITTED), row("c", 50.0, 10.0, Use.TUNED)]
    found = agreement([*rows, row("d", 99.0, 10.0, Use.SET_ASIDE)])
    assert (found.rows, found.another_study, found.model) == (1, 0.5, 1.0)


def test_all_others_speak_with_one_mean_in_which_every_study_counts_once() -> None:
    """Errors of -3, -3 (twice in one study) and +3: the mean of the others is 0, 0 and -3 in turn."""
    rows = [row("a", 13.0, 10.0), row("b", 13.0, 10.0), row("b", 13.0, 10.0), row("c", 7.0, 10.0)]
    # a: 10 from b and c, no (11 to 15). b, twice: 10 from a and c, no. c: 13, no (5 to 9).
    assert agreement(rows).all_others == 0.0
    nearer = [row("a", 11.0, 10.0), row("b", 11.0, 10.0), row("b", 11.0, 10.0), row("c", 7.5, 10.0)]
    # a and b: (11 + 7.5) / 2 = 9.25, yes (9 to 13); were each row of b to count, c alone would change.
    assert agreement(nearer).all_others == pytest.approx(3 / 4)


def test_levels_that_differ_by_a_factor_have_a_geometric_mean() -> None:
    """Others found 4 times and once what the model gives: twice, and 20 is within 18 to 22."""
    rows = [row("a", 20.0, 10.0, unit="mg/l"), row("b", 40.0, 10.0, Use.TUNED, "mg/l")]
    assert agreement([*rows, row("c", 10.0, 10.0, Use.TUNED, "mg/l")]).all_others == 1.0


def test_hindsight_moves_a_kind_as_a_whole_and_to_where_most_rows_are_within() -> None:
    """Moves of 3, 4 and 9 are asked for, each give or take 2: 2 to 5 and 2 to 6 overlap, 7 to 11 does not."""
    found = agreement([row("a", 13.0, 10.0), row("b", 14.0, 10.0), row("c", 19.0, 10.0)])
    assert (found.kinds, found.model) == (1, 0.0)
    assert found.with_hindsight == pytest.approx(2 / 3)


def test_hindsight_moves_levels_by_a_factor() -> None:
    """All found double: one factor suits 10 against 5 and 100 against 50, which no one amount does."""
    levels = [row("a", 10.0, 5.0, unit="mg/l"), row("b", 100.0, 50.0, unit="mg/l"), row("c", 40.0, 20.0, unit="mg/l")]
    assert agreement(levels).with_hindsight == 1.0
    amounts = [row("a", 10.0, 5.0), row("b", 100.0, 50.0), row("c", 40.0, 20.0)]
    assert agreement(amounts).with_hindsight == pytest.approx(1 / 3)


@given(st.lists(st.tuples(st.floats(-9.0, 9.0), st.floats(-9.0, 9.0)), min_size=3, max_size=8))
def test_hindsight_is_never_worse_than_the_model_nor_than_any_move(pairs: list[tuple[float, float]]) -> None:
    rows = [row(str(study), value, predicted) for study, (value, predicted) in enumerate(pairs)]
    found = agreement(rows)
    assert found.with_hindsight >= found.model
    for move in (-6.0, -2.5, 1.0, 4.0):
        moved = [abs(value - predicted - move) <= 2.0 - 1e-9 for value, predicted in pairs]
        assert found.with_hindsight >= sum(moved) / len(moved) - 1e-9


def test_two_studies_are_too_few_to_say_anything() -> None:
    found = agreement([row("a", 10.0, 10.0), row("b", 11.0, 10.0), row("b", 12.0, 10.0)])
    assert found.rows == 0
    assert math.isnan(found.another_study)
    assert math.isnan(found.model)
