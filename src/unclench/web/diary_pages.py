"""The diary: how it was, in a few taps; undo; the trend; everything handed out or erased."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from unclench.diary import Kind
from unclench.diary.entries import KeptEntry, entries, read_entry
from unclench.model.invalid import InvalidInput
from unclench.web.charts import trend_chart
from unclench.web.forms import number, text
from unclench.web.sending import Sent, SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import form_page, go_to, page
from unclench.web.visits import Visit, forget

router = APIRouter(include_in_schema=False)


@router.get("/diary")
def diary(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The entries so far and the form for a new one."""
    return _diary_page(request, visit, services, {}, None)


@router.post("/diary")
def add_entry(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep one entry, once, however often the button is tapped."""
    try:
        entry = read_entry(_raw_entry(sent), services.knowledge.remedies)
    except InvalidInput as problem:
        return _diary_page(request, sent.visit, services, dict(sent.form), problem)
    services.record(sent.visit, Kind.ENTRY, entry.as_body(), key=_key(sent, entry.as_body()))
    return go_to("/diary")


@router.post("/diary/undo")
def undo(sent: SentHere, services: ServicesHere) -> Response:
    """Take one entry out of the diary again."""
    entry_id = text(sent.form, "entry")
    if entry_id not in {kept.id for kept in _entries(sent.visit, services)}:
        raise HTTPException(404)  # of what is not theirs, nobody learns whether it exists
    services.record(sent.visit, Kind.UNDONE, {"event": entry_id}, key=f"undo:{entry_id}")
    return go_to("/diary")


@router.get("/export")
def export(visit: VisitHere, services: ServicesHere) -> Response:
    """Everything that is kept about this visitor, as a file."""
    kept: dict[str, Any] = {"events": []} if visit is None else services.store.export(visit.id)
    return JSONResponse(kept, headers={"content-disposition": 'attachment; filename="unclench.json"'})


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


def _diary_page(
    request: Request,
    visit: Visit | None,
    services: Services,
    filled: Mapping[str, Any],
    problem: InvalidInput | None,
) -> Response:
    kept = _entries(visit, services)
    minutes = [(one.at - kept[0].at).total_seconds() / 60 for one in kept]
    trend = trend_chart(minutes, [one.entry.pain_nrs for one in kept], 10) if len(kept) > 1 else None
    return form_page(
        request,
        visit,
        "diary.html",
        status=422 if problem else 200,
        kept=kept[::-1],
        trend=trend,
        remedies=services.knowledge.remedies,
        remedies_shown=[(remedy.id, remedy.title) for remedy in services.knowledge.remedies.values()],
        nonce=secrets.token_hex(8),
        filled=filled,
        problem=problem,
    )


def _entries(visit: Visit | None, services: Services) -> tuple[KeptEntry, ...]:
    return () if visit is None else entries(services.store.events(visit.id, [Kind.ENTRY, Kind.UNDONE]))


def _raw_entry(sent: Sent) -> dict[str, Any]:
    return {
        "pain_nrs": number(sent.form, "pain_nrs"),
        "tightness_nrs": number(sent.form, "tightness_nrs"),
        "movement": text(sent.form, "movement") or None,
        "sleep": text(sent.form, "sleep") or None,
        "did": [str(item) for item in sent.form.getlist("did")],
        "note": text(sent.form, "note"),
    }


def _key(sent: Sent, body: Mapping[str, Any]) -> str:
    """The same page with the same entry sent twice is one entry; a changed entry is a new one."""
    written = f"{text(sent.form, 'nonce')} {sorted((name, str(value)) for name, value in body.items())}"
    return "entry:" + hashlib.sha256(written.encode()).hexdigest()
