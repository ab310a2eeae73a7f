"""Signing in and out: a random token in a signed cookie, its digest in the database, where it can be ended."""

from __future__ import annotations

import datetime
import secrets

from starlette.requests import Request
from starlette.responses import Response

from unclench.diary.accounts import Session
from unclench.web.identity import SESSION_COOKIE, SESSION_SECONDS, signed
from unclench.web.services import Services
from unclench.web.visits import PERSON_COOKIE, Visit, digest

FRESH_SECONDS = 15 * 60
"""How long after signing in the ways in may be changed and the account deleted without signing in again."""

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def sign_in(request: Request, response: Response, services: Services, visit: Visit, account: str) -> None:
    """Open a new session in this browser, in place of one that may be open already."""
    token, now = secrets.token_urlsafe(32), services.now()
    until = now + datetime.timedelta(seconds=SESSION_SECONDS)
    services.accounts.open_session(Session(digest(token), account, label(request), now, until))
    if visit.session:
        services.accounts.end_session(visit.account, visit.session)
    response.set_cookie(
        SESSION_COOKIE,
        signed(token, services),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=True,
        path="/",
    )
    if visit.account != account:
        response.delete_cookie(PERSON_COOKIE, httponly=True, samesite="lax")


def forget_session(response: Response) -> None:
    """Take the session's token and the choice of person back."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=True)
    response.delete_cookie(PERSON_COOKIE, httponly=True, samesite="lax")


def is_fresh(services: Services, visit: Visit) -> bool:
    """Whether this visitor signed in a short while ago."""
    session = services.accounts.session(visit.session, services.now())
    return session is not None and (services.now() - session.created_at).total_seconds() <= FRESH_SECONDS


def label(request: Request) -> str:
    """Browser and device in two words, so that a person knows their own browsers apart; nothing finer is kept."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "Browser")
    device = next((name for sign, name in _DEVICES if sign in agent), "")
    return f"{browser}, {device}" if device else browser
