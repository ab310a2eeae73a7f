"""What a visit has said so far: its events folded into one answer sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from unclench.diary.event import Event, Kind

OF_ANSWERS = (Kind.STARTED, Kind.ANSWERED)
"""The events that an answer sheet is made of."""

PARTS = ("person", "episode", "findings", "preferences")

SENT = "sent:"
"""Begins what is noted in place of a page where a program sent several pages at one time: the digest of all it sent."""


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The latest answers since the visit last started over.

    ``pages`` holds the pages that were sent; a page that was sent with nothing on it is answered all the same.
    ``latest`` is the one that was sent last. ``state`` names all that it was made from: the id of the last event.
    """

    started: bool = False
    for_another: bool = False
    person: Mapping[str, Any] = field(default_factory=dict)
    episode: Mapping[str, Any] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    preferences: Mapping[str, Any] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()
    latest: str = ""
    state: str = ""

    def as_case(self, uid: str = "visit") -> dict[str, Any]:
        """The raw case, as :func:`unclench.safety.intake.read_case` reads it. Nothing unmentioned counts as no."""
        return {
            "uid": uid,
            "person": dict(self.person),
            "episode": dict(self.episode),
            "findings": dict(self.findings),
            "unmentioned": "ask",
        }


def fold(events: Iterable[Event]) -> AnswerSheet:
    """The answer sheet after these events, given in the order they were written."""
    parts: dict[str, dict[str, Any]] = {name: {} for name in PARTS}
    pages: set[str] = set()
    latest = state = ""
    started = for_another = False
    for event in events:
        if event.kind in OF_ANSWERS:
            state = event.id
        if event.kind is Kind.STARTED:
            parts = {name: {} for name in PARTS}
            pages, latest = set(), ""
            started, for_another = True, bool(event.body.get("for_another"))
        elif event.kind is Kind.ANSWERED:
            if not (page := str(event.body["page"])).startswith(SENT):
                pages.add(page)
                latest = page
            for name in PARTS:
                parts[name].update(event.body.get(name, {}))
    return AnswerSheet(
        started=started, for_another=for_another, pages=frozenset(pages), latest=latest, state=state, **parts
    )


def person_before(events: Sequence[Event]) -> Mapping[str, Any]:
    """What the check before the latest one was told of the person, to be offered again and never taken over.

    Empty where there was none, or where one of the two was about somebody else.
    """
    begun = [place for place, event in enumerate(events) if event.kind is Kind.STARTED]
    if len(begun) < 2:
        return {}
    before, now = fold(events[: begun[-1]]), fold(events[begun[-1] :])
    return before.person if before.for_another is now.for_another is False else {}
