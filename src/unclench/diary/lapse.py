"""Whether the answers of a danger check still count, or something has happened since that closes what they opened.

A check that has lapsed opens nothing: it is as if nobody had been asked. What it found to be urgent stays urgent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from unclench.diary.entries import CLOCKS_APART
from unclench.diary.event import Event, Kind, standing
from unclench.knowledge.load import Knowledge

NUMBERS = "danger_check"
HOLDS = "holds_hours"

SIGNS_SHEET = "new_danger_sign"
"""The dated question whose answer follows a new danger sign up."""

WRONG = "wrong"
"""How a guided session ends in which something was wrong."""

OF_LAPSE = (Kind.STARTED, Kind.ENTRY, Kind.CHANGED, Kind.UNDONE, Kind.LOOKED, Kind.SESSION)
"""The events that decide it."""


class Why(StrEnum):
    """Why a danger check does not count any more, the gravest first.

    ``new_sign``: a diary entry says that a danger sign is new, or that nobody is sure, and nobody has looked closer.
    ``wrong``: something was wrong in a guided session. ``expired``: it was too long ago.
    """

    NEW_SIGN = "new_sign"
    WRONG = "wrong"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a check does not count any more, and when that was said; for ``expired`` when the check was begun."""

    why: Why
    at: datetime


def lapse_of(events: Sequence[Event], now: datetime, knowledge: Knowledge) -> Lapse | None:
    """Why the latest check does not count at ``now``; None when it does, or when none was begun.

    Args:
        events: of one visit in order; those of ``OF_LAPSE`` are enough.
        now: the present moment.
        knowledge: says how long a check holds.
    """
    if (said := said_since(events)) is not None:
        return said
    begun = [event.at for event in events if event.kind is Kind.STARTED]
    if not begun:
        return None
    holds = timedelta(hours=knowledge.judgements[NUMBERS].numbers[HOLDS].value)
    # A check that seems to lie ahead was told by another clock: nobody knows how old it is.
    return None if -CLOCKS_APART <= now - begun[-1] < holds else Lapse(Why.EXPIRED, begun[-1])


def said_since(events: Sequence[Event]) -> Lapse | None:
    """What somebody has said that stands until it is followed up, whatever the time: a new sign, or something wrong.

    A new danger check follows both up; the short one of the diary only a new sign.
    """
    open_signs: dict[str, datetime] = {}
    worded: dict[str, bool] = {}
    wrong: datetime | None = None
    for event in standing(events):
        if event.kind is Kind.STARTED:
            open_signs, wrong = {}, None
        elif event.kind is Kind.LOOKED and event.body.get("sheet") == SIGNS_SHEET:
            open_signs = {}
        elif event.kind is Kind.SESSION and event.body.get("outcome") == WRONG:
            wrong = event.at
        elif (told := _told_of_signs(event)) is not None:
            entry, says_so = told
            if not says_so:
                open_signs.pop(entry, None)
            elif not worded.get(entry, False):  # worded anew and still so, it asks for no second answer
                open_signs[entry] = event.at
            worded[entry] = says_so
    if open_signs:
        return Lapse(Why.NEW_SIGN, max(open_signs.values()))
    return None if wrong is None else Lapse(Why.WRONG, wrong)


def _told_of_signs(event: Event) -> tuple[str, bool] | None:
    """The entry that an event words, and whether it says that a danger sign is new; None where it words none."""
    if event.kind is Kind.ENTRY:
        return event.id, event.body.get("new_signs") is True
    if event.kind is Kind.CHANGED and "entry" in event.body:
        return str(event.body["event"]), event.body["entry"].get("new_signs") is True
    return None
