"""Keeping the answers of a page of the danger check, whatever other windows and devices answered meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unclench.diary import DiaryUnavailable, Event, Kind, Trouble
from unclench.diary.answers import AnswerSheet, fold
from unclench.diary.made_from import said_since
from unclench.model.invalid import InvalidInput
from unclench.web import road
from unclench.web.forms import read_findings, text
from unclench.web.sending import Sent
from unclench.web.services import Noted, Services
from unclench.web.visits import Visit

Pages = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Answers by page, and in it by part: person, episode, findings, preferences."""

MADE_FROM = "made_from"
"""The field in which a page of the danger check says from which state of the answers it was made."""

TRIES = 5
"""How often answers are weighed anew because others came in at that very moment."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The page to show next, and the newer answers that stay although the page that was sent left them open."""

    address: str
    newer: Mapping[str, str]


def questions_asked(sent: Sent, services: Services) -> list[str]:
    """The questions that were on the page that was sent, which is what its answers are about."""
    asked = [str(finding) for finding in sent.form.getlist("asked")]
    for finding in asked:
        if finding not in services.knowledge.findings:
            raise InvalidInput("asked", finding, "a question of this page")
    return asked


def keep_findings(sent: Sent, pages: Mapping[str, Sequence[str]], services: Services) -> Kept:
    """Keep a page's answers and what they show, all or nothing; what is newer and graver is not taken back unseen.

    Args:
        sent: the form.
        pages: the questions that are kept, by the name under which they are noted.
        services: the diary and the rules.

    Raises:
        InvalidInput: an answer is missing, or contradicts another.
        DiaryUnavailable: they could not be kept.
    """
    asked = [finding for findings in pages.values() for finding in findings]
    given = read_findings(sent.form, asked)
    tapped = [finding for finding in asked if text(sent.form, f"finding.{finding}")]
    newer: dict[str, str] = {}

    def weigh(events: Sequence[Event]) -> Pages:
        newer.clear()
        newer.update(said_since(events, text(sent.form, MADE_FROM), given, tapped))
        return {
            page: {"findings": {finding: given[finding] for finding in findings if finding not in newer}}
            for page, findings in pages.items()
        }

    return Kept(keep_pages(sent.visit, weigh, services), newer)


def keep_pages(visit: Visit, weigh: Callable[[Sequence[Event]], Pages], services: Services) -> str:
    """Append the answers of pages, all or nothing, and at the result what the danger check found.

    Args:
        visit: whose they are.
        weigh: the answers by page, given the events of the answers so far; asked again where others came in meanwhile.
        services: the diary and the rules.

    Returns:
        The address of the next page.

    Raises:
        InvalidInput: the answers contradict each other.
        DiaryUnavailable: they could not be kept.
    """
    for _try in range(TRIES):
        events = services.answered(visit)
        before = after = fold(events)
        if not before.started:
            return "/"
        pages = weigh(events)
        for page, parts in pages.items():
            after = checked(after, page, parts, services)
        noted: list[Noted] = [(Kind.ANSWERED, page_body(page, parts), None) for page, parts in pages.items()]
        state = services.record_unless_newer(visit, noted, before.state) if noted else before.state
        if state is not None:
            return onward(visit, after, state, services)
    raise DiaryUnavailable(Trouble.LOCKED)


def onward(visit: Visit, after: AnswerSheet, state: str, services: Services) -> str:
    """The address of the next page. When it is the result, what the danger check found is noted.

    It is not noted where other answers than those of ``state`` came in: of those it was not found.
    """
    address, found = next_and_found(after, services)
    if found is not None:
        services.record_unless_newer(visit, [(Kind.SCREENED, found, None)], state)
    return address


def checked(sheet: AnswerSheet, page: str, parts: Mapping[str, Mapping[str, Any]], services: Services) -> AnswerSheet:
    """The sheet with these answers, if they make a valid case; nothing invalid is ever kept. Raises InvalidInput."""
    updated = road.merged(sheet, page, parts)
    road.case_of(updated, services.knowledge)
    return updated


def page_body(page: str, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of one page as they are kept."""
    return {"page": page, **{name: dict(values) for name, values in parts.items()}}


def next_and_found(after: AnswerSheet, services: Services) -> tuple[str, dict[str, Any] | None]:
    """The address of the next page and, at the result, what the danger check found as it is noted."""
    knowledge = services.knowledge
    case = road.case_of(after, knowledge)
    address = road.next_page(after, case, knowledge)
    if address != "/result":
        return address, None
    screening = road.screening_of(case, knowledge)
    found = {"urgency": screening.urgency.id, "fired": [rule.rule for rule in screening.fired]}
    return address, {**found, "knowledge_hash": knowledge.hash}
