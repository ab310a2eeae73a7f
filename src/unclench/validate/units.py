"""Units in study files: a closed list for each outcome, because values are never converted.

A unit is for the reader and may be left out. One that is given must be the unit that the values are in, in one of its
spellings: 10 in degF is not 10 in degC, and what is not in the list cannot be told to be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from unclench.model.invalid import InvalidInput, one_of

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "degC": ("c", "°c", "celsius", "deg c", "degrees celsius"),
    "s": ("sec", "second", "seconds"),
    "min": ("minute", "minutes", "mins"),
    "h": ("hour", "hours", "hr", "hrs"),
    "d": ("day", "days"),
    "percent": ("%", "per cent", "pct", "percentage"),
    "share": ("fraction", "proportion", "1"),
    "ratio": ("fold", "times", "1"),
    "mmHg": ("mm hg", "torr"),
    "mg/l": ("ug/ml", "mcg/ml", "mg/litre", "mg/liter"),
    "mg h/l": ("h mg/l", "ug h/ml", "mcg h/ml", "h ug/ml"),
    "of 10": ("0-10", "points of 10", "nrs", "/10", "nrs 0-10", "points"),
    "ml/100 g/min": ("ml/100g/min", "ml/min/100g", "ml/min/100 g"),
}
"""Units that values may be in, and their other spellings once :func:`_plain` has made them alike."""
KELVIN = ("k", "kelvin")
"""Also right for a change of temperature, which is the same number in either."""

BY_QUANTITY: Mapping[str, str] = {
    "time_of_highest": "min",
    "time_of_lowest": "min",
    "burn_minutes": "min",
    "days_to_recovery": "d",
    "drug_half_life": "h",
    "endurance_seconds": "s",
    "fed_peak_delay": "ratio",
    "fed_peak_ratio": "ratio",
    "locked_share": "percent",
    "recovered_share": "percent",
    "well_share": "percent",
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
DIFFERENCES = frozenset({"change", "difference"})


def expected(quantity: str, outcome: str) -> str:
    """The unit that values of a quantity are in; outcomes without one of their own are shares."""
    if quantity in BY_QUANTITY:
        return BY_QUANTITY[quantity]
    unit = next((each for ending, each in BY_ENDING.items() if outcome.endswith(ending)), "share")
    if quantity == "area":
        return "mg h/l" if unit == "mg/l" else f"{unit} h"
    return unit


def allowed(quantity: str, outcome: str) -> tuple[str, ...]:
    """Every spelling that a unit may have, the usual one first."""
    wanted = expected(quantity, outcome)
    kelvin = KELVIN if wanted == "degC" and quantity in DIFFERENCES else ()
    return wanted, *SPELLINGS.get(wanted, ()), *kelvin


def check_unit(unit: str, quantity: str, of: Mapping[str, Any], at: str, where: str) -> None:
    """Raise InvalidInput unless ``unit`` is left out or one of those that this quantity may have."""
    spellings = allowed(quantity, str(of.get("outcome", "")))
    if unit.strip() and _plain(unit) not in map(_plain, spellings):
        raise InvalidInput(f"{at}.unit", unit, f"{one_of(spellings)} (values are not converted), or no unit", where)


def _plain(unit: str) -> str:
    """Lower case, one kind of micro and one kind of product: a space."""
    alike = re.sub(r"[µμ]", "u", unit.strip().lower())
    return re.sub(r"\s*[*·⋅.]\s*|\s+", " ", alike)
