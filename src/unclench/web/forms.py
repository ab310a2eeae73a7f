"""Reading forms: text fields into the plain values that a case is made of, strictly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from starlette.datastructures import FormData

from unclench.model.case import LONGEST_HOURS
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.preferences import Country, Order
from unclench.model.reading import read_episode, read_person
from unclench.web.words import INCH_CM, POUND_KG, SPAN

W = TypeVar("W", bound=StrEnum)
ANSWERS = ("yes", "no", "unsure")
TEXT_LIMIT = 2000


def text(form: FormData, name: str) -> str:
    """The field's text without blanks around it; empty when the field is missing."""
    value = form.get(name, "")
    if not isinstance(value, str) or len(value) > TEXT_LIMIT or "\0" in value:
        raise InvalidInput(name, value, f"text of at most {TEXT_LIMIT} characters")
    return value.strip()


MILLIGRAMS = ("milligrams", "miligramos", "mg")
"""How people write the unit of a dose behind its number."""


def number(form: FormData, name: str, units: Iterable[str] = ()) -> float | None:
    """The field as a number; a decimal comma is understood, and any of ``units`` behind it; empty: not mentioned."""
    written = text(form, name)
    if not written:
        return None
    unit = next((unit for unit in units if written.casefold().endswith(unit)), "")
    try:
        value = float(written[: len(written) - len(unit)].replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InvalidInput(name, written, "a number, or nothing")
    return value


def choice(form: FormData, name: str, kind: type[W]) -> W | None:
    """The field as one of the words of ``kind``; empty means not mentioned."""
    written = text(form, name)
    if not written:
        return None
    if written not in list(kind):
        raise InvalidInput(name, written, one_of(kind))
    return kind(written)


def yes_or_no(form: FormData, name: str) -> bool | None:
    """The field as yes or no; empty means not mentioned."""
    written = text(form, name)
    if written not in ("", "yes", "no"):
        raise InvalidInput(name, written, "yes or no")
    return None if not written else written == "yes"


def read_findings(form: FormData, asked: Iterable[str]) -> dict[str, str]:
    """The answers of one screenful.

    ``rest`` says what a question that was left open means: ``no`` ("none of these") or ``unsure`` ("I cannot say").
    What was tapped always counts as tapped.

    Raises:
        InvalidInput: an answer is not yes, no or unsure; or questions were left open and ``rest`` does not say how
            they count.
    """
    rest = text(form, "rest")
    if rest not in ("", "no", "unsure"):
        raise InvalidInput("rest", rest, "no or unsure")
    found: dict[str, str] = {}
    for finding in asked:
        answer = text(form, f"finding.{finding}") or rest
        if answer not in ANSWERS:
            raise InvalidInput(finding, answer or None, "yes, no or not sure")
        found[finding] = answer
    return found


def read_about(form: FormData) -> dict[str, dict[str, Any]]:
    """The person and the episode, checked; what was left empty is None, so that an answer can also be taken back.

    Raises:
        InvalidInput: a field is not what it should be; the error names it.
    """
    person = {
        "age_years": number(form, "age_years"),
        "sex": text(form, "sex") or None,
        "height_cm": _height_cm(form),
        "weight_kg": _weight_kg(form),
    }
    episode = {
        "duration_hours": _duration_hours(form),
        "pain_nrs": number(form, "pain_nrs"),
        "region": text(form, "region") or None,
        "trigger": text(form, "trigger") or None,
        "known_spinal_problem": yes_or_no(form, "known_spinal_problem"),
    }
    read_person(person)
    read_episode(episode)
    return {"person": person, "episode": episode}


def read_wishes(form: FormData) -> dict[str, Any]:
    """What the person wants and has; an unticked box is a no.

    Raises:
        InvalidInput: the order is not one that is known.
    """
    ticked = set(form.getlist("have"))
    return {
        "medicine": "medicine" in ticked,
        "has_tablets": "tablets" in ticked,
        "floor": "floor" in ticked,
        "has_ice": "ice" in ticked,
        "has_towel": "towel" in ticked,
        "order": (choice(form, "order", Order) or Order.EVIDENCE).value,
    }


def country_of(written: str | None, languages: str, default: Country) -> Country:
    """The country that was chosen, else the one that the browser's language suggests.

    A region or a language that is not known here is ``elsewhere``; the default is for a browser that says neither.
    """
    if written in list(Country):
        return Country(written)
    for part in languages.split(","):
        language, _, region = part.split(";")[0].strip().lower().partition("-")
        if region in ("us", "gb"):
            return Country.US if region == "us" else Country.UK
        if region in EU_REGIONS or (not region and language in EU_LANGUAGES):
            return Country.EU
        if region or language not in ("", "*", "en"):
            return Country.ELSEWHERE
    return default


EU_REGIONS = frozenset(
    [
        "at",
        "be",
        "bg",
        "ch",
        "cy",
        "cz",
        "de",
        "dk",
        "ee",
        "es",
        "fi",
        "fr",
        "gr",
        "hr",
        "hu",
        "ie",
        "is",
        "it",
        "li",
        "lt",
        "lu",
        "lv",
        "mt",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "se",
        "si",
        "sk",
    ]
)
"""Countries where 112 is the emergency number, the 116 lines among their numbers."""

EU_LANGUAGES = frozenset(
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "et",
        "fi",
        "fr",
        "ga",
        "hr",
        "hu",
        "is",
        "it",
        "lt",
        "lv",
        "mt",
        "nb",
        "nl",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "sk",
        "sl",
        "sv",
    ]
)
"""Languages spoken mainly there, or also there, by a browser that names no region."""


def shown_about(person: Mapping[str, Any], episode: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form as they were filled in, so that going back shows what was said."""
    fields = {name: _shown(value) for name, value in (*person.items(), *episode.items())}
    if (hours := episode.get("duration_hours")) is not None:
        unit = max((unit for unit in SPAN if hours % SPAN[unit] == 0), key=SPAN.__getitem__, default="hours")
        fields |= {"duration": _shown(hours / SPAN[unit]), "duration_unit": unit}
    if (height := person.get("height_cm")) is not None:
        feet, inches = divmod(round(height / INCH_CM), 12)
        fields |= {"height_ft": str(feet), "height_in": str(inches)}
    if (weight := person.get("weight_kg")) is not None:
        fields["weight_lb"] = _shown(round(weight / POUND_KG))
    return fields


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _height_cm(form: FormData) -> float | None:
    feet, inches = number(form, "height_ft"), number(form, "height_in")
    if feet is None and inches is None:
        return number(form, "height_cm")
    return round(((feet or 0) * 12 + (inches or 0)) * INCH_CM, 1)


def _weight_kg(form: FormData) -> float | None:
    pounds = number(form, "weight_lb")
    return number(form, "weight_kg") if pounds is None else round(pounds * POUND_KG, 1)


def _duration_hours(form: FormData) -> float | None:
    count, unit = number(form, "duration"), text(form, "duration_unit") or "hours"
    if unit not in SPAN:
        raise InvalidInput("duration_unit", unit, one_of(SPAN))
    most = int(LONGEST_HOURS / SPAN[unit])
    if count is not None and not 0 <= count <= most:  # said in the unit that was chosen
        raise InvalidInput("episode.duration_hours", count, f"a number from 0 to {most}")
    return None if count is None else count * SPAN[unit]
