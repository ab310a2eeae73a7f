"""An emergency that the answers once showed, until a danger check was answered anew to its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from unclench.diary.answered_case import case_of
from unclench.diary.answers import AnswerSheet, fold
from unclench.diary.event import Event, Kind
from unclench.knowledge.load import Knowledge
from unclench.model.assessment import Screening
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.safety.screen import safe_screen

OF_ALARM = (Kind.STARTED, Kind.ANSWERED, Kind.SCREENED)
"""The events that decide it."""


@dataclass(frozen=True, slots=True)
class StandingAlarm:
    """An emergency that still stands, and when it was answered. ``current``: the danger check of now shows it."""

    at: datetime
    screening: Screening
    current: bool


def standing_alarm(events: Sequence[Event], knowledge: Knowledge, country: str = "us") -> StandingAlarm | None:
    """The emergency that stands, or None.

    One that was told stands until a danger check was answered to its end since, and showed none. Answering its
    question anew is not enough, in whichever window or check that was done: the other questions come after it.

    Args:
        events: of one visit in order; those of ``OF_ALARM`` are enough.
        knowledge: the rules.
        country: for the numbers to call.
    """
    if not any("yes" in event.body.get("findings", {}).values() for event in events if event.kind is Kind.ANSWERED):
        return None  # a number alone makes no emergency
    for end in _ends(events):
        if end < len(events) and _is_calm(events[end]):
            break
        found = _alarm(events[:end], knowledge, country)
        if found is not None:
            return StandingAlarm(*found, current=end == len(events))
    return None


def _ends(events: Sequence[Event]) -> Iterator[int]:
    """After how many events to look for an emergency, the last first.

    Now; wherever a danger check was started over; and wherever one told its result.
    """
    yield len(events)
    for place in range(len(events) - 1, 0, -1):
        if events[place].kind in (Kind.STARTED, Kind.SCREENED):
            yield place


def _alarm(events: Sequence[Event], knowledge: Knowledge, country: str) -> tuple[datetime, Screening] | None:
    """The emergency that the answers were at this point, and when the last of them was given."""
    sheet = fold(events)
    screening = _screened(sheet, knowledge, country) if sheet.started and sheet.findings else None
    answered = [event.at for event in events if event.kind is Kind.ANSWERED]
    return None if screening is None else (answered[-1], screening)


def _screened(sheet: AnswerSheet, knowledge: Knowledge, country: str) -> Screening | None:
    """What the danger check says if it is an emergency. Answers that contradict each other end none."""
    try:
        case = case_of(sheet, knowledge)
    except InvalidInput:
        case = case_of(AnswerSheet(started=True, findings=sheet.findings), knowledge)
    screening = safe_screen(case, knowledge, country=country, for_another=sheet.for_another).screening
    return screening if screening.urgency is Urgency.EMERGENCY_NOW else None


def _is_calm(event: Event) -> bool:
    """Whether a danger check came to its end here, without an emergency."""
    return event.kind is Kind.SCREENED and event.body.get("urgency") != Urgency.EMERGENCY_NOW.id
