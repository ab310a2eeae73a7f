"""The diary: how it was, in a few taps; wording it anew; taking it back and bringing it back; the trend."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary import Event, Kind
from unclench.diary.clock import clock_doubts, clock_went_back
from unclench.diary.entries import KeptEntry, entries, read_entry
from unclench.diary.expected import latest_expected
from unclench.diary.thresholds import following
from unclench.diary.undoing import taken_back
from unclench.model.invalid import InvalidInput
from unclench.web.diary_charts import USUAL_COURSE, trend
from unclench.web.diary_forms import as_fields, entry_words, raw_change, raw_entry, sent_once
from unclench.web.follow_up_pages import SIGNS
from unclench.web.forms import text
from unclench.web.just_kept import just_kept
from unclench.web.sending import SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.taking_back import bring_back, take_back
from unclench.web.views import form_page, go_to
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)

OF_ENTRIES = (Kind.ENTRY, Kind.CHANGED, Kind.UNDONE)


@router.get("/diary")
def diary(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The entries so far and the form for a new one."""
    return _diary_page(request, visit, services, {}, None)


@router.post("/diary")
def add_entry(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep one entry, once, however often the button is tapped; then ask about danger signs unless it said no."""
    try:
        entry = read_entry(raw_entry(sent.form, services.now()), services.knowledge.remedies)
    except InvalidInput as problem:
        return _diary_page(request, sent.visit, services, dict(sent.form), problem)
    services.record_once(sent.visit, Kind.ENTRY, entry.as_body(), sent_once("entry", sent.form))
    return go_to("/diary" if entry.new_signs is False else SIGNS)


@router.get("/diary/entry/{entry}")
def show_entry(request: Request, entry: str, visit: VisitHere, services: ServicesHere) -> Response:
    """One entry, to word it anew."""
    kept = _entry(entry, visit, services)
    return _entry_page(request, visit, services, kept, as_fields(kept), None)


@router.post("/diary/entry/{entry}")
def change_entry(request: Request, entry: str, sent: SentHere, services: ServicesHere) -> Response:
    """Keep the new wording; the old one stays among the events."""
    kept = _entry(entry, sent.visit, services)
    try:
        changed = read_entry(
            raw_change(sent.form, kept, services.now()), {*services.knowledge.remedies, *kept.entry.did}
        )
    except InvalidInput as problem:
        fields = {**dict(sent.form), "did": sent.form.getlist("did")}
        return _entry_page(request, sent.visit, services, kept, fields, problem)
    body = {"event": kept.id, "entry": changed.as_body()}
    services.record_once(sent.visit, Kind.CHANGED, body, sent_once("changed", sent.form, kept.id))
    return go_to("/diary")


@router.post("/diary/undo")
def undo(sent: SentHere, services: ServicesHere) -> Response:
    """Take one entry out of the diary again; a second tap changes nothing."""
    take_back(sent.visit, text(sent.form, "entry"), Kind.ENTRY, services)
    return go_to("/diary")


@router.post("/diary/redo")
def redo(sent: SentHere, services: ServicesHere) -> Response:
    """Bring an entry that was taken out back again."""
    bring_back(sent.visit, text(sent.form, "entry"), Kind.ENTRY, services)
    return go_to("/diary")


def _diary_page(
    request: Request,
    visit: Visit | None,
    services: Services,
    filled: Mapping[str, Any],
    problem: InvalidInput | None,
) -> Response:
    events = () if visit is None else services.store.events(visit.id)
    kept = entries(events)
    stand = following(events, services.now(), services.knowledge)
    usual = services.knowledge.follow_ups[USUAL_COURSE]
    return form_page(
        request,
        visit,
        "diary.html",
        status=422 if problem else 200,
        kept=kept[::-1],
        doubts=clock_doubts(events, kept),
        went_back=clock_went_back(events, services.now()),
        now=services.now(),
        just_kept=None if problem else just_kept(events, Kind.ENTRY, services.now()),
        out=[(one.id, one.at) for one in taken_back(events, Kind.ENTRY)][::-1],
        stand=stand,
        trend=trend(kept, latest_expected(events), stand.spell, usual.pain_course),
        usual=usual,
        nonce=secrets.token_hex(8),
        filled=filled,
        problem=problem,
        remedies=services.knowledge.remedies,
        **entry_words(services.knowledge),
    )


def _entry_page(
    request: Request,
    visit: Visit | None,
    services: Services,
    kept: KeptEntry,
    filled: Mapping[str, Any],
    problem: InvalidInput | None,
) -> Response:
    return form_page(
        request,
        visit,
        "diary_entry.html",
        status=422 if problem else 200,
        one=kept,
        nonce=secrets.token_hex(8),
        filled=filled,
        problem=problem,
        **entry_words(services.knowledge, kept.entry.did),
    )


def _events(visit: Visit | None, services: Services) -> tuple[Event, ...]:
    return () if visit is None else services.store.events(visit.id, OF_ENTRIES)


def _entry(entry_id: str, visit: Visit | None, services: Services) -> KeptEntry:
    for kept in entries(_events(visit, services)):
        if kept.id == entry_id:
            return kept
    raise HTTPException(404)  # of what is not theirs, nobody learns whether it exists
