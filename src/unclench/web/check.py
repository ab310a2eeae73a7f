"""The danger check and the other questions, a screenful at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary import Kind
from unclench.diary.answers import AnswerSheet, fold, person_before
from unclench.model.assessment import OpenQuestion
from unclench.model.case import Case
from unclench.model.invalid import InvalidInput
from unclench.safety.questions import alarms
from unclench.web import road
from unclench.web.forms import read_about, read_findings, read_wishes, shown_about
from unclench.web.gate import standing_of
from unclench.web.offline_answers import carried
from unclench.web.road import ABOUT, WISHES
from unclench.web.sending import Sent, SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import form_page, go_to
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)


@router.get("/check")
def check(visit: VisitHere, services: ServicesHere) -> Response:
    """Go to the page that comes next; a check that does not count any more is not gone on with."""
    standing = standing_of(visit, services)
    if standing.is_closed():
        return go_to("/result")
    return go_to(road.next_page(standing.sheet, standing.case, services.knowledge))


@router.get("/check/again")
def ask_again(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """Put grave questions that were answered "not sure" once more, in plainer words."""
    sheet = services.answers(visit)
    questions = road.questions_to_repeat(sheet, road.case_of(sheet, services.knowledge), services.knowledge)
    if not questions:
        return go_to("/check")
    return _again_page(request, visit, questions, sheet, services)


@router.post("/check/again")
def answer_again(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep the second answers; a question is not put a third time."""
    sheet = services.answers(sent.visit)
    asked = questions_asked(sent, services)
    try:
        findings = read_findings(sent.form, asked)
        checked(sheet, "again", {"findings": findings}, services)
    except InvalidInput as problem:
        questions = road.questions_to_repeat(sheet, road.case_of(sheet, services.knowledge), services.knowledge)
        return _again_page(request, sent.visit, questions, sheet, services, problem)
    for finding in asked:
        keep(services, sent.visit, road.repeat_page(finding), {"findings": {finding: findings[finding]}})
    return onward(sent.visit, services.answers(sent.visit), services)


@router.post("/check/stop")
def stop(sent: SentHere, services: ServicesHere) -> Response:
    """Show what to do now, where no further answer can make it calmer; the rest can be answered later."""
    sheet = services.answers(sent.visit)
    if sheet.started and road.may_stop(road.case_of(sheet, services.knowledge), services.knowledge):
        keep(services, sent.visit, road.STOP, {})
        return go_to("/result")
    return go_to("/check")


@router.get("/check/{number}")
def show_screenful(request: Request, number: int, visit: VisitHere, services: ServicesHere) -> Response:
    """One page of questions; what was answered before is filled in."""
    sheet = services.answers(visit)
    if not sheet.started:
        return go_to("/")
    case = road.case_of(sheet, services.knowledge)
    shown = road.screenful(number, sheet, case, services.knowledge)
    if shown is None:
        return go_to("/check")
    return _screenful_page(request, visit, shown, sheet, services)


@router.post("/check/{number}")
def answer_screenful(request: Request, number: int, sent: SentHere, services: ServicesHere) -> Response:
    """Keep the answers of one page and go on; an emergency that they show is told at once."""
    sheet = services.answers(sent.visit)
    if not sheet.started:
        return go_to("/")
    try:
        parts = {"findings": read_findings(sent.form, questions_asked(sent, services))}
        updated = checked(sheet, str(number), parts, services)
    except InvalidInput as problem:
        shown = road.screenful(number, sheet, road.case_of(sheet, services.knowledge), services.knowledge)
        if shown is None:
            raise
        return _screenful_page(request, sent.visit, shown, sheet, services, problem, dict(sent.form))
    keep(services, sent.visit, str(number), parts)
    return onward(sent.visit, updated, services)


@router.get("/about-you")
def about_you(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """A few facts about the person and the pain."""
    events = () if visit is None else services.store.events(visit.id, [Kind.STARTED, Kind.ANSWERED])
    sheet = fold(events)
    if not sheet.started:
        return go_to("/")
    before = {} if ABOUT in sheet.pages else {key: told for key, told in person_before(events).items() if told}
    filled = shown_about({**before, **sheet.person}, sheet.episode)
    return _about_page(request, visit, filled, sheet, services, from_before=bool(before))


@router.post("/about-you")
def answer_about_you(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep them."""
    sheet = services.answers(sent.visit)
    try:
        parts = about_parts(read_about(sent.form), services)
        updated = checked(sheet, ABOUT, parts, services)
    except InvalidInput as problem:
        return _about_page(request, sent.visit, _texts(sent.form), sheet, services, problem)
    keep(services, sent.visit, ABOUT, parts)
    return onward(sent.visit, updated, services)


@router.get("/wishes")
def wishes(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """What is at hand, and what the person wants."""
    sheet = services.answers(visit)
    if not sheet.started:
        return go_to("/")
    return form_page(request, visit, "wishes.html", wishes=sheet.preferences, **_common(sheet, services))


@router.post("/wishes")
def answer_wishes(sent: SentHere, services: ServicesHere) -> Response:
    """Keep it; wishes narrow a plan and never touch the danger check."""
    sheet = services.answers(sent.visit)
    parts = {"preferences": read_wishes(sent.form)}
    updated = checked(sheet, WISHES, parts, services)
    keep(services, sent.visit, WISHES, parts)
    return onward(sent.visit, updated, services)


@router.get("/answers")
def review(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """Everything answered so far, with a way to change each page."""
    sheet = services.answers(visit)
    if not sheet.started:
        return go_to("/")
    case = road.case_of(sheet, services.knowledge)
    numbers = sorted(int(page) for page in sheet.pages if page.isdigit())
    pages = road.screenfuls(numbers, sheet, case, services.knowledge)
    return form_page(request, visit, "answers.html", pages=pages, sheet=sheet, **_common(sheet, services, case))


def about_parts(about: Mapping[str, Mapping[str, Any]], services: Services) -> dict[str, Mapping[str, Any]]:
    """The facts about the person. A number left empty makes what follows from it "not sure", never "no"."""
    missing = [name for part in about.values() for name, value in part.items() if value is None]
    derived = [finding for name in missing for finding in road.derived_findings(name, services.knowledge)]
    return {**about, "findings": dict.fromkeys(derived, "unsure")}


def questions_asked(sent: Sent, services: Services) -> list[str]:
    """The questions that were on the page that was sent, which is what its answers are about."""
    asked = [str(finding) for finding in sent.form.getlist("asked")]
    for finding in asked:
        if finding not in services.knowledge.findings:
            raise InvalidInput("asked", finding, "a question of this page")
    return asked


def checked(sheet: AnswerSheet, page: str, parts: Mapping[str, Mapping[str, Any]], services: Services) -> AnswerSheet:
    """The sheet with these answers, if they make a valid case; nothing invalid is ever kept. Raises InvalidInput."""
    updated = road.merged(sheet, page, parts)
    road.case_of(updated, services.knowledge)
    return updated


def keep(
    services: Services, visit: Visit, page: str, parts: Mapping[str, Mapping[str, Any]], key: str | None = None
) -> None:
    """Append the answers of one page."""
    services.record(visit, Kind.ANSWERED, page_body(page, parts), key)


def page_body(page: str, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of one page as they are kept."""
    return {"page": page, **{name: dict(values) for name, values in parts.items()}}


def onward(visit: Visit, after: AnswerSheet, services: Services) -> Response:
    """The next page. When it is the result, what the danger check found is noted with the state of knowledge."""
    address, body = next_and_found(after, services)
    if body is not None:
        services.record(visit, Kind.SCREENED, body)
    return go_to(address)


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


def begin_again(visit: Visit, for_another: bool, services: Services) -> None:
    """A new danger check from the beginning; the old plan no longer counts."""
    services.record(visit, Kind.STARTED, {"for_another": for_another})
    services.plans.forget(visit.id)


def _common(sheet: AnswerSheet, services: Services, case: Case | None = None) -> dict[str, Any]:
    """What every page of the road shows: whom it is about and how far it is. ``case`` is the sheet's, where known."""
    case = case or road.case_of(sheet, services.knowledge)
    done, total = road.steps_left(sheet, case, services.knowledge)
    sheets = services.knowledge.findings
    shown = {"for_another": sheet.for_another, "done": done, "total": max(total, done + 1), "sheets": sheets}
    grows = any(answer != "no" for answer in sheet.findings.values())
    return {**shown, "carried": carried(sheet), "grows": grows, "may_stop": road.may_stop(case, services.knowledge)}


def _alarms(questions: Iterable[OpenQuestion], sheet: AnswerSheet, services: Services) -> list[list[str]]:
    """Which of the page's questions mean an emergency by a "yes": the page sends these at once."""
    case = road.case_of(sheet, services.knowledge)
    return [list(found) for found in alarms(case, [one.finding for one in questions], services.knowledge)]


def _again_page(
    request: Request,
    visit: Visit | None,
    questions: Sequence[OpenQuestion],
    sheet: AnswerSheet,
    services: Services,
    problem: InvalidInput | None = None,
) -> Response:
    return form_page(
        request,
        visit,
        "again.html",
        status=422 if problem else 200,
        questions=questions,
        alarms=_alarms(questions, sheet, services),
        problem=problem,
        **_common(sheet, services),
    )


def _screenful_page(
    request: Request,
    visit: Visit | None,
    shown: road.Screenful,
    sheet: AnswerSheet,
    services: Services,
    problem: InvalidInput | None = None,
    sent: Mapping[str, Any] | None = None,
) -> Response:
    tapped = {name.removeprefix("finding."): str(value) for name, value in (sent or {}).items() if "." in name}
    return form_page(
        request,
        visit,
        "screenful.html",
        status=422 if problem else 200,
        shown=shown,
        answers={**shown.answers, **tapped},
        alarms=_alarms(shown.questions, sheet, services),
        problem=problem,
        **_common(sheet, services),
    )


def _about_page(
    request: Request,
    visit: Visit | None,
    filled: Mapping[str, str],
    sheet: AnswerSheet,
    services: Services,
    problem: InvalidInput | None = None,
    *,
    from_before: bool = False,
) -> Response:
    return form_page(
        request,
        visit,
        "about_you.html",
        from_before=from_before,
        status=422 if problem else 200,
        filled=filled,
        problem=problem,
        **_common(sheet, services),
    )


def _texts(form: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}
