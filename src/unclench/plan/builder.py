"""Build a relief plan for a cleared person: choose, simulate every step on people like them, and say what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.course import Course
from unclench.model.invalid import InvalidInput
from unclench.model.plan import Alternative, Plan, Step
from unclench.model.preferences import Order, Preferences
from unclench.plan.allowances import Allowances, allowances
from unclench.plan.check_points import check_points
from unclench.plan.choice import Choice, Thermal, first_choice, variants
from unclench.plan.effects import effect, is_noise, mean_with_interval, spread
from unclench.plan.engine import Engine, Outcomes, mean_pain, released_share
from unclench.plan.layout import Draft, lay_out, to_scenario
from unclench.plan.notes import notes
from unclench.plan.scene import PLAN_HOURS, Scene, scene
from unclench.plan.search import Found, search
from unclench.plan.steps import provenance, to_step, window_hours
from unclench.safety.cleared import Cleared, NotCleared

Progress = Callable[[float, str], None]
"""Called with the share done (0-1) and what is being done now."""

FEWEST_MEMBERS = 16

OTHER_ORDER = {
    Order.EVIDENCE: "Warmth first, as today's evidence has it",
    Order.ARTICLE: "The article's order: cold first, warmth later",
}

SEARCH_SHARE, MOST_SEARCHED = 16, 64
COMPARE_SHARE, MOST_COMPARED = 8, 256
"""The search runs on a sixteenth and comparisons on an eighth of the members, up to so many: they are paired, so noise
cancels, and the first members of a seed are the same people however many there are."""


@dataclass(frozen=True, slots=True)
class _Workshop:
    """What every part of the work needs."""

    scene: Scene
    knowledge: Knowledge
    engine: Engine
    members: int

    @property
    def few(self) -> int:
        """Members of a search run."""
        return min(max(self.members // SEARCH_SHARE, FEWEST_MEMBERS), MOST_SEARCHED)

    @property
    def some(self) -> int:
        """Members of a comparison run."""
        return min(max(self.members // COMPARE_SHARE, FEWEST_MEMBERS), MOST_COMPARED)

    def run(self, days: Sequence[Sequence[Draft]], members: int, hours: Sequence[float] = ()) -> list[Outcomes]:
        """Simulate several days on the same first ``members`` people; each for its ``hours``, or for the whole day."""
        spans = hours or [PLAN_HOURS] * len(days)
        scenarios = [to_scenario(self.scene, drafts, span) for drafts, span in zip(days, spans, strict=True)]
        return self.engine(self.scene, scenarios, members) if scenarios else []

    def run_choices(self, choices: Sequence[Choice], members: int) -> list[Outcomes]:
        """Simulate several choices on the same people."""
        return self.run([lay_out(choice, self.knowledge) for choice in choices], members)


def build(
    cleared: Cleared,
    preferences: Preferences,
    knowledge: Knowledge,
    *,
    members: int = 512,
    seed: int = 1,
    progress: Progress | None = None,
    causes: Mapping[str, float] | None = None,
    engine: Engine | None = None,
) -> Plan:
    """A plan for the next 24 hours with check points until twelve weeks.

    Args:
        cleared: proof that the danger check let this person through; only what it offers is used.
        preferences: wishes and means; they only ever narrow the plan.
        knowledge: remedies, medicines, follow-ups.
        members: virtual people in the final run; the search and the paired comparisons use the first of them.
        seed: picks the virtual people and their noise.
        progress: told the share done and the work at hand.
        causes: probabilities of the likely causes, which set how hurt the tissue is taken to be.
        engine: runs scenarios; the shipped simulator when left out.

    Raises:
        InvalidInput: fewer than 16 members, or the simulation failed for all of them.
        NotCleared: ``cleared`` is not a clearance made by the danger check.
    """
    if not isinstance(cleared, Cleared):
        raise NotCleared("a plan needs the clearance that only the danger check gives")
    if members < FEWEST_MEMBERS:
        raise InvalidInput("members", members, f"at least {FEWEST_MEMBERS}")
    tell = progress or (lambda share, now: None)
    allowed = allowances(cleared, preferences, knowledge)
    tell(0.0, "finding people like you")
    workshop = _workshop(scene(cleared.case, causes), knowledge, members, seed, engine)
    tell(0.05, "choosing among variations")
    found = _choose(cleared, allowed, preferences, workshop, tell)
    tell(0.4, "simulating your plan")
    drafts = lay_out(found.best, knowledge)
    (planned,) = workshop.run([drafts], members)
    if not planned.skin_is_safe:  # a rare member that the smaller search did not hold
        found = replace(found, best=_without_warm_or_cold(found.best))
        drafts = lay_out(found.best, knowledge)
        (planned,) = workshop.run([drafts], members)
    tell(0.55, "comparing each step with leaving it out")
    steps = _steps(drafts, planned, workshop)
    tell(0.8, "comparing other orders")
    others = _alternatives(found, planned, cleared, allowed, preferences, workshop)
    tell(1.0, "done")
    pain = mean_pain(planned, 0.0, PLAN_HOURS * 60)
    return Plan(
        steps=steps,
        check_points=check_points(knowledge, cleared.case.episode.duration_hours),
        forecast=_course(planned),
        mean_pain_24h=spread(pain),
        released_24h=released_share(planned, PLAN_HOURS * 60),
        alternatives=others,
        notes=notes(found, cleared, knowledge, steps, float(np.nanmedian(planned.pain_nrs[:, 0]))),
        left_out=allowed.left_out,
    )


def _choose(
    cleared: Cleared, allowed: Allowances, preferences: Preferences, workshop: _Workshop, tell: Progress
) -> Found:
    first = first_choice(allowed, preferences.order, cleared.case, workshop.knowledge)

    def vary(choice: Choice) -> list[list[Choice]]:
        return variants(choice, allowed, preferences, workshop.knowledge)

    found = search(
        first,
        vary,
        lambda choices: workshop.run_choices(choices, workshop.few),
        lambda share: tell(0.05 + 0.35 * share, "choosing among variations"),
    )
    if found.best in found.refused:
        return replace(found, best=_without_warm_or_cold(found.best))
    return found


def _without_warm_or_cold(choice: Choice) -> Choice:
    return replace(choice, thermal=Thermal.NONE, warm=None, warm_min=0.0, warm_times=0, cold=None)


def _steps(drafts: Sequence[Draft], planned: Outcomes, workshop: _Workshop) -> tuple[Step, ...]:
    sheets = [workshop.knowledge.remedies[draft.remedy] for draft in drafts]
    windows = [
        min(window_hours(sheet), PLAN_HOURS - draft.start_min / 60) for sheet, draft in zip(sheets, drafts, strict=True)
    ]
    without = workshop.run(
        [[other for other in drafts if other is not draft] for draft in drafts],
        workshop.some,
        [draft.start_min / 60 + window for draft, window in zip(drafts, windows, strict=True)],
    )
    return tuple(
        to_step(
            draft,
            effect(planned, left_out, draft.start_min, window, provenance(sheet, workshop.knowledge)),
            workshop.knowledge,
        )
        for draft, sheet, window, left_out in zip(drafts, sheets, windows, without, strict=True)
    )


def _alternatives(
    found: Found,
    planned: Outcomes,
    cleared: Cleared,
    allowed: Allowances,
    preferences: Preferences,
    workshop: _Workshop,
) -> tuple[Alternative, ...]:
    """Doing nothing, the other order, and the best variation not taken, on the same people."""
    other = Order.EVIDENCE if preferences.order is Order.ARTICLE else Order.ARTICLE
    other_id = "evidence_order" if other is Order.EVIDENCE else "article_order"
    other_title = (
        "Warmth first, as today's evidence has it" if other is Order.EVIDENCE else "The article's order: cold first"
    )
    reordered = first_choice(allowed, other, cleared.case, workshop.knowledge)
    reordered = replace(
        found.best,
        thermal=reordered.thermal,
        warm=reordered.warm,
        warm_min=reordered.warm_min,
        warm_times=reordered.warm_times,
        cold=reordered.cold,
    )
    choices = [("doing_nothing", "Doing nothing about it", Choice()), (other_id, other_title, reordered)]
    if found.runner_up is not None:
        choices.append(("runner_up", _difference(found.best, found.runner_up), found.runner_up))
    choices = [entry for entry in choices if entry[2] != found.best]
    ran = workshop.run_choices([choice for _, _, choice in choices], workshop.some)
    return tuple(
        _alternative(name, title, outcomes, planned)
        for (name, title, _), outcomes in zip(choices, ran, strict=True)
        if outcomes.skin_is_safe
    )


def _alternative(name: str, title: str, outcomes: Outcomes, planned: Outcomes) -> Alternative:
    day = PLAN_HOURS * 60
    pain = mean_pain(outcomes, 0.0, day)
    difference = pain - mean_pain(planned.first(len(pain)), 0.0, day)
    mean = mean_with_interval(difference)
    return Alternative(
        id=name,
        title=title,
        mean_pain_24h=spread(pain),
        released_24h=released_share(outcomes, day),
        difference_to_plan=spread(difference),
        within_noise=is_noise(mean),
        mean_difference=mean,
    )


def _difference(best: Choice, other: Choice) -> str:
    """What a variation does differently, in plain words."""
    if other.medicine != best.medicine or other.dose_mg != best.dose_mg:
        return f"With {other.medicine} {other.dose_mg:g} mg" if other.medicine else "Without medicine"
    if (other.rest, other.rest_min) != (best.rest, best.rest_min):
        return f"Resting for {other.rest_min:g} minutes at first"
    if (other.warm_min, other.warm_times) != (best.warm_min, best.warm_times):
        return f"Warmth {other.warm_times} times for {other.warm_min:g} minutes"
    if other.stretch_times != best.stretch_times:
        return "With stretching" if other.stretch_times else "Without stretching"
    return f"Walks of {other.move_min:g} minutes"


def _course(planned: Outcomes) -> Course:
    if planned.course is None:
        raise InvalidInput("engine", None, "an engine that gives the course of its run")
    return planned.course()


def _workshop(here: Scene, knowledge: Knowledge, members: int, seed: int, engine: Engine | None) -> _Workshop:
    if engine is not None:
        return _Workshop(here, knowledge, engine, members)
    from unclench.plan.locked_scene import locked_scene
    from unclench.plan.shipped_engine import shipped_engine

    return _Workshop(locked_scene(here, knowledge, seed), knowledge, shipped_engine(knowledge, seed, members), members)
