"""The languages on offer, and how a browser's or a terminal's wish becomes one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unclench.model.invalid import InvalidInput, one_of

SOURCE = "en"
"""The language in which everything is written first; whatever a catalogue lacks is shown in it."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    ``tag`` is its BCP 47 tag, ``name`` what its speakers call it, ``locale`` the CLDR locale for numbers and dates,
    ``complete`` whether every text must have a translation (English variants hold only what they word otherwise).
    """

    tag: str
    name: str
    locale: str
    right_to_left: bool = False
    complete: bool = True

    @property
    def direction(self) -> str:
        """The value of HTML's ``dir``."""
        return "rtl" if self.right_to_left else "ltr"

    @property
    def short(self) -> str:
        """The name without the country: ``English``."""
        return self.name.split(" (")[0]

    @property
    def is_english(self) -> bool:
        """Whether a missing translation is no loss, because the source is the same language."""
        return self.tag.split("-", 1)[0] == SOURCE


LANGUAGES: Mapping[str, Language] = {
    language.tag: language
    for language in (
        Language("en", "English", "en", complete=False),
        Language("en-US", "English (US)", "en_US", complete=False),
        Language("en-GB", "English (UK)", "en_GB", complete=False),
        Language("es", "Español", "es"),
    )
}


def language(tag: str) -> Language:
    """The language with this tag, however its case and separators are written.

    Raises:
        InvalidInput: it is not one of :data:`LANGUAGES`.
    """
    found = find(tag)
    if found is None:
        raise InvalidInput("language", tag, one_of(LANGUAGES))
    return found


def find(wish: str) -> Language | None:
    """The language that fits a wish such as ``es-MX``, ``en_GB.UTF-8`` or ``ES``; None when none does."""
    wanted = wish.split(".", maxsplit=1)[0].split("@", maxsplit=1)[0].replace("_", "-").strip().lower()
    by_tag = {tag.lower(): known for tag, known in LANGUAGES.items()}
    while wanted:
        if wanted in by_tag:
            return by_tag[wanted]
        wanted = wanted.rpartition("-")[0]
    return None


def accepted(header: str) -> Language | None:
    """The best language for an ``Accept-Language`` header (RFC 9110, section 12.5.4); None when none is wanted."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:MOST_WISHES]):
        tag, _, parameter = part.partition(";")
        weight = _weight(parameter)
        if weight > 0:
            wishes.append((-weight, place, tag.strip()))
    return next((found for _, _, tag in sorted(wishes) if (found := find(tag)) is not None), None)


MOST_WISHES = 32
"""Of a header longer than any browser sends, the rest is not read."""


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
