"""An emergency that the answers once showed, and that nobody has answered anew: starting over does not end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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

    One stands until its own answers, with everything answered since laid over them, show no emergency any more, or
    until a later danger check was finished and showed none.

    Args:
        events: of one visit in order; those of ``OF_ALARM`` are enough.
        knowledge: the rules.
        country: for the numbers to call.
    """
    if not any("yes" in event.body.get("findings", {}).values() for event in events if event.kind is Kind.ANSWERED):
        return None  # a number alone makes no emergency
    later: list[Event] = []
    for check in reversed(list(_checks(events))):
        found = _alarm(check, later, knowledge, country)
        if found is not None:
            return found
        if any(event.kind is Kind.SCREENED and not _is_emergency(event) for event in check):
            return None
        later = [*check, *later]
    return None


def _checks(events: Sequence[Event]) -> Iterator[list[Event]]:
    """The events of each danger check, from its start to the next."""
    check: list[Event] = []
    for event in events:
        if event.kind is Kind.STARTED and check:
            yield check
            check = []
        check.append(event)
    if check:
        yield check


def _alarm(check: Sequence[Event], later: Sequence[Event], knowledge: Knowledge, country: str) -> StandingAlarm | None:
    sheet = fold(check)
    answered = [event for event in check if event.kind is Kind.ANSWERED]
    if not sheet.started or not answered or _screened(sheet, knowledge, country) is None:
        return None
    screening = _screened(_with(sheet, later), knowledge, country)
    return None if screening is None else StandingAlarm(answered[-1].at, screening, current=not later)


def _screened(sheet: AnswerSheet, knowledge: Knowledge, country: str) -> Screening | None:
    """What the danger check says if it is an emergency. Answers that contradict each other end none."""
    try:
        case = case_of(sheet, knowledge)
    except InvalidInput:
        case = case_of(AnswerSheet(started=True, findings=sheet.findings), knowledge)
    screening = safe_screen(case, knowledge, country=country).screening
    return screening if screening.urgency is Urgency.EMERGENCY_NOW else None


def _with(sheet: AnswerSheet, later: Sequence[Event]) -> AnswerSheet:
    """The sheet with later answers laid over it, whatever was started over in between."""
    for event in later:
        if event.kind is Kind.ANSWERED:
            told = event.body
            sheet = replace(
                sheet,
                person={**sheet.person, **told.get("person", {})},
                episode={**sheet.episode, **told.get("episode", {})},
                findings={**sheet.findings, **told.get("findings", {})},
            )
    return sheet


def _is_emergency(event: Event) -> bool:
    return event.body.get("urgency") == Urgency.EMERGENCY_NOW.id
