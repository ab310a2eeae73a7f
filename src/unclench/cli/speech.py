"""The language of the terminal: set once by the command that runs, used by everything that it prints."""

from __future__ import annotations

from contextvars import ContextVar

from unclench.language.catalogue import catalogue
from unclench.language.tags import SOURCE

_tag: ContextVar[str] = ContextVar("language", default=SOURCE)


def speak(tag: str) -> None:
    """Print in this language from here on."""
    _tag.set(tag)


def _(english: str, /, **values: object) -> str:
    """The text in the language of the terminal, its ``{named}`` places filled in."""
    return catalogue(_tag.get()).say(english, **values)


def plural(one: str, many: str, number: float, /, **values: object) -> str:
    """The right plural form; ``{number}`` is filled in."""
    return catalogue(_tag.get()).plural(one, many, number, **values)
