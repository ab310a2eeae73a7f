"""Who is asking: a random token in a cookie that says nothing, and forms that only that visitor's pages can send."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from unclench.language.catalogue import noted

COOKIE = "unclench_visit"
PERSON_COOKIE = "unclench_person"
COUNTRY_COOKIE = "unclench_country"
COOKIE_SECONDS = 365 * 24 * 3600
FORM_SECONDS = 24 * 3600
"""How long an open page may wait before it is sent."""

_TOKEN_LENGTH = 43  # 32 random bytes in URL-safe base 64


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor, and the person whom the pages are about just now.

    ``token`` is the browser's secret; the database holds its digest only, and so opens nobody's pages. ``account`` is
    the account that is signed in and ``session`` the digest of its session. ``person`` is the id of the person chosen
    on a household's list and ``name`` what that list calls them; all four are empty for somebody who is alone.
    """

    token: str
    is_new: bool
    account: str = ""
    session: str = ""
    person: str = ""
    name: str = ""

    @property
    def owner(self) -> str:
        """Who decides about what is kept: the account that is signed in, else this browser's visit."""
        return self.account or digest(self.token)

    @property
    def id(self) -> str:
        """The name under which this person's events are kept."""
        return self.person or self.owner


def digest(token: str) -> str:
    """A name for a secret that does not give it away."""
    return hashlib.sha256(token.encode()).hexdigest()


def visit_of(request: Request) -> Visit | None:
    """The visit that the request's cookie names, or None; who is signed in is not looked at."""
    token = request.cookies.get(COOKIE, "")
    return Visit(token, is_new=False) if len(token) == _TOKEN_LENGTH and token.isascii() else None


def new_visit() -> Visit:
    """A visit that nobody else can guess."""
    return Visit(secrets.token_urlsafe(32), is_new=True)


def remember(response: Response, visit: Visit, *, secure: bool) -> None:
    """Hand the visitor their token: never readable by scripts, never sent along from other sites' forms."""
    if not visit.token:  # somebody who signed in where no visit had begun
        return
    response.set_cookie(COOKIE, visit.token, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure)


def forget(response: Response) -> None:
    """Take the token and the choice of person back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    response.delete_cookie(PERSON_COOKIE, httponly=True, samesite="lax")


class FormRefused(Exception):
    """A form that did not come from a page this visitor was shown."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class FormSeal:
    """Signs forms for one person and reads what comes back."""

    def __init__(self, key: str) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="unclench.form")

    def seal(self, visit: Visit) -> str:
        """The text that goes into the form's hidden ``seal`` field."""
        sealed = self._signer.dumps(visit.id)
        return sealed if isinstance(sealed, str) else sealed.decode()

    def sealed_for(self, seal: object, max_age_seconds: int | None = None) -> str:
        """The id of the person for whom a form was made at most ``FORM_SECONDS`` or ``max_age_seconds`` ago.

        Raises:
            FormRefused: the seal is forged or too old.
        """
        try:
            return str(self._signer.loads(str(seal), max_age=max_age_seconds or FORM_SECONDS))
        except BadData:
            raise FormRefused(_TOO_OLD) from None


_TOO_OLD = noted("This page was open for too long, or was opened in a different visit.")
