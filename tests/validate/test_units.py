"""Units of study files: every usual spelling of the right one passes, and no other unit does."""

import pytest

from unclench.model.invalid import InvalidInput
from unclench.validate.units import check_unit

LEVEL = [
    "mg/L", "µg/mL", "μg/ml", "ug/mL", "mcg/mL", "mg L-1", "mg·L-1", "mg.l-1", "mg·L⁻¹", "µg mL-1", "mg l^-1",
    "mg/litre",
    "micrograms/ml", "µg per mL", "mg / L",
]  # fmt: skip
AREA = [
    "mg·h/L", "mg*h/L", "mg.h/L", "mg h/L", "h·mg/L", "µg·h/mL", "h*µg/mL", "ug.h/ml", "µg.hr/ml", "mg·h·L-1", "mg/L·h",
    "mg/L*h", "µg/mL·h", "µg/ml h", "mg × h/L", "mg-h/L", "µg x h/ml", "hr*ug/mL", "mg hr/L", "mg·hours/L", "(mg/L)·h",
]  # fmt: skip
FLOW = [
    "ml/100 g/min", "mL/100g/min", "ml/min/100 g", "mL·100 g-1·min-1", "ml 100 g-1 min-1", "ml/100 ml/min",
    "mL/min/100 mL", "ml/dl/min", "ml/(100 g min)", "ml/100g·min",
]  # fmt: skip
WARM = ["degC", "°C", "ºC", "˚C", "℃", "C", "Celsius", "deg C", "degree C", "degrees C", "degrees Celsius"]
PAIN = [
    "of 10", "0-10", "NRS", "NRS (0-10)", "VAS", "cm", "VAS cm", "VAS (10 cm)", "10-cm VAS", "points",
    "NRS points", "/10",
    "points (0-10)", "0–10", "out of 10", "points on 0-10 NRS", "11-point NRS",
]  # fmt: skip


def fits(unit: str, quantity: str, outcome: str = "") -> bool:
    try:
        check_unit(unit, quantity, {"outcome": outcome}, "observed[0]", "study.yaml")
    except InvalidInput as error:
        assert error.field == "observed[0].unit"
        return False
    return True


@pytest.mark.parametrize(
    ("quantity", "outcome", "units"),
    [
        ("highest", "ibuprofen_mg_l", LEVEL),
        ("area", "ibuprofen_mg_l", AREA),
        ("value", "blood_flow_ml_100g_min", FLOW),
        ("value", "skin_c", WARM),
        ("change", "skin_c", [*WARM, "K", "Δ°C", "∆ °C", "delta °C", "°C change"]),
        ("mean", "pain_nrs", PAIN),
        ("time_of_highest", "ibuprofen_mg_l", ["min", "minutes", "mins", "min."]),
        ("drug_half_life", "", ["h", "hr", "hrs", "hours"]),
        ("endurance_seconds", "", ["s", "sec", "sec.", "seconds"]),
        ("days_to_recovery", "", ["d", "days", "day"]),
        ("muscle_pressure", "", ["mmHg", "mm Hg", "torr"]),
        ("flow_stops_at", "", ["%", "percent", "% MVC", "%MVC", "% of MVC"]),
        ("oxygen_under_cuff", "", ["%", "per cent", "% of rest", "% of baseline"]),
        ("recovered_share", "", ["%", "% of people", "percentage of patients"]),
        ("value", "oxygen_saturation", ["share", "fraction", "proportion"]),
        ("fed_peak_ratio", "", ["ratio", "fold", "1", "dimensionless"]),
    ],
)
def test_every_usual_spelling_of_the_right_unit_passes(quantity: str, outcome: str, units: list[str]) -> None:
    assert [unit for unit in units if not fits(unit, quantity, outcome)] == []


@pytest.mark.parametrize(
    ("quantity", "outcome", "units"),
    [
        (
            "highest",
            "ibuprofen_mg_l",
            ["ng/ml", "g/l", "mg/dl", "mg", "mg/l/h", "mg/(l h)", "mg·h/L", "mg l", "%"],
        ),
        ("area", "ibuprofen_mg_l", ["mg/l", "mg/(l h)", "mg/l/h", "ng h/ml", "mg min/l", "mg h", "mg h l"]),
        ("value", "blood_flow_ml_100g_min", ["ml/min", "l/min", "ml/100 g", "ml/g/min", "ml/100 g/s", "ml/100 g/h"]),
        ("value", "skin_c", ["K", "kelvin", "degF", "°F", "degrees", "Δ°C"]),
        ("mean", "pain_nrs", ["mm", "VAS mm", "of 100", "0-100", "VAS (100 mm)", "%", "inches", "of", "5"]),
        ("time_of_highest", "ibuprofen_mg_l", ["h", "s", "hours"]),
        ("drug_half_life", "", ["min", "d"]),
        ("endurance_seconds", "", ["min", "ms"]),
        ("days_to_recovery", "", ["weeks", "h"]),
        ("muscle_pressure", "", ["kPa", "cmH2O"]),
        ("recovered_share", "", ["share", "% MVC", "% of baseline"]),
        ("value", "range_of_motion", ["degrees", "%", "cm"]),
    ],
)
def test_no_other_unit_passes(quantity: str, outcome: str, units: list[str]) -> None:
    assert [unit for unit in units if fits(unit, quantity, outcome)] == []


@pytest.mark.parametrize(
    ("unit", "quantity", "outcome", "says"),
    [
        ("%", "value", "oxygen_saturation", "divide percent by 100"),
        ("percent of baseline", "value", "range_of_motion", "divide percent by 100"),
        ("mm", "mean", "pain_nrs", "divide by 10"),
        ("VAS (0-100)", "change", "pain_nrs", "divide by 10"),
    ],
)
def test_a_refusal_says_what_to_do_with_the_usual_other_unit(unit: str, quantity: str, outcome: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        check_unit(unit, quantity, {"outcome": outcome}, "observed[0]", "study.yaml")
