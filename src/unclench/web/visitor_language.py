"""Which language a visitor reads: chosen by a cookie, else by the browser, else English as their country writes it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unclench.language.tags import SOURCE, Language, accepted, find, language
from unclench.model.preferences import Country
from unclench.web.language import speaking
from unclench.web.views import country

LANGUAGE_COOKIE = "unclench_language"


class SpeaksLanguage:
    """An ASGI layer that finds out the visitor's language and says on every answer which one it is in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its language known."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        here = country(request)
        speaks = language_of(request, here)

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["content-language"] = speaks.tag
            await send(message)

        with speaking(speaks.tag, here):
            await self._app(scope, receive, send_named)


def language_of(request: Request, here: Country) -> Language:
    """What the visitor chose, else what the browser asks for, else English as it is written in the country."""
    wanted = accepted(request.headers.get("accept-language", ""))
    if request.url.path.startswith("/api/"):  # programs get the plain English of the library unless they name another
        asked = find(request.query_params.get("language", ""))
        return asked or (wanted if wanted is not None and not wanted.is_english else language(SOURCE))
    wanted = find(request.cookies.get(LANGUAGE_COOKIE, "")) or wanted
    if wanted is not None and wanted.tag != SOURCE:
        return wanted
    return language("en-US" if here is Country.US else "en-GB")
