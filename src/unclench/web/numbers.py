"""Numbers, dates and times as the visitor's language and country write them."""

from __future__ import annotations

import datetime
import functools

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit

from unclench.web.language import locale, spoken


def number_words(value: float, digits: int = 3) -> str:
    """A number with at most so many significant digits: ``3.5``, ``3,5`` in Spanish; whole numbers stay whole."""
    shown = float(f"{value:.{digits}g}") if not float(value).is_integer() else value
    return _decimal(shown, locale())


def plural(one: str, many: str, number: float, /, **values: object) -> str:
    """The right plural form; ``{number}`` is written as the language writes numbers."""
    return spoken().plural(one, many, number, **{"number": number_words(number), **values})


def fixed(value: float, decimals: int = 1, *, signed: bool = False) -> str:
    """A number with exactly so many decimals; ``signed`` writes the plus too. The minus is a real minus sign."""
    written = str(format_decimal(abs(round(value, decimals)), format="0." + "0" * decimals, locale=locale()))
    below = round(value, decimals) < 0
    return ("−" if below else "+" if signed else "") + written


def long_date(at: datetime.datetime) -> str:
    """``24 November 2026`` in British English, ``24 de noviembre de 2026`` in Spanish."""
    return str(format_date(at, "long", locale=locale()))


def day_and_time(at: datetime.datetime) -> str:
    """``24 November, 03:00`` in British English, ``24 de noviembre, 3:00`` in Spanish."""
    return _day_and_time(at.replace(second=0, microsecond=0, tzinfo=None), locale())


def lasting(seconds: float) -> str:
    """A length of time in one unit: ``45 seconds``, ``5 minutes``, ``5 minutos`` in Spanish."""
    short = seconds < 120
    amount = seconds if short else seconds / 60
    return str(format_unit(float(f"{amount:.3g}"), "second" if short else "minute", "long", locale=locale()))


# A diary page writes the same numbers and moments many times over, and Babel works each of them out anew.


@functools.lru_cache(maxsize=1024)
def _decimal(value: float, here: Locale) -> str:
    return str(format_decimal(value, format="#,##0.######", locale=here))


@functools.lru_cache(maxsize=4096)
def _day_and_time(on_the_clock: datetime.datetime, here: Locale) -> str:
    """Told by the clock's reading without its zone: of one moment, two zones must not share what is remembered."""
    day, time = (format_skeleton(parts, on_the_clock, locale=here) for parts in ("MMMMd", "Hm"))
    return f"{day}, {time}"
