"""Plain ASGI layers round the pages: what browsers may do with them, and how large a request may be."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; "
    "script-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
STATIC_CACHE = "no-cache"
"""Kept, but asked for anew each time: a page and its scripts must be of one version. Usually the answer is 304."""

CLEAR_SITE_DATA = '"cache", "storage"'
CLEARING_PATHS = frozenset({"/erase", "/account/sign-out", "/account/sign-out-everywhere", "/account/delete"})
"""Forms after which the browser forgets what it kept for these pages: its outbox, its cache and a running session."""

PUBLIC_PATHS = ("/static/", "/offline", "/sw.js")
"""What is the same for everybody, holds no secret and repeats nothing that was sent, so that it may be compressed.

Pages with a form seal are sent as they are: their compressed size would tell a listener about the seal (BREACH).
"""

PAGE_LIMIT_BYTES = 64 * 1024
API_LIMIT_BYTES = 1024 * 1024
FILE_LIMIT_BYTES = 4 * 1024 * 1024
"""A diary that is brought back; a year of it, three entries a day, takes about a tenth."""
FILE_PATHS = ("/import", "/diary/import")
"""How the addresses end that take a diary."""


class SecurityHeaders:
    """Adds the security headers to every answer and forbids keeping anything but static files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                headers["cache-control"] = STATIC_CACHE if _is_static(scope, message) else "no-store"
                if scope["method"] == "POST" and scope["path"] in CLEARING_PATHS and message["status"] < 400:
                    headers["clear-site-data"] = CLEAR_SITE_DATA
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        await self._app(scope, receive, send_dressed)


class CompressPublic:
    """Compresses what holds no secret; see :data:`PUBLIC_PATHS`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, minimum_size=500)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, through compression if its answer is public."""
        public = scope["type"] == "http" and scope["path"].startswith(PUBLIC_PATHS)
        await (self._compressed if public else self._app)(scope, receive, send)


class HeadAndOptions:
    """Answers HEAD like GET without the body, and OPTIONS with what an address understands (RFC 9110, 9.3.2, 9.3.7)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as what it stands for."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            allowed = _allowed(scope)
            if allowed:
                await Response(status_code=204, headers={"allow": ", ".join(allowed)})(scope, receive, send)
                return
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, send_head)


def _allowed(scope: Scope) -> list[str]:
    """The methods of the routes at this address; empty when there is none."""
    methods = {
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        for route in scope["app"].routes
        if route.matches({**scope, "method": method})[0] is Match.FULL and (method == "GET" or not _is_folder(route))
    }
    return sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())) if methods else []


def _is_folder(route: BaseRoute) -> bool:
    """Files are only ever read."""
    return isinstance(route, Mount)


class BodyLimit:
    """Refuses a body that is larger than its route needs, announced or not: whoever reads it answers with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while it stays small enough."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _limit_bytes(scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        received = int(announced) if announced.isdigit() and int(announced) > limit else 0

        async def receive_counted() -> Message:
            nonlocal received
            if received <= limit:
                message = await receive()
                received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, f"The request is too large: at most {limit // 1024} KiB are read here.")
            return message

        await self._app(scope, receive_counted, send)


def _limit_bytes(path: str) -> int:
    if path.endswith(FILE_PATHS):
        return FILE_LIMIT_BYTES
    return API_LIMIT_BYTES if path.startswith("/api/") else PAGE_LIMIT_BYTES


def _is_static(scope: Scope, message: Message) -> bool:
    return bool(scope["path"].startswith("/static/")) and message["status"] in (200, 304)
