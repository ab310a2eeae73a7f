"""When something is wrong: say what, in plain words, and always show the emergency list."""

from __future__ import annotations

import contextlib
import html
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unclench.diary import DiaryUnavailable
from unclench.language.catalogue import noted
from unclench.model.invalid import InvalidInput
from unclench.safety.emergency import emergency_text
from unclench.web.api_answers import api_error, api_invalid
from unclench.web.forms import country_of
from unclench.web.jobs import Busy
from unclench.web.language import Table, _
from unclench.web.limits import TooOften
from unclench.web.not_kept import page_when_not_kept
from unclench.web.numbers import plural
from unclench.web.planning import PlanFailed
from unclench.web.sending import MAX_FIELDS
from unclench.web.views import page
from unclench.web.visits import COUNTRY_COOKIE, FormRefused

log = logging.getLogger("unclench.web")

NOT_FOUND = 404
TITLES = Table(
    {
        404: noted("There is no such page"),
        405: noted("That does not work here"),
        413: noted("That was too large"),
        429: noted("That was very often"),
    }
)


def install(app: FastAPI) -> None:
    """Register a handler for everything that is expected to go wrong; :class:`LastResort` takes the rest."""
    app.add_exception_handler(InvalidInput, _invalid)
    app.add_exception_handler(RequestValidationError, _invalid_address)
    app.add_exception_handler(FormRefused, _refused)
    app.add_exception_handler(DiaryUnavailable, _diary)
    app.add_exception_handler(Busy, _busy)
    app.add_exception_handler(PlanFailed, _plan)
    app.add_exception_handler(TooOften, _too_often)
    app.add_exception_handler(HTTPException, _http)


class LastResort:
    """An ASGI layer that turns any crash below it into the page with the emergency list, and tells nobody else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for it if nobody did."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as error:
            response = _crash(Request(scope), error)
            if not started:
                await response(scope, receive, send)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, InvalidInput):
        return _crash(request, error)
    if _is_api(request):
        return api_invalid(error)
    return page(request, "error.html", status=422, title=_("We could not use one answer"), says="", problem=error)


def _invalid_address(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        return _crash(request, error)
    if not _is_api(request):
        return page(request, "error.html", status=404, title=TITLES[404], says="", problem=None)
    first = error.errors()[0]
    return api_invalid(InvalidInput(".".join(map(str, first["loc"])), first.get("input"), str(first["msg"])))


def _refused(request: Request, error: Exception) -> Response:
    if _is_api(request):
        return api_error(403, _(str(error)))
    says = f"{_(str(error))} {_('Nothing was changed. Go back, reload the page and send it again.')}"
    return page(request, "error.html", status=403, title=_("Please send that again"), says=says, problem=None)


async def _diary(request: Request, error: Exception) -> Response:
    if not isinstance(error, DiaryUnavailable):
        return await run_in_threadpool(_crash, request, error)
    if _is_api(request):
        return api_error(503, str(error))
    form: Mapping[str, Any] = {}
    if request.method == "POST":
        with contextlib.suppress(Exception):  # what cannot be read holds no answer
            form = await request.form(max_files=0, max_fields=MAX_FIELDS)
    return await run_in_threadpool(page_when_not_kept, request, form, error)


def _plan(request: Request, error: Exception) -> Response:
    _log(error.__cause__ or error)
    if _is_api(request):
        return api_error(500, _("The plan could not be worked out"))
    title = _("The plan could not be worked out")
    says = _("The danger check still stands: your result is as it was. Reload this page to try again.")
    return page(request, "error.html", status=500, title=title, says=says, problem=None)


def _busy(request: Request, error: Exception) -> Response:
    response = api_error(503, _("Many calculations are under way. Try again in a moment."))
    response.headers["retry-after"] = "10"
    return response


def too_often(request: Request, error: TooOften) -> Response:
    """Asked too often: what to do meanwhile, and the emergency list."""
    wait = max(1, round(error.seconds / 60))
    says = plural("Please wait {number} minute, then try again.", "Please wait {number} minutes, then try again.", wait)
    if _is_api(request):
        response: Response = api_error(429, says)
    else:
        response = page(request, "error.html", status=429, title=TITLES[429], says=says, problem=None)
    response.headers["retry-after"] = str(error.seconds)
    return response


def _too_often(request: Request, error: Exception) -> Response:
    return too_often(request, error) if isinstance(error, TooOften) else _crash(request, error)


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return _crash(request, error)
    if _is_api(request):
        return api_error(error.status_code, error.detail)
    title = TITLES.get(error.status_code) or _("That did not work")
    says = "" if error.status_code == NOT_FOUND else error.detail
    return page(request, "error.html", status=error.status_code, title=title, says=says, problem=None)


def _crash(request: Request, error: Exception) -> Response:
    """The page of last resort."""
    _log(error)
    if _is_api(request):
        return api_error(500, _("Something went wrong inside. Nothing was decided."))
    try:
        title = _("Something went wrong on our side")
        says = _("Nothing was decided about you.")
        return page(request, "error.html", status=500, title=title, says=says, problem=None)
    except Exception:  # even the template is broken
        return HTMLResponse(_bare_page(request), 500)


def _log(error: BaseException) -> None:
    """Only the kind and the place of an error are logged, never what somebody answered."""
    places = "; ".join(f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:])
    log.error("%s at %s", type(error).__name__, places)


def _bare_page(request: Request) -> str:
    here = country_of(request.cookies.get(COUNTRY_COOKIE), "", request.app.state.services.settings.default_country)
    text = html.escape(emergency_text(here.value))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Something went wrong</title></head>'
        f"<body><main><h1>Something went wrong on our side</h1><pre>{text}</pre></main></body></html>"
    )
