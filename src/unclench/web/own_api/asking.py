"""Who asks, about whom, and what they send: the same cookies and the same household as the pages.

A page's form carries a seal. A program's request carries a JSON body or a method that no form can send, and both make
browsers ask first before they send it for another site; where a browser says that it does, it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Header, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from unclench.diary import Event, Kind, new_event
from unclench.diary.joined import joined_visits
from unclench.knowledge.documents import read_documents
from unclench.language.catalogue import noted
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.model.reading import check_keys, mapping_at
from unclench.web.headers import API_LIMIT_BYTES, FILE_LIMIT_BYTES
from unclench.web.identity import check_same_site, visit_here
from unclench.web.language import _
from unclench.web.services import Services, services_of
from unclench.web.views import country
from unclench.web.visits import PERSON_COOKIE, FormRefused, Visit

ME = "me"
"""Stands for the person whom the visitor chose last, or who is alone."""

JSON = "application/json"
KEY_HEADER = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class About:
    """The visitor, with the person whom the address names chosen."""

    visit: Visit
    services: Services

    def event_key(self, name: str, key: str, kind: Kind, body: Mapping[str, Any]) -> str:
        """The key of an event behind what a program calls it: of any length, and this diary's own.

        Programs count from one, each in its own diary; where two diaries become one, their keys must not meet. What a
        program sends once more after its visit became part of an account's diary has the key that it had there.
        """
        sent_before = (_event_key(visit, name, key) for visit in self._joined_visits())
        if keys := set(sent_before):
            for event in self.services.store.events(self.visit.id, [kind]):
                if event.key in keys and dict(event.body) == dict(body):
                    return event.key
        return _event_key(self.visit.id, name, key)

    def _joined_visits(self) -> tuple[str, ...]:
        if not self.visit.account:
            return ()
        return joined_visits(self.services.store.events(self.visit.id, [Kind.JOINED]))

    def once(self, kind: Kind, body: Mapping[str, Any], name: str, key: str) -> tuple[Event, bool]:
        """Append an event unless this key was used before; what is kept, and whether it is new.

        Raises:
            InvalidInput: the key was used for something else.
        """
        event = new_event(self.visit.id, kind, body, self.services.now(), self.event_key(name, key, kind, body))
        with named_by(key):
            kept = self.services.store.record(event)
        return kept, kept.id == event.id


def _event_key(visit: str, name: str, key: str) -> str:
    return f"{name}:" + hashlib.sha256(f"{visit}\0{key}".encode()).hexdigest()


@contextmanager
def named_by(key: str) -> Iterator[None]:
    """Say of a key that was used for something else what the program called it. Raises InvalidInput."""
    try:
        yield
    except InvalidInput as error:
        if error.field != "event.key":
            raise
        allowed = "a key that was not sent with anything else"
        raise InvalidInput(f"header.{KEY_HEADER}", key, allowed) from None


def check_sender(request: Request) -> None:
    """Refuse what another site's page sends. Raises FormRefused.

    Browsers without ``sec-fetch-site`` still say from which site's page a request comes. A program that is no browser
    says neither, and holds its own cookie.
    """
    check_same_site(request)
    if "sec-fetch-site" not in request.headers and _site(request.headers.get("origin")) not in (
        None,
        request.headers.get("host"),
    ):
        raise FormRefused(noted("This form was sent from another site."))


def visitor(request: Request) -> Visit:
    """The visitor. Raises FormRefused: no cookie came along."""
    visit = visit_here(request)
    if visit is None:
        raise FormRefused(noted("Send the cookie along that POST /api/v1/visit hands out."))
    return visit


def _about(
    request: Request, person: Annotated[str, Path(description="An id from GET /api/v1/people, or `me`.")]
) -> About:
    """Raises HTTPException: of other people's lists not even the existence is told.

    Who was chosen and is there no more is nobody either: what was meant for them must not reach somebody else.
    """
    visit, services = visitor(request), services_of(request)
    chosen = request.cookies.get(PERSON_COOKIE)
    if person == ME and (not chosen or chosen == visit.id):
        return About(visit, services)
    if person == ME:
        raise HTTPException(404, _("Whoever was chosen last is not on your list any more."))
    found = services.household.person(visit.owner, person)
    if found is None:
        raise HTTPException(404)
    visit = replace(visit, person=found.id, name=found.name)
    request.state.visit = visit
    return About(visit, services)


def _country(
    request: Request,
    chosen: Annotated[
        Country | None,
        Query(alias="country", description="Phone numbers, drug names and what is on sale; else that of the visitor."),
    ] = None,
) -> Country:
    return chosen or country(request)


async def _sent(request: Request) -> Mapping[str, Any]:
    document = await json_body(request)
    return mapping_at(document, "body")


async def json_body(request: Request) -> Any:  # noqa: ANN401 - any JSON value until it is checked
    """The request's body as one strict JSON document. Raises InvalidInput, HTTPException (415)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise HTTPException(415, _("The body must be JSON, sent as {kind}.", kind=JSON))
    limit = FILE_LIMIT_BYTES if request.url.path.endswith("/import") else API_LIMIT_BYTES
    return await run_in_threadpool(read_documents, await request.body(), "body.json", limit)


def only(sent: Mapping[str, Any], *known: str) -> Mapping[str, Any]:
    """What was sent, if it holds no other keys than these. Raises InvalidInput."""
    check_keys(sent, dict.fromkeys(known), "")
    return sent


def truth(sent: Mapping[str, Any], name: str, usual: bool | None = None) -> bool:
    """A true or false. Raises InvalidInput."""
    value = sent.get(name, usual)
    if not isinstance(value, bool):
        raise InvalidInput(name, value, "true or false")
    return value


def words(sent: Mapping[str, Any], name: str, usual: str | None = None) -> str:
    """A text. Raises InvalidInput."""
    value = sent.get(name, usual)
    if not isinstance(value, str) or "\0" in value:
        raise InvalidInput(name, value, "text")
    return value


def _site(origin: str | None) -> str | None:
    try:
        return None if origin is None else urlsplit(origin).netloc
    except ValueError:
        return ""


AboutHere = Annotated[About, Depends(_about)]
CountryHere = Annotated[Country, Depends(_country)]
SentJson = Annotated[Mapping[str, Any], Depends(_sent)]
AnyJson = Annotated[Any, Depends(json_body)]
Sender = Depends(check_sender)
KeyHere = Annotated[
    str,
    Header(
        alias=KEY_HEADER,
        min_length=1,
        max_length=128,
        pattern=r"^[!-~]+$",
        description="A new word of your own for each new thing. Sent again with the same body, nothing is doubled.",
    ),
]
