"""Is it well? For whoever watches over the server: an answer without any data."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse

from unclench.diary import DiaryUnavailable, Kind
from unclench.web.services import KnowledgeBroken, ServicesHere

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health(services: ServicesHere) -> JSONResponse:
    """200 when the fact-sheets can be read and the diary used, else 503; the danger list is shown even then."""
    try:
        services.knowledge.hash  # noqa: B018 - reading it is the check
        services.store.events("nobody", [Kind.STARTED])
        services.store.try_again()
    except (KnowledgeBroken, DiaryUnavailable):
        return JSONResponse({"status": "unwell"}, 503)
    return JSONResponse({"status": "well"})
