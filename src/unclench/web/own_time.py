"""The visitor's own time: the zone that they chose, else the one of their device, else the one of this machine.

What is kept is always UTC. A script tells the device's zone in a cookie (``static/own-time.js``); a page chooses
another where there is no script. Like the language, the zone is known here for the length of one request.
"""

from __future__ import annotations

import datetime
import functools
import zoneinfo
from contextvars import ContextVar
from urllib.parse import unquote

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

CHOSEN_ZONE_COOKIE = "unclench_zone"
DEVICE_ZONE_COOKIE = "unclench_device_zone"

_zone: ContextVar[zoneinfo.ZoneInfo | None] = ContextVar("zone", default=None)


class KeepsOwnTime:
    """An ASGI layer that finds out the visitor's time zone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its time zone known."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cookies = Request(scope).cookies
        named = (cookies.get(name, "") for name in (CHOSEN_ZONE_COOKIE, DEVICE_ZONE_COOKIE))
        token = _zone.set(next((zone for zone in map(zone_named, named) if zone is not None), None))
        try:
            await self._app(scope, receive, send)
        finally:
            _zone.reset(token)


def zone_named(written: str) -> zoneinfo.ZoneInfo | None:
    """The time zone of this name, such as ``Europe/Madrid``; None when there is none."""
    name = unquote(written)
    return zoneinfo.ZoneInfo(name) if name in zone_names() else None


@functools.cache
def zone_names() -> tuple[str, ...]:
    """The names of all time zones by place, in order; empty on a machine without them."""
    return tuple(sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC"))


def zone_name() -> str:
    """The name of the visitor's zone; empty when it is not known and this machine's is used."""
    zone = _zone.get()
    return zone.key if zone is not None else ""


def local(at: datetime.datetime) -> datetime.datetime:
    """A moment in the visitor's own time."""
    return at.astimezone(_zone.get())


def abbreviation(at: datetime.datetime) -> str:
    """What the zone of a local moment is called then: ``CET``, ``CEST``, ``UTC-03``."""
    name = at.tzname() or ""
    return f"UTC{name}" if name[:1] in ("+", "-") else name


def on_the_wall(at: datetime.datetime) -> str:
    """A moment as a field for date and time shows it: ``2026-11-24T03:00``."""
    return local(at).strftime("%Y-%m-%dT%H:%M")


def from_the_wall(written: str, before: datetime.datetime) -> datetime.datetime | None:
    """The moment (UTC) that a field for date and time says, or None when it says nothing that can be read.

    Of the hour that a clock shows twice when summer ends, the one that is meant is ``before`` when the field was not
    touched, else the first. A time that the clock jumps over in spring is taken as if it had not jumped yet.
    """
    if written == on_the_wall(before):
        return before
    try:
        wall = datetime.datetime.fromisoformat(written)
        return None if wall.tzinfo else wall.replace(tzinfo=_zone.get()).astimezone(datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
