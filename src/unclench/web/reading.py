"""Pages to read: why, where it comes from, what this is and is not, what is kept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unclench.model.invalid import InvalidInput
from unclench.web.services import ServicesHere
from unclench.web.views import page

router = APIRouter(include_in_schema=False)


@router.get("/why/{sheet_id}")
def why(request: Request, sheet_id: str, services: ServicesHere) -> Response:
    """One rule, remedy or claim: what it says, why, how sure that is, and its sources."""
    try:
        explanation = services.advice.explain(sheet_id, services.knowledge)
    except InvalidInput:
        raise HTTPException(404) from None
    return page(request, "why.html", why=explanation)


@router.get("/sources")
def sources(request: Request, services: ServicesHere) -> Response:
    """Every source, by the alphabet."""
    known = sorted(services.knowledge.sources.values(), key=lambda source: (source.issuer.lower(), source.title))
    return page(request, "sources.html", sources=known, hash=services.knowledge.hash)


@router.get("/about")
def about(request: Request) -> Response:
    """What this is, and what it is not."""
    return page(request, "about.html")


@router.get("/privacy")
def privacy(request: Request, services: ServicesHere) -> Response:
    """What is kept, where, for how long, and how to be rid of it."""
    return page(request, "privacy.html", keep_days=services.settings.keep_days)
