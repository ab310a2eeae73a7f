"""A short danger check with each diary entry, and the dated questions: an answer may only ever make it more urgent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary import Kind
from unclench.diary.answers import AnswerSheet
from unclench.diary.thresholds import Following, following, looked_body
from unclench.model.invalid import InvalidInput
from unclench.web.answering import checked, next_and_found, page_body, questions_asked
from unclench.web.diary_charts import USUAL_COURSE, weeks_ahead
from unclench.web.diary_forms import SIGNS_SHEET, sent_once, sheet_of_signs
from unclench.web.forms import read_findings, text
from unclench.web.sending import SentHere, VisitHere
from unclench.web.services import Noted, Services, ServicesHere
from unclench.web.views import form_page, go_to
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)

SIGNS = "/diary/signs"
WEEKS_SHOWN = 24.0
PAGE = "signs:again"
"""The name under which these answers are noted; like other repeated questions it is no page of the road."""


@router.get(SIGNS)
def ask_signs(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The danger questions that matter again with every look."""
    return _signs_page(request, visit, services, {}, None)


@router.post(SIGNS)
def answer_signs(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep what was answered; a yes, or not being sure, goes straight on to the danger check's own answer."""
    try:
        findings = read_findings(sent.form, questions_asked(sent, services))
        after = keep_signs(sent.visit, findings, services)
    except InvalidInput as problem:
        return _signs_page(request, sent.visit, services, dict(sent.form), problem)
    return go_to(after or "/diary")


def keep_signs(visit: Visit, findings: Mapping[str, str], services: Services, key: str | None = None) -> str | None:
    """Keep all that the answers to the short danger check mean, or nothing; once for each ``key``.

    Returns:
        None when every answer was no; else the address at which the danger check goes on.

    Raises:
        InvalidInput: an answer contradicts what was said before, or the key was used for something else; nothing was
            kept.
    """
    looked = signs_looked_at(findings)
    calm: bool = looked["reached"]
    more, after = ([], None) if calm else _raised(visit, findings, services, key)
    if services.record_all(visit, [(Kind.LOOKED, looked, key), *more]):
        return after
    _check_told_before(visit, findings, services, key)
    return None if calm else next_and_found(services.answers(visit), services)[0]


def signs_looked_at(findings: Mapping[str, str]) -> dict[str, Any]:
    """What the answers say in one word: whether all is well."""
    return {"sheet": SIGNS_SHEET, "reached": set(findings.values()) == {"no"}}


@router.get("/dates")
def dates(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """Every date of this person with what is known about it, and what to expect over the weeks."""
    usual = services.knowledge.follow_ups[USUAL_COURSE]
    return form_page(
        request,
        visit,
        "dates.html",
        stand=where_they_stand(visit, services),
        usual=usual,
        ahead=weeks_ahead(usual.pain_course, WEEKS_SHOWN),
    )


@router.post("/diary/looked")
def answer_dated(sent: SentHere, services: ServicesHere) -> Response:
    """Keep the answer to a dated question; a no raises the advice until a later entry shows otherwise."""
    sheet_id = text(sent.form, "sheet")
    body = looked_body(sheet_id, text(sent.form, "reached"), services.knowledge)
    services.record_once(sent.visit, Kind.LOOKED, body, sent_once("looked", sent.form))
    return go_to("/diary")


def where_they_stand(visit: Visit | None, services: Services) -> Following:
    """The dates of this person, held against their diary."""
    events = () if visit is None else services.store.events(visit.id)
    return following(events, services.now(), services.knowledge)


def worse(findings: Mapping[str, str], sheet: AnswerSheet) -> dict[str, str]:
    """The answers that may count: a no takes no earlier sign away, and being unsure takes no earlier yes away."""
    return {
        finding: answer
        for finding, answer in findings.items()
        if answer == "yes" or (answer == "unsure" and sheet.findings.get(finding) != "yes")
    }


def _raised(visit: Visit, findings: Mapping[str, str], services: Services, key: str | None) -> tuple[list[Noted], str]:
    """What to keep of answers that are not all no, and the address at which the danger check goes on."""
    sheet = services.answers(visit)
    begun = sheet if sheet.started else AnswerSheet(started=True)
    parts = {"findings": worse(findings, begun)}
    address, found = next_and_found(checked(begun, PAGE, parts, services), services)
    noted: list[Noted] = [(Kind.ANSWERED, page_body(PAGE, parts), key and f"{key}:answered")]
    if not sheet.started:
        noted.insert(0, (Kind.STARTED, {"for_another": False}, key and f"{key}:started"))
    if found is not None:
        noted.append((Kind.SCREENED, found, key and f"{key}:found"))
    return noted, address


def _check_told_before(visit: Visit, findings: Mapping[str, str], services: Services, key: str | None) -> None:
    """Sent once more, it says the same; how bad that is depends on what is known by now. Raises InvalidInput."""
    held = {event.key: event.body for event in services.store.events(visit.id, [Kind.LOOKED, Kind.ANSWERED])}
    answered = held.get(f"{key}:answered", {}).get("findings", {})
    if held.get(key or "") != signs_looked_at(findings) or not answered.items() <= findings.items():
        raise InvalidInput("event.key", key, "a key that no different event of this visit has")


def _signs_page(
    request: Request, visit: Visit | None, services: Services, sent: Mapping[str, Any], problem: InvalidInput | None
) -> Response:
    knowledge = services.knowledge
    answers = {name.removeprefix("finding."): value for name, value in sent.items() if name.startswith("finding.")}
    return form_page(
        request,
        visit,
        "diary_signs.html",
        status=422 if problem else 200,
        sheets=knowledge.findings,
        asked=sheet_of_signs(knowledge).asks,
        answers=answers,
        problem=problem,
    )
