"""How often somebody may ask: generous for people, a wall for guessers and floods. Help is shown even then."""

from __future__ import annotations

import ipaddress

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from unclench.web.settings import Settings
from unclench.web.visits import COOKIE, digest

FREE_PATHS = ("/static/", "/health")
"""Never counted: the look of the page that says "too much", and whoever watches over the server."""
HEAVY_PATHS = ("/api/v1/plan", "/api/v1/simulate", "/api/v1/validate")

ATTEMPTS_HERE = parse("10/10 minutes")
"""Attempts to sign in under one name from one address."""
ATTEMPTS_OF_ADDRESS = parse("60/10 minutes")
ATTEMPTS_AT_NAME = parse("100/hour")
"""Guesses at one name from everywhere at once; a passkey is never held up by it."""


class TooOften(Exception):
    """Asked too often. ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"wait {seconds} s")


class Limits:
    """Counts in the memory of this one process; nothing about anybody is written down."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._visit = parse(f"{settings.visit_per_minute}/minute")
        self._address = parse(f"{settings.address_per_minute}/minute")
        self._heavy = parse(f"{settings.heavy_per_minute}/minute")

    def count_request(self, request: Request) -> None:
        """Count one request. Raises TooOften."""
        address = address_of(request)
        self._count(self._address, "address", address)
        if request.url.path.startswith(HEAVY_PATHS):
            self._count(self._heavy, "heavy", address)
        if token := request.cookies.get(COOKIE):
            self._count(self._visit, "visit", digest(token))

    def count_attempt(self, request: Request, name: str) -> None:
        """Count one attempt to sign in under this name. Raises TooOften."""
        address, called = address_of(request), digest(name.casefold())
        self._count(ATTEMPTS_HERE, "here", address, called)
        self._count(ATTEMPTS_OF_ADDRESS, "attempts", address)
        self._count(ATTEMPTS_AT_NAME, "name", called)

    def _count(self, limit: RateLimitItem, *who: str) -> None:
        if not self._limiter.hit(limit, *who):
            raise TooOften(limit.get_expiry())


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

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it was one too many."""
        if scope["type"] == "http" and not scope["path"].startswith(FREE_PATHS):
            request = Request(scope)
            try:
                self._limits.count_request(request)
            except TooOften as error:
                from unclench.web.errors import too_often  # the pages' own words need the pages

                await too_often(request, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
