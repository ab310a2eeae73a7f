"""Choosing the time zone: a page that works without a script."""

from __future__ import annotations

import functools
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.model.invalid import InvalidInput, one_of
from unclench.web.forms import text
from unclench.web.language_pages import own_page
from unclench.web.own_time import CHOSEN_ZONE_COOKIE, zone_names
from unclench.web.sending import SentHere, VisitIfKnown
from unclench.web.services import ServicesHere
from unclench.web.views import form_page, go_to
from unclench.web.visits import COOKIE_SECONDS, remember

router = APIRouter(include_in_schema=False)

Places = tuple[tuple[str, str], ...]


@router.get("/time-zone")
def time_zones(request: Request, visit: VisitIfKnown, services: ServicesHere) -> Response:
    """Which time zone?"""
    back = own_page(request.query_params.get("back", ""))
    chosen = request.cookies.get(CHOSEN_ZONE_COOKIE, "")
    shown: dict[str, Any] = {"back": back, "chosen": chosen, "zones": by_area(), "now": services.now()}
    return form_page(request, visit, "time_zone.html", **shown)


@router.post("/time-zone")
def choose_time_zone(request: Request, sent: SentHere) -> Response:
    """Remember the zone in a cookie of its own, or forget it, and go back to where the visitor was."""
    chosen = text(sent.form, "zone")
    if chosen and chosen not in zone_names():
        raise InvalidInput("zone", chosen, one_of(("Europe/Madrid", "America/New_York")))
    response = go_to(own_page(text(sent.form, "back")))
    secure = request.url.scheme == "https"
    if chosen:
        response.set_cookie(
            CHOSEN_ZONE_COOKIE, chosen, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure
        )
    else:
        response.delete_cookie(CHOSEN_ZONE_COOKIE, httponly=True, samesite="lax")
    remember(response, sent.visit, secure=secure)
    return response


@functools.cache
def by_area() -> tuple[tuple[str, Places], ...]:
    """The zones by part of the world: (area, (name, place as people write it))."""
    places = [(name, *name.partition("/")[::2]) for name in zone_names()]
    return tuple(
        (area, tuple((name, (place or name).replace("_", " ")) for name, _, place in listed))
        for area, listed in groupby(places, key=lambda one: one[1])
    )
