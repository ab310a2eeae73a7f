"""Several people in one household: whom is this for, and who else is there?"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unclench.model.invalid import InvalidInput
from unclench.web.forms import text
from unclench.web.identity import choose
from unclench.web.sending import SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import form_page, go_to
from unclench.web.visits import PERSON_COOKIE, Visit, new_visit

router = APIRouter(prefix="/people", include_in_schema=False)


@router.get("")
def people(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """Everybody on this browser's list, and a place to add somebody."""
    return _page(request, visit, services)


@router.post("/choose")
def choose_person(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Go on with somebody else."""
    person = _person(sent.visit, text(sent.form, "person"), services)
    return _go_on(request, person)


@router.post("/add")
def add_person(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Add somebody and go on with them."""
    try:
        added = services.household.add(sent.visit.owner, text(sent.form, "name"), services.now())
    except InvalidInput as problem:
        return _page(request, sent.visit, services, problem)
    return _go_on(request, added.id)


@router.post("/rename")
def rename_person(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Give somebody another name."""
    person = _person(sent.visit, text(sent.form, "person"), services)
    try:
        services.household.rename(sent.visit.owner, person, text(sent.form, "name"), services.now())
    except InvalidInput as problem:
        return _page(request, sent.visit, services, problem)
    return go_to("/people")


@router.post("/remove")
def remove_person(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Erase one person with everything about them, after asking once more."""
    person = _person(sent.visit, text(sent.form, "person"), services)
    if text(sent.form, "sure") != "yes":
        name = next(one.name for one in services.household.people(sent.visit.owner) if one.id == person)
        return form_page(request, sent.visit, "household_remove.html", person=person, called=name)
    services.plans.forget(person)
    services.household.remove(sent.visit.owner, person)
    response = go_to("/people")
    response.delete_cookie(PERSON_COOKIE, httponly=True, samesite="lax")
    return response


def _person(visit: Visit, person: str, services: Services) -> str:
    """The id, if it is of this household: of other people's lists not even the existence is told."""
    if services.household.person(visit.owner, person) is None:
        raise HTTPException(404)
    return person


def _go_on(request: Request, person: str) -> Response:
    response = go_to("/")
    choose(response, person, secure=request.url.scheme == "https")
    return response


def _page(request: Request, visit: Visit | None, services: Services, problem: InvalidInput | None = None) -> Response:
    visit = visit or new_visit()
    people = services.household.people(visit.owner)
    status = 422 if problem else 200
    return form_page(request, visit, "household.html", status=status, people=people, visit_id=visit.id, problem=problem)
