"""What each quantity may be ``of``: the keys a study file must or may give, and what each may hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys
from unclench.physiology.contact import HEAT_KINDS
from unclench.physiology.kinetics import DRUGS
from unclench.physiology.oximeter_probe import OXIMETERS, PROBES
from unclench.simulate.results import RESULTS

PROBE = "probe_c"
"""The outcome that a needle probe reads; it comes with ``depth_mm``."""
OXYGEN = "oxygen_saturation"
"""The outcome that an oximeter reads; it may come with the kind of ``oximeter``."""
NONE_OR_MILD = "none_or_mild"
"""The answers "none" and "mild" of people who choose between none, mild, moderate and severe."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it may hold, in words and as a test, and whether it must be there."""

    allowed: str
    test: Callable[[Any], bool]
    required: bool = True


Keys = Mapping[str, Key]


def is_number(value: object) -> bool:
    """Whether a value is a finite number that calculations can hold, and not a truth value."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False


def optional(key: Key) -> Key:
    """The same key, but it may be left out."""
    return replace(key, required=False)


def number(low: float, high: float, of: str) -> Key:
    """A number from ``low`` to ``high``; ``of`` says of what."""
    return Key(f"{of}, {low:g} to {high:g}", lambda value: is_number(value) and low <= value <= high)


def whole(low: int, high: int, of: str) -> Key:
    """A whole number from ``low`` to ``high``; ``of`` says of what."""
    allowed = f"a whole number of {of}, {low} to {high}"
    return Key(allowed, lambda value: is_number(value) and low <= value <= high and value == int(value))


MINUTE = number(0, 527_040, "minutes from the start")
DEPTH = number(0, 60, "mm below the fat")
DOSE_MG = number(1, 5000, "mg")
WATER_C = number(40, 100, "degC that burn within a day")
SKIN_C = number(0, 60, "degC of skin")
WARM_C = number(20, 100, "degC of something warm")
HOURS = number(0.01, 8784, "hours from the start")
DAMAGE = number(0.001, 1000, "of the damage integral")
FILM = number(1, 100_000, "W/m2/K of the film of water")
WARM_MINUTE = number(0, 1440, "minutes under the source")
MOST_CUFF_MINUTES = 240.0
CUFF_MINUTES = number(0.05, MOST_CUFF_MINUTES, "minutes at each pressure (a limb does not survive longer)")
SHARE = Key("a number above 0, up to 1", lambda value: is_number(value) and 0.0 < value <= 1.0)
EFFORT = Key("a number from 0 to 1", lambda value: is_number(value) and 0.0 <= value <= 1.0)
SYSTOLIC = number(60, 250, "mmHg of systolic blood pressure")
OXIMETER = Key(one_of(PROBES), lambda value: isinstance(value, str) and value in PROBES)
OXIMETER_KIND = Key(one_of(OXIMETERS), lambda value: isinstance(value, str) and value in OXIMETERS)
MOST_CUFFS = 20
CUFFS = Key(
    f"a pressure or a list of up to {MOST_CUFFS}, each 0 to 400 mmHg",
    lambda value: (
        isinstance(value, list)
        and 0 < len(value) <= MOST_CUFFS
        and all(is_number(each) and 0 <= each <= 400 for each in value)
    ),
)
TRUTH = Key("true or false", lambda value: isinstance(value, bool))
NAME = Key("a name", lambda value: isinstance(value, str))
DRUG = Key(one_of(DRUGS), lambda value: value in DRUGS)
SOURCE = Key(one_of(HEAT_KINDS), lambda value: isinstance(value, str) and value in HEAT_KINDS)
OUTCOME = Key(one_of((PROBE, *RESULTS)), lambda value: value == PROBE or value in RESULTS)

_AT: Keys = {
    "outcome": OUTCOME,
    "depth_mm": optional(DEPTH),
    "oximeter": optional(OXIMETER_KIND),
    "minute": MINUTE,
}
_WINDOW: Keys = {**_AT, "minute": optional(MINUTE), "from_minute": optional(MINUTE)}
_DOSE: Keys = {"drug": DRUG, "dose_mg": DOSE_MG}

WORDS = Key(one_of((NONE_OR_MILD,)), lambda value: value == NONE_OR_MILD)
_WELL: Keys = {"pain_at_most": optional(number(0, 9, "of 10"))}
_RECOVERED: Keys = {**_WELL, "days_in_a_row": optional(whole(1, 60, "days"))}

CURVE_KEYS: dict[str, Keys] = {
    "value": _AT,
    "mean": _AT,
    "change": {**_AT, "from_minute": MINUTE},
    "lowest": _WINDOW,
    "highest": _WINDOW,
    "time_of_highest": {"outcome": OUTCOME, "from_minute": optional(MINUTE)},
    "time_of_lowest": _WINDOW,
    "area": {"outcome": OUTCOME, "hours": optional(HOURS)},
    "difference": {"outcome": OUTCOME, "minute": MINUTE, "against": NAME, "people_knew": optional(TRUTH)},
    "locked_share": {"minute": MINUTE},
    "recovered_share": {"day": whole(0, 366, "days"), **_RECOVERED},
    "well_share": {"day": whole(0, 366, "days"), **_WELL, "words": optional(WORDS)},
    "days_to_recovery": _RECOVERED,
}
"""Quantities of a simulated course; their arm has a scenario."""
DIRECT_KEYS: dict[str, Keys] = {
    "burn_minutes": {"surface_c": WATER_C, "damage": optional(DAMAGE), "film": optional(FILM)},
    "skin_flow_share": {"skin_c": SKIN_C},
    "skin_flow_rise": {"source": SOURCE, "source_c": WARM_C, "minute": WARM_MINUTE},
    "fed_peak_delay": _DOSE,
    "fed_peak_ratio": _DOSE,
    "drug_half_life": _DOSE,
    "endurance_seconds": {"effort": SHARE},
    "muscle_pressure": {"effort": EFFORT},
    "flow_stops_at": {},
    "oxygen_under_cuff": {
        "cuffs_mmhg": CUFFS,
        "minutes": CUFF_MINUTES,
        "systolic_mmhg": optional(SYSTOLIC),
        "probe": optional(OXIMETER),
    },
}
"""Quantities that follow from the equations without a scenario."""
QUANTITIES: Mapping[str, Keys] = {**CURVE_KEYS, **DIRECT_KEYS}


ALSO_CALLED = {"paracetamol": "acetaminophen"}
"""Other names of drugs that study files may use."""


def understood(of: Mapping[str, Any]) -> dict[str, Any]:
    """What a quantity is of in the words of this file: one cuff is a list of one, an arm's number is its name."""
    known = dict(of)
    if is_number(known.get("cuffs_mmhg")):
        known["cuffs_mmhg"] = [known["cuffs_mmhg"]]
    if is_number(known.get("against")):
        known["against"] = str(known["against"])
    for key in ("drug", "outcome"):
        for other, ours in ALSO_CALLED.items():
            if isinstance(known.get(key), str):
                known[key] = known[key].replace(other, ours)
    return known


def check_of(of: Mapping[str, Any], quantity: str, at: str, where: str) -> None:
    """Raise InvalidInput unless ``of`` holds what this quantity needs and nothing else."""
    keys = QUANTITIES[quantity]
    check_keys(of, keys, at, where)
    for name, key in keys.items():
        if name not in of:
            if key.required:
                raise InvalidInput(f"{at}.{name}", None, f"{key.allowed}; it is required", where)
        elif not key.test(of[name]):
            raise InvalidInput(f"{at}.{name}", of[name], key.allowed, where)
    first, last = of.get("from_minute"), of.get("minute")
    if first is not None and last is not None and first >= last:
        raise InvalidInput(f"{at}.from_minute", first, f"a minute before {last:g}", where)
    if (of.get("outcome") == PROBE) != ("depth_mm" in of):
        raise InvalidInput(f"{at}.depth_mm", of.get("depth_mm"), f"a depth with {PROBE}, and with nothing else", where)
    if "oximeter" in of and of.get("outcome") != OXYGEN:
        raise InvalidInput(f"{at}.oximeter", of["oximeter"], f"only with {OXYGEN}: nothing else is read by one", where)
    held = of.get("minutes", 0.0) * len(of.get("cuffs_mmhg", ()))
    if held > MOST_CUFF_MINUTES:
        allowed = f"at most {MOST_CUFF_MINUTES:g} over all cuffs; these are {held:g}"
        raise InvalidInput(f"{at}.minutes", of["minutes"], allowed, where)
    if "words" in of and "pain_at_most" in of:
        raise InvalidInput(f"{at}.pain_at_most", of["pain_at_most"], "not given when the answer is in words", where)
    if of.get("people_knew") and of.get("outcome") != "pain_nrs":
        raise InvalidInput(f"{at}.people_knew", True, "only with pain_nrs: what else is measured is not stated", where)
