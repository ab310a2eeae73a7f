"""What no person can have: limits on observed values, so that a slip of units or keys is seen.

Limits are wide on purpose. They tell a typing error from a measurement, not a likely value from an unlikely one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unclench.model.invalid import InvalidInput
from unclench.validate.units import expected

YEAR_MIN = 366 * 24 * 60.0
BY_QUANTITY: Mapping[str, tuple[float, float]] = {
    "time_of_highest": (0.0, YEAR_MIN),
    "time_of_lowest": (0.0, YEAR_MIN),
    "burn_minutes": (0.0, 24 * 60.0),
    "days_to_recovery": (0.0, 366.0),
    "drug_half_life": (0.0, 200.0),
    "endurance_seconds": (0.0, 100_000.0),
    "fed_peak_delay": (0.0, 50.0),
    "fed_peak_ratio": (0.0, 50.0),
    "locked_share": (0.0, 100.0),
    "recovered_share": (0.0, 100.0),
    "well_share": (0.0, 100.0),
    "skin_flow_share": (0.0, 150.0),
    "skin_flow_rise": (-100.0, 10_000.0),
    "flow_stops_at": (0.0, 100.0),
    "oxygen_under_cuff": (0.0, 150.0),
    "muscle_pressure": (0.0, 1000.0),
}
BY_UNIT: Mapping[str, tuple[float, float]] = {
    "degC": (-20.0, 70.0),
    "mg/l": (0.0, 1000.0),
    "mg h/l": (0.0, 100_000.0),
    "mmHg": (0.0, 1000.0),
    "of 10": (0.0, 10.0),
    "share": (0.0, 1.0),
    "ml/100 g/min": (0.0, 500.0),
}
"""Skin has been measured between -20 (frostbite) and 70 degC (a burn); the greatest flow of muscle is some 300."""
UNBOUNDED = frozenset({"metabolites", "sensitisation", "inflammation", "injury_driver", "reflex"})
"""States without a scale that a person could have too much of."""


def check_value(value: float, quantity: str, of: Mapping[str, Any], at: str, where: str) -> None:
    """Raise InvalidInput for a value that no person can have."""
    low, high = _limits(quantity, str(of.get("outcome", "")))
    if not low <= value <= high:
        unit = expected(quantity, str(of.get("outcome", "")))
        raise InvalidInput(f"{at}.value", value, f"{low:g} to {high:g} {unit}, what a person can have", where)


def check_reach(reach: float, quantity: str, of: Mapping[str, Any], at: str, where: str) -> None:
    """Raise InvalidInput for an agreement so wide that no value a person can have could fail it."""
    low, high = _limits(quantity, str(of.get("outcome", "")))
    if reach > high - low:
        allowed = f"at most {high - low:g}, the span of what a person can have"
        raise InvalidInput(at, reach, allowed, where)


def _limits(quantity: str, outcome: str) -> tuple[float, float]:
    if quantity in BY_QUANTITY:
        return BY_QUANTITY[quantity]
    if outcome in UNBOUNDED:
        return -float("inf"), float("inf")
    low, high = BY_UNIT.get(expected(quantity, outcome), (-float("inf"), float("inf")))
    if quantity in ("change", "difference"):
        return low - high, high - low
    return low, high
