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
    negative is less pain. ``released_change`` is the difference in the share released by the window's end.
    ``within_noise`` is True when the 5-95 % interval of the pain difference includes zero.
    """

    pain_change_nrs: Estimate
    released_change: float
    window_hours: float
    within_noise: bool
    provenance: str  # emergent | tuned | fitted | predicted


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
    """Another order or amount, simulated on the same people: the article's own order, doing nothing, a runner-up."""

    id: str
    title: str
    mean_pain_24h: Estimate
    released_24h: float
    difference_to_plan: Estimate
    within_noise: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan for a cleared person; a person who is not cleared has no Plan."""

    steps: tuple[Step, ...]
    check_points: tuple[CheckPoint, ...]
    forecast: Course
    mean_pain_24h: Estimate
    released_24h: float
    alternatives: tuple[Alternative, ...]
    notes: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]
