"""Who is asking: a random token in a cookie that says nothing, and forms that only that visitor's pages can send."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "unclench_visit"
COUNTRY_COOKIE = "unclench_country"
COOKIE_SECONDS = 365 * 24 * 3600
FORM_SECONDS = 24 * 3600
"""How long an open page may wait before it is sent."""

_TOKEN_LENGTH = 43  # 32 random bytes in URL-safe base 64


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor. ``id`` is a digest of the token, so that the database alone opens nobody's pages."""

    token: str
    is_new: bool

    @property
    def id(self) -> str:
        """The name under which this visitor's events are kept."""
        return hashlib.sha256(self.token.encode()).hexdigest()


def visit_of(request: Request) -> Visit | None:
    """The visit that the request's cookie names, or None."""
    token = request.cookies.get(COOKIE, "")
    return Visit(token, is_new=False) if len(token) == _TOKEN_LENGTH and token.isascii() else None


def new_visit() -> Visit:
    """A visit that nobody else can guess."""
    return Visit(secrets.token_urlsafe(32), is_new=True)


def remember(response: Response, visit: Visit, *, secure: bool) -> None:
    """Hand the visitor their token: never readable by scripts, never sent along from other sites' forms."""
    response.set_cookie(COOKIE, visit.token, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure)


def forget(response: Response) -> None:
    """Take the token back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


class FormRefused(Exception):
    """A form that did not come from a page this visitor was shown."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class FormSeal:
    """Signs forms for one visit and checks what comes back."""

    def __init__(self, key: str) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="unclench.form")

    def seal(self, visit: Visit) -> str:
        """The text that goes into the form's hidden ``seal`` field."""
        sealed = self._signer.dumps(visit.id)
        return sealed if isinstance(sealed, str) else sealed.decode()

    def check(
        self, visit: Visit | None, seal: object, request: Request, max_age_seconds: int = FORM_SECONDS
    ) -> Visit:
        """The visit that may send this form.

        Raises:
            FormRefused: no cookie came along, the seal is another visit's, forged or too old, or the browser says
                that the form was sent from another site.
        """
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise FormRefused("This form was sent from another site.")
        if visit is None:
            raise FormRefused("Your browser did not send the cookie that keeps your answers together.")
        try:
            sealed_for = self._signer.loads(str(seal), max_age=max_age_seconds)
        except BadData:
            raise FormRefused("This page was open for too long, or was opened in a different visit.") from None
        if not secrets.compare_digest(str(sealed_for), visit.id):
            raise FormRefused("This page was opened in a different visit.")
        return visit
