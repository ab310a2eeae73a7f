"""The questions a person asks: how urgent, what is it, what to do, what to expect. Numerics load late."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from unclench.advice.answer import PlanAnswer
from unclench.advice.causes import likely_causes
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import catalogue, noted
from unclench.language.tags import SOURCE
from unclench.model.assessment import Assessment, Cause
from unclench.model.cancelled import Cancelled
from unclench.model.case import Case
from unclench.model.course import Course
from unclench.model.invalid import InvalidInput
from unclench.model.plan import Plan
from unclench.model.preferences import Preferences
from unclench.safety.cleared import Cleared
from unclench.safety.screen import COMFORT, Screened, safe_screen
from unclench.safety.taken import Taken

Progress = Callable[[float, str], None]

CAUSES_FAILED = noted("The likely causes could not be worked out. The danger check above still stands.")
PLAN_FAILED = noted("The plan could not be worked out. The danger check above still stands.")
NO_HASH = "unknown"


def assess(
    case: Case,
    knowledge: Knowledge | None,
    *,
    today: datetime.date,
    country: str = "us",
    for_another: bool = False,
) -> Assessment:
    """How urgent is it, what is it likely to be, what may be used?

    Args:
        case: the answers.
        knowledge: the fact-sheets; None when they could not be read.
        today: rules past their review date are named in the warnings.
        country: decides phone numbers.
        for_another: somebody answers for the person in pain; changes words only.

    Returns:
        Always an assessment: if the danger check fails it holds the emergency list and offers nothing; if only the
        ranking of causes fails, ``causes`` is empty and a warning says so.
    """
    return _assessment(case, knowledge, _screened(case, knowledge, today, country, for_another))


def plan(
    case: Case,
    knowledge: Knowledge | None,
    *,
    today: datetime.date,
    preferences: Preferences | None = None,
    members: int = 512,
    seed: int = 1,
    progress: Progress | None = None,
    taken: Taken | None = None,
) -> PlanAnswer:
    """A relief plan whose every step was simulated on people like this one; or whom to see instead.

    Args:
        case: the answers.
        knowledge: the fact-sheets; None when they could not be read.
        today: as for :func:`assess`.
        preferences: wishes, means and country; they only narrow the plan.
        members: virtual people.
        seed: picks them.
        progress: told the share done (0-1) and the work at hand; raising Cancelled in it stops the work.
        taken: the doses so far, for the dose ledger; None where nobody has asked.

    Raises:
        Cancelled: ``progress`` raised it.
        InvalidInput: ``members`` is too small, or the simulation failed for everybody.
    """
    wishes = preferences or Preferences()
    screened = _screened(case, knowledge, today, wishes.country)
    assessment = _assessment(case, knowledge, screened)
    cleared = screened.cleared
    made: Plan | None = None
    warnings = assessment.warnings
    if knowledge is not None and cleared is not None and _is_worth_planning(cleared):
        causes = {cause.id: cause.probability for cause in assessment.causes}
        try:
            from unclench.plan.builder import build

            made = build(
                cleared,
                wishes,
                knowledge,
                members=members,
                seed=seed,
                progress=progress,
                causes=causes,
                taken=taken,
            )
        except (InvalidInput, Cancelled):
            raise
        except Exception:  # no plan is better than no answer: the danger check must reach the person
            warnings = (*warnings, catalogue(knowledge.language).say(PLAN_FAILED))
    return PlanAnswer(assessment, made, assessment.screening.seek_care, warnings)


def forecast(
    case: Case,
    knowledge: Knowledge | None,
    *,
    today: datetime.date,
    hours: float = 24.0,
    preferences: Preferences | None = None,
    with_plan: bool = False,
    members: int = 512,
    seed: int = 1,
) -> Course | None:
    """What to expect when doing nothing, or with the plan; None for a person who is not cleared.

    Args:
        case: the answers.
        knowledge: the fact-sheets.
        today: as for :func:`assess`.
        hours: how far to look when doing nothing; a plan is made for 24 hours.
        preferences: as for :func:`plan`.
        with_plan: follow the plan instead of doing nothing.
        members: virtual people.
        seed: picks them.
    """
    wishes = preferences or Preferences()
    if with_plan:
        made = plan(case, knowledge, today=today, preferences=wishes, members=members, seed=seed).plan
        return made.forecast if made else None
    screened = _screened(case, knowledge, today, wishes.country)
    if knowledge is None or screened.cleared is None or not _is_worth_planning(screened.cleared):
        return None
    from unclench.plan.judgement import judgement
    from unclench.plan.locked_scene import locked_scene
    from unclench.plan.scene import scene
    from unclench.simulate.run import run

    causes = {cause.id: cause.probability for cause in _assessment(case, knowledge, screened).causes}
    here = locked_scene(scene(case, causes, judgement(knowledge)), knowledge, seed)
    return run(here.person, here.scenario(hours=hours), knowledge=knowledge, members=members, seed=seed)


def _screened(
    case: Case, knowledge: Knowledge | None, today: datetime.date, country: str, for_another: bool = False
) -> Screened:
    return safe_screen(case, knowledge, country=str(country), today=today, for_another=for_another)


def _assessment(case: Case, knowledge: Knowledge | None, screened: Screened) -> Assessment:
    causes: tuple[Cause, ...] = ()
    warnings: tuple[str, ...] = ()
    try:
        if knowledge is not None:
            causes = likely_causes(case, knowledge, screened.screening.urgency)
    except Exception:  # the ranking is a comfort, the danger check is not: never lose the second for the first
        warnings = (catalogue(knowledge.language if knowledge else SOURCE).say(CAUSES_FAILED),)
    return Assessment(
        uid=case.uid,
        screening=screened.screening,
        causes=causes,
        knowledge_hash=knowledge.hash if knowledge is not None else NO_HASH,
        warnings=warnings,
    )


def _is_worth_planning(cleared: Cleared) -> bool:
    """Whether anything besides a position of ease is open: where only that is left, somebody should be seen instead."""
    return any(remedy != COMFORT for remedy in cleared.offers)
