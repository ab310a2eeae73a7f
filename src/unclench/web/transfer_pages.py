"""Everything that is kept: handed out as a file, brought back from one, or erased."""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from unclench.diary import Event
from unclench.diary.table import as_csv
from unclench.diary.transfer import Arrival
from unclench.model.invalid import InvalidInput
from unclench.web.bringing import bring_document
from unclench.web.identity import sender
from unclench.web.own_time import local
from unclench.web.sending import SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import form_page, go_to, page
from unclench.web.visits import Visit, forget

router = APIRouter(include_in_schema=False)


@router.get("/your-data")
def your_data(request: Request, visit: VisitHere) -> Response:
    """Which file, and the way back in."""
    return _page(request, visit)


@router.get("/export")
def export(visit: VisitHere, services: ServicesHere) -> Response:
    """Everything that is kept about this visitor, as a file that can be brought back."""
    kept: dict[str, Any] = {"events": []} if visit is None else services.store.export(visit.id)
    return JSONResponse(kept, headers=_as_file("unclench.json"))


@router.get("/export/table")
def export_table(visit: VisitHere, services: ServicesHere) -> Response:
    """Entries and doses for a spreadsheet."""
    return Response(as_csv(_events(visit, services), local), media_type="text/csv", headers=_as_file("unclench.csv"))


@router.get("/export/fhir")
def export_fhir(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The diary for other health software."""
    from unclench.diary.fhir import as_bundle  # what it needs is large, and not everybody has it

    try:
        bundle = as_bundle(_events(visit, services), services.now(), services.knowledge)
    except ModuleNotFoundError:
        return page(request, "no_fhir.html", status=501)
    return JSONResponse(bundle, media_type="application/fhir+json", headers=_as_file("unclench-fhir.json"))


async def file_sent(request: Request) -> tuple[Visit, bytes]:
    """Who sent a file, after its form's seal was checked, and what is in it. Raises FormRefused."""
    async with request.form(max_files=1, max_fields=4) as form:
        visit = await run_in_threadpool(sender, request, form.get("seal"))
        file = form.get("file")
        return visit, await file.read() if isinstance(file, UploadFile) else b""


FileSent = Annotated[tuple[Visit, bytes], Depends(file_sent)]


@router.post("/import")
def bring(request: Request, sent: FileSent, services: ServicesHere) -> Response:
    """Bring a file back: all of it, or nothing and what is wrong with it."""
    visit, data = sent
    try:
        arrival = bring_document(visit, _document(data), services)
    except InvalidInput as problem:
        return _page(request, visit, status=422, problem=problem)
    return _page(request, visit, arrival=arrival)


@router.get("/erase")
def ask_to_erase(request: Request, visit: VisitHere) -> Response:
    """Are you sure?"""
    return form_page(request, visit, "erase.html")


@router.post("/erase")
def erase(sent: SentHere, services: ServicesHere) -> Response:
    """Erase everything about this visitor's household and forget who they were."""
    services.erase(sent.visit)
    response = go_to("/erased")
    forget(response)
    return response


@router.get("/erased")
def erased(request: Request) -> Response:
    """It is gone."""
    return page(request, "erased.html")


def _document(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InvalidInput("file", None, "a file that was downloaded here (JSON)") from None


def _no_number(written: str) -> NoReturn:
    raise ValueError(written)


def _page(
    request: Request,
    visit: Visit | None,
    status: int = 200,
    arrival: Arrival | None = None,
    problem: InvalidInput | None = None,
) -> Response:
    return form_page(request, visit, "your_data.html", status=status, arrival=arrival, problem=problem)


def _events(visit: Visit | None, services: Services) -> tuple[Event, ...]:
    return () if visit is None else services.store.events(visit.id)


def _as_file(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
