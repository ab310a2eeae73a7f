"""The plan and the forecast: worked out beside the pages, shown when ready, with a page to wait on meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from markupsafe import escape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from unclench.diary import Kind
from unclench.diary.answers import AnswerSheet
from unclench.diary.expected import expected_body
from unclench.diary.lapse import Lapse
from unclench.guide.compose import guided_remedies
from unclench.guide.going_over import within
from unclench.knowledge.load import Knowledge
from unclench.model.case import Case
from unclench.model.course import Course, Outcome
from unclench.model.plan import Plan
from unclench.model.preferences import Country, Preferences
from unclench.model.reading import read_value
from unclench.safety.held_back import holding
from unclench.safety.intake import case_to_raw
from unclench.safety.taken import Taken
from unclench.web import road
from unclench.web.charts import course_chart
from unclench.web.follow_up_pages import where_they_stand
from unclench.web.gate import assessed, standing_of
from unclench.web.jobs import Busy, Job, Report, Superseded
from unclench.web.language import _
from unclench.web.sending import VisitHere
from unclench.web.services import Prepared, Services, ServicesHere
from unclench.web.views import country, form_page, go_to, page_text
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)

POLL_SECONDS = 0.05
LINE_SECONDS = 1.0
"""How often the waiting page may say something new."""
GROWS_HERE = "<!-- more -->"
SHOWN = (Outcome.PAIN_NRS, Outcome.ACTIVATION, Outcome.BLOOD_FLOW, Outcome.RANGE_OF_MOTION)
"""The progress view: pain, and the three goals of letting go, blood flow and movement."""
SCALE_TOP = {Outcome.PAIN_NRS: 10.0, Outcome.RANGE_OF_MOTION: 1.0}


class PlanFailed(Exception):
    """The plan could not be worked out; the danger check stands."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan page has to work with: the visitor's job, or the place where they must go first."""

    elsewhere: str = ""
    lapse: Lapse | None = None
    job: Job[Prepared] | None = None
    is_new: bool = False


def plan_asked(request: Request, visit: VisitHere, services: ServicesHere) -> Asked:
    """The visitor's plan job, as :func:`ask_plan` finds it."""
    return ask_plan(visit, country(request), services)


def ask_plan(visit: Visit | None, here: Country, services: Services) -> Asked:
    """The visitor's plan job, started when the danger check is done and no job has these very answers yet."""
    standing = standing_of(visit, services)
    sheet, case = standing.sheet, standing.case
    if visit is None or not sheet.started:
        return Asked("/")
    if standing.lapse is not None:
        return Asked("/result", lapse=standing.lapse)
    if (onward := road.next_page(sheet, case, services.knowledge)) != "/result":
        return Asked(onward)
    if road.is_emergency(case, services.knowledge):
        return Asked("/result")
    preferences = preferences_of(sheet, here)
    taken = Taken(services.now(), standing.doses)

    knowledge = services.knowledge  # in this visitor's language, which the work beside the pages cannot know

    def work(report: Report) -> Prepared:
        return prepare(case, preferences, services, report, knowledge, taken)

    known = services.plans.get(visit.id, knowledge.language)
    try:
        key = job_key(case, preferences, services, taken)
        job = services.plans.start(visit.id, key, work, knowledge.language)
    except Busy:
        return Asked()
    return Asked(job=job, is_new=job is not known)


AskedHere = Annotated[Asked, Depends(plan_asked)]


@router.get("/plan")
async def plan(request: Request, visit: VisitHere, services: ServicesHere, asked: AskedHere) -> Response:
    """The plan, or a page that waits for it."""
    return await _when_ready("plan.html", request, visit, services, asked)


@router.get("/forecast")
async def forecast(request: Request, visit: VisitHere, services: ServicesHere, asked: AskedHere) -> Response:
    """What to expect, what to do when, and whom to see."""
    return await _when_ready("forecast.html", request, visit, services, asked)


def preferences_of(sheet: AnswerSheet, here: Country) -> Preferences:
    """The visitor's wishes, as the plan reads them."""
    return read_value(Preferences, {**sheet.preferences, "country": here.value}, "preferences")


def job_key(case: Case, preferences: Preferences, services: Services, taken: Taken) -> str:
    """Names one question, so that the same answers are never worked out twice and changed ones never mixed up.

    In every language the question is the same, and so is what it lets expect. Another dose makes it another question,
    and so does the time at which a medicine may come again or may not come any more.
    """
    analgesics = services.knowledge.analgesics
    held = [drug for drug in map(str, analgesics) if holding(drug, taken.doses, taken.now, analgesics)]
    asked = [case_to_raw(case), repr(preferences), services.knowledge.hash, services.settings.plan_seed]
    asked += [repr(taken.doses), held]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def prepare(
    case: Case, preferences: Preferences, services: Services, report: Report, knowledge: Knowledge, taken: Taken
) -> Prepared:
    """The plan, and the same virtual people doing nothing."""
    settings, today = services.settings, services.now().date()
    answer = services.advice.plan(
        case,
        knowledge,
        today=today,
        preferences=preferences,
        members=settings.plan_members,
        seed=settings.plan_seed,
        progress=report,
        taken=taken,
    )
    if answer.plan is None and answer.warnings != answer.assessment.warnings:
        raise PlanFailed
    return Prepared(answer, doing_nothing(answer.plan))


def doing_nothing(plan: Plan | None) -> Course | None:
    """The course of the plan's own virtual people when nothing is done; None when the plan does not show it."""
    others = plan.alternatives if plan is not None else ()
    return next((other.course for other in others if other.id == "doing_nothing"), None)


def keep_expected(visit: Visit, job: str, plan: Plan, services: Services) -> None:
    """Keep what a plan lets expect, once, for the diary to hold what comes against it."""
    services.record_once(visit, Kind.PLANNED, expected_body(plan), f"planned:{job}")


async def _when_ready(name: str, request: Request, visit: VisitHere, services: Services, asked: Asked) -> Response:
    if asked.elsewhere:
        return go_to(asked.elsewhere)
    job = asked.job
    if job is None:
        return form_page(request, visit, "busy.html", status=503)
    if asked.is_new:
        await _wait(job, services.settings.show_at_once_seconds)
    if not job.done.is_set():
        return StreamingResponse(_waiting(request, job, services.settings.wait_seconds), media_type="text/html")
    if isinstance(job.error, Superseded):
        return go_to(request.url.path)
    if job.error is not None:
        raise PlanFailed from job.error
    return await run_in_threadpool(_show, name, request, visit, services, job)


async def _waiting(request: Request, job: Job[Prepared], seconds: float) -> AsyncIterator[str]:
    """A page that grows while the work goes on and leads to the plan when it is done.

    It needs no script and no timed reload, which people who read slowly or by ear could not follow.
    """
    top, _gap, bottom = page_text(request, "waiting.html").partition(GROWS_HERE)
    yield top
    said = ""
    for _second in range(max(1, int(seconds / LINE_SECONDS))):
        if job.doing != said:
            said = job.doing
            yield f"<li>{escape(_(said).capitalize())} …</li>\n"
        await _wait(job, LINE_SECONDS)
        if job.done.is_set():
            break
    yield bottom


async def _wait(job: Job[Prepared], seconds: float) -> None:
    for _tick in range(int(seconds / POLL_SECONDS)):
        if job.done.is_set():
            return
        await asyncio.sleep(POLL_SECONDS)


def _show(name: str, request: Request, visit: VisitHere, services: Services, job: Job[Prepared]) -> Response:
    prepared = job.result
    if prepared is None:
        return go_to("/result")
    raised = where_they_stand(visit, services).raised
    plan = prepared.answer.plan
    if plan is None:
        found = assessed(standing_of(visit, services), country(request), services)
        return form_page(request, visit, "no_plan.html", assessment=found, raised=raised)
    course, nothing = plan.forecast, prepared.nothing
    if visit is not None:
        keep_expected(visit, job.key, plan, services)
    charts = {
        outcome: course_chart(course, outcome, top=SCALE_TOP.get(outcome), compare=nothing)
        for outcome in SHOWN
        if outcome in course.bands
    }
    return form_page(
        request,
        visit,
        name,
        plan=plan,
        assessment=prepared.answer.assessment,
        course=course,
        nothing=nothing,
        charts=charts,
        pain=Outcome.PAIN_NRS,
        knowledge=services.knowledge,
        guided=guided_remedies(services.knowledge),
        within=[within(plan, place, services.knowledge) for place in range(1, len(plan.steps) + 1)],
        raised=raised,
        for_another=services.answers(visit).for_another,
    )
