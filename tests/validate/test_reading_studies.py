"""A study file is read strictly: what cannot be used is named, and what counts as agreement is explicit."""

from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.simulate.results import RESULTS
from unclench.validate import QUANTITIES, read_study, shipped_studies, validate
from unclench.validate.study import Use
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
        ("arms.ice.people.sex", "female", "arms.ice.people"),
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
    assert error.value.field == "cold.duration_min"


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
        InvalidInput, match=r"nobody_2000/study.yaml: arms.ice, change.*999.*within the scenario's 0 to 30"
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
        ("oxygen_under_cuff", {"cuffs_mmhg": [20], "minutes": -4}, "minutes"),
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
        ("days_to_recovery", {}, "scenario.hours"),
        ("recovered_share", {"day": 5}, "scenario.hours"),
    ],
)
def test_what_the_scenario_is_too_short_for_is_refused(
    small: dict[str, Any], write: Any, knowledge: Knowledge, quantity: str, of: dict[str, Any], key: str
) -> None:
    small["arms"]["ice"]["observed"] = [_row(quantity=quantity, of=of)]
    with pytest.raises(InvalidInput, match=rf"nobody_2000/study.yaml: arms.ice, {quantity}: {key}"):
        validate(write(small), knowledge, members=4)


def test_a_percentage_of_people_is_one(small: dict[str, Any], read: Any) -> None:
    small["arms"]["ice"]["observed"] = [_row(quantity="locked_share", of={"minute": 5}, value=120.0)]
    with pytest.raises(InvalidInput, match="0 to 100"):
        read(small)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"people": {"n": 3, "skinfold_mm": -5}}, "skinfold_mm"),
        ({"people": {"n": 3, "skinfold_mm": 900}}, "skinfold_mm"),
        ({"parameters": {"air_film": {"value": -5, "because": "x"}}}, "air_film.value"),
        ({"parameters": {"air_film": {"value": 5, "log_sd": -1, "because": "x"}}}, "air_film.log_sd"),
    ],
)
def test_people_and_parameters_that_cannot_be_are_refused(
    small: dict[str, Any], read: Any, change: dict[str, Any], key: str
) -> None:
    small["arms"]["ice"].update(change)
    with pytest.raises(InvalidInput, match=key):
        read(small)


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
