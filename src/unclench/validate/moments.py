"""When a run must be looked at, so that what a study asks for does not hang on how long its scenario is.

A course is read at about five hundred times. In a scenario of weeks those are an hour or more apart: too far for a
peak after a tablet or ten minutes of ice. So every minute that a row asks for is looked at as well, and, where a row
looks for an extreme or an area, the time after everything that begins or ends.

A reading at the very moment something begins or ends is taken just before it: "after twenty minutes of ice" is still
under the ice, and "before" an effort is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from unclench.model.scenario import Dose, Injury, PostureChange, Scenario
from unclench.simulate.arrays import Vector
from unclench.validate.study import Arm, Observed, Study

JUST_BEFORE_MIN = 1e-4
"""Six milliseconds: too short for any state to change, and longer than a day's minutes are rounded to."""
AFTERWARDS = 1.12
"""Looks after something begins or ends lie farther apart by this factor each, from the first on ..."""
FIRST_LOOK_MIN = 0.5
MOST_LOOKS = 1500
"""... and there are at most so many in all; of many doses each is followed less closely."""
WINDOWED = frozenset({"lowest", "highest", "time_of_highest", "time_of_lowest", "area"})
"""Quantities that are looked for between moments."""
RECOVERY = frozenset({"days_to_recovery", "recovered_share", "well_share"})
"""Quantities that a study's definition of being well decides, at daily looks."""
DAY_HOURS = 24.0
LONGEST_HOURS = 366 * DAY_HOURS
"""No scenario is longer: who is well only from the last days of a year on is told by the days that there are."""
USUAL_DAYS_IN_A_ROW = 7


def edges(scenario: Scenario) -> tuple[float, ...]:
    """Minutes at which something begins or ends, in order, without the scenario's own start and end."""
    found: set[float] = set()
    for action in scenario.actions:
        found.add(float(action.start_min))
        if not isinstance(action, Dose | Injury | PostureChange):
            found.add(float(action.start_min + action.duration_min))
    return tuple(sorted(edge for edge in found if 0.0 < edge < scenario.hours * 60.0))


def read_at(of: Mapping[str, Any], scenario: Scenario, quantity: str) -> dict[str, Any]:
    """``of`` with its minutes moved to just before anything that begins or ends then.

    Where a window is looked through, it begins at ``from_minute`` itself.
    """
    moved = dict(of)
    for key in ("minute",) if quantity in WINDOWED else ("minute", "from_minute"):
        if key in of and any(abs(float(of[key]) - edge) < JUST_BEFORE_MIN for edge in edges(scenario)):
            moved[key] = float(of[key]) - JUST_BEFORE_MIN
    return moved


def looked_at(study: Study, arm: Arm) -> Vector:
    """Minutes at which the run of an arm must be looked at for its own rows and those of arms set against it."""
    rows = [*arm.observed, *(row for each in study.arms for row in each.observed if row.of.get("against") == arm.id)]
    wanted: list[float] = []
    for row in rows:
        wanted += _asked_for(row, arm.simulated)
        if row.quantity in WINDOWED:
            wanted += _closely(row, arm.simulated)
    end = arm.simulated.hours * 60.0
    return np.unique([minute for minute in wanted if 0.0 <= minute <= end])


def _asked_for(row: Observed, scenario: Scenario) -> list[float]:
    at = read_at(row.of, scenario, row.quantity)
    named = [float(at[key]) for key in ("minute", "from_minute") if key in at]
    return [*named, float(at["hours"]) * 60.0] if "hours" in at else named


def _closely(row: Observed, scenario: Scenario) -> list[float]:
    """Looks after everything that begins or ends in a row's window, and just before it."""
    begin = float(row.of.get("from_minute", 0.0))
    end = float(row.of.get("minute", row.of.get("hours", scenario.hours) * 60.0))
    inside = [begin, *(edge for edge in edges(scenario) if begin < edge < end)]
    each = max(1, MOST_LOOKS // len(inside))
    looks: list[float] = []
    for edge, following in zip(inside, [*inside[1:], end], strict=True):
        looks += [edge - JUST_BEFORE_MIN, edge, *_after(edge, following, each)]
    return looks


def _after(edge: float, following: float, most: int) -> list[float]:
    """At most so many moments after an edge, ever farther apart, until the next one."""
    span = following - edge
    looks: list[float] = []
    apart = at = FIRST_LOOK_MIN
    while at < span and len(looks) < most:
        looks.append(edge + at)
        apart = max(apart, at * (AFTERWARDS - 1.0))
        at += apart
    return looks


def daily_looks(scenario: Scenario, arm: Arm) -> Vector:
    """Minutes of the daily looks at which recovery is told, where a row asks for it."""
    if not any(row.quantity in RECOVERY for row in arm.observed):
        return np.empty(0)
    return np.asarray(np.arange(int(scenario.hours // DAY_HOURS) + 1) * DAY_HOURS * 60.0, np.float64)


def long_enough(arm: Arm) -> Scenario:
    """The arm's scenario, followed until the days on which its rows tell recovery; nothing happens in what is added."""
    days = [
        float(row.of["day"]) + int(row.of.get("days_in_a_row", USUAL_DAYS_IN_A_ROW))
        for row in arm.observed
        if "day" in row.of
    ]
    followed = min(LONGEST_HOURS, max([0.0, *(DAY_HOURS * day for day in days)]))
    return replace(arm.simulated, hours=max(arm.simulated.hours, followed))
