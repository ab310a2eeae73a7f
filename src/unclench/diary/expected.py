"""What a plan let somebody expect, kept with the diary so that what came can be held against it later."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from unclench.diary.event import Event, Kind
from unclench.model.course import Course, Outcome
from unclench.model.plan import Plan

POINTS_KEPT = 49
"""Of a day that is one every half hour: finer than anybody writes a diary."""

QUANTILES = ("p05", "p25", "median", "p75", "p95")


@dataclass(frozen=True, slots=True)
class Expected:
    """Pain (0-10) as a plan predicted it, in minutes from ``at``, and what the plan asked for.

    ``steps`` are (remedy id, start in minutes, duration in minutes).
    """

    at: datetime
    minutes: tuple[float, ...]
    pain: Mapping[str, tuple[float, ...]]
    steps: tuple[tuple[str, float, float], ...]


def expected_body(plan: Plan) -> dict[str, Any]:
    """The part of a plan that is kept, as JSON types."""
    course = plan.forecast
    places = _thinned(len(course.minutes))
    return {
        "minutes": [round(course.minutes[place], 1) for place in places],
        "pain": {name: _values(course, name, places) for name in QUANTILES},
        "steps": [[step.remedy, round(step.start_min, 1), round(step.duration_min, 1)] for step in plan.steps],
    }


def latest_expected(events: Sequence[Event]) -> Expected | None:
    """What the latest plan let expect, or None before any plan."""
    planned = [event for event in events if event.kind is Kind.PLANNED]
    if not planned:
        return None
    body = planned[-1].body
    return Expected(
        planned[-1].at,
        tuple(body["minutes"]),
        {name: tuple(body["pain"][name]) for name in QUANTILES},
        tuple((str(remedy), float(start), float(duration)) for remedy, start, duration in body["steps"]),
    )


def expected_at(expected: Expected, at: datetime) -> tuple[float, float] | None:
    """Between which values (0-10) pain was expected in 9 of 10 people at a moment; None beyond the plan's course."""
    minute = (at - expected.at).total_seconds() / 60
    if not expected.minutes[0] <= minute <= expected.minutes[-1]:
        return None
    low, high = (interpolated(expected.minutes, expected.pain[name], minute) for name in ("p05", "p95"))
    return low, high


def interpolated(places: Sequence[float], values: Sequence[float], at: float) -> float:
    """The value on the straight line between two neighbours; beyond the ends that of the end."""
    right = bisect.bisect_left(places, at)
    if right == 0:
        return values[0]
    if right == len(places):
        return values[-1]
    share = (at - places[right - 1]) / (places[right] - places[right - 1])
    return values[right - 1] + share * (values[right] - values[right - 1])


def _thinned(count: int) -> list[int]:
    stride = max(1, -(-(count - 1) // (POINTS_KEPT - 1)))
    return [*range(0, count - 1, stride), count - 1]


def _values(course: Course, name: str, places: Sequence[int]) -> list[float]:
    values: Sequence[float] = getattr(course.bands[Outcome.PAIN_NRS], name)
    return [round(values[place], 2) for place in places]
