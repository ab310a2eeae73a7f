"""Units in study files: values are never converted, so a unit known to be another one is refused.

A unit is text for the reader, and words that are not known here pass. Those that are known must fit what is measured:
10 in degF is not 10 in degC.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unclench.model.invalid import InvalidInput

ALIKE: Mapping[str, frozenset[str]] = {
    unit: frozenset({unit.lower(), *others})
    for unit, others in {
        "degC": ("c", "°c", "celsius", "deg c"),
        "degF": ("f", "°f", "fahrenheit", "deg f"),
        "K": ("kelvin",),
        "s": ("sec", "second", "seconds"),
        "min": ("minute", "minutes", "mins"),
        "h": ("hour", "hours", "hr", "hrs"),
        "d": ("day", "days"),
        "wk": ("week", "weeks"),
        "percent": ("%", "per cent", "pct"),
        "share": ("fraction", "1"),
        "mmHg": ("mm hg", "torr"),
        "kPa": ("kilopascal",),
        "cmH2O": ("cm h2o",),
        "mg/l": ("ug/ml", "µg/ml", "μg/ml", "mcg/ml", "mg/litre", "mg/liter"),
        "ng/ml": ("ug/l", "µg/l"),
        "mg/dl": (),
        "umol/l": ("µmol/l", "mmol/l", "mol/l"),
        "mg h/l": ("mg*h/l", "mg.h/l", "ug h/ml", "µg h/ml", "ug*h/ml", "h*ug/ml"),
        "mg min/l": ("ug min/ml", "µg min/ml", "mg*min/l"),
        "of 10": ("0-10", "points of 10", "nrs", "/10"),
        "of 100": ("0-100", "mm", "/100"),
        "ml/100 g/min": ("ml/100g/min", "ml/min/100g", "ml/min/100 g"),
    }.items()
}
"""Units and their other spellings, in lower case."""

BY_QUANTITY: Mapping[str, str] = {
    "time_of_highest": "min",
    "time_of_lowest": "min",
    "burn_minutes": "min",
    "days_to_recovery": "d",
    "drug_half_life": "h",
    "endurance_seconds": "s",
    "locked_share": "percent",
    "recovered_share": "percent",
    "skin_flow_share": "percent",
    "skin_flow_rise": "percent",
    "flow_stops_at": "percent",
    "oxygen_under_cuff": "percent",
    "muscle_pressure": "mmHg",
}
BY_ENDING: Mapping[str, str] = {
    "_c": "degC",
    "_mg_l": "mg/l",
    "_mmhg": "mmHg",
    "pain_nrs": "of 10",
    "_ml_100g_min": "ml/100 g/min",
}
SHARES = frozenset({"activation", "range_of_motion", "oxygen_saturation", "fatigue", "locked"})
DIFFERENCES = frozenset({"change", "difference"})


def expected(quantity: str, outcome: str) -> str:
    """The unit that values of a quantity are in, or an empty text where there is no name for it."""
    if quantity in BY_QUANTITY:
        return BY_QUANTITY[quantity]
    unit = next((each for ending, each in BY_ENDING.items() if outcome.endswith(ending)), "")
    if quantity == "area":
        return "mg h/l" if unit == "mg/l" else ""
    return "share" if outcome in SHARES else unit


def check_unit(unit: str, quantity: str, of: Mapping[str, Any], at: str, where: str) -> None:
    """Raise InvalidInput when ``unit`` is known to be another than the one that this quantity is in."""
    wanted = expected(quantity, str(of.get("outcome", "")))
    given = {name for name, spellings in ALIKE.items() if unit.strip().lower() in spellings}
    if not wanted or not given or wanted in given:
        return
    if given == {"K"} and wanted == "degC" and quantity in DIFFERENCES:
        return
    raise InvalidInput(f"{at}.unit", unit, f"a value in {wanted} (values are not converted)", where)
