"""A relief plan: timed steps, each with its dose, reasons, stop signs and simulated effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unclench.model.course import Course, Estimate
from unclench.model.scenario import Action


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the ensemble says this step does, against the same plan without it (paired members, same noise).

    ``pain_change_nrs`` is the mean pain difference (0-10 scale) over the ``window_hours`` after the step starts;
    negative is less pain; its percentiles are the spread over people. ``released_change`` is the difference in the
    share released by the window's end. ``mean_change_nrs`` is the ensemble mean of the pain difference with the
    5-95 % interval of that mean. ``within_noise`` is True when that interval includes zero, or when the mean is too
    small for anybody to feel. ``says`` is the result in one plain sentence.
    """

    pain_change_nrs: Estimate
    released_change: float
    window_hours: float
    within_noise: bool
    provenance: str  # emergent | tuned | fitted | predicted
    mean_change_nrs: Estimate | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    remedy: str
    title: str
    start_min: float
    duration_min: float
    dose: str
    how: tuple[str, ...]
    why: str
    evidence: str
    sources: tuple[str, ...]
    stop_if: tuple[str, ...]
    predicted: Predicted | None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """A dated point at which to look again, and what must then be true or else whom to see."""

    after_hours: float
    question: str
    if_not: str
    urgency: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another order or amount, simulated on the same people: the article's own order, doing nothing, a runner-up.

    ``difference_to_plan`` is its mean pain over 24 h minus the plan's, member by member (median and spread over
    people); ``mean_difference`` is the ensemble mean of that with its 5-95 % interval, on which ``within_noise`` rests.
    ``later_release_hours`` is the mean of how much later the muscle lets go than with the plan, with its interval
    (within 24 h; negative is sooner). ``does`` is the whole way in one line, ``says`` the difference in one plain
    sentence. Doing nothing carries the ``course`` of those people, so that it can be drawn beside the plan's.
    """

    id: str
    title: str
    mean_pain_24h: Estimate
    released_24h: float
    difference_to_plan: Estimate
    within_noise: bool
    mean_difference: Estimate | None = None
    later_release_hours: Estimate | None = None
    does: str = ""
    says: str = ""
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan for a cleared person; a person who is not cleared has no Plan.

    ``does`` is the whole plan in one line; ``ways_tried`` how many ways were simulated to find it.
    """

    steps: tuple[Step, ...]
    check_points: tuple[CheckPoint, ...]
    forecast: Course
    mean_pain_24h: Estimate
    released_24h: float
    alternatives: tuple[Alternative, ...]
    notes: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]
    does: str = ""
    ways_tried: int = 0
