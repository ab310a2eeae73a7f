"""Answers that were given without a connection, taken over into the visit as if its pages had been sent."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unclench.diary import Kind, new_event
from unclench.diary.answers import AnswerSheet
from unclench.diary.made_from import graver_since
from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.safety.intake import read_case
from unclench.web import road
from unclench.web.services import Services
from unclench.web.visits import Visit

MOST_CHARACTERS = 40_000
"""Every question answered takes about a quarter of it."""

LONGEST = datetime.timedelta(days=2)
"""Longer than a danger check holds: what came in before that was another check's."""

ADDED = frozenset({"begun_at", "made_from"})
"""What pages of an earlier version did not write."""

NUMBERS = {"age_years": "person", "weight_kg": "person", "duration_hours": "episode", "pain_nrs": "episode"}


@dataclass(frozen=True, slots=True)
class OfflineAnswers:
    """One danger check made without a connection.

    ``took`` is how long it took to answer, and ``made_from`` the state of the answers that it went on from.
    """

    for_another: bool
    parts: Mapping[str, Any]
    took: datetime.timedelta
    made_from: str


def carried(sheet: AnswerSheet) -> dict[str, Any]:
    """What is answered so far, for the device to go on from when the page that shows it cannot be sent."""
    told = {**sheet.person, **sheet.episode}
    numbers = {name: told[name] for name in NUMBERS if told.get(name) is not None}
    again = sorted(page.removeprefix(road.REPEATED) for page in sheet.pages if page.startswith(road.REPEATED))
    return {
        "findings": dict(sheet.findings),
        "numbers": numbers,
        "again": again,
        "about": road.ABOUT in sheet.pages,
        "forAnother": sheet.for_another,
        "madeFrom": sheet.state,
    }


def read_answers(written: object, happened_at: str, knowledge: Knowledge) -> OfflineAnswers:
    """The answers from the outbox's JSON text, checked as a whole; ``happened_at`` is when the device wrote it.

    Raises:
        InvalidInput: the text is not what the offline page writes, or the answers contradict each other.
    """
    if not isinstance(written, str) or len(written) > MOST_CHARACTERS:
        raise InvalidInput("answers", None, f"text of at most {MOST_CHARACTERS} characters")
    try:
        raw = json.loads(written)
    except (ValueError, RecursionError):
        raise InvalidInput("answers", None, "JSON") from None
    if not isinstance(raw, dict) or set(raw) - ADDED != {"findings", "numbers", "for_another"}:
        raise InvalidInput("answers", None, "an object with findings, numbers and for_another")
    numbers = raw["numbers"]
    if not isinstance(numbers, dict) or not set(numbers) <= set(NUMBERS):
        raise InvalidInput("answers.numbers", None, "an object with some of: " + ", ".join(NUMBERS))
    parts: dict[str, Any] = {"person": {}, "episode": {}, "findings": raw["findings"]}
    for name, value in numbers.items():
        parts[NUMBERS[name]][name] = value
    read_case({"uid": "offline", "unmentioned": "ask", **parts}, knowledge)
    took = _took(str(raw.get("begun_at", "")), happened_at)
    return OfflineAnswers(raw["for_another"] is True, parts, took, str(raw.get("made_from", "")))


def keep_answers(
    given: OfflineAnswers,
    visit: Visit,
    key: str,
    happened_at: datetime.datetime,
    services: Services,
) -> bool:
    """Begin the visit's danger check anew with these answers, once per ``key``.

    What was answered elsewhere while they were given, and is graver, stays.

    Args:
        given: the answers.
        visit: whose they are.
        key: names them for good.
        happened_at: when they were complete.
        services: the diary and the rules.

    Returns:
        Whether they were kept: what was answered on the server's own pages since then is newer, and stays.
    """
    prefix = f"offline:{key}:"
    earlier = [event for event in services.answered(visit) if not event.key.startswith(prefix)]
    if any(event.at > happened_at for event in earlier):
        return False
    findings = given.parts["findings"]
    graver = graver_since(earlier, given.made_from, happened_at - given.took, findings)
    pages = _pages({**given.parts, "findings": {**findings, **graver}}, services.knowledge)
    begun = {"for_another": given.for_another}  # at the moment of the answers: they age from then
    services.store.record(new_event(visit.id, Kind.STARTED, begun, happened_at, f"{prefix}started"))
    for page, parts in pages.items():
        services.record(visit, Kind.ANSWERED, {"page": page, **parts}, f"{prefix}{page}")
    services.plans.forget(visit.id)
    return True


def _took(begun_at: str, happened_at: str) -> datetime.timedelta:
    """How long answering took by the device's own clock; where that is not known, as long as a check holds at most."""
    try:
        took = datetime.datetime.fromisoformat(happened_at) - datetime.datetime.fromisoformat(begun_at)
    except (ValueError, TypeError):
        return LONGEST
    return min(took, LONGEST) if took >= datetime.timedelta() else LONGEST


def _pages(parts: Mapping[str, Any], knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    """The answers by page: the numbers' page, and one for each group of questions."""
    pages: dict[str, dict[str, Any]] = {}
    for finding, answer in parts["findings"].items():
        sheet = knowledge.findings[finding]
        derived = sheet.derived_from is not None
        page = road.ABOUT if derived else str(road.group_number(sheet.group, knowledge))
        pages.setdefault(page, {"findings": {}})["findings"][finding] = answer
    if parts["person"] or parts["episode"]:
        about = {"person": parts["person"], "episode": parts["episode"]}
        pages[road.ABOUT] = {**pages.get(road.ABOUT, {"findings": {}}), **about}
    return pages
