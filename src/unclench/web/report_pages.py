"""The report for the doctor: as a page to read and print, and as a PDF."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unclench.web.language import _
from unclench.web.report.making import report_for
from unclench.web.report.pdf import NoTypst, pdf_of
from unclench.web.report.sheet import pictures_of
from unclench.web.sending import VisitHere
from unclench.web.services import ServicesHere
from unclench.web.views import country, page

router = APIRouter(include_in_schema=False)


@router.get("/report")
def report(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The report as a page; the pictures in it are drawn by this program, so they are shown as they are."""
    made = report_for(visit, country(request), services)
    return page(request, "report.html", report=made, pictures=pictures_of(made))


@router.get("/report.pdf")
def report_as_pdf(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The same words and numbers as a PDF."""
    made = report_for(visit, country(request), services)
    try:
        with services.heavy_work():
            content = pdf_of(made, services.now())
    except NoTypst:
        says = _("This server cannot make PDFs. Print the report page instead, or save it as a PDF from there.")
        raise HTTPException(501, says) from None
    saved_as = {"content-disposition": 'attachment; filename="unclench-report.pdf"'}
    return Response(content, media_type="application/pdf", headers=saved_as)
