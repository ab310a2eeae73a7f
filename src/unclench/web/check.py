"""The danger check and the other questions, a screenful at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary import Event, Kind
from unclench.diary.answers import AnswerSheet, fold, person_before
from unclench.diary.made_from import not_left_empty
from unclench.model.assessment import OpenQuestion
from unclench.model.case import Case
from unclench.model.invalid import InvalidInput
from unclench.safety.questions import alarms
from unclench.web import road
from unclench.web.answering import MADE_FROM, Kept, Pages, keep_findings, keep_pages, page_body, questions_asked
from unclench.web.forms import read_about, read_wishes, shown_about, text
from unclench.web.gate import standing_of
from unclench.web.offline_answers import carried
from unclench.web.road import ABOUT, WISHES
from unclench.web.sending import SentHere, VisitHere
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
    try:
        asked = questions_asked(sent, services)
        kept = keep_findings(sent, {road.repeat_page(finding): [finding] for finding in asked}, services)
    except InvalidInput as problem:
        sheet = services.answers(sent.visit)
        questions = road.questions_to_repeat(sheet, road.case_of(sheet, services.knowledge), services.knowledge)
        return _again_page(request, sent.visit, questions, sheet, services, problem)
    return _onward(request, sent.visit, kept, services)


@router.post("/check/stop")
def stop(sent: SentHere, services: ServicesHere) -> Response:
    """Show what to do now, where no further answer can make it calmer; the rest can be answered later."""
    sheet = services.answers(sent.visit)
    if sheet.started and road.may_stop(road.case_of(sheet, services.knowledge), services.knowledge):
        services.record(sent.visit, Kind.ANSWERED, page_body(road.STOP, {}))
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
    try:
        kept = keep_findings(sent, {str(number): questions_asked(sent, services)}, services)
    except InvalidInput as problem:
        sheet = services.answers(sent.visit)
        shown = road.screenful(number, sheet, road.case_of(sheet, services.knowledge), services.knowledge)
        if shown is None:
            raise
        return _screenful_page(request, sent.visit, shown, sheet, services, problem, dict(sent.form))
    return _onward(request, sent.visit, kept, services)


@router.get("/about-you")
def about_you(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """A few facts about the person and the pain."""
    events = services.answered(visit)
    sheet = fold(events)
    if not sheet.started:
        return go_to("/")
    before = {} if ABOUT in sheet.pages else {key: told for key, told in person_before(events).items() if told}
    filled = shown_about({**before, **sheet.person}, sheet.episode)
    return _about_page(request, visit, filled, sheet, services, from_before=bool(before))


@router.post("/about-you")
def answer_about_you(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep them. What was left empty takes nothing away that was filled in elsewhere meanwhile."""
    made_from = text(sent.form, MADE_FROM)
    try:
        about = read_about(sent.form)

        def weigh(events: Sequence[Event]) -> Pages:
            return {ABOUT: about_parts(not_left_empty(events, made_from, about), services)}

        return go_to(keep_pages(sent.visit, weigh, services))
    except InvalidInput as problem:
        return _about_page(request, sent.visit, _texts(sent.form), services.answers(sent.visit), services, problem)


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
    parts = {"preferences": read_wishes(sent.form)}
    return go_to(keep_pages(sent.visit, lambda _events: {WISHES: parts}, services))


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


def begin_again(visit: Visit, for_another: bool, services: Services) -> None:
    """A new danger check from the beginning; the old plan no longer counts."""
    services.record(visit, Kind.STARTED, {"for_another": for_another})
    services.plans.forget(visit.id)


def _onward(request: Request, visit: Visit, kept: Kept, services: Services) -> Response:
    """The next page; or, where the page that was sent left newer answers open, whether they still are so."""
    if not kept.newer:
        return go_to(kept.address)
    sheet, knowledge = services.answers(visit), services.knowledge
    groups = [knowledge.findings[finding].group for finding in kept.newer]
    questions = [
        OpenQuestion(finding, knowledge.findings[finding].question, groups[0], danger=True) for finding in kept.newer
    ]
    return form_page(
        request,
        visit,
        "newer.html",
        status=409,
        group=road.group_number(groups[0], knowledge),
        questions=questions,
        answers=kept.newer,
        alarms=_alarms(questions, sheet, services),
        **_common(sheet, services),
    )


def _common(
    sheet: AnswerSheet, services: Services, case: Case | None = None, sent: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What every page of the road shows: whom it is about and how far it is. ``case`` is the sheet's, where known.

    A page that is shown once more with what was ``sent`` still says from which state that was made.
    """
    case = case or road.case_of(sheet, services.knowledge)
    done, total = road.steps_left(sheet, case, services.knowledge)
    sheets = services.knowledge.findings
    shown = {"for_another": sheet.for_another, "done": done, "total": max(total, done + 1), "sheets": sheets}
    grows = any(answer != "no" for answer in sheet.findings.values())
    made_from = sheet.state if sent is None else str(sent.get(MADE_FROM, ""))
    shown |= {"carried": carried(sheet), "grows": grows, "made_from": made_from}
    return {**shown, "may_stop": road.may_stop(case, services.knowledge)}


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
        **_common(sheet, services, sent=sent),
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
        **_common(sheet, services, sent=filled if problem else None),
    )


def _texts(form: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}
