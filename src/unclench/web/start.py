"""The first page, the choice of country, and starting over."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.model.invalid import InvalidInput, one_of
from unclench.model.preferences import Country
from unclench.web.check import begin_again
from unclench.web.forms import choice, text
from unclench.web.sending import SentHere, VisitIfKnown
from unclench.web.services import ServicesHere
from unclench.web.views import form_page, go_to
from unclench.web.visits import COOKIE_SECONDS, COUNTRY_COOKIE, remember

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(request: Request, visit: VisitIfKnown) -> Response:
    """The one big way in. It needs no diary, so that it opens even when the diary is broken."""
    return form_page(request, visit, "start.html")


@router.post("/start")
def begin(sent: SentHere, services: ServicesHere) -> Response:
    """Begin a new danger check for oneself or for someone else."""
    begin_again(sent.visit, text(sent.form, "who") == "another", services)
    return go_to("/check")


@router.get("/country")
def countries(request: Request, visit: VisitIfKnown) -> Response:
    """Where are you?"""
    return form_page(request, visit, "country.html")


@router.post("/country")
def choose_country(request: Request, sent: SentHere) -> Response:
    """Remember the country in a cookie of its own: phone numbers must not depend on the diary."""
    chosen = choice(sent.form, "country", Country)
    if chosen is None:
        raise InvalidInput("country", None, one_of(Country))
    response = go_to("/")
    secure = request.url.scheme == "https"
    response.set_cookie(
        COUNTRY_COOKIE, chosen.value, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure
    )
    remember(response, sent.visit, secure=secure)
    return response
