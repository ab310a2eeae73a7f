"""What each quantity may be ``of``: the keys a study file must or may give, and what each may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys
from unclench.physiology.contact import HEAT_KINDS
from unclench.physiology.kinetics import DRUGS
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


NUMBER = Key("a number", is_number)
SHARE = Key("a number above 0, up to 1", lambda value: is_number(value) and 0.0 < value <= 1.0)
EFFORT = Key("a number from 0 to 1", lambda value: is_number(value) and 0.0 <= value <= 1.0)
NUMBERS = Key("a list of numbers", lambda value: isinstance(value, list) and all(map(is_number, value)))
NAME = Key("a name", lambda value: isinstance(value, str))
DRUG = Key(one_of(DRUGS), lambda value: value in DRUGS)
SOURCE = Key(one_of(HEAT_KINDS), lambda value: value in HEAT_KINDS)
OUTCOME = Key(one_of((PROBE, *RESULTS)), lambda value: value == PROBE or value in RESULTS)

_AT: Keys = {"outcome": OUTCOME, "depth_mm": optional(NUMBER), "minute": NUMBER}
_WINDOW: Keys = {**_AT, "minute": optional(NUMBER), "from_minute": optional(NUMBER)}
_DOSE: Keys = {"drug": DRUG, "dose_mg": NUMBER}

CURVE_KEYS: dict[str, Keys] = {
    "value": _AT,
    "mean": _AT,
    "change": {**_AT, "from_minute": NUMBER},
    "lowest": _WINDOW,
    "highest": _WINDOW,
    "time_of_highest": {"outcome": OUTCOME, "from_minute": optional(NUMBER)},
    "area": {"outcome": OUTCOME, "hours": optional(NUMBER)},
    "difference": {"outcome": OUTCOME, "minute": NUMBER, "against": NAME},
    "locked_share": {"minute": NUMBER},
    "recovered_share": {"day": NUMBER},
    "days_to_recovery": {},
}
"""Quantities of a simulated course; their arm has a scenario."""
DIRECT_KEYS: dict[str, Keys] = {
    "burn_minutes": {"surface_c": NUMBER, "damage": optional(NUMBER), "film": optional(NUMBER)},
    "skin_flow_share": {"skin_c": NUMBER},
    "skin_flow_rise": {"source": SOURCE, "source_c": NUMBER, "minute": NUMBER},
    "fed_peak_delay": _DOSE,
    "fed_peak_ratio": _DOSE,
    "drug_half_life": _DOSE,
    "endurance_seconds": {"effort": SHARE},
    "muscle_pressure": {"effort": EFFORT},
    "flow_stops_at": {},
    "oxygen_under_cuff": {"cuffs_mmhg": NUMBERS, "minutes": NUMBER},
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
    if (of.get("outcome") == PROBE) != ("depth_mm" in of):
        raise InvalidInput(f"{at}.depth_mm", of.get("depth_mm"), f"a depth with {PROBE}, and with nothing else", where)
