"""Units in study files: a closed list for each outcome, because values are never converted.

A unit is for the reader and may be left out. One that is given must be the unit that the values are in, however it is
spelt: 10 in degF is not 10 in degC, and what is not known cannot be told to be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from unclench.model.invalid import InvalidInput, one_of
from unclench.validate.unit_words import plain, same_unit

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "degC": ("°C", "degrees Celsius"),
    "s": ("sec", "seconds"),
    "min": ("minutes",),
    "h": ("hr", "hours"),
    "d": ("days",),
    "percent": ("%",),
    "share": ("fraction", "proportion", "1", "dimensionless"),
    "ratio": ("fold", "times", "1", "dimensionless"),
    "mmHg": ("mm Hg", "torr"),
    "mg/l": ("ug/ml", "mg l-1"),
    "mg h/l": ("ug h/ml", "mg h l-1"),
    "of 10": ("0-10", "NRS", "/10", "points", "cm"),
    "ml/100 g/min": ("ml/min/100 g", "ml/100 ml/min", "ml/dl/min"),
}
"""Units that values may be in, and other spellings: those that are words, or usual, or not quite the same.

A hundred millilitres of muscle are read as 100 g of it (they weigh 106 g, Mendez and Keys 1960).
"""
KELVIN = ("K", "kelvin")
"""Also right for a change of temperature, which is the same number in either."""
PAIN_WORDS = frozenset({"nrs", "nprs", "vas", "cm", "10", "0-10", "/10", "points", "point"})
"""Each of these alone says that pain is read from 0 to 10; a visual analogue scale is 10 cm long."""
PAIN_FILLERS = frozenset({"of", "out", "on", "a", "the", "scale", "score", "to", "0", "/", "11"})
TOO_FINE = frozenset({"mm", "100", "0-100", "/100"})
"""Words of a pain scale that is ten times as fine."""
PEOPLE = ("people", "patients", "participants", "subjects")
PERCENT_OF: Mapping[str, tuple[str, ...]] = {
    "flow_stops_at": ("mvc", "max", "maximum"),
    "oxygen_under_cuff": ("baseline", "rest"),
    "skin_flow_share": ("max", "maximum"),
    "skin_flow_rise": ("rise", "increase", "change"),
    "locked_share": PEOPLE,
    "recovered_share": PEOPLE,
    "well_share": PEOPLE,
}
"""What percentages may be said to be of."""

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
    """Spellings to show of the unit that values must be in, the usual one first."""
    wanted = expected(quantity, outcome)
    kelvin = KELVIN if wanted == "degC" and quantity in DIFFERENCES else ()
    return wanted, *SPELLINGS.get(wanted, ()), *kelvin


def check_unit(unit: str, quantity: str, of: Mapping[str, Any], at: str, where: str) -> None:
    """Raise InvalidInput unless ``unit`` is left out or the one that this quantity is in, however it is spelt."""
    outcome = str(of.get("outcome", ""))
    if unit.strip() and not _fits(unit, quantity, outcome):
        hint = _hint(plain(unit), expected(quantity, outcome))
        usual = f"{one_of(allowed(quantity, outcome))} (values are not converted{hint}), or no unit"
        raise InvalidInput(f"{at}.unit", unit, usual, where)


def _fits(unit: str, quantity: str, outcome: str) -> bool:
    if quantity in DIFFERENCES:
        unit = re.sub(r"^ *([δ∆]|delta\b|change (in|of)\b)|\bchange *$", "", unit.lower())
    if any(same_unit(unit, each) for each in allowed(quantity, outcome)):
        return True
    wanted, given = expected(quantity, outcome), plain(unit)
    if wanted == "percent" and given.startswith("%"):
        return given[1:].strip().removeprefix("of ") in ("", *PERCENT_OF.get(quantity, ()))
    words = _words(given)
    return wanted == "of 10" and bool(words & PAIN_WORDS) and words <= PAIN_WORDS | PAIN_FILLERS


def _hint(given: str, wanted: str) -> str:
    """What to do with values in a unit that is often used for the same."""
    if wanted in ("share", "ratio") and given.startswith("%"):
        return ": divide percent by 100 yourself, 70 % is 0.7"
    if wanted == "of 10" and _words(given) & TOO_FINE:
        return ": divide by 10 yourself, 45 mm is 4.5"
    return ""


def _words(given: str) -> set[str]:
    return set(re.sub(r"[(),:]|(?<=\d)-(?=[a-z])", " ", given).split())
