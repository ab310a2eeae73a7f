"""A study file is read strictly: what cannot be used is named, and what counts as agreement is explicit."""

import copy
from typing import Any

import pytest

from unclench.cli.validate import validate as command
from unclench.knowledge.load import Knowledge, load
from unclench.model.invalid import InvalidInput
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.results import RESULTS
from unclench.validate import QUANTITIES, read_study, shipped_studies, validate
from unclench.validate.folder import overlooked, read_studies
from unclench.validate.people import BLOOD_OF_PLACE
from unclench.validate.rivals import rivals
from unclench.validate.study import Use, study_of
from unclench.validate.units import check_unit, expected


def test_a_small_study_is_read_whole(read: Any, small: dict[str, Any]) -> None:
    study = read(small)
    ice, half_life = study.arms
    assert study.id == "nobody_2000"
    assert ice.overrides["fat_m"] == pytest.approx(0.012 / 2 - 0.0022)
    assert ice.overrides["ice_pack_film"] == 60
    assert ice.scenario.room_c == 22
    assert half_life.scenario is None
    assert half_life.says == "half_life"
    assert [each.use for each in ice.observed] == [Use.PREDICTED, Use.TUNED]


def test_agreement_is_a_standard_deviation_a_reach_or_a_factor(read: Any, small: dict[str, Any]) -> None:
    (by_sd, by_reach), (by_factor,) = (arm.observed for arm in read(small).arms)
    assert (by_sd.low, by_sd.high) == (-23.0, -17.0)
    assert (by_reach.low, by_reach.high) == (24.0, 32.0)
    assert (by_factor.low, by_factor.high) == (pytest.approx(2 / 1.5), 3.0)
    assert by_reach.tolerance == 4.0


def changed(raw: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The study with one thing changed; ``path`` is dotted, a number is a place in a list, None deletes."""
    *way, last = path.split(".")
    at: Any = raw
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("citation", None, "study.citation"),
        ("verified", "rumour", "study.verified"),
        ("sponsor", "Ice Inc", "study.sponsor"),
        ("arms.ice.peple", {}, "arms.ice.peple"),
        ("arms.ice.people", None, "arms.ice.people"),
        ("arms.ice.people.n", "ten", "arms.ice.people.n"),
        ("arms.ice.parameters.ice_pack_flim", {"value": 1, "because": "x"}, "arms.ice.parameters.ice_pack_flim"),
        ("arms.ice.parameters.ice_pack_film", {"value": 60}, "arms.ice.parameters.ice_pack_film.because"),
        ("arms.ice.scenario.actions.0.source", "snow", "arms.ice.scenario.actions[0].source"),
        ("arms.ice.observed.0.quantity", "guess", "arms.ice.observed[0].quantity"),
        ("arms.ice.observed.0.of.depth", 10, "arms.ice.observed[0].of.depth"),
        ("arms.ice.observed.0.of.outcome", "coldness", "arms.ice.observed[0].of.outcome"),
        ("arms.ice.observed.0.of.minute", None, "arms.ice.observed[0].of.minute"),
        ("arms.ice.observed.0.of.minute", "late", "arms.ice.observed[0].of.minute"),
        ("arms.ice.observed.1.of.depth_mm", None, "arms.ice.observed[1].of.depth_mm"),
        ("arms.half_life.observed.0.of.drug", "sugar", "arms.half_life.observed[0].of.drug"),
        ("arms.ice.observed.0.value", "cold", "arms.ice.observed[0].value"),
        ("arms.ice.observed.0.sd", None, "arms.ice.observed[0]"),
        ("arms.ice.observed.1.because", None, "arms.ice.observed[1].because"),
        ("arms.ice.observed.0.use", "hoped", "arms.ice.observed[0].use"),
        ("arms.half_life.observed.0.tolerance", 1.0, "arms.half_life.observed[0]"),
        ("arms.half_life.observed.0.factor", 0.5, "arms.half_life.observed[0].factor"),
        ("arms.half_life.observed.0.quantity", "value", "arms.half_life.observed[0].of.drug"),
        ("arms.ice.observed.0.sd", -1.0, "arms.ice.observed[0].sd"),
        ("arms.ice.observed.0.sd", float("inf"), "arms.ice.observed[0].sd"),
        ("arms.ice.observed.0.value", float("nan"), "arms.ice.observed[0].value"),
        ("arms.ice.observed.1.tolerance", 0, "arms.ice.observed[1].tolerance"),
        ("arms.half_life.observed.0.value", 0, "arms.half_life.observed[0].factor"),
        ("arms.ice.people.n", 0, "arms.ice.people.n"),
        ("arms.ice.people.n", 9.5, "arms.ice.people.n"),
        ("arms.ice.observed.0.unit", "degF", "arms.ice.observed[0].unit"),
        ("arms.half_life.observed.0.unit", "minutes", "arms.half_life.observed[0].unit"),
    ],
)
def test_what_cannot_be_used_is_named(read: Any, small: dict[str, Any], path: str, value: object, field: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read(changed(small, path, value))
    assert error.value.field == field
    assert "study.yaml" in str(error.value)


@pytest.mark.parametrize("unit", ["degC", "°C", "K", "kelvin", "", "deg C"])
def test_a_unit_that_fits_passes(read: Any, small: dict[str, Any], unit: str) -> None:
    """A change of one kelvin is one of a degree Celsius."""
    assert read(changed(small, "arms.ice.observed.0.unit", unit)).arms[0].observed[0].unit == unit


@pytest.mark.parametrize(
    ("row", "unit"),
    [(0, "degF"), (0, "degrees, roughly"), (0, "min"), (1, "K"), (1, "kelvin"), (1, "mg/l"), (1, "nonsense")],
)
def test_a_unit_that_is_not_of_the_closed_list_is_refused(
    read: Any, small: dict[str, Any], row: int, unit: str
) -> None:
    with pytest.raises(InvalidInput, match="degC") as error:
        read(changed(small, f"arms.ice.observed.{row}.unit", unit))
    assert error.value.field == f"arms.ice.observed[{row}].unit"
    assert unit in str(error.value)


@pytest.mark.parametrize(
    ("row", "value"),
    [(0, 266.0), (0, -95.0), (1, 266.0), (1, -40.0)],
)
def test_a_value_that_no_person_can_have_is_refused(read: Any, small: dict[str, Any], row: int, value: float) -> None:
    with pytest.raises(InvalidInput, match="what a person can have") as error:
        read(changed(small, f"arms.ice.observed.{row}.value", value))
    assert error.value.field == f"arms.ice.observed[{row}].value"


@pytest.mark.parametrize(("key", "value"), [("duration_min", 31), ("start_min", 11)])
def test_an_action_longer_than_its_scenario_is_refused(
    read: Any, small: dict[str, Any], key: str, value: float
) -> None:
    with pytest.raises(InvalidInput, match=r"study.yaml: .*the scenario ends after 30 minutes") as error:
        read(changed(small, f"arms.ice.scenario.actions.0.{key}", value))
    assert error.value.field == "arms.ice.scenario.actions[0].duration_min"


def test_every_quantity_has_a_unit_that_its_list_holds() -> None:
    """Each outcome under each quantity: the expected unit is accepted, and a temperature is not taken for a level."""
    for quantity, keys in QUANTITIES.items():
        for outcome in (*RESULTS, "probe_c") if "outcome" in keys else ("",):
            of = {"outcome": outcome}
            check_unit(expected(quantity, outcome), quantity, of, "observed[0]", "")
            with pytest.raises(InvalidInput):
                check_unit("furlong", quantity, of, "observed[0]", "")


def test_a_minute_outside_names_study_arm_and_quantity(write: Any, small: dict[str, Any], knowledge: Any) -> None:
    from unclench.validate import validate

    folder = write(changed(small, "arms.ice.observed.0.of.minute", 999))
    with pytest.raises(
        InvalidInput,
        match=r"nobody_2000/study.yaml: arms.ice.observed\[0\].of.minute: got 999.*within the scenario's 0 to 30",
    ):
        validate(folder, knowledge, members=16)


def test_a_course_quantity_needs_a_scenario(read: Any, small: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="needs no scenario"):
        read(changed(small, "arms.ice.scenario", None))


def test_broken_yaml_is_an_error_of_the_file(write: Any, small: dict[str, Any]) -> None:
    path = write(small) / "nobody_2000" / "study.yaml"
    path.write_text("title: [unclosed")
    with pytest.raises(InvalidInput, match="readable YAML"):
        read_study(path, {})


def test_every_shipped_study_reads(knowledge: Any) -> None:
    from unclench.simulate.population import parameter_values

    paths = sorted(shipped_studies().glob("*/study.yaml"))
    studies = [read_study(path, parameter_values(knowledge)) for path in paths]
    rows = [row for study in studies for arm in study.arms for row in arm.observed]
    blind = [row for row in rows if row.use in (Use.PREDICTED, Use.EMERGENT)]
    assert len(studies) >= 25
    assert len(blind) / len(rows) >= 0.4  # the design's bar on how much must be prediction
    assert all(study.citation and study.title for study in studies)


def test_the_guide_names_every_quantity_and_no_other() -> None:
    guide = (shipped_studies() / "README.md").read_text(encoding="utf-8")
    for quantity in QUANTITIES:
        assert f"`{quantity}`" in guide, quantity


def _row(**changed: Any) -> dict[str, Any]:
    return {"value": 1.0, "tolerance": 1.0, "because": "Made up.", "use": "predicted", **changed}


@pytest.mark.parametrize(
    ("quantity", "of", "key"),
    [
        ("lowest", {"outcome": "skin_c", "from_minute": 20, "minute": 10}, "from_minute"),
        ("value", {"outcome": "skin_c", "minute": -1}, "minute"),
        ("value", {"outcome": "probe_c", "depth_mm": -1, "minute": 1}, "depth_mm"),
        ("value", {"outcome": "probe_c", "depth_mm": 500, "minute": 1}, "depth_mm"),
        ("area", {"outcome": "ibuprofen_mg_l", "hours": 0}, "hours"),
        ("recovered_share", {"day": -1}, "day"),
        ("recovered_share", {"day": 3, "days_in_a_row": 0}, "days_in_a_row"),
        ("recovered_share", {"day": 3, "days_in_a_row": 1.5}, "days_in_a_row"),
        ("recovered_share", {"day": 13.5}, "day"),
        ("well_share", {"day": 13.5}, "day"),
        ("well_share", {"day": 7, "words": "mild"}, "words"),
        ("well_share", {"day": 7, "words": "none_or_mild", "pain_at_most": 3}, "pain_at_most"),
        ("recovered_share", {"day": 7, "words": "none_or_mild"}, "words"),
        ("difference", {"outcome": "skin_c", "minute": 1, "against": "bare", "people_knew": True}, "people_knew"),
        ("value", {"outcome": ["skin_c"], "minute": 1}, "outcome"),
        ("skin_flow_rise", {"source": ["heat_wrap"], "source_c": 40, "minute": 5}, "source"),
        ("skin_flow_rise", {"source": "heat_wrap", "source_c": 40, "minute": 1441}, "minute"),
        ("burn_minutes", {"surface_c": 50, "damage": float("inf")}, "damage"),
        ("burn_minutes", {"surface_c": 50, "film": 10**400}, "film"),
        ("area", {"outcome": "ibuprofen_mg_l", "hours": float("inf")}, "hours"),
        ("days_to_recovery", {"pain_at_most": -1}, "pain_at_most"),
        ("well_share", {}, "day"),
        ("difference", {"outcome": "pain_nrs", "minute": 1, "against": "x", "people_knew": 1}, "people_knew"),
        ("burn_minutes", {"surface_c": 500}, "surface_c"),
        ("burn_minutes", {"surface_c": 20}, "surface_c"),
        ("skin_flow_rise", {"source": "heat_wrap", "source_c": 400, "minute": 5}, "source_c"),
        ("fed_peak_delay", {"drug": "ibuprofen", "dose_mg": -5}, "dose_mg"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [-5], "minutes": 4}, "cuffs_mmhg"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [], "minutes": 4}, "cuffs_mmhg"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [20], "minutes": 4, "systolic_mmhg": 20}, "systolic_mmhg"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [20], "minutes": 4, "probe": "calf_15_mm"}, "probe"),
        ("value", {"outcome": "oxygen_saturation", "oximeter": "finger", "minute": 1}, "oximeter"),
        ("value", {"outcome": "skin_c", "oximeter": "inspectra", "minute": 1}, "oximeter"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [20], "minutes": -4}, "minutes"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [20], "minutes": 241}, "minutes"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [20], "minutes": float("inf")}, "minutes"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [20, 40, 60], "minutes": 81}, "minutes"),
        ("oxygen_under_cuff", {"cuffs_mmhg": [20] * 21, "minutes": 4}, "cuffs_mmhg"),
    ],
)
def test_what_cannot_be_is_refused_with_the_key(
    small: dict[str, Any], read: Any, quantity: str, of: dict[str, Any], key: str
) -> None:
    small["arms"]["ice"]["observed"] = [_row(quantity=quantity, of=of)]
    with pytest.raises(InvalidInput, match=rf"study.yaml: arms.ice.observed\[0\].of.{key}"):
        read(small)


@pytest.mark.parametrize(
    ("quantity", "of", "key"),
    [
        ("highest", {"outcome": "skin_c", "minute": 500}, "of.minute"),
        ("time_of_highest", {"outcome": "skin_c", "from_minute": 500}, "of.from_minute"),
        ("area", {"outcome": "ibuprofen_mg_l", "hours": 50}, "of.hours"),
        ("value", {"outcome": "skin_c", "minute": 31}, "of.minute"),
        ("difference", {"outcome": "skin_c", "minute": 20, "against": "short"}, "of.minute"),
        ("days_to_recovery", {}, "of.days_in_a_row"),
    ],
)
def test_what_the_scenario_is_too_short_for_is_refused(
    small: dict[str, Any], read: Any, quantity: str, of: dict[str, Any], key: str
) -> None:
    """While reading, so that nothing is run first."""
    small["arms"]["short"] = {"people": {"n": 3}, "scenario": {"hours": 0.1}, "observed": []}
    small["arms"]["ice"]["observed"] = [_row(quantity=quantity, of=of)]
    with pytest.raises(InvalidInput, match=rf"nobody_2000/study.yaml: arms.ice.observed\[0\].{key}"):
        read(small)


def test_a_percentage_of_people_is_one(small: dict[str, Any], read: Any) -> None:
    small["arms"]["ice"]["observed"] = [_row(quantity="locked_share", of={"minute": 5}, value=120.0)]
    with pytest.raises(InvalidInput, match="0 to 100"):
        read(small)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"people": {"n": 3, "skinfold_mm": -5}}, "skinfold_mm"),
        ({"people": {"n": 3, "skinfold_mm": 900}}, "skinfold_mm"),
        ({"people": {"n": 3, "place": "elbow"}}, "place"),
        ({"parameters": {"air_film": {"value": -5, "because": "x"}}}, "air_film.value"),
        ({"parameters": {"air_film": {"value": 5, "log_sd": -1, "because": "x"}}}, "air_film.log_sd"),
        ({"parameters": {"air_film": {"value": 5, "log_sd": 3.1, "because": "x"}}}, "air_film.log_sd"),
        ({"parameters": {"air_film": {"value": 1e6, "because": "x"}}}, "air_film.value.*factor of 1000"),
        ({"parameters": {"air_film": {"value": 1e-4, "because": "x"}}}, "air_film.value.*factor of 1000"),
    ],
)
def test_people_and_parameters_that_cannot_be_are_refused(
    small: dict[str, Any], read: Any, change: dict[str, Any], key: str
) -> None:
    small["arms"]["ice"].update(change)
    with pytest.raises(InvalidInput, match=key):
        read(small)


def test_the_place_says_how_warm_the_blood_arrives(small: dict[str, Any], read: Any, knowledge: Knowledge) -> None:
    """Cooler the further from the trunk; a number of the study's own wins."""
    people, found = small["arms"]["ice"]["people"], {}
    for place in BLOOD_OF_PLACE:
        people["place"] = place
        found[place] = read(small).arms[0].overrides["arterial_c"]
    assert found["back"] == parameter_values(knowledge)["arterial_c"]
    assert found["back"] > found["thigh"] > found["calf"] > found["ankle"] == found["knee"]
    small["arms"]["ice"]["parameters"] = {"arterial_c": {"value": 34.0, "because": "Measured."}}
    assert read(small).arms[0].overrides["arterial_c"] == 34.0


def test_the_thigh_presses_harder_and_no_other_place(small: dict[str, Any], read: Any, knowledge: Knowledge) -> None:
    people, usual = small["arms"]["ice"]["people"], parameter_values(knowledge)["pressure_gain"]
    for place in BLOOD_OF_PLACE:
        people["place"] = place
        gain = read(small).arms[0].overrides.get("pressure_gain", usual)
        assert gain > usual if place == "thigh" else gain == usual


def test_a_study_without_a_number_is_refused(small: dict[str, Any], read: Any) -> None:
    for arm in small["arms"].values():
        arm["observed"] = []
    with pytest.raises(InvalidInput, match="observed number"):
        read(small)


def test_a_file_that_is_no_text_is_refused(small: dict[str, Any], write: Any, knowledge: Knowledge) -> None:
    folder = write(small)
    (folder / "nobody_2000" / "study.yaml").write_bytes(b"title: \xff\xfe\n")
    with pytest.raises(InvalidInput, match="readable YAML"):
        validate(folder, knowledge)


def test_a_skinfold_decides_the_fat_whatever_sex_height_and_weight(small: dict[str, Any], read: Any) -> None:
    """The fat of virtual people is the fold's, though sex, height and weight multiply the median they are given."""
    from unclench.physiology.tissue_heat import PARAMETERS

    def fat_m(**people: Any) -> float:
        small["arms"]["ice"]["people"] = {"n": 9, "skinfold_mm": 30, **people}
        (arm, _), knowledge = read(small).arms, load()
        overrides = {**arm.overrides, "fat_m.log_sd": 0.0, "doubt": 0.0}
        return float(sample(arm.person, 1, 1, knowledge, overrides=overrides).heat[0][PARAMETERS.index("fat_m")])

    assert fat_m() == pytest.approx(0.030 / 2 - 0.0022)
    assert fat_m(sex="female", height_cm=150, weight_kg=90) == pytest.approx(fat_m())


def test_one_cuff_and_the_other_name_of_a_drug_are_understood(small: dict[str, Any], read: Any) -> None:
    small["arms"]["ice"]["observed"] = [
        _row(quantity="oxygen_under_cuff", of={"cuffs_mmhg": 250, "minutes": 4}),
        _row(quantity="drug_half_life", of={"drug": "paracetamol", "dose_mg": 500}),
        _row(quantity="value", of={"outcome": "paracetamol_mg_l", "minute": 4}),
    ]
    cuff, half_life, level = read(small).arms[0].observed
    assert cuff.of["cuffs_mmhg"] == [250]
    assert half_life.of["drug"] == "acetaminophen"
    assert level.of["outcome"] == "acetaminophen_mg_l"


def test_an_arm_may_be_named_by_a_number(small: dict[str, Any], read: Any) -> None:
    bare = {"people": {"n": 9}, "scenario": {"hours": 1}, "observed": []}
    small["arms"] = {20: small["arms"]["ice"], 0: bare}
    small["arms"][20]["observed"] = [_row(quantity="difference", of={"outcome": "skin_c", "minute": 9, "against": 0})]
    study = read(small)
    assert [arm.id for arm in study.arms] == ["20", "0"]
    assert study.arms[0].observed[0].of["against"] == "0"
    with pytest.raises(InvalidInput, match="a name of its own"):
        read({**small, "arms": {20: small["arms"][20], "20": bare, 0: bare}})


@pytest.mark.parametrize("against", ["ice", "half_life", "nobody"])
def test_a_difference_is_against_another_arm_with_a_scenario(small: dict[str, Any], read: Any, against: str) -> None:
    of = {"outcome": "skin_c", "minute": 9, "against": against}
    small["arms"]["ice"]["observed"] = [_row(quantity="difference", of=of)]
    with pytest.raises(InvalidInput, match="the name of another arm that has a scenario: there is none") as error:
        read(small)
    assert error.value.field == "arms.ice.observed[0].of.against"


def test_only_people_to_whom_something_is_done_know_that_it_is(small: dict[str, Any], read: Any) -> None:
    def knew(arm: str, against: str) -> None:
        of = {"outcome": "pain_nrs", "minute": 9, "against": against, "people_knew": True}
        for name, each in small["arms"].items():
            each["observed"] = [_row(quantity="difference", of=of)] if name == arm else []
        read(small)

    small["arms"] = {"ice": small["arms"]["ice"], "bare": {"people": {"n": 9}, "scenario": {"hours": 1}}}
    knew("ice", "bare")
    with pytest.raises(InvalidInput, match=r"arms.bare.observed\[0\].of.people_knew.*nothing is done"):
        knew("bare", "ice")


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"sd": 2.0}, r"observed\[0\]: got .*'sd', 'tolerance'.*one of sd, tolerance and factor"),
        ({"tolerance": 101}, r"observed\[0\].tolerance.*at most 100"),
        ({"tolerance": None, "sd": 101}, r"observed\[0\].sd.*at most 100"),
        ({"quantity": "difference", "value": -11.0}, r"observed\[0\].value.*-10 to 10"),
        ({"quantity": "difference", "tolerance": 21.0}, r"observed\[0\].tolerance.*at most 20"),
    ],
)
def test_an_agreement_that_nothing_could_fail_is_refused(
    small: dict[str, Any], read: Any, row: dict[str, Any], key: str
) -> None:
    small["arms"]["bare"] = {"people": {"n": 3}, "scenario": {"hours": 1}, "observed": []}
    locked = {"quantity": "locked_share", "of": {"minute": 5}}
    apart = {"of": {"outcome": "pain_nrs", "minute": 5, "against": "bare"}}
    small["arms"]["ice"]["observed"] = [_row(**{**locked, **(apart if "quantity" in row else {}), **row})]
    with pytest.raises(InvalidInput, match=key):
        read(small)


def test_all_that_is_wrong_in_a_file_is_said_at_once(small: dict[str, Any], read: Any) -> None:
    small["verified"] = "rumour"
    small["arms"]["ice"]["people"]["n"] = 0
    small["arms"]["ice"]["observed"][0]["value"] = "cold"
    small["arms"]["ice"]["observed"][1]["of"]["minute"] = 99
    del small["arms"]["half_life"]["people"]
    with pytest.raises(InvalidInput) as error:
        read(small)
    said = str(error.value).splitlines()
    assert said[0].startswith("5 things cannot be used")
    assert all("nobody_2000/study.yaml: " in line for line in said[1:])
    keys = ["study.verified", "people.n", "observed[0].value", "observed[1].of.minute", "half_life.people"]
    assert all(key in line for key, line in zip(keys, said[1:], strict=True))
    assert "half_life.people" in error.value.as_dict()["allowed"]


def test_all_files_are_read_before_any_is_run(small: dict[str, Any], write: Any, knowledge: Knowledge) -> None:
    write(small, "right_2001")
    write(changed(small, "arms.ice.observed.0.of.minute", 99), "late_2002")
    folder = write(changed(small, "citation", None), "nobody_2003")
    (folder / "between_studies.yaml").write_text("ratio: -1", encoding="utf-8")
    ran: list[float] = []
    for whole in (validate, rivals):
        with pytest.raises(InvalidInput) as error:
            whole(folder, knowledge, members=16, progress=ran.append)
        said = str(error.value)
        assert all(name in said for name in ("late_2002/study.yaml", "nobody_2003/study.yaml", "between_studies.yaml"))
        assert said.startswith("4 things")  # the last file has both faults
    assert not ran


def test_folders_that_are_passed_over_are_named(
    small: dict[str, Any], write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(small)
    (folder / "deep").mkdir()
    write(small, "deep/inner")
    (folder / "notes").mkdir()
    (folder / ".git").mkdir()
    write(small, "other").joinpath("other", "study.yaml").rename(folder / "other" / "study.yml")
    assert overlooked(folder) == (
        "deep (its studies lie one folder deeper)",
        "notes",
        "other (its file is not named study.yaml)",
    )
    with pytest.raises(InvalidInput, match="this folder is a study itself"):
        read_studies(folder / "nobody_2000", {})
    (folder / "nobody_2000" / "study.yaml").write_text("no: study", encoding="utf-8")
    with pytest.raises(InvalidInput):
        command(folder)
    assert "warning: not run, for want of a study.yaml: deep (its studies" in capsys.readouterr().err


def test_rows_about_different_drugs_are_of_different_kinds(small: dict[str, Any], read: Any) -> None:
    """Else the mean of half-lives of ibuprofen and naproxen would be the guess for either."""
    rows = [_row(quantity="drug_half_life", of={"drug": drug, "dose_mg": 400}) for drug in ("ibuprofen", "naproxen")]
    small["arms"]["half_life"]["observed"] = rows
    one, other = read(small).arms[1].observed
    assert one.kind != other.kind
    assert one.kind == ("drug_half_life", "ibuprofen")


def test_a_dose_that_poisons_people_of_this_weight_is_refused_before_anything_is_run(
    small: dict[str, Any], read: Any
) -> None:
    small["arms"]["ice"]["people"] = {"n": 9, "height_cm": 100, "weight_kg": 15}
    dose = {"action": "dose", "start_min": 1, "drug": "ibuprofen", "dose_mg": 6000}
    small["arms"]["ice"]["scenario"]["actions"].append(dose)
    with pytest.raises(InvalidInput, match=r"study.yaml: arms.ice.scenario.*6000.*at 15 kg"):
        read(small)


JUNK: list[Any] = [
    None,
    [],
    {},
    "",
    "x",
    True,
    -1,
    0,
    10**400,
    float("nan"),
    float("inf"),
    [1],
    {"a": 1},
    {1: 2},
    [[]],
    1e308,
]


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, as the keys and indices that lead to it."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [way, *(place for key in keys for place in _places(value[key], (*way, key)))]


def test_whatever_stands_anywhere_is_read_or_refused_and_never_crashes(
    small: dict[str, Any], knowledge: Knowledge
) -> None:
    medians, refused = parameter_values(knowledge), 0
    against = {"outcome": "pain_nrs", "minute": 5, "against": "bare"}
    cuff = {"cuffs_mmhg": [20], "minutes": 4}
    small["arms"]["bare"] = {"people": {"n": 3}, "scenario": {"hours": 1}, "observed": []}
    small["arms"]["ice"]["observed"] += [
        _row(quantity="difference", of=against),
        _row(quantity="oxygen_under_cuff", of=cuff),
    ]
    for *way, last in _places(small)[1:]:
        for junk in JUNK:
            raw = copy.deepcopy(small)
            at: Any = raw
            for step in way:
                at = at[step]
            at[last] = junk
            try:
                study_of(raw, "junk", medians, "junk/study.yaml")
            except InvalidInput as error:
                assert "junk/study.yaml: " in str(error)
                refused += 1
    assert refused > 500


def test_what_an_arm_says_of_a_place_reaches_its_people(read: Any, small: dict[str, Any]) -> None:
    """A number of a place that an arm changes is the one that its people then have."""
    arm = small["arms"]["ice"]
    arm["people"]["place"] = "thigh"
    arm["parameters"]["thigh_pressure_gain"] = {"value": 321, "because": "Another thigh."}
    arm["parameters"]["thigh_blood_c"] = {"value": 35.5, "because": "A cool one."}
    (ice, *_) = read(small).arms
    assert (ice.overrides["pressure_gain"], ice.overrides["arterial_c"]) == (321, 35.5)
