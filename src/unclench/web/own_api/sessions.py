"""Guided sessions: which steps of the plan are offered now, the script of one, and what happened in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Path
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from unclench.guide.compose import guided_remedies
from unclench.guide.record import REPORT_KEYS, read_report
from unclench.guide.state import Outcome
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.model.reading import mapping_at
from unclench.web.api_answers import api_error, versioned
from unclench.web.guide_outline import outline
from unclench.web.guide_steps import Steps, keep_reports, now_ms_of, steps_of
from unclench.web.language import _
from unclench.web.own_api.asking import About, AboutHere, AnyJson, CountryHere, Sender, only
from unclench.web.own_api.check import prepared_plan
from unclench.web.own_api.described import REPORTS, REPORTS_AT_ONCE, answers, described
from unclench.web.own_api.plainly import past_json, session_json
from unclench.web.own_api.routes import own_router
from unclench.web.planning import ask_plan

router = own_router("/people/{person}/sessions", "sessions")


@router.get("", responses=answers(202, 404, 409))
def sessions(about: AboutHere, here: CountryHere) -> JSONResponse:
    """The steps of the plan that have a session, whether each may begin now, and what was done before."""
    steps = _steps(about, here)
    if isinstance(steps, JSONResponse):
        return steps
    told = {
        "sessions": [session_json(one) for one in steps.sessions()],
        "past": [past_json(one) for one in steps.past],
        "screened_ms": steps.screened_ms,
        "now_ms": now_ms_of(about.services),
    }
    return JSONResponse(versioned(told, about.services.knowledge))


@router.get("/{step}", responses=answers(202, 404, 409))
def session(
    about: AboutHere,
    here: CountryHere,
    step: Annotated[int, Path(ge=1, le=1000, description="The step's place in the plan, from 1.")],
) -> JSONResponse:
    """One session: its whole script with times and limits, the same as a plain list, and whether it may begin now."""
    steps = _steps(about, here)
    if isinstance(steps, JSONResponse):
        return steps
    found = steps.session(step)
    if found is None:
        raise HTTPException(404)
    told = {
        **session_json(found),
        "script": found.script.as_plain(),
        "outline": asdict(outline(found.script)),
        "past": [past_json(one) for one in found.past],
        "now_ms": now_ms_of(about.services),
    }
    return JSONResponse(versioned(told, about.services.knowledge))


@router.post("/reports", responses=answers(404), dependencies=[Sender], openapi_extra=described(REPORTS))
def happened(about: AboutHere, sent: AnyJson) -> JSONResponse:
    """Keep what happened, one report or a list in order. ``session`` and ``number`` name each: told twice, kept once.

    ``check_again`` is true when something was wrong: the danger check comes before anything else then.
    """
    listed = sent if isinstance(sent, list) else [sent]
    if len(listed) > REPORTS_AT_ONCE:
        raise InvalidInput("body", f"a list of {len(listed)}", f"at most {REPORTS_AT_ONCE} reports")
    services = about.services
    known = guided_remedies(services.knowledge)
    reports = [read_report(only(mapping_at(one, "report"), *REPORT_KEYS), known) for one in listed]
    keep_reports(reports, about.visit, services)
    wrong = any(report.outcome is Outcome.WRONG for report in reports)
    return JSONResponse(versioned({"kept": len(reports), "check_again": wrong}, services.knowledge))


def _steps(about: About, here: Country) -> Steps | JSONResponse:
    """The steps of the plan that is ready, or what to say instead."""
    asked = ask_plan(about.visit, here, about.services)
    prepared = prepared_plan(asked, about.services)
    if isinstance(prepared, JSONResponse):
        return prepared
    steps = steps_of(about.visit, asked.job, about.services) if asked.job is not None else None
    says = _("The danger check clears nothing for this person now: see /check.")
    return steps or api_error(409, says, next="result")
