"""The language of the request at hand, and its texts.

The pages are an edge: which language a visitor reads is known here for the length of one request, like its cookies
(``visitor_language`` finds it out). Everything below is told the language in the knowledge that it is handed.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Generic, TypeVar

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from unclench.language.catalogue import Catalogue, catalogue
from unclench.language.tags import SOURCE
from unclench.model.preferences import Country

_tag: ContextVar[str] = ContextVar("language", default=SOURCE)
_country: ContextVar[Country | None] = ContextVar("country", default=None)

K = TypeVar("K")


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


def locale() -> Locale:
    """How numbers and dates are written: by the language, as used in the country where the visitor is."""
    return _locale(_tag.get(), _country.get())


@functools.cache
def _locale(language_tag: str, here: Country | None) -> Locale:
    plain = Locale.parse(catalogue(language_tag).language.locale)
    if here is None or plain.territory or here in (Country.EU, Country.ELSEWHERE):
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
