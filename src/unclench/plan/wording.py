"""Numbers in the words of the person: minutes, milligrams, points of pain."""

from __future__ import annotations

from unclench.language.catalogue import Catalogue, catalogue

ENGLISH = catalogue()


def minutes_words(minutes: float, spoken: Catalogue = ENGLISH) -> str:
    """A duration, for example "20 minutes" or "2 hours"."""
    if minutes >= 60 and minutes % 60 == 0:
        return spoken.plural("{number} hour", "{number} hours", minutes // 60)
    return spoken.plural("{number} minute", "{number} minutes", minutes)


def dose_words(dose_mg: float, with_food: bool, spoken: Catalogue = ENGLISH) -> str:
    """A single dose, for example "400 mg with food"."""
    dose = f"{dose_mg:,.0f} mg"
    return spoken.say("{dose} with food", dose=dose) if with_food else dose


def hours_words(hours: float, spoken: Catalogue = ENGLISH) -> str:
    """A time from now, for example "2 hours" or "3 days"."""
    if hours < 48:
        return spoken.plural("{number} hour", "{number} hours", hours)
    days = round(hours / 24, 1)
    if days < 28:
        return spoken.plural("{number} day", "{number} days", days)
    return spoken.plural("{number} week", "{number} weeks", round(days / 7))
