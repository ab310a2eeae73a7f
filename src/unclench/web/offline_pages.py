"""What the pages need to go on without a connection: fresh seals for what waits in the outbox."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from unclench.web.sending import MAX_FIELDS
from unclench.web.services import ServicesHere
from unclench.web.visits import COOKIE_SECONDS, visit_of

router = APIRouter(include_in_schema=False)


@router.post("/outbox/seal")
async def renew_seal(request: Request, services: ServicesHere) -> Response:
    """A fresh seal in exchange for an old one of the same visit.

    What was written offline may wait longer than a form may, so its seal is accepted for as long as the visit's cookie
    lives. Another visit's seal is refused: an entry never reaches the diary of whoever uses the device now.
    """
    form = await request.form(max_files=0, max_fields=MAX_FIELDS)
    visit = services.seal.check(visit_of(request), form.get("seal"), request, COOKIE_SECONDS)
    return JSONResponse({"seal": services.seal.seal(visit)})
