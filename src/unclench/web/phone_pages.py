"""How a phone comes to trust this machine, so that the pages work there without a connection."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unclench.web.services import ServicesHere
from unclench.web.views import page

router = APIRouter(include_in_schema=False)

AUTHORITY = "authority.crt"


@router.get("/phone")
def phone(request: Request, services: ServicesHere) -> Response:
    """The steps for the phone."""
    made = (services.settings.certificate_folder / AUTHORITY).is_file()
    return page(request, "phone.html", made=made, secure=request.url.scheme == "https")


@router.get("/phone/" + AUTHORITY)
def authority(services: ServicesHere) -> Response:
    """The certificate authority of this machine, for the phone to trust; it holds no secret."""
    try:
        certificate = (services.settings.certificate_folder / AUTHORITY).read_bytes()
    except OSError:
        raise HTTPException(404) from None
    return Response(certificate, media_type="application/x-x509-ca-cert")
