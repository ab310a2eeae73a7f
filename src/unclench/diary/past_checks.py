"""What earlier danger checks of a person said, for whoever reads the report: starting over does not lose it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from unclench.diary.answers import AnswerSheet
from unclench.diary.event import Event, Kind
from unclench.model.urgency import Urgency


@dataclass(frozen=True, slots=True)
class FinishedCheck:
    """What a danger check found when it came to its result; ``fired`` are ids of rules."""

    at: datetime
    urgency: Urgency
    fired: tuple[str, ...]


def last_finished(events: Sequence[Event]) -> FinishedCheck | None:
    """The latest check that came to its result and was then started over; None while its answers are those of now."""
    finished = None
    replaced = False
    for event in events:
        if event.kind is Kind.SCREENED:
            urgency = Urgency.from_id(str(event.body["urgency"]))
            finished = FinishedCheck(event.at, urgency, tuple(map(str, event.body.get("fired", ()))))
            replaced = False
        elif event.kind is Kind.STARTED:
            replaced = True
    return finished if replaced else None


def earlier_yes(events: Sequence[Event], sheet: AnswerSheet) -> tuple[tuple[datetime, str], ...]:
    """Every finding that was answered "yes" at some time and is not "yes" now, with the last time it was said."""
    said: dict[str, datetime] = {}
    for event in events:
        if event.kind is Kind.ANSWERED:
            for finding, answer in event.body.get("findings", {}).items():
                if answer == "yes":
                    said[finding] = event.at
    gone = [(at, finding) for finding, at in said.items() if sheet.findings.get(finding) != "yes"]
    return tuple(sorted(gone))
