"""Rows and their summary: the arithmetic by hand, and a whole small validation through the engine."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from unclench.cli.report.tables import print_validation
from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.validate import Report, Row, as_markdown, running, validate, write_page
from unclench.validate.agreement import agreement
from unclench.validate.between import estimate
from unclench.validate.spread import Between, Spread
from unclench.validate.study import Observed, Study, Use
from unclench.validate.summary import baseline, baseline_interval, summarise

OBSERVED = Observed("value", {"outcome": "skin_c"}, 10.0, "degC", 2.0, 8.0, 12.0, "Published.", Use.PREDICTED)
ROW = Row(
    *("study", "arm", OBSERVED, 9),
    predicted=11.0,
    p05=7.0,
    p95=15.0,
    people=64,
    failed=0,
    people_p05=6.0,
    people_p95=16.0,
    spread=Spread(3.0, 3.0),
)


def test_a_row_knows_its_error() -> None:
    assert (ROW.error, ROW.z) == (1.0, 0.5)
    assert ROW.within
    assert ROW.covered
    assert ROW.interval_score == pytest.approx(8.0 / 2.0)


def test_a_factor_counts_from_each_side() -> None:
    """From 10 to 15 is one tolerance up and from 10 to 6.67 one down: within means between -1 and 1."""
    observed = replace(OBSERVED, low=10 / 1.5, high=15.0)
    assert replace(ROW, observed=observed, predicted=15.0).z == pytest.approx(1.0)
    assert replace(ROW, observed=observed, predicted=10 / 1.5).z == pytest.approx(-1.0)
    assert not replace(ROW, observed=observed, predicted=15.1).within


def test_a_missed_interval_costs_twenty_times_the_miss() -> None:
    missed = replace(ROW, predicted=14.0, p05=11.0, p95=15.0)
    assert not missed.within
    assert not missed.covered
    assert missed.interval_score == pytest.approx((4.0 + 20.0 * 1.0) / 2.0)


def test_summary_by_hand() -> None:
    fitted = replace(ROW, observed=replace(OBSERVED, value=14.0, low=12.0, high=16.0, use=Use.FITTED), predicted=14.5)
    other = replace(ROW, observed=replace(OBSERVED, quantity="highest"), predicted=99.0)
    summary = summarise([ROW, fitted, other])
    assert (summary.rows, summary.predicted, summary.baseline_rows) == (3, 2, 1)
    assert summary.predicted_share == pytest.approx(2 / 3)
    assert (summary.within_share, summary.fitted_within_share) == (0.5, 1.0)
    assert (summary.error, summary.baseline_error, summary.beaten_share) == (0.5, 2.0, 1.0)
    assert baseline(ROW, [fitted.observed]) == 14.0


def test_a_row_without_a_finite_prediction_counts_and_poisons_no_mean() -> None:
    never = replace(ROW, study="tireless", predicted=math.inf, p05=math.nan, p95=math.nan, people_p95=math.inf)
    fitted = replace(ROW, observed=replace(OBSERVED, value=14.0, low=12.0, high=16.0, use=Use.FITTED))
    alone, both = summarise([ROW, fitted]), summarise([ROW, fitted, never])
    assert (alone.endless, both.endless, both.rows, both.predicted) == (0, 1, 3, 2)
    assert (both.within_share, both.covered_share) == (0.5, 0.5)
    for measure in ("interval_score", "people_interval_score", "half_width", "people_half_width", "error"):
        assert getattr(both, measure) == getattr(alone, measure)
    studies = (Study("tireless", "Holding on", "Nobody 2000", "primary", ()), Study("study", "T", "N", "primary", ()))
    report = Report(studies, (ROW, never), both, (both,), 16, 1, "hash", Between(1.0, 9.0, 1), None)
    assert "tireless arm: value skin_c" in as_markdown(report)
    assert "| never (- to -) | 6 to never |" in as_markdown(report)
    assert report.as_dict()["rows"][1]["predicted"] is None
    assert agreement([replace(each, study=name) for name, each in zip("abc", (ROW, ROW, never), strict=True)]).rows == 0
    assert estimate([replace(never, observed=fitted.observed)] * 3, 1) is None


def test_an_effort_that_tires_nobody_is_said_so(write: Any, small: dict[str, Any], knowledge: Knowledge) -> None:
    efforts = [
        {"quantity": "endurance_seconds", "of": {"effort": effort}, "value": 100.0, "sd": 50.0, "use": "predicted"}
        for effort in (0.5, 0.01)
    ]
    small["arms"] = {"back": {"people": {"n": 9}, "observed": efforts}}
    report = validate(write(small), knowledge, members=16)
    assert [row.is_finite for row in report.rows] == [True, False]
    assert report.endless == (report.rows[1],)
    assert not report.rows[1].within
    assert math.isfinite(report.summary.interval_score)
    page = as_markdown(report)
    assert "| never (" in page
    assert "nobody_2000 back: endurance seconds effort 0.01" in page
    print_validation(report)


def test_an_unexpected_error_names_the_study(
    write: Any, small: dict[str, Any], knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(running, "run_study", broken)
    with pytest.raises(running.StudyFailed, match="in study nobody_2000: ZeroDivisionError: division by zero"):
        validate(write(small), knowledge, members=16)


def test_no_rows_have_no_shares() -> None:
    summary = summarise([])
    assert summary.rows == 0
    assert summary.within_share != summary.within_share  # NaN


def test_a_folder_without_studies_is_refused(tmp_path: Path, knowledge: Knowledge) -> None:
    with pytest.raises(InvalidInput, match="at least one"):
        validate(tmp_path, knowledge)


def test_a_small_validation_from_file_to_page(
    write: Any, small: dict[str, Any], knowledge: Knowledge, tmp_path: Path
) -> None:
    seen: list[float] = []
    report = validate(write(small), knowledge, members=24, seed=5, progress=seen.append)
    again = validate(write(small), knowledge, members=24, seed=5)
    assert [row.predicted for row in report.rows] == [row.predicted for row in again.rows]
    assert seen == [1.0]
    skin, probe, half_life = report.rows
    assert -27.0 < skin.predicted < -15.0
    assert 24.0 < probe.predicted < 34.0
    assert half_life.predicted == pytest.approx(2.2, rel=0.15)
    assert all(row.p05 <= row.predicted <= row.p95 for row in report.rows)
    plain = report.as_dict()
    assert plain["schema_version"]
    assert plain["rows"][0]["observed"] == -20.0
    assert plain["summary"]["rows"] == 3
    page = as_markdown(report)
    assert "Ice on a calf" in page
    assert page.count("| ice |") == 2
    write_page(report, tmp_path)
    assert (tmp_path / "validation.svg").stat().st_size > 1000
    assert "validation.svg" in (tmp_path / "validation.md").read_text()


def test_a_failing_row_is_printed_red(write: Any, small: dict[str, Any], knowledge: Knowledge) -> None:
    small["arms"]["half_life"]["observed"][0]["value"] = 9.0
    del small["arms"]["ice"]
    assert "**red**" in as_markdown(validate(write(small), knowledge, members=16))


def test_paired_difference_against_another_arm(write: Any, small: dict[str, Any], knowledge: Knowledge) -> None:
    bare = {**small["arms"]["ice"], "scenario": {"hours": 0.5, "room_c": 22}, "observed": []}
    small["arms"]["ice"]["observed"] = [
        {
            "quantity": "difference",
            "of": {"outcome": "skin_c", "minute": 20, "against": "bare"},
            "value": -18.0,
            "sd": 4.0,
            "use": "predicted",
        }
    ]
    small["arms"] = {"ice": small["arms"]["ice"], "bare": bare}
    (row,) = validate(write(small), knowledge, members=16).rows
    assert -26.0 < row.predicted < -12.0
    small["arms"]["ice"]["observed"][0]["of"]["against"] = "nobody"
    with pytest.raises(InvalidInput, match="name of another arm"):
        validate(write(small), knowledge, members=16)


def test_training_numbers_from_elsewhere_give_a_baseline() -> None:
    """A folder of predictions alone is still held against the mean of what the model was fitted to."""
    alone = summarise([ROW])
    assert alone.baseline_rows == 0
    trained = summarise([ROW], [replace(OBSERVED, value=14.0, use=Use.FITTED)])
    assert (trained.baseline_rows, trained.baseline_error, trained.beaten_share) == (1, 2.0, 1.0)


def test_a_folder_with_its_own_spread_has_its_own_intervals(
    write: Any, small: dict[str, Any], knowledge: Knowledge
) -> None:
    folder = write(small)
    shipped = validate(folder, knowledge, members=16)
    (folder / "between_studies.yaml").write_text("ratio: 5\nfreedom: 30\nfree_parameters: 1", encoding="utf-8")
    own = validate(folder, knowledge, members=16)
    assert own.between.ratio == 5.0
    assert own.rows[0].p95 - own.rows[0].p05 > 2 * (shipped.rows[0].p95 - shipped.rows[0].p05)
    assert own.rows[0].people_p95 == shipped.rows[0].people_p95


def test_several_seeds_are_judged_together(write: Any, small: dict[str, Any], knowledge: Knowledge) -> None:
    report = validate(write(small), knowledge, members=16, seed=3, seeds=2)
    assert len(report.over_seeds) == 2
    alone = validate(write(small), knowledge, members=16, seed=4)
    assert report.over_seeds[1] == alone.summary
    plain = report.as_dict()
    assert plain["seeds"] == 2
    assert all(len(bar["found"]) == 2 for bar in plain["bars"])


def test_a_row_set_aside_is_neither_prediction_nor_training() -> None:
    aside = replace(ROW, observed=replace(OBSERVED, use=Use.SET_ASIDE), predicted=99.0)
    summary = summarise([ROW, aside])
    assert (summary.predicted, summary.set_aside, summary.baseline_rows) == (1, 1, 0)
    assert (summary.within_share, summary.within_share_with_set_aside) == (1.0, 0.5)


def test_the_baseline_has_an_interval_of_its_own() -> None:
    """Two numbers, 12 and 16: a mean of 14 and Student's t with one degree of freedom."""
    known = [replace(OBSERVED, value=value, use=Use.FITTED) for value in (12.0, 16.0)]
    reach = baseline_interval(ROW, known)
    assert reach is not None
    assert reach == pytest.approx((14.0 - 6.3138 * 8**0.5 * 1.5**0.5, 14.0 + 6.3138 * 8**0.5 * 1.5**0.5), rel=1e-4)
    assert baseline_interval(ROW, known[:1]) is None
    assert baseline_interval(ROW, known[:1] * 2) is None
