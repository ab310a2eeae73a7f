"""Choosing the language: a page with one button for each, which works without a script."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.language.tags import LANGUAGES, SOURCE
from unclench.model.invalid import InvalidInput, one_of
from unclench.web.forms import text
from unclench.web.sending import SentHere, VisitIfKnown
from unclench.web.views import form_page, go_to
from unclench.web.visitor_language import LANGUAGE_COOKIE
from unclench.web.visits import COOKIE_SECONDS, remember

router = APIRouter(include_in_schema=False)

CHOICES = {tag: language for tag, language in LANGUAGES.items() if tag != SOURCE}


@router.get("/language")
def languages(request: Request, visit: VisitIfKnown) -> Response:
    """Which language?"""
    back = own_page(request.query_params.get("back", ""))
    return form_page(request, visit, "language.html", back=back)


@router.post("/language")
def choose_language(request: Request, sent: SentHere) -> Response:
    """Remember the language in a cookie of its own and go back to where the visitor was."""
    chosen = text(sent.form, "language")
    if chosen not in CHOICES:
        raise InvalidInput("language", chosen, one_of(CHOICES))
    response = go_to(own_page(text(sent.form, "back")))
    secure = request.url.scheme == "https"
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure)
    remember(response, sent.visit, secure=secure)
    return response


def own_page(address: str) -> str:
    """The address if it is a page of this site, else the first page: nobody is led elsewhere."""
    is_own = address.startswith("/") and not address.startswith(("//", "/language", "/api/")) and address.isprintable()
    return address if is_own and "\\" not in address else "/"
