"""What can be read off a simulated course, by the name that study files use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from unclench.model.invalid import InvalidInput
from unclench.simulate.arrays import Matrix, Vector

LEAST_STEP_MIN = 1e-9
Curve = tuple[Vector, Matrix]
"""Minutes (t,) and values (n, t) of one outcome over people."""


def column_at(curve: Curve, minute: float) -> Vector:
    """Values (n,) at a minute, linear between output times."""
    minutes, values = curve
    _check_inside(minutes, minute, "of.minute")
    after = int(np.clip(np.searchsorted(minutes, minute), 1, len(minutes) - 1))
    share = (minute - minutes[after - 1]) / (minutes[after] - minutes[after - 1])
    return np.asarray(values[:, after - 1] + np.clip(share, 0, 1) * (values[:, after] - values[:, after - 1]))


def _check_inside(minutes: Vector, minute: float, key: str) -> None:
    """Refuse a minute outside the scenario."""
    if not minutes[0] - 1e-6 <= minute <= minutes[-1] + 1e-6:
        allowed = f"within the scenario's {minutes[0]:g} to {minutes[-1]:g} minutes"
        raise InvalidInput(key, float(minute), allowed)


def window(curve: Curve, of: Mapping[str, Any]) -> Matrix:
    """Values (n, t) between ``from_minute`` and ``minute`` (the whole course when they are not given)."""
    minutes, values = curve
    for key in ("from_minute", "minute"):
        _check_inside(minutes, float(of.get(key, minutes[0])), f"of.{key}")
    inside = (minutes >= of.get("from_minute", -np.inf)) & (minutes <= of.get("minute", np.inf))
    return np.asarray(values[:, inside])


def value(curve: Curve, of: Mapping[str, Any]) -> Vector:
    """The outcome at ``minute``."""
    return column_at(curve, float(of["minute"]))


def change(curve: Curve, of: Mapping[str, Any]) -> Vector:
    """The change of the outcome from ``from_minute`` to ``minute``."""
    return column_at(curve, float(of["minute"])) - column_at(curve, float(of["from_minute"]))


def lowest(curve: Curve, of: Mapping[str, Any]) -> Vector:
    """The lowest value in the window."""
    return np.asarray(window(curve, of).min(axis=1))


def highest(curve: Curve, of: Mapping[str, Any]) -> Vector:
    """The highest value in the window."""
    return np.asarray(window(curve, of).max(axis=1))


def time_of_highest(curve: Curve, of: Mapping[str, Any]) -> Vector:
    """Minutes from the start to the highest value, looked for from ``from_minute`` on."""
    minutes = curve[0][curve[0] >= of.get("from_minute", -np.inf)]
    return peak_times(minutes, window(curve, of))


def time_of_lowest(curve: Curve, of: Mapping[str, Any]) -> Vector:
    """Minutes from the start to the lowest value in the window."""
    minutes = curve[0][curve[0] >= of.get("from_minute", -np.inf)]
    return peak_times(minutes, -window(curve, of))


def peak_times(times: Vector, values: Matrix) -> Vector:
    """When each row of ``values`` (n, t) is highest: top of the parabola through the highest value and its two sides.

    The times need not be evenly apart.

    Without it a peak falls on an output time, minutes apart, and a fit feels nothing of a small change. A peak at
    either end, or a level one, is taken where it is. ``times`` (t,) may be longer than the rows; they begin together.
    """
    top = values.argmax(axis=1)
    last, people = values.shape[1] - 1, np.arange(len(values))
    before, here, after = (values[people, np.clip(top + step, 0, last)] for step in (-1, 0, 1))
    to_here, to_after = (
        times[np.clip(top + step, 0, last)] - times[np.clip(top + step - 1, 0, last)] for step in (0, 1)
    )
    to_here, to_after = np.maximum(to_here, LEAST_STEP_MIN), np.maximum(to_after, LEAST_STEP_MIN)
    rise, fall = (here - before) / to_here, (after - here) / to_after
    bend = (fall - rise) / (to_here + to_after)
    inside = (top > 0) & (top < last) & (bend < 0.0)
    slope = (rise * to_after + fall * to_here) / (to_here + to_after)
    shift = np.where(inside, -slope / (2.0 * np.where(inside, bend, -1.0)), 0.0)
    return np.asarray(times[top] + np.clip(shift, -to_here, to_after))


def area(curve: Curve, of: Mapping[str, Any]) -> Vector:
    """Area under the curve in outcome units times hours, up to ``hours`` when given (trapezoid rule)."""
    minutes, values = curve
    if "hours" in of and 60.0 * float(of["hours"]) > minutes[-1] + 1e-6:
        raise InvalidInput("of.hours", float(of["hours"]), f"at most the scenario's {minutes[-1] / 60.0:g} hours")
    inside = minutes <= 60.0 * float(of.get("hours", np.inf))
    return np.asarray(np.trapezoid(values[:, inside], minutes[inside] / 60.0, axis=1))


AVERAGED = frozenset({"mean", "difference"})
"""Quantities whose prediction is the mean over people, as publications of groups report it; else it is the median."""

PAIN = "pain_nrs"
PAIN_AVERAGED = frozenset({"change", "area"})
"""Of pain these are means too: trials report mean falls and mean pain over days, and falls are far from symmetric."""


def reported_as(quantity: str, of: Mapping[str, Any]) -> str:
    """The quantity by which a row's middle is taken: ``mean`` where studies report that of a group."""
    return "mean" if quantity in PAIN_AVERAGED and of.get("outcome") == PAIN else quantity


SHARES = frozenset({"locked_share", "recovered_share", "well_share"})
"""Percentages of people."""

CURVE_QUANTITIES: dict[str, Callable[[Curve, Mapping[str, Any]], Vector]] = {
    "value": value,
    "mean": value,
    "change": change,
    "lowest": lowest,
    "highest": highest,
    "time_of_highest": time_of_highest,
    "time_of_lowest": time_of_lowest,
    "area": area,
}
