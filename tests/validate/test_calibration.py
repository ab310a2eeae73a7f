"""Calibration finds known parameters again, whatever the sheets held, from fitted rows alone."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from ruamel.yaml import YAML

from unclench.knowledge.load import DATA, Knowledge, load
from unclench.model.invalid import InvalidInput
from unclench.physiology import kinetics
from unclench.simulate.population import SPREAD, parameters
from unclench.validate import shipped_studies
from unclench.validate.calibrate import calibrate, in_sheets
from unclench.validate.calibration import read_groups
from unclench.validate.calibration_page import as_markdown
from unclench.validate.compare import run_study
from unclench.validate.fitting import laplace, with_parameters
from unclench.validate.posterior import write_sheets
from unclench.validate.study import Use, study_of

WIDE = np.array([10.0, 10.0])
QUICK = ["blood_flow", "muscle_pressure", "salicylate", "absorption", "naproxen", "food"]
"""Groups that are fitted in seconds; two of them have no other group in their way."""
SALICYLATE = ("aspirin_half_filled_mg_l", "aspirin_volume_l", "aspirin_absorption_h")


@pytest.fixture(scope="module")
def everything() -> Knowledge:
    return load()


def with_values(knowledge: Knowledge, factors: Mapping[str, float]) -> Knowledge:
    """The same sheets with some medians multiplied."""
    sheets = {
        name: sheet.model_copy(
            update={
                "parameters": {
                    key: each.model_copy(update={"value": each.value * factors.get(key, 1.0)})
                    for key, each in sheet.parameters.items()
                }
            }
        )
        for name, sheet in knowledge.parameters.items()
    }
    return replace(knowledge, parameters=sheets)


def test_only_fitted_rows_are_ever_read(everything: Knowledge) -> None:
    groups = read_groups(shipped_studies(), everything)
    uses = {row.use for group in groups for study in group.studies for arm in study.arms for row in arm.observed}
    assert uses == {Use.FITTED}


def test_what_the_sheets_call_fitted_is_what_the_command_finds(everything: Knowledge) -> None:
    """Both ways: nothing is called fitted that the command does not derive."""
    groups = read_groups(shipped_studies(), everything)
    found = {name.removesuffix(SPREAD) for group in groups for name in group.parameters}
    assert found == {name for name, each in parameters(everything).items() if each.provenance == "fitted"}


def test_every_group_has_its_posterior_in_the_sheets(everything: Knowledge) -> None:
    groups = read_groups(shipped_studies(), everything)
    assert {group.id: group.parameters for group in groups} == {
        name: each.parameters for name, each in everything.posteriors.items()
    }


TWO_HALF_LIVES = """
groups:
  salicylate:
    says: Half-life of salicylate by dose
    people: 1
    studies_differ: DIFFER
    parameters:
      aspirin_half_life_h: {start: 2, log_sd: 3, because: Hardly anything is thought before.}
      aspirin_half_filled_mg_l: {start: 20, log_sd: 3, because: Hardly anything is thought before.}
    rows: {benedek_1995_aspirin: [low_dose_half_life], rowland_1968_salicylate: [analgesic_dose]}
"""


def two_half_lives(folder: Path, differ: float) -> Path:
    """A folder with two studies of salicylate and a group that is fitted to them."""
    for study in ("benedek_1995_aspirin", "rowland_1968_salicylate"):
        copytree(shipped_studies() / study, folder / study)
    (folder / "calibration.yaml").write_text(TWO_HALF_LIVES.replace("DIFFER", str(differ)), encoding="utf-8")
    return folder


def test_two_half_lives_give_the_two_numbers_back(everything: Knowledge, tmp_path: Path) -> None:
    """2.1 h after 80 mg and 4 h after 650 mg: with what is found, the model's half-lives are these."""
    found = calibrate(two_half_lives(tmp_path, 0.0), everything)
    values = {name: each.value for name, each in parameters(everything).items()}
    values |= {each.name: each.value for each in found.fits[0].fitted}
    p = [values[name] for name in kinetics.PARAMETERS]
    assert [kinetics.half_life(kinetics.ASPIRIN, mg, p) for mg in (80.0, 650.0)] == pytest.approx([2.1, 4.0], rel=0.01)
    again = calibrate(tmp_path, everything)
    assert again.as_dict() == found.as_dict()
    assert len(found.data_hash) == 16
    assert found.fits[0].settled


def test_studies_that_differ_say_less(everything: Knowledge, tmp_path: Path) -> None:
    """Both rows' uncertainty is half a tolerance; sqrt(0.75) tolerances between studies make it a whole one."""
    (one,) = calibrate(two_half_lives(tmp_path / "alike", 0.0), everything).fits
    (other,) = calibrate(two_half_lives(tmp_path / "apart", 0.75**0.5), everything).fits
    for alike, apart in zip(one.fitted, other.fitted, strict=True):
        assert apart.posterior_log_sd == pytest.approx(2.0 * alike.posterior_log_sd, rel=0.1)  # not quite linear
        assert apart.value == pytest.approx(alike.value, rel=0.1)


def test_with_factors_a_low_study_does_not_pull_harder(everything: Knowledge, tmp_path: Path) -> None:
    """Half-lives of 2 and 4 h, each with a fifth of itself as tolerance: the middle factor, not the least SD."""
    p = [parameters(everything)[name].value for name in kinetics.PARAMETERS]
    slowing = kinetics.half_life(kinetics.ASPIRIN, 650.0, p) / parameters(everything)["aspirin_half_life_h"].value
    found = {}
    for factors in (False, True):
        folder = two_half_lives(tmp_path / str(factors), 0.0)
        text = (folder / "calibration.yaml").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if "aspirin_half_filled_mg_l" not in line]
        text = "\n".join(lines).replace("people: 1", f"people: 1\n    factors: {str(factors).lower()}")
        (folder / "calibration.yaml").write_text(text, encoding="utf-8")
        made_up(folder / "benedek_1995_aspirin", "low_dose_half_life", 2.0)
        made_up(folder / "rowland_1968_salicylate", "analgesic_dose", 4.0)
        found[factors] = calibrate(folder, everything).fits[0].fitted[0].value * slowing
    assert found[True] == pytest.approx(8.0**0.5, rel=0.01)
    assert found[False] == pytest.approx((2.0 / 4 + 4.0 / 16) / (1 / 4 + 1 / 16), rel=0.01)


def made_up(study: Path, arm: str, hours: float) -> None:
    """Make the study's one row a half-life of 650 mg of aspirin, with a fifth of it as tolerance."""
    row: dict[str, object] = {"quantity": "drug_half_life", "of": {"drug": "aspirin", "dose_mg": 650}, "value": hours}
    row |= {"tolerance": hours / 5, "because": "Made up.", "use": "fitted"}
    arms = {arm: {"says": "People", "people": {"n": 10}, "observed": [row]}}
    raw = {"title": "Made up", "citation": "Nobody", "verified": "primary", "arms": arms}
    (study / "study.yaml").write_text(json.dumps(raw), encoding="utf-8")


def test_what_is_found_does_not_hang_on_what_the_sheets_held(everything: Knowledge) -> None:
    """Sheets that are off by a factor give the same numbers and the same hash, and are told apart from good ones."""
    moved = dict.fromkeys(("closing_pressure", "closing_steepness", "aspirin_volume_l"), 1.7)
    one = calibrate(shipped_studies(), everything, only=["blood_flow", "salicylate"])
    other = calibrate(shipped_studies(), with_values(everything, moved), only=["blood_flow", "salicylate"])
    for mine, theirs in zip(one.fits, other.fits, strict=True):
        assert [each.value for each in mine.fitted] == [each.value for each in theirs.fitted]
        assert mine.chi_squared == theirs.chi_squared
    assert one.data_hash == other.data_hash
    assert not other.as_dict()["sheets_agree"]


def test_the_hash_holds_what_is_fitted_with(everything: Knowledge) -> None:
    """A parameter that no group finds is part of what the answer depends on."""
    one = calibrate(shipped_studies(), everything, only=["salicylate"])
    other = calibrate(shipped_studies(), with_values(everything, {"fat_flow": 1.01}), only=["salicylate"])
    assert one.data_hash != other.data_hash


def test_the_sheets_hold_what_the_command_finds(everything: Knowledge) -> None:
    """The quick groups are fitted anew: values, spreads and correlations are those shipped."""
    for fit in calibrate(shipped_studies(), everything, only=QUICK).fits:
        shipped = everything.posteriors[fit.group.id]
        assert fit.settled
        for each, spread in zip(fit.fitted, shipped.log_sd, strict=True):
            assert in_sheets(each), each
            assert each.posterior_log_sd == pytest.approx(spread, rel=0.01)
        assert fit.correlation == pytest.approx(np.array(shipped.correlation), abs=0.01)
        assert tuple(each.name for each in fit.fitted if not each.determined) == shipped.from_prior


TWO_PACKS = """\
groups:
  packs:
    says: Two studies of one pack
    people: 1
    by_study:
      contact_factor: {start: 1, log_sd: 0.5, because: Nobody wrote down how it lay.}
    parameters:
      ice_pack_film: {start: 40, log_sd: 0.5, because: Anything.}
    rows: {loose: [pack], strapped: [pack]}
"""
ONE_PACK = """\
title: A pack
citation: Made of the model
verified: primary
arms:
  pack:
    people: {{n: 10, skinfold_mm: 15}}
    scenario:
      hours: 0.35
      actions: [{{action: cold, start_min: 0, duration_min: 20, source: ice_pack_wrapped, source_c: 0}}]
    observed:
      - quantity: value
        of: {{outcome: skin_c, minute: 20}}
        value: {value}
        tolerance: 0.2
        because: Narrow.
        use: fitted
"""


def test_what_differs_between_studies_is_theirs_and_the_parameter_is_the_middle(
    everything: Knowledge, tmp_path: Path
) -> None:
    """Skin of one person under 60 W/m2/K, touching worse by a factor in one study and better by it in the other."""
    alike = {name + SPREAD: 0.0 for name in parameters(everything)} | {"doubt": 0.0}
    medians = {name: each.value for name, each in parameters(everything).items()}
    (tmp_path / "calibration.yaml").write_text(TWO_PACKS, encoding="utf-8")
    for name, factor in (("loose", 0.7), ("strapped", 1.0 / 0.7)):
        study = study_of(YAML(typ="safe").load(ONE_PACK.format(value=10.0)), name, medians)
        touched = with_parameters(study, alike | {"ice_pack_film": 60.0, "contact_factor": factor})
        (row,) = run_study(touched, everything, 1, 1)
        (tmp_path / name).mkdir()
        (tmp_path / name / "study.yaml").write_text(ONE_PACK.format(value=row.predicted), encoding="utf-8")
    (fit,) = calibrate(tmp_path, everything).fits
    (film,) = fit.fitted
    assert 52.0 < film.value < 61.0  # a little towards its prior
    loose, strapped = (fit.multiples[f"contact_factor@{name}"] for name in ("loose", "strapped"))
    assert film.value * loose == pytest.approx(60.0 * 0.7, rel=0.03)
    assert film.value * strapped == pytest.approx(60.0 / 0.7, rel=0.05)
    assert film.posterior_log_sd > 0.25  # two studies with a spread of 0.5 each, and a prior of 0.5: 0.29
    assert film.posterior_log_sd < 0.35
    assert "strapped 1." in as_markdown(calibrate(tmp_path, everything), everything)


def test_what_its_rows_do_not_tell_is_as_unsure_as_before(everything: Knowledge) -> None:
    (fit,) = calibrate(shipped_studies(), everything, only=["muscle_pressure"]).fits
    (bend,) = fit.fitted
    assert not bend.determined
    assert 0.7 * bend.prior_log_sd < bend.posterior_log_sd <= bend.prior_log_sd


def test_laplace_gives_the_spread_of_a_straight_line() -> None:
    """For misses (y - a - b t)/s it is the textbook's (A'A)^-1 s^2, enlarged when chi-squared is too large."""
    t = np.array([0.0, 1.0, 2.0, 3.0])
    slopes = np.column_stack([np.ones(4), t]) / 0.05
    spread, correlation = laplace(slopes, 2.0, WIDE)
    expected = np.linalg.inv(slopes.T @ slopes)
    assert spread == pytest.approx(np.sqrt(np.diag(expected)), rel=1e-3)
    assert correlation[0, 1] == pytest.approx(expected[0, 1] / spread[0] / spread[1], rel=1e-3)
    assert laplace(slopes, 18.0, WIDE)[0] == pytest.approx(3.0 * spread, rel=1e-3)


def test_a_direction_that_no_row_feels_keeps_its_prior() -> None:
    spread, _ = laplace(np.array([[1.0, 0.0], [2.0, 0.0]]), 0.1, np.array([10.0, 0.8]))
    assert spread[0] == pytest.approx((5.0 + 0.01) ** -0.5)
    assert spread[1] == pytest.approx(0.8)


def test_writing_changes_values_and_spreads_and_nothing_else(everything: Knowledge, tmp_path: Path) -> None:
    """And the sheets so written are read again, and agree with what is found from them."""
    folder = copytree(DATA, tmp_path / "data")
    moved = with_values(everything, {"aspirin_volume_l": 1.3})
    found = calibrate(shipped_studies(), moved, only=["salicylate"])
    assert set(write_sheets(found, folder)) == set(SALICYLATE)
    for path in (DATA / "parameters").glob("*.yaml"):
        before = path.read_text("utf-8").splitlines()
        after = (folder / "parameters" / path.name).read_text("utf-8").splitlines()
        changed = [line for line in after if line not in before]
        assert all("value:" in line or "log_sd:" in line for line in changed), (path.name, changed)
    page = as_markdown(found, moved)
    assert "aspirin_half_filled_mg_l" in page
    assert found.data_hash in page
    assert "did not hold" in page
    written = load(folder)
    assert written.posteriors["salicylate"].parameters == SALICYLATE
    again = calibrate(shipped_studies(), written, only=["salicylate"])
    assert again.as_dict()["sheets_agree"]
    assert [each.value for each in again.fits[0].fitted] == [each.value for each in found.fits[0].fitted]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("groups: {a: {says: x, people: 1, parameters: {no_such: PRIOR}, rows: {}}}", "name of a parameter"),
        (
            "groups: {a: {says: x, people: 1, parameters: {air_film: PRIOR}, "
            "rows: {chesterton_2002_packs: [control]}}}",
            "fitted",
        ),
        (
            "groups: {a: {says: x, people: 1, parameters: {air_film: PRIOR}, rows: {chesterton_2002_packs: [nobody]}}}",
            "one of",
        ),
        ("groups: {a: {says: x, people: 1, parameters: [air_film], rows: {}}}", "mapping"),
        (
            "groups: {a: {says: x, people: 1, factors: true, parameters: {air_film: PRIOR}, "
            "rows: {myrer_2001_fat_and_ice: [skinfold_up_to_8]}}}",
            "above 0",
        ),
        (
            "groups: {a: {says: x, people: 1, studies_differ: -1, parameters: {air_film: PRIOR}, "
            "rows: {dykstra_2009_ice: [six_people_cubed]}}}",
            "from 0 to 3",
        ),
        (
            "groups: {a: {says: x, people: 1, parameters: {air_film: {start: 0, log_sd: 1, because: x}}, rows: {}}}",
            "above 0",
        ),
        (
            "groups: {a: {says: x, people: 1, parameters: {air_film: {start: 1, log_sd: 9, because: x}}, rows: {}}}",
            "at most",
        ),
        ("groups: {a: {says: x, people: 1, parameters: {air_film: {start: 1, log_sd: 1}}, rows: {}}}", "reason"),
        ("groups: {a: {says: x, people: 1, by_study: {none: PRIOR}, parameters: {}, rows: {}}}", "name of a parameter"),
        (
            "groups: {a: {says: x, people: 1, reweigh: true, by_study: {air_film: PRIOR}, "
            "parameters: {skin_flow: PRIOR}, rows: {kanlayanaphotporn_2005_packs: [ice_pack]}}}",
            "beside reweigh",
        ),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(everything: Knowledge, tmp_path: Path, text: str, message: str) -> None:
    folder = copytree(shipped_studies(), tmp_path / "studies")
    prior = "{start: 1, log_sd: 1, because: x}"
    (folder / "calibration.yaml").write_text(text.replace("PRIOR", prior), encoding="utf-8")
    with pytest.raises(InvalidInput, match=message):
        read_groups(folder, everything)
