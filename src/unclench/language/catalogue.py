"""All texts of one language, read from its gettext files once and kept in memory."""

from __future__ import annotations

import functools
import gettext
import io
import string
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from unclench.language.tags import SOURCE, Language, language

LOCALE = Path(__file__).parent.parent / "locale"


class Untranslated(str):
    """A text that had to stay English in another language, so that whoever shows it can mark it as English."""

    __slots__ = ()


def noted(english: str) -> str:
    """Marks a text for the translators where it is written; it is translated where it is used."""
    return english


class Catalogue:
    """The texts of one language. ``says`` are those that have a translation."""

    def __init__(self, spoken: Language, translations: gettext.NullTranslations, says: frozenset[str]) -> None:
        self.language = spoken
        self._translations = translations
        self._says = says

    def knows(self, text: str) -> bool:
        """Whether this text needs no falling back to English."""
        return self.language.is_english or text in self._says or not any(letter.isalpha() for letter in text)

    def text(self, english: str) -> str:
        """The text in this language; the English one, marked, when there is no translation."""
        if not self.knows(english):
            return Untranslated(english)
        return self._translations.gettext(english) if english.strip() else english

    def say(self, english: str, /, **values: object) -> str:
        """The text with its named places filled in: ``say("Call {number} now.", number="112")``."""
        return _filled(self.text(english), values)

    def either(self, names: Sequence[str]) -> str:
        """``a, b or c``."""
        if len(names) < 2:
            return "".join(names)
        return self.say("{first} or {last}", first=", ".join(names[:-1]), last=names[-1])

    def plural(self, one: str, many: str, number: float, /, **values: object) -> str:
        """The right plural form by the language's own rule; ``{number}`` is filled in when not given otherwise."""
        return _filled(self.plural_form(one, many, number), {"number": f"{number:g}", **values})

    def plural_form(self, one: str, many: str, number: float) -> str:
        """The right plural form with its places still open."""
        told = self._translations.ngettext(one, many, _counted(number))
        return told if self.knows(one) else Untranslated(told)


def _filled(told: str, values: Mapping[str, object]) -> str:
    if not values:
        return told
    filled = string.Formatter().vformat(told, (), values)
    english = isinstance(told, Untranslated) or any(isinstance(value, Untranslated) for value in values.values())
    return Untranslated(filled) if english else filled


def _counted(number: float) -> int:
    """Whole numbers count as they are; 1.5 hours are plural in every language that is on offer."""
    return int(number) if float(number).is_integer() else 2


@functools.cache
def catalogue(tag: str = SOURCE) -> Catalogue:
    """The texts of a language.

    Raises:
        InvalidInput: there is no such language.
    """
    spoken = language(tag)
    files = sorted((LOCALE / spoken.locale / "LC_MESSAGES").glob("*.po"))
    if not files:
        return Catalogue(spoken, gettext.NullTranslations(), frozenset())
    return compiled(spoken, (path.read_bytes() for path in files))


def compiled(spoken: Language, files: Iterable[bytes]) -> Catalogue:
    """A catalogue from the bytes of gettext files; entries that are empty or marked fuzzy count as missing."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=spoken.locale)
    says: set[str] = set()
    for content in files:
        for message in read_po(io.BytesIO(content), locale=spoken.locale):
            text = message.string
            if message.id and not message.fuzzy and (all(text) if isinstance(text, tuple) else text):
                merged[message.id] = message
                says.add(message.id if isinstance(message.id, str) else message.id[0])
    binary = io.BytesIO()
    write_mo(binary, merged)
    binary.seek(0)
    return Catalogue(spoken, gettext.GNUTranslations(binary), frozenset(says))
