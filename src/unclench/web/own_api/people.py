"""The visit, and the people of its household."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from unclench.model.invalid import InvalidInput
from unclench.web.api_answers import versioned
from unclench.web.identity import visit_here
from unclench.web.own_api.asking import AboutHere, Sender, SentJson, only, visitor, words
from unclench.web.own_api.described import NAME, answers, described
from unclench.web.own_api.routes import own_router
from unclench.web.services import Services, ServicesHere
from unclench.web.visits import PERSON_COOKIE, Visit, forget, new_visit, remember

router = own_router("", "people")


@router.post("/visit", responses=answers(201), dependencies=[Sender])
async def begin_visit(request: Request, services: ServicesHere) -> Response:
    """Begin a visit: the answer's cookie opens this visitor's own things later. One that is there stays."""
    if sent := await request.body():
        raise InvalidInput("body", f"{len(sent)} bytes", "nothing")
    visit = await run_in_threadpool(visit_here, request)
    fresh = visit is None
    visit = visit or new_visit()
    answer = JSONResponse(versioned({"owner": visit.owner}, services.knowledge), 201 if fresh else 200)
    if fresh:
        remember(answer, visit, secure=request.url.scheme == "https")
    return answer


@router.get("/people", responses=answers())
def people(request: Request, services: ServicesHere) -> JSONResponse:
    """Everybody on this visitor's list, the first person first."""
    return JSONResponse(_people(visitor(request), services))


@router.post("/people", responses=answers(201), dependencies=[Sender], openapi_extra=described(NAME))
def add_person(request: Request, sent: SentJson, services: ServicesHere) -> JSONResponse:
    """Add somebody. A name is on the list once: the same name again answers with who is there."""
    visit = visitor(request)
    added, is_new = services.household.add_once(visit.owner, words(only(sent, "name"), "name"), services.now())
    told = {"id": added.id, "name": added.name}
    return JSONResponse(versioned(told, services.knowledge), 201 if is_new else 200)


@router.delete("/people", status_code=204, responses=answers(204), dependencies=[Sender])
def erase_everybody(request: Request, services: ServicesHere) -> Response:
    """Erase everything about everybody of this household, and forget who asked."""
    services.erase(visitor(request))
    response = Response(status_code=204)
    forget(response)
    return response


@router.patch("/people/{person}", responses=answers(404), dependencies=[Sender], openapi_extra=described(NAME))
def rename_person(sent: SentJson, about: AboutHere) -> JSONResponse:
    """Give somebody another name."""
    visit, services = about.visit, about.services
    services.household.rename(visit.owner, visit.id, words(only(sent, "name"), "name"), services.now())
    return JSONResponse(_people(visit, services))


@router.delete("/people/{person}", status_code=204, responses=answers(204, 404), dependencies=[Sender])
def remove_person(request: Request, about: AboutHere) -> Response:
    """Erase one person with everything about them. Where they were chosen, nobody is chosen any more."""
    about.services.plans.forget(about.visit.id)
    about.services.household.remove(about.visit.owner, about.visit.id)
    response = Response(status_code=204)
    if request.cookies.get(PERSON_COOKIE) == about.visit.id:
        response.delete_cookie(PERSON_COOKIE, httponly=True, samesite="lax")
    return response


def _people(visit: Visit, services: Services) -> dict[str, Any]:
    listed = [
        {"id": one.id, "name": one.name, "chosen": one.id == visit.id} for one in services.household.people(visit.owner)
    ]
    return versioned({"people": listed}, services.knowledge)
