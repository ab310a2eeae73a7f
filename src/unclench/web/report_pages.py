"""The report for the doctor: as a page to read and print, and as a PDF."""

from __future__ import annotations

from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary.answers import fold
from unclench.web import road
from unclench.web.language import _
from unclench.web.report.parts import Report
from unclench.web.report.pdf import NoTypst, pdf_of
from unclench.web.report.told import Told, report_of
from unclench.web.sending import VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import country, page
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)


@router.get("/report")
def report(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The report as a page; the pictures in it are drawn by this program, so they are shown as they are."""
    made = _report(request, visit, services)
    pictures = {part.title: Markup(part.picture) for part in made.parts if part.picture}  # noqa: S704 - our own drawing
    return page(request, "report.html", report=made, pictures=pictures)


@router.get("/report.pdf")
def report_as_pdf(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The same words and numbers as a PDF."""
    made = _report(request, visit, services)
    try:
        with services.heavy_work():
            content = pdf_of(made, services.now())
    except NoTypst:
        says = _("This server cannot make PDFs. Print the report page instead, or save it as a PDF from there.")
        raise HTTPException(501, says) from None
    saved_as = {"content-disposition": 'attachment; filename="unclench-report.pdf"'}
    return Response(content, media_type="application/pdf", headers=saved_as)


def _report(request: Request, visit: Visit | None, services: Services) -> Report:
    events = () if visit is None else services.store.events(visit.id)
    sheet = fold(events)
    assessment = None
    if sheet.started:
        assessment = services.assess(road.case_of(sheet, services.knowledge), country(request))
    told = Told(events, sheet, assessment, visit.name if visit is not None else "")
    return report_of(told, services.knowledge, country(request), services.now())
