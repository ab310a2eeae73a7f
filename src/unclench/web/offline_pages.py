"""What the pages need to go on without a connection: kept pages, the service worker, and a way back to the server."""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from unclench.language.catalogue import LOCALE
from unclench.safety.emergency import ANY_NUMBER
from unclench.web.diary_forms import entry_words
from unclench.web.forms import text
from unclench.web.identity import sender
from unclench.web.language import _
from unclench.web.offline_answers import keep_answers, read_answers
from unclench.web.offline_check import check_document
from unclench.web.sending import MAX_FIELDS, SentHere
from unclench.web.services import ServicesHere
from unclench.web.views import STATIC, TEMPLATES, country, go_to, render
from unclench.web.visits import COOKIE_SECONDS

router = APIRouter(include_in_schema=False)

FALLBACK = "/offline"
CHECK = "/offline/check"
DOCUMENT = "/offline/check.json"
DIARY = "/offline/diary"
SESSION = "/guide"
PAGES: Mapping[str, str] = {DIARY: "/diary", SESSION: SESSION}
"""Kept pages that hold nobody's data, and the address in whose place each is shown without a connection."""

CARRY_ON = {"/check/": CHECK + "?carry-on", "/about-you": CHECK + "?carry-on"}
"""Forms of the danger check, by how their address begins, and where the device goes on when one cannot be sent."""

KEPT_FILES = ("*.js", "*.css", "*.svg", "*.webmanifest")
OUTBOX = "/static/outbox.js"


@router.get(FALLBACK)
def offline(request: Request) -> Response:
    """What is shown instead of a page that cannot be had: the emergency list, and what works without a connection."""
    return _kept_page(request, "offline.html")


@router.get(CHECK)
def check(request: Request) -> Response:
    """The danger check that the browser runs by itself."""
    return _kept_page(request, "offline_check.html", document=DOCUMENT, with_outbox=True, languages=())


@router.get(DIARY)
def diary(request: Request, services: ServicesHere) -> Response:
    """The form for a diary entry, without what was written before."""
    return _kept_page(request, "offline_diary.html", **entry_words(services.knowledge))


@router.get(DOCUMENT)
def document(services: ServicesHere) -> Response:
    """The rules, questions and words that it runs on."""
    return JSONResponse(check_document(services.knowledge, services.now().date()))


@router.get("/sw.js")
def worker(services: ServicesHere) -> Response:
    """The service worker, with the list of what it keeps; it changes when anything of that changes."""
    files = sorted(f"/static/{file.name}" for pattern in KEPT_FILES for file in STATIC.glob(pattern))
    kept = [FALLBACK, CHECK, DOCUMENT, *PAGES, *(name for name in files if name != "/static/sw.js")]
    knowledge = services.knowledge
    version = _digest(f"{knowledge.hash} {knowledge.language}")  # another language is kept anew
    standins = {shown: page for page, shown in PAGES.items()}
    script = worker_script(version, kept, FALLBACK, standins, OUTBOX, CARRY_ON)
    return Response(script, media_type="text/javascript; charset=utf-8")


@router.post("/offline/answers")
def answers(sent: SentHere, services: ServicesHere) -> Response:
    """Answers given without a connection: the kernel looks at them now, and its answer is the one that counts.

    Answers older than what was answered here since are not taken over, and what was answered here meanwhile and is
    graver stays.
    """
    written_at = text(sent.form, "happened_at")
    given = read_answers(sent.form.get("answers"), written_at, services.knowledge)
    keep_answers(given, sent.visit, text(sent.form, "nonce"), _moment(written_at, services.now()), services)
    return go_to("/check")


@router.post("/outbox/seal")
async def renew_seal(request: Request, services: ServicesHere) -> Response:
    """A fresh seal in exchange for an old one of the same visit.

    What was written offline may wait longer than a form may, so its seal is accepted for as long as the visit's cookie
    lives. Another visit's seal is refused: an entry never reaches the diary of whoever uses the device now.
    """
    form = await request.form(max_files=0, max_fields=MAX_FIELDS)
    visit = await run_in_threadpool(sender, request, form.get("seal"), COOKIE_SECONDS)
    return JSONResponse({"seal": services.seal.seal(visit)})


def worker_script(
    version: str,
    kept: list[str],
    fallback: str,
    standins: Mapping[str, str],
    outbox: str,
    carry_on: Mapping[str, str],
) -> str:
    """The service worker's text for one list of addresses; see ``static/sw.js`` for what they mean."""
    named = {"VERSION": version, "KEPT": kept, "FALLBACK": fallback, "STANDINS": dict(standins), "OUTBOX": outbox}
    named["CARRY_ON"] = dict(carry_on)
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in named.items())
    return head + (STATIC / "sw.js").read_text(encoding="utf-8")


def _moment(written: str, now: datetime.datetime) -> datetime.datetime:
    """When the answers were given, by the device's clock; never later than now."""
    try:
        moment = datetime.datetime.fromisoformat(written)
    except ValueError:
        return now
    return min(now, moment) if moment.tzinfo else now


def _kept_page(request: Request, name: str, **context: Any) -> HTMLResponse:  # noqa: ANN401
    here = country(request)
    shown = {"any_number": _(ANY_NUMBER), "static": "/static/", "country": here.value, **context}
    return HTMLResponse(render(name, here=here, path=request.url.path, status=200, **shown))


@functools.cache
def _digest(knowledge_hash: str) -> str:
    """A name for the state of everything kept: rules, scripts, looks and pages."""
    digest = hashlib.sha256(knowledge_hash.encode())
    files = [*STATIC.glob("*.*"), *TEMPLATES.glob("*.html"), *LOCALE.glob("*/*/*.po")]
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
