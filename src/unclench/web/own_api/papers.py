"""What can be taken along: the report for the doctor, and the diary as a file, which can also be brought back."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from unclench.diary.table import as_csv
from unclench.diary.transfer import export_document
from unclench.web.api_answers import versioned
from unclench.web.bringing import bring_document
from unclench.web.language import _
from unclench.web.own_api.asking import AboutHere, CountryHere, Sender, SentJson
from unclench.web.own_api.described import DIARY_FILES, DOCUMENT, REPORT_FILES, answers, described
from unclench.web.own_api.routes import own_router
from unclench.web.own_time import local
from unclench.web.report.making import report_for
from unclench.web.report.pdf import NoTypst, pdf_of
from unclench.web.report.sheet import html_of

router = own_router("/people/{person}", "papers")

NOT_INSTALLED = 501


class DiaryFile(StrEnum):
    """Kinds of file a diary is handed out as. Only JSON holds everything and can be brought back."""

    JSON = "json"
    CSV = "csv"
    FHIR = "fhir"


class ReportFile(StrEnum):
    """Kinds of file a report is handed out as."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"


@router.get("/diary/export", responses={**answers(404, 501), **DIARY_FILES})
def export(
    about: AboutHere,
    kind: Annotated[DiaryFile, Query(alias="format", description="json holds everything.")] = DiaryFile.JSON,
) -> Response:
    """Everything that is kept about this person, as a file."""
    services = about.services
    events = services.store.events(about.visit.id)
    if kind is DiaryFile.CSV:
        return Response(as_csv(events, local), media_type="text/csv", headers=_as_file("unclench.csv"))
    if kind is DiaryFile.JSON:
        return JSONResponse(export_document(events), headers=_as_file("unclench.json"))
    from unclench.diary.fhir import as_bundle  # what it needs is large, and not everybody has it

    try:
        bundle = as_bundle(events, services.now(), services.knowledge)
    except ModuleNotFoundError:
        raise HTTPException(NOT_INSTALLED, _("This server cannot make FHIR files; json and csv it can.")) from None
    return JSONResponse(bundle, media_type="application/fhir+json", headers=_as_file("unclench-fhir.json"))


@router.post("/diary/import", responses=answers(404), dependencies=[Sender], openapi_extra=described(DOCUMENT))
def bring(about: AboutHere, sent: SentJson) -> JSONResponse:
    """Bring a file back that was exported as JSON: all of it, or nothing. Brought twice, it brings nothing new."""
    arrival = bring_document(about.visit, sent, about.services)
    told: dict[str, Any] = {
        "new": len(arrival.events),
        "known": arrival.known,
        "older_check": arrival.older_check,
    }
    return JSONResponse(versioned(told, about.services.knowledge))


@router.get("/report", responses={**answers(404, 501), **REPORT_FILES})
def report(
    about: AboutHere,
    here: CountryHere,
    kind: Annotated[ReportFile, Query(alias="format", description="The same words and numbers in each.")] = (
        ReportFile.JSON
    ),
) -> Response:
    """The report for the doctor."""
    services = about.services
    made = report_for(about.visit, here, services)
    if kind is ReportFile.JSON:
        return JSONResponse(versioned({"report": asdict(made)}, services.knowledge))
    if kind is ReportFile.HTML:
        return Response(html_of(made), media_type="text/html", headers=_as_file("unclench-report.html"))
    try:
        with services.heavy_work():
            content = pdf_of(made, services.now())
    except NoTypst:
        raise HTTPException(NOT_INSTALLED, _("This server cannot make PDFs; html and json it can.")) from None
    return Response(content, media_type="application/pdf", headers=_as_file("unclench-report.pdf"))


def _as_file(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
