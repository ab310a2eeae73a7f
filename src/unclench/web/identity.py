"""Who is asking, and about whom: an account or a browser's visit, and one person of its household."""

from __future__ import annotations

from dataclasses import replace

from itsdangerous import BadData, URLSafeSerializer
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unclench.diary import DiaryUnavailable
from unclench.language.catalogue import noted
from unclench.web.services import Services, services_of
from unclench.web.visits import COOKIE_SECONDS, PERSON_COOKIE, FormRefused, Visit, digest, visit_of

SESSION_COOKIE = "unclench_session"
SESSION_SECONDS = 90 * 24 * 3600

_NO_COOKIE = noted("Your browser did not send the cookie that keeps your answers together.")
_ANOTHER = noted("This page was opened in a different visit.")
_GONE = noted(
    "Nothing is kept here any more of what this page was about. Everything was erased since, perhaps in another "
    "window, or your browser keeps no cookies. What you sent just now was not kept either."
)


def visit_here(request: Request) -> Visit | None:
    """The visitor and the person they chose, or None for a browser without a visit.

    The diary is asked only where a session or a choice of person came along, so that the first page opens without it.
    """
    visit = _chosen(request, _owner(request, services_of(request)), services_of(request))
    request.state.visit = visit
    return visit


def asks_the_diary(request: Request) -> bool:
    """Whether it takes the diary to know who is asking, and so may take a moment."""
    return PERSON_COOKIE in request.cookies or SESSION_COOKIE in request.cookies


def visit_if_known(request: Request) -> Visit | None:
    """The same for pages that must open even when the diary is broken: then it is the browser's own visit."""
    try:
        return visit_here(request)
    except DiaryUnavailable:
        return visit_of(request)


def sender(request: Request, seal: object, max_age_seconds: int | None = None) -> Visit:
    """The visitor who sent a form, and the person whom the form is about: the one for whom its page was made.

    Another person may have been chosen since, in a second window; the answers still reach the one they are about. When
    a page was sent by hand, the pages go on with that person.

    Raises:
        FormRefused: no cookie came along, the seal is not for anybody of this household, forged or too old, or the
            browser says that the form was sent from another site.
    """
    check_same_site(request)
    visit, services = visit_here(request), services_of(request)
    if visit is None:
        raise FormRefused(_GONE if _is_gone(seal, services) else _NO_COOKIE)
    about = services.seal.sealed_for(seal, max_age_seconds)
    if about != visit.id:
        by_hand = request.headers.get("sec-fetch-mode", "navigate") == "navigate"
        person = services.household.person(visit.owner, about)
        if person is None and not by_hand and visit.account:
            # It was written before the visit became the account's: it is sent, or sent once more, to whom that belongs.
            person = services.household.joined(visit.account, about)
        if person is None and not by_hand and visit.account and visit.token:
            # The outbox sends what was written in this browser before somebody signed in: it joins what they may claim.
            visit = Visit(visit.token, is_new=False)
            person = services.household.person(visit.owner, about)
        if person is None:
            raise FormRefused(_GONE if _is_gone(seal, services) else _ANOTHER)
        visit = replace(visit, person=person.id, name=person.name)
        request.state.visit = visit
        if by_hand:
            request.state.choose_person = person.id
    return visit


def _is_gone(seal: object, services: Services) -> bool:
    """Whether the page was made for somebody of whom nothing is kept: all was erased since, or never began."""
    try:
        return not services.store.events(services.seal.sealed_for(seal))
    except (DiaryUnavailable, FormRefused):
        return False


def check_same_site(request: Request) -> None:
    """Refuse what the browser says another site's page sent. Raises FormRefused."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormRefused(noted("This form was sent from another site."))


class RemembersPerson:
    """An ASGI layer that goes on with the person whose page was sent, unless the answer says itself with whom."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the cookie to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_chosen(message: Message) -> None:
            if message["type"] == "http.response.start" and (person := state.get("choose_person")):
                headers = MutableHeaders(scope=message)
                if not any(cookie.startswith(PERSON_COOKIE) for cookie in headers.getlist("set-cookie")):
                    cookie = Response()
                    choose(cookie, person, secure=scope["scheme"] == "https")
                    headers.append("set-cookie", cookie.headers["set-cookie"])
            await send(message)

        await self._app(scope, receive, send_chosen)


def choose(response: Response, person: str, *, secure: bool) -> None:
    """Go on with this person. The cookie is no secret: whose list the person is on is looked up every time."""
    response.set_cookie(
        PERSON_COOKIE, person, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure, path="/"
    )


def signed(token: str, services: Services) -> str:
    """The session's token as its cookie holds it."""
    cookie = _signer(services).dumps(token)
    return cookie if isinstance(cookie, str) else cookie.decode()


def _owner(request: Request, services: Services) -> Visit | None:
    """The visit, under the account that is signed in."""
    visit = visit_of(request)
    session = _session(request, services) if services.settings.hosted else None
    if session is None:
        return visit
    return replace(visit or Visit("", is_new=False), account=session[0], session=session[1])


def _session(request: Request, services: Services) -> tuple[str, str] | None:
    """The account and the session's digest that the request's cookie stands for."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    try:
        token = str(_signer(services).loads(cookie))
    except BadData:
        return None
    session = services.accounts.session(digest(token), services.now())
    return None if session is None else (session.account, session.digest)


def _chosen(request: Request, visit: Visit | None, services: Services) -> Visit | None:
    """The visit with the person that was chosen, if the owner has such a person."""
    chosen = request.cookies.get(PERSON_COOKIE)
    if visit is None or not chosen:
        return visit
    person = services.household.person(visit.owner, chosen)
    return visit if person is None else replace(visit, person=person.id, name=person.name)


def _signer(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.secret, salt="unclench.session")
