"""Steps that a plan puts into a rest: warmth is laid on while somebody lies. One session goes over into the next."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.guide.compose import guide_of
from unclench.knowledge.guide_sheet import Guide
from unclench.knowledge.load import Knowledge
from unclench.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Within:
    """A step that begins while another goes on, so long after that one's beginning.

    ``place`` is its place in the plan, ``fetch`` what to put within reach before the other begins.
    """

    place: int
    title: str
    after_ms: int
    fetch: str


@dataclass(frozen=True, slots=True)
class Rest:
    """The step that another falls into."""

    remedy: str
    title: str


def within(plan: Plan, place: int, knowledge: Knowledge) -> tuple[Within, ...]:
    """The steps with something cold or warm that begin while this one goes on, in the order of the plan.

    Args:
        plan: somebody's plan.
        place: the place of the step, counted from 1.
        knowledge: the guides.
    """
    found = []
    for other, step in enumerate(plan.steps, 1):
        guide = guide_of(step.remedy, knowledge)
        if guide is not None and guide.contact and place in _rests(plan, other, knowledge):
            after_min = step.start_min - plan.steps[place - 1].start_min
            found.append(Within(other, guide.title, round(after_min * 60_000), guide.fetch or ""))
    return tuple(found)


def rests(plan: Plan, place: int, knowledge: Knowledge) -> tuple[Rest, ...]:
    """The steps that go on when this one with something cold or warm begins, and that end when it is begun."""
    guide = guide_of(plan.steps[place - 1].remedy, knowledge)
    if guide is None or not guide.contact:
        return ()
    steps = [plan.steps[rest - 1] for rest in _rests(plan, place, knowledge)]
    return tuple(Rest(step.remedy, _guide(step.remedy, knowledge).title) for step in steps)


def _rests(plan: Plan, place: int, knowledge: Knowledge) -> list[int]:
    """The places of the steps that need nothing but lying still, and that a step begins in."""
    at = plan.steps[place - 1].start_min
    return [
        other
        for other, step in enumerate(plan.steps, 1)
        if step.start_min < at < step.start_min + step.duration_min and _is_rest(step.remedy, knowledge)
    ]


def _is_rest(remedy: str, knowledge: Knowledge) -> bool:
    guide = guide_of(remedy, knowledge)
    return guide is not None and not guide.contact and all(part.pace == "still" for part in guide.parts)


def _guide(remedy: str, knowledge: Knowledge) -> Guide:
    found = guide_of(remedy, knowledge)
    if found is None:
        raise KeyError(remedy)
    return found
