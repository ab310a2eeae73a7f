"""Numbers in the words of the person: minutes, milligrams, points of pain."""

from __future__ import annotations


def minutes_words(minutes: float) -> str:
    """A duration, for example "20 minutes" or "2 hours"."""
    if minutes >= 60 and minutes % 60 == 0:
        hours = int(minutes // 60)
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{minutes:g} minutes"


def dose_words(dose_mg: float, with_food: bool) -> str:
    """A single dose, for example "400 mg with food"."""
    return f"{dose_mg:,.0f} mg" + (" with food" if with_food else "")


def hours_words(hours: float) -> str:
    """A time from now, for example "2 hours" or "3 days"."""
    if hours < 48:
        return "1 hour" if hours == 1 else f"{hours:g} hours"
    days = round(hours / 24, 1)
    return f"{days:g} days" if days < 28 else f"{round(days / 7):g} weeks"
