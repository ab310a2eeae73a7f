"""Guided sessions: one step of the visitor's own plan, minute by minute; what happened comes back as events.

The session itself runs in the browser, without a connection if need be. Without JavaScript the page is a list to read
with a form to say how it went.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from unclench.diary import Kind
from unclench.diary.entries import Entry
from unclench.guide import Outcome, Script
from unclench.guide.compose import guided_remedies
from unclench.guide.opening import Past
from unclench.guide.record import LOOKED, MOST_EVENTS, OVER, Report, read_report
from unclench.language.catalogue import noted
from unclench.model.invalid import InvalidInput, one_of
from unclench.safety.emergency import ANY_NUMBER
from unclench.web.check import begin_again
from unclench.web.forms import number, text
from unclench.web.guide_outline import outline
from unclench.web.guide_steps import Session, keep_reports, now_ms_of, steps_of
from unclench.web.guide_words import ending, page_words, why_closed
from unclench.web.language import Table, _
from unclench.web.numbers import lasting
from unclench.web.planning import Asked, AskedHere
from unclench.web.sending import SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import country, form_page, go_to, render
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)

PLAYER = "/guide"
FINE = "fine"
"""The answer that the skin looks and feels normal."""

RECENT_MS = 6 * 3_600_000
"""So long the page says how the last session of its kind ended."""

TOLD: Table[Outcome] = Table(
    {
        Outcome.FINISHED: noted("I did it"),
        Outcome.STOPPED: noted("I stopped early, all is well"),
        Outcome.NUMB: noted("It went numb, so I stopped"),
        Outcome.HURT: noted("It hurt, so I stopped"),
        Outcome.GAVE_UP: noted("It hurt, also when I did less"),
        Outcome.SKIN: noted("The skin does not look right"),
        Outcome.WRONG: noted("Something is wrong"),
    }
)
"""What somebody can tell afterwards who did it from the list."""


@router.get(PLAYER)
def player(request: Request) -> Response:
    """The page on which a session goes on that this device has begun. It holds nobody's data and is kept offline."""
    here = country(request)
    shown = {"any_number": _(ANY_NUMBER), "static": "/static/", "guide_words": page_words()}
    return HTMLResponse(render("guide_player.html", here=here, path=request.url.path, status=200, **shown))


@router.post("/guide/report")
def happened(sent: SentHere, services: ServicesHere) -> Response:
    """Keep one thing that happened in a session, once, however often it is sent."""
    report = read_report(sent.form, guided_remedies(services.knowledge))
    keep_reports([report], sent.visit, services)
    return Response(status_code=204)


@router.get("/guide/{number}")
def session(request: Request, number: int, visit: VisitHere, services: ServicesHere, asked: AskedHere) -> Response:
    """One step of the plan as a session."""
    found = _session(number, visit, services, asked)
    return found if isinstance(found, Response) else _page(request, visit, services, found)


@router.post("/guide/{number}")
def told(request: Request, number: int, sent: SentHere, services: ServicesHere, asked: AskedHere) -> Response:
    """How it went, told by somebody who did it from the list."""
    found = _session(number, sent.visit, services, asked)
    if isinstance(found, Response):
        return found
    if text(sent.form, "how") == FINE:
        return _skin_is_fine(number, found, sent.visit, services)
    try:
        outcome, entry = _told(sent.form, found.script)
        keep_reports([_report(found.script, outcome, text(sent.form, "nonce"), services)], sent.visit, services)
    except InvalidInput as problem:
        return _page(request, sent.visit, services, found, problem, dict(sent.form))
    if entry is not None:
        key = hashlib.sha256(f"guide {text(sent.form, 'nonce')} {entry.pain_nrs}".encode()).hexdigest()
        services.record(sent.visit, Kind.ENTRY, entry.as_body(), key=f"entry:{key}")
    return _check_again(sent.visit, services) if outcome is Outcome.WRONG else go_to(f"/guide/{number}")


def ways_to_end(script: Script) -> list[Outcome]:
    """What can be told afterwards about a session of this kind."""
    asked = {Outcome.FINISHED, Outcome.STOPPED, Outcome.WRONG}
    asked |= {Outcome.HURT, Outcome.SKIN, Outcome.NUMB} if script.contact else {Outcome.GAVE_UP}
    return [outcome for outcome in TOLD if outcome in asked]


def _session(place: int, visit: Visit | None, services: Services, asked: Asked) -> Session | Response:
    """The session behind a step's place in the plan, or where to go first."""
    if asked.elsewhere:
        return go_to(asked.elsewhere)
    job = asked.job
    if visit is None or job is None or not job.done.is_set() or job.error is not None:
        return go_to("/plan")  # which waits for it, or says what is the matter
    steps = steps_of(visit, job, services)
    if steps is None:
        return go_to("/result")
    found = steps.session(place)
    if found is None:
        raise HTTPException(404)
    return found


def _page(
    request: Request,
    visit: Visit | None,
    services: Services,
    found: Session,
    problem: InvalidInput | None = None,
    filled: dict[str, Any] | None = None,
) -> Response:
    now_ms, script = now_ms_of(services), found.script
    last = _last(found, now_ms)
    until = found.opening.from_ms
    return form_page(
        request,
        visit,
        "guide.html",
        status=422 if problem else 200,
        script=script,
        outline=outline(script),
        opening=found.opening,
        closed="" if found.opening.allowed else why_closed(found.opening),
        closed_for=None if until is None else (until - now_ms) / 60_000,
        last=last,
        last_words=ending(last.outcome, script) if last is not None and last.outcome is not None else "",
        for_another=services.answers(visit).for_another,
        lasting=lasting,
        guide_words=page_words(),
        next=_next(found),
        within=found.within,
        rests=found.rests,
        ways=[(outcome.value, TOLD[outcome]) for outcome in ways_to_end(script)],
        data=_data(found, visit, services, now_ms),
        number_of_step=found.place,
        nonce=secrets.token_hex(16),
        filled=filled or {},
        problem=problem,
    )


def _last(found: Session, now_ms: int) -> Past | None:
    """The last session of this kind, if it was lately and its end is known."""
    recent = [one for one in found.past if one.remedy in found.script.kin and one.ended_ms > now_ms - RECENT_MS]
    return recent[-1] if recent and recent[-1].outcome is not None else None


def _skin_is_fine(place: int, found: Session, visit: Visit, services: Services) -> Response:
    """Somebody looked after an end that had left the skin open: it is not asked about again. Said twice, kept once."""
    last = _last(found, now_ms_of(services))
    if last is not None and last.skin_unseen:
        raw = {"session": last.session, "number": MOST_EVENTS, "remedy": last.remedy, "what": LOOKED}
        report = read_report({**raw, "wall_ms": last.ended_ms, "active_ms": 0}, {last.remedy})
        keep_reports([report], visit, services)
    return go_to(f"/guide/{place}")


def _data(found: Session, visit: Visit | None, services: Services, now_ms: int) -> dict[str, Any]:
    """What the browser needs to run the session by itself. ``who`` tells people of one household apart, no more."""
    return {
        "script": found.script.as_plain(),
        "past": [asdict(one) for one in found.past],
        "screened_ms": found.screened_ms,
        "now_ms": now_ms,
        "who": hashlib.sha256(f"guide {visit.id if visit else ''}".encode()).hexdigest()[:16],
        "name": visit.name if visit else "",
        "next": _next(found),
        "within": [
            {
                "address": f"/guide/{one.place}",
                "after_ms": one.after_ms,
                "says": _("It is time for: {title}", title=one.title),
            }
            for one in found.within
        ],
        "rests": [rest.remedy for rest in found.rests],
        "for_another": services.answers(visit).for_another,
    }


def _next(found: Session) -> dict[str, str] | None:
    """The step after this one in the plan."""
    if found.place >= len(found.plan.steps):
        return None
    return {"title": found.plan.steps[found.place].title, "address": f"/plan#step-{found.place + 1}"}


def _told(form: Any, script: Script) -> tuple[Outcome, Entry | None]:  # noqa: ANN401 - Starlette's form
    """The outcome and, if pain was given, the diary entry."""
    how, pain = text(form, "how"), number(form, "pain_nrs")
    allowed = ways_to_end(script)
    if how not in allowed:
        raise InvalidInput("how", how or None, one_of(allowed))
    return Outcome(how), None if pain is None else Entry(pain_nrs=pain, did=(script.remedy,))


def _report(script: Script, outcome: Outcome, nonce: str, services: Services) -> Report:
    """One report of a whole session. All its minutes count as used: nobody measured them."""
    name = hashlib.sha256(f"{nonce} {outcome.value}".encode()).hexdigest()[:32]
    raw = {"session": name, "number": 0, "remedy": script.remedy, "what": OVER, "outcome": outcome.value}
    now_ms = now_ms_of(services)
    return read_report({**raw, "wall_ms": now_ms, "active_ms": script.limit_ms}, {script.remedy})


def _check_again(visit: Visit, services: Services) -> Response:
    """Something is wrong: the danger check from the beginning, for the same person."""
    begin_again(visit, services.answers(visit).for_another, services)
    return go_to("/check")
