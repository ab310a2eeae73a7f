"""The interval of what a study reports: its parts by hand, and that it is made from fitted rows alone."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.validate import Row, shipped_studies
from unclench.validate.between import between_studies, between_studies_of, estimate, read_between
from unclench.validate.calibration import read_groups
from unclench.validate.spread import Between, Spread, interval, spread_of
from unclench.validate.study import Observed, Use

BETWEEN = Between(ratio=0.8, freedom=10.0, free_parameters=2)
OBSERVED = Observed("value", {"outcome": "skin_c"}, 10.0, "degC", 2.0, 8.0, 12.0, "Published.", Use.FITTED)
ROW = Row("a", "arm", OBSERVED, 9, 11.0, 7.0, 15.0, 100, 0, 6.0, 16.0, Spread(2.0, 3.0))


def test_an_interval_by_hand() -> None:
    low, high = interval(20.0, Spread(2.0, 3.0), 9, 100, BETWEEN)
    root = math.sqrt(0.64 + 1 / 9 + 1 / 100)
    assert low == pytest.approx(20.0 - t.ppf(0.95, 10) * 2.0 * root)
    assert high == pytest.approx(20.0 + t.ppf(0.95, 10) * 3.0 * root)


def test_two_groups_of_different_people_differ_by_chance_even_when_nobody_has_an_effect() -> None:
    low, high = interval(0.0, Spread(0.0, 0.0, apart=3.0), 100, 64, BETWEEN)
    assert high == pytest.approx(t.ppf(0.95, 10) * 0.3)
    assert low == -high


def test_a_larger_group_has_a_narrower_interval_but_not_a_point() -> None:
    widths = [np.diff(interval(5.0, Spread(1.0, 1.0), n, 256, BETWEEN))[0] for n in (1, 10, 100, 10_000)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] > 2 * t.ppf(0.95, 10) * 0.8


def test_nine_in_ten_studies_drawn_from_the_assumptions_are_held() -> None:
    """Studies with an error of their own and people of their own: the interval holds 90 % when the ratio is known."""
    random = np.random.default_rng(4)
    n, sd, middle = 12, 2.0, 30.0
    means = random.normal(middle, 0.8 * sd, 20_000) + random.normal(0.0, sd / math.sqrt(n), 20_000)
    known = Between(ratio=0.8, freedom=1e6, free_parameters=1)
    low, high = interval(middle, Spread(sd, sd), n, 10**9, known)
    assert np.mean((means >= low) & (means <= high)) == pytest.approx(0.90, abs=0.01)


def test_the_ratio_of_studies_drawn_with_a_known_one_is_found() -> None:
    random = np.random.default_rng(5)
    rows = []
    for study in range(3000):
        error = random.normal(0.0, math.hypot(0.8 * 2.0, 2.0 / 3.0))
        rows.append(replace(ROW, study=str(study), predicted=10.0 + error, people=10**9, spread=Spread(2.0, 2.0)))
    found = estimate(rows, free_parameters=1)
    assert found is not None
    assert found.ratio == pytest.approx(0.8, rel=0.05)


def test_free_parameters_give_back_what_fitting_took_away() -> None:
    rows = [replace(ROW, study=str(study)) for study in range(10)]
    few, many = estimate(rows, 1), estimate(rows, 5)
    assert few is not None
    assert many is not None
    assert many.ratio**2 == pytest.approx(few.ratio**2 * 0.9 / 0.5)
    assert estimate(rows, 10) is None


def test_predicted_rows_never_count() -> None:
    rows = [replace(ROW, study=str(study)) for study in range(10)]
    far = replace(ROW, study="far", predicted=1000.0, observed=replace(OBSERVED, use=Use.PREDICTED))
    assert estimate([*rows, far], 1) == estimate(rows, 1)
    assert estimate([far] * 10, 1) is None


def test_medians_keep_the_two_sides_apart_and_means_do_not() -> None:
    values = np.exp(np.random.default_rng(6).normal(0.0, 1.0, 5000))
    median = spread_of(values, "value", float(np.median(values)))
    assert median.above > 2 * median.below
    mean = spread_of(values, "mean", float(values.mean()))
    assert mean.above == mean.below == pytest.approx(values.std())


def test_the_shipped_number_counts_the_parameters_that_calibrate_finds(knowledge: Knowledge) -> None:
    groups = read_groups(shipped_studies(), knowledge)
    assert between_studies().free_parameters == sum(len(group.parameters) for group in groups)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ratio: x\nfreedom: 3\nfree_parameters: 2", "ratio"),
        ("ratio: 1\nfreedom: 0\nfree_parameters: 2", "freedom"),
        ("ratio: 1\nfreedom: 3\nfree_parameters: 2\nmore: 1", "more"),
        ("ratio: 1\nfreedom: 3\nfree_parameters: 2\ncohorts: -1", "cohorts"),
        ("[1, 2]", "between_studies"),
        ("ratio: [", "readable"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "between_studies.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=message):
        read_between(path)


def test_the_folder_of_studies_may_bring_its_own_spread(tmp_path: Path) -> None:
    """It is read, or refused where it makes no sense, and never passed over."""
    assert between_studies_of(tmp_path) == between_studies()
    path = tmp_path / "between_studies.yaml"
    path.write_text("ratio: 3\nfreedom: 5\nfree_parameters: 2", encoding="utf-8")
    assert between_studies_of(tmp_path) == Between(3.0, 5.0, 2, 0.0)
    path.write_text("ratio: -1", encoding="utf-8")
    with pytest.raises(InvalidInput, match="ratio"):
        between_studies_of(tmp_path)
