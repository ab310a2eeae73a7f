"""Calibration finds known parameters again, reads fitted rows alone, and says what the rows do not determine."""

from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.model.invalid import InvalidInput
from unclench.simulate.population import SPREAD, parameters
from unclench.validate import shipped_studies
from unclench.validate.calibrate import calibrate, laplace
from unclench.validate.calibration import read_groups
from unclench.validate.posterior import as_markdown, write_sheets
from unclench.validate.study import Use

SHEETS = Path(__file__).resolve().parents[2] / "src" / "unclench" / "knowledge" / "data" / "parameters"


@pytest.fixture(scope="module")
def everything() -> Knowledge:
    return load()


def test_only_fitted_rows_are_ever_read(everything: Knowledge) -> None:
    groups = read_groups(shipped_studies(), everything)
    uses = {row.use for group in groups for study in group.studies for arm in study.arms for row in arm.observed}
    assert uses == {Use.FITTED}


def test_every_group_fits_parameters_that_their_sheets_call_fitted(everything: Knowledge) -> None:
    known = parameters(everything)
    published = {"aspirin_half_life_h"}  # a published number that a failed prediction made a fitted one
    for group in read_groups(shipped_studies(), everything):
        for name in group.parameters:
            sheet = known[name.removesuffix(SPREAD)]
            assert sheet.provenance == "fitted" or name in published, name


def test_two_half_lives_give_the_two_numbers_back(everything: Knowledge) -> None:
    """Half-life is h (1 + dose/D): 2.1 h at 80 mg and 4 h at 650 mg, by hand, give h = 1.833 h and D = 550 mg."""
    found = calibrate(shipped_studies(), everything, only=["salicylate"])
    dose = (4.0 * 80 - 2.1 * 650) / (2.1 - 4.0)
    values = {each.name: each.value for each in found.fits[0].fitted}
    assert values["aspirin_saturation_mg"] == pytest.approx(dose, rel=0.02)
    assert values["aspirin_half_life_h"] == pytest.approx(2.1 / (1 + 80 / dose), rel=0.01)
    again = calibrate(shipped_studies(), everything, only=["salicylate"])
    assert again.as_dict() == found.as_dict()
    assert len(found.data_hash) == 16


def test_the_sheets_hold_what_the_command_finds(everything: Knowledge) -> None:
    """A quick group is fitted anew; what is shipped lies within its posterior spread."""
    known = parameters(everything)
    for fit in calibrate(shipped_studies(), everything, only=["blood_flow"]).fits:
        for each in fit.fitted:
            assert each.determined
            assert abs(np.log(known[each.name].value / each.value)) < 0.5 * each.posterior_log_sd
            assert known[each.name].posterior_log_sd == pytest.approx(each.posterior_log_sd, rel=0.3)


def test_laplace_gives_the_spread_of_a_straight_line() -> None:
    """For misses (y - a - b t)/s it is the textbook's (A'A)^-1 s^2, enlarged when chi-squared is too large."""
    t = np.array([0.0, 1.0, 2.0, 3.0])
    slopes = np.column_stack([np.ones(4), t]) / 0.5
    spread, correlation = laplace(slopes, 2.0)
    expected = np.linalg.inv(slopes.T @ slopes)
    assert spread == pytest.approx(np.sqrt(np.diag(expected)))
    assert correlation[0, 1] == pytest.approx(expected[0, 1] / spread[0] / spread[1])
    assert laplace(slopes, 18.0)[0] == pytest.approx(3.0 * spread)


def test_a_direction_that_no_row_feels_has_no_finite_spread() -> None:
    spread, _ = laplace(np.array([[1.0, 0.0], [2.0, 0.0]]), 0.1)
    assert np.isfinite(spread[0])
    assert np.isinf(spread[1])


def test_writing_changes_values_and_spreads_and_nothing_else(everything: Knowledge, tmp_path: Path) -> None:
    folder = copytree(SHEETS, tmp_path / "parameters")
    found = calibrate(shipped_studies(), everything, only=["salicylate"])
    assert set(write_sheets(found, folder)) == {"aspirin_half_life_h", "aspirin_saturation_mg"}
    for path in SHEETS.glob("*.yaml"):
        before, after = path.read_text("utf-8").splitlines(), (folder / path.name).read_text("utf-8").splitlines()
        changed = [line for line in after if line not in before]
        assert all("value:" in line or "log_sd:" in line for line in changed), (path.name, changed)
    page = as_markdown(found)
    assert "aspirin_saturation_mg" in page
    assert found.data_hash in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("groups: {a: {says: x, people: 1, parameters: [no_such], rows: {}}}", "name of a parameter"),
        (
            "groups: {a: {says: x, people: 1, parameters: [air_film], rows: {chesterton_2002_packs: [control]}}}",
            "fitted",
        ),
        (
            "groups: {a: {says: x, people: 1, parameters: [air_film], rows: {chesterton_2002_packs: [nobody]}}}",
            "one of",
        ),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(everything: Knowledge, tmp_path: Path, text: str, message: str) -> None:
    folder = copytree(shipped_studies(), tmp_path / "studies")
    (folder / "calibration.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=message):
        read_groups(folder, everything)
