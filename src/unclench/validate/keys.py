"""What each quantity may be ``of``: the keys a study file must or may give, and what each may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys
from unclench.physiology.contact import HEAT_KINDS
from unclench.physiology.kinetics import DRUGS
from unclench.physiology.oximeter_probe import PROBES
from unclench.simulate.results import RESULTS

PROBE = "probe_c"
"""The outcome that a needle probe reads; it comes with ``depth_mm``."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it may hold, in words and as a test, and whether it must be there."""

    allowed: str
    test: Callable[[Any], bool]
    required: bool = True


Keys = Mapping[str, Key]


def is_number(value: object) -> bool:
    """Whether a value is a number and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def optional(key: Key) -> Key:
    """The same key, but it may be left out."""
    return replace(key, required=False)


def number(low: float, high: float, of: str) -> Key:
    """A number from ``low`` to ``high``; ``of`` says of what."""
    return Key(f"{of}, {low:g} to {high:g}", lambda value: is_number(value) and low <= value <= high)


MINUTE = number(0, 527_040, "minutes from the start")
DEPTH = number(0, 60, "mm below the fat")
DOSE_MG = number(1, 5000, "mg")
WATER_C = number(40, 100, "degC that burn within a day")
SKIN_C = number(0, 60, "degC of skin")
WARM_C = number(20, 100, "degC of something warm")
MORE = Key("a number above 0", lambda value: is_number(value) and value > 0.0)
SHARE = Key("a number above 0, up to 1", lambda value: is_number(value) and 0.0 < value <= 1.0)
EFFORT = Key("a number from 0 to 1", lambda value: is_number(value) and 0.0 <= value <= 1.0)
SYSTOLIC = number(60, 250, "mmHg of systolic blood pressure")
OXIMETER = Key(one_of(PROBES), lambda value: value in PROBES)
CUFFS = Key(
    "a list of pressures, 0 to 400 mmHg",
    lambda value: (
        isinstance(value, list) and bool(value) and all(is_number(each) and 0 <= each <= 400 for each in value)
    ),
)
TRUTH = Key("true or false", lambda value: isinstance(value, bool))
NAME = Key("a name", lambda value: isinstance(value, str))
DRUG = Key(one_of(DRUGS), lambda value: value in DRUGS)
SOURCE = Key(one_of(HEAT_KINDS), lambda value: value in HEAT_KINDS)
OUTCOME = Key(one_of((PROBE, *RESULTS)), lambda value: value == PROBE or value in RESULTS)

_AT: Keys = {"outcome": OUTCOME, "depth_mm": optional(DEPTH), "minute": MINUTE}
_WINDOW: Keys = {**_AT, "minute": optional(MINUTE), "from_minute": optional(MINUTE)}
_DOSE: Keys = {"drug": DRUG, "dose_mg": DOSE_MG}

_WELL: Keys = {"pain_at_most": optional(number(0, 9, "of 10"))}
_RECOVERED: Keys = {**_WELL, "days_in_a_row": optional(number(1, 60, "days"))}

CURVE_KEYS: dict[str, Keys] = {
    "value": _AT,
    "mean": _AT,
    "change": {**_AT, "from_minute": MINUTE},
    "lowest": _WINDOW,
    "highest": _WINDOW,
    "time_of_highest": {"outcome": OUTCOME, "from_minute": optional(MINUTE)},
    "time_of_lowest": _WINDOW,
    "area": {"outcome": OUTCOME, "hours": optional(MORE)},
    "difference": {"outcome": OUTCOME, "minute": MINUTE, "against": NAME, "people_knew": optional(TRUTH)},
    "locked_share": {"minute": MINUTE},
    "recovered_share": {"day": number(0, 366, "days"), **_RECOVERED},
    "well_share": {"day": number(0, 366, "days"), **_WELL},
    "days_to_recovery": _RECOVERED,
}
"""Quantities of a simulated course; their arm has a scenario."""
DIRECT_KEYS: dict[str, Keys] = {
    "burn_minutes": {"surface_c": WATER_C, "damage": optional(MORE), "film": optional(MORE)},
    "skin_flow_share": {"skin_c": SKIN_C},
    "skin_flow_rise": {"source": SOURCE, "source_c": WARM_C, "minute": MINUTE},
    "fed_peak_delay": _DOSE,
    "fed_peak_ratio": _DOSE,
    "drug_half_life": _DOSE,
    "endurance_seconds": {"effort": SHARE},
    "muscle_pressure": {"effort": EFFORT},
    "flow_stops_at": {},
    "oxygen_under_cuff": {
        "cuffs_mmhg": CUFFS,
        "minutes": MORE,
        "systolic_mmhg": optional(SYSTOLIC),
        "probe": optional(OXIMETER),
    },
}
"""Quantities that follow from the equations without a scenario."""
QUANTITIES: Mapping[str, Keys] = {**CURVE_KEYS, **DIRECT_KEYS}


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
