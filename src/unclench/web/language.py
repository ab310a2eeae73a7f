"""The language of the request at hand: chosen by a cookie, else by the browser, else English.

The pages are an edge: which language a visitor reads is known here for the length of one request, like its cookies.
Everything below is told the language in the knowledge that it is handed.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Generic, TypeVar

from babel import Locale, UnknownLocaleError
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unclench.language.catalogue import Catalogue, catalogue
from unclench.language.tags import SOURCE, Language, accepted, find, language
from unclench.model.preferences import Country

LANGUAGE_COOKIE = "unclench_language"

_tag: ContextVar[str] = ContextVar("language", default=SOURCE)
_country: ContextVar[Country | None] = ContextVar("country", default=None)

K = TypeVar("K")


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
        here = _country_of(request)
        speaks = language_of(request, here)
        tokens = _tag.set(speaks.tag), _country.set(here)

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["content-language"] = speaks.tag
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        finally:
            _tag.reset(tokens[0])
            _country.reset(tokens[1])


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


def _country_of(request: Request) -> Country:
    from unclench.web.views import country

    return country(request)


@contextlib.contextmanager
def speaking(language_tag: str, here: Country) -> Iterator[None]:
    """Speak this language, for a visitor in this country, outside of any request."""
    tokens = _tag.set(catalogue(language_tag).language.tag), _country.set(here)
    try:
        yield
    finally:
        _tag.reset(tokens[0])
        _country.reset(tokens[1])


def tag() -> str:
    """The language tag of this request."""
    return _tag.get()


def spoken() -> Catalogue:
    """The texts in the language of this request."""
    return catalogue(_tag.get())


def _(english: str, /, **values: object) -> str:
    """The text in the language of this request, its ``{named}`` places filled in."""
    return spoken().say(english, **values)


def english_part(text: str) -> Markup:
    """A text that had to stay English, marked for the eye and for a screen reader."""
    note = _("(only in English so far)")
    return Markup('<span lang="en" dir="ltr">{}</span> <small>{}</small>').format(text, str(note))


def plural(one: str, many: str, number: float, /, **values: object) -> str:
    """The right plural form; ``{number}`` is written as the language writes numbers."""
    from unclench.web.numbers import number_words

    return spoken().plural(one, many, number, **{"number": number_words(number), **values})


def locale() -> Locale:
    """How numbers and dates are written: by the language, as used in the country where the visitor is."""
    return _locale(_tag.get(), _country.get())


@functools.cache
def _locale(language_tag: str, here: Country | None) -> Locale:
    plain = Locale.parse(catalogue(language_tag).language.locale)
    if here is None or plain.territory or here is Country.EU:
        return plain
    try:
        return Locale(plain.language, "US" if here is Country.US else "GB")
    except UnknownLocaleError:
        return plain


class Table(Mapping[K, str], Generic[K]):
    """Words by key, each in the language of the request in which it is looked up. Written with :func:`noted`."""

    def __init__(self, english: Mapping[K, str]) -> None:
        self._english = dict(english)

    def __getitem__(self, key: K) -> str:
        return spoken().text(self._english[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._english)

    def __len__(self) -> int:
        return len(self._english)
