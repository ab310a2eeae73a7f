"""How often somebody may ask: generous for people, a wall for guessers and floods. Help is shown even then."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from unclench.web.settings import Settings
from unclench.web.visits import COOKIE, digest
from unclench.web.window import Window

FREE_PATHS = ("/static/", "/health")
"""Never counted: the look of the page that says "too much", and whoever watches over the server."""
HEAVY_PATHS = ("/api/v1/plan", "/api/v1/simulate", "/api/v1/validate")

MINUTE = 60
ATTEMPTS_HERE = 10, 10 * MINUTE
"""Attempts to sign in under one name from one address, in so many seconds."""
ATTEMPTS_OF_ADDRESS = 60, 10 * MINUTE
ATTEMPTS_AT_NAME = 100, 60 * MINUTE
"""Guesses at one name from everywhere at once; a passkey is never held up by it."""


class TooOften(Exception):
    """Asked too often. ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"wait {seconds} s")


class Limits:
    """Counts in the memory of this one process; nothing about anybody is written down."""

    def __init__(self, settings: Settings) -> None:
        self._visit = Window(settings.visit_per_minute, MINUTE)
        self._address = Window(settings.address_per_minute, MINUTE)
        self._heavy = Window(settings.heavy_per_minute, MINUTE)
        self._here = Window(*ATTEMPTS_HERE)
        self._attempts = Window(*ATTEMPTS_OF_ADDRESS)
        self._name = Window(*ATTEMPTS_AT_NAME)

    def count_request(self, request: Request) -> None:
        """Count one request. Raises TooOften."""
        address = address_of(request)
        _count(self._address, address)
        if request.url.path.startswith(HEAVY_PATHS):
            _count(self._heavy, address)
        if token := request.cookies.get(COOKIE):
            _count(self._visit, digest(token))

    def count_attempt(self, request: Request, name: str) -> None:
        """Count one attempt to sign in under this name. Raises TooOften."""
        address, called = address_of(request), digest(name.casefold())
        _count(self._here, address, called)
        _count(self._attempts, address)
        _count(self._name, called)


def _count(window: Window, *who: str) -> None:
    if not window.take(*who):
        raise TooOften(window.seconds)


def address_of(request: Request) -> str:
    """The client's address; of IPv6 the network, since one customer has many."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


class RateLimit:
    """An ASGI layer that counts every request that costs something."""

    def __init__(self, app: ASGIApp, limits: Limits, refuse: Callable[[Request, TooOften], Response]) -> None:
        self._app = app
        self._limits = limits
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it was one too many."""
        if scope["type"] == "http" and not scope["path"].startswith(FREE_PATHS):
            request = Request(scope)
            try:
                self._limits.count_request(request)
            except TooOften as error:
                await self._refuse(request, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
