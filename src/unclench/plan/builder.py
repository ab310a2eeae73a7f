"""Build a relief plan for a cleared person: search, simulate every step on people like them, and say what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import catalogue, noted
from unclench.model.course import Course
from unclench.model.invalid import InvalidInput
from unclench.model.plan import Alternative, Plan, Step
from unclench.model.preferences import Order, Preferences
from unclench.plan.allowances import Allowances, allowances
from unclench.plan.beside import beside
from unclench.plan.check_points import check_points
from unclench.plan.choice import Choice, first_choice, thermal_order, with_thermal, without_thermal
from unclench.plan.compare import DAY_MIN, RUNNER_UP, alternative
from unclench.plan.describe import difference, does
from unclench.plan.effects import effect, spread
from unclench.plan.engine import Engine, Outcomes, mean_pain, released_share
from unclench.plan.judgement import Judgement, judgement
from unclench.plan.layout import Draft, lay_out
from unclench.plan.limits import broken_limits
from unclench.plan.notes import notes
from unclench.plan.progress import Progress, Teller
from unclench.plan.scene import PLAN_HOURS, Scene, scene
from unclench.plan.search import Found, Searcher, search
from unclench.plan.steps import provenance, to_step, window_hours
from unclench.plan.variations import trimmed, variations
from unclench.plan.workshop import Workshop
from unclench.safety.cleared import Cleared, NotCleared
from unclench.safety.taken import Taken

FEWEST_MEMBERS = 16

OTHER_ORDERS = {
    Order.EVIDENCE: (Order.ARTICLE, "article_order", noted("The article's order: cold first")),
    Order.ARTICLE: (Order.EVIDENCE, "evidence_order", noted("Warmth first, as today's evidence has it")),
}
"""What is shown beside a plan in this order: whose order instead, under which id and title."""

NOTHING = Choice()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose plan it is, and what may be in it."""

    cleared: Cleared
    allowed: Allowances
    preferences: Preferences
    knowledge: Knowledge
    taken: Taken | None = None

    def may(self, choice: Choice) -> bool:
        """Whether this way breaks no hard limit."""
        return not broken_limits(lay_out(choice, self.knowledge), self.preferences, self.knowledge, self.taken)

    def plain(self, order: Order) -> Choice:
        """The plain protocol of an order, cut down to the time that the person will give."""
        first = first_choice(self.allowed, order, self.cleared.case, self.knowledge)
        return trimmed(first, self.may, self.knowledge)


def build(  # noqa: PLR0913 - options by keyword
    cleared: Cleared,
    preferences: Preferences,
    knowledge: Knowledge,
    *,
    members: int = 512,
    seed: int = 1,
    progress: Progress | None = None,
    causes: Mapping[str, float] | None = None,
    engine: Engine | None = None,
    taken: Taken | None = None,
) -> Plan:
    """A plan for the next 24 hours with check points until twelve weeks.

    Args:
        cleared: proof that the danger check let this person through; only what it offers is used.
        preferences: wishes and means; they only ever narrow the plan.
        knowledge: remedies, medicines, follow-ups, and the numbers of judgement.
        members: virtual people in the final run; the search and the paired comparisons use the first of them.
        seed: picks the virtual people and their noise; the same case and seed give the same plan.
        progress: told the share done and the work at hand; what it raises stops the work.
        causes: probabilities of the likely causes, which set how hurt the tissue is taken to be.
        engine: runs scenarios; the shipped simulator when left out.
        taken: the doses so far; no medicine is planned before the dose ledger allows it. None: nobody has asked.

    Raises:
        InvalidInput: fewer than 16 members, or the simulation failed for all of them.
        NotCleared: ``cleared`` is not a clearance made by the danger check.
    """
    if not isinstance(cleared, Cleared):
        raise NotCleared("a plan needs the clearance that only the danger check gives")
    if members < FEWEST_MEMBERS:
        raise InvalidInput("members", members, f"at least {FEWEST_MEMBERS}")
    tell = Teller(progress)
    allowed = allowances(cleared, preferences, knowledge, taken)
    asked = _Asked(cleared, allowed, preferences, knowledge, taken)
    judged = judgement(knowledge)
    tell.begin(0.0, 0.05, noted("finding people like you"))
    workshop = _workshop(scene(cleared.case, causes, judged), judged, knowledge, members, seed, engine, tell)
    found = _search(asked, workshop)
    tell.begin(0.45, 0.8, noted("simulating your plan"))
    found, drafts, planned = _planned(found, workshop)
    tell.begin(0.8, 1.0, noted("comparing each step with leaving it out"))
    steps = _steps(drafts, planned, workshop)
    tell.begin(1.0, 1.0, noted("done"))
    start_nrs = float(np.nanmedian(planned.pain_nrs[:, 0]))
    alternatives = _alternatives(found, planned, asked, workshop)
    explained = beside(found, planned, found.outcomes[NOTHING], alternatives, workshop)
    return Plan(
        steps=steps,
        check_points=check_points(knowledge, cleared.case.episode.duration_hours),
        forecast=_course(planned),
        mean_pain_24h=spread(mean_pain(planned, 0.0, DAY_MIN)),
        released_24h=released_share(planned, DAY_MIN),
        alternatives=alternatives,
        notes=notes(found, cleared, knowledge, steps, start_nrs, workshop.people, taken, explained),
        left_out=asked.allowed.left_out,
        does=does(found.best, knowledge),
        ways_tried=found.tried,
    )


def _search(asked: _Asked, workshop: Workshop) -> Found:
    """The best way; the plain one without warmth and cold when every way harms the skin of somebody."""
    first = asked.plain(asked.preferences.order)
    groups = variations(first, asked.allowed, asked.preferences, asked.cleared.case, asked.knowledge, asked.taken)

    def race(choices: Sequence[Choice]) -> list[Outcomes]:
        workshop.tell.begin(0.05, 0.2, noted("trying many ways"))
        return workshop.race(choices)

    def judge(choices: Sequence[Choice]) -> list[Outcomes]:
        workshop.tell.begin(0.2, 0.45, noted("comparing the best ways"))
        return workshop.judge(choices)

    found = search(first, groups, [NOTHING], Searcher(race, judge, asked.may, workshop.judged))
    if found.best in found.refused:
        return replace(found, best=without_thermal(found.best))
    return found


def _planned(found: Found, workshop: Workshop) -> tuple[Found, tuple[Draft, ...], Outcomes]:
    """The way taken on all the people; without warmth and cold if that harms somebody rare."""
    drafts = lay_out(found.best, workshop.knowledge)
    (planned,) = workshop.run([drafts], workshop.members)
    if planned.skin_is_safe:
        return found, drafts, planned
    found = replace(found, best=without_thermal(found.best), refused=(*found.refused, found.best))
    drafts = lay_out(found.best, workshop.knowledge)
    (planned,) = workshop.run([drafts], workshop.members)
    return found, drafts, planned


def _steps(drafts: Sequence[Draft], planned: Outcomes, workshop: Workshop) -> tuple[Step, ...]:
    """Every step compared with the same day without it, on the same people."""
    knowledge, judged = workshop.knowledge, workshop.judged
    sheets = [knowledge.remedies[draft.remedy] for draft in drafts]
    windows = [
        min(window_hours(sheet, judged), PLAN_HOURS - draft.start_min / 60)
        for sheet, draft in zip(sheets, drafts, strict=True)
    ]
    without = workshop.run(
        [[other for other in drafts if other is not draft] for draft in drafts],
        workshop.some,
        [draft.start_min / 60 + window for draft, window in zip(drafts, windows, strict=True)],
    )
    effects = [
        effect(
            planned,
            left_out,
            draft.start_min,
            window,
            provenance=provenance(sheet, knowledge),
            negligible_nrs=judged.negligible_nrs,
            spoken=catalogue(knowledge.language),
        )
        for draft, sheet, window, left_out in zip(drafts, sheets, windows, without, strict=True)
    ]
    return tuple(to_step(draft, predicted, knowledge) for draft, predicted in zip(drafts, effects, strict=True))


def _in_other_order(best: Choice, asked: _Asked) -> Choice:
    """The same way with warmth and cold in the order that the person did not ask for."""
    order = OTHER_ORDERS[asked.preferences.order][0]
    case = asked.cleared.case
    thermal = thermal_order(asked.allowed, order, case)
    return with_thermal(best, thermal, asked.allowed, order, case, asked.knowledge)


def _alternatives(found: Found, planned: Outcomes, asked: _Asked, workshop: Workshop) -> tuple[Alternative, ...]:
    """Doing nothing, the other order, and the best way not taken, on the same people."""
    _, other_id, other_title = OTHER_ORDERS[asked.preferences.order]
    other = _in_other_order(found.best, asked)
    say = catalogue(asked.knowledge.language).say
    ways = [("doing_nothing", say("Doing nothing about it"), NOTHING), (other_id, say(other_title), other)]
    if found.runner_up is not None:
        ways.append((RUNNER_UP, difference(found.best, found.runner_up, asked.knowledge), found.runner_up))
    ways = [way for way in ways if way[2] != found.best and asked.may(way[2])]
    missing = [choice for _, _, choice in ways if choice not in found.outcomes]
    outcomes = found.outcomes | dict(zip(missing, workshop.judge(missing), strict=True))
    return tuple(
        alternative(name, title, choice, outcomes[choice], planned, workshop)
        for name, title, choice in ways
        if outcomes[choice].skin_is_safe
    )


def _course(planned: Outcomes) -> Course:
    if planned.course is None:
        raise InvalidInput("engine", None, "an engine that gives the course of its run")
    return planned.course()


def _workshop(
    here: Scene,
    judged: Judgement,
    knowledge: Knowledge,
    members: int,
    seed: int,
    engine: Engine | None,
    tell: Teller,
) -> Workshop:
    if engine is None:
        from unclench.plan.locked_scene import locked_scene
        from unclench.plan.shipped_engine import shipped_engine

        here = locked_scene(here, knowledge, seed)
        engine = shipped_engine(knowledge, seed, members, tick=tell)
    return Workshop(here, knowledge, judged, engine, members, tell)
