"""The danger check of one person: what was answered, what comes next, what it says; the plan that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.responses import JSONResponse

from unclench.diary.answers import AnswerSheet
from unclench.model.case import Case, Episode, Person
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.model.reading import mapping_at, read_value
from unclench.web import road
from unclench.web.api_answers import api_error, versioned
from unclench.web.check import about_parts, begin_again, checked, keep, next_noted
from unclench.web.follow_up_pages import where_they_stand
from unclench.web.jobs import Busy, Superseded
from unclench.web.own_api.asking import (
    About,
    AboutHere,
    CountryHere,
    KeyHere,
    Sender,
    SentJson,
    event_key,
    named_by,
    only,
    truth,
)
from unclench.web.own_api.described import CHECK, answers, described
from unclench.web.own_api.plainly import following_json
from unclench.web.own_api.routes import own_router
from unclench.web.planning import Asked, PlanFailed, ask_plan, keep_expected, preferences_of
from unclench.web.road import ABOUT, WISHES
from unclench.web.services import Prepared, Services

router = own_router("/people/{person}", "check")

PAGE = "program"
"""The name under which answers are noted that came by themselves and not as a page of the road."""

NEXT = {"/": "start", "/check/again": "again", "/about-you": "about", "/wishes": "preferences", "/result": "result"}
"""What comes next, by the page on which it would be asked; every other page is one of questions."""

PARTS = ("person", "episode", "findings", "preferences")
WISHES_KEYS = ("medicine", "floor", "has_ice", "has_towel", "has_tablets", "order")


@router.get("/check", responses=answers(404))
def check(about: AboutHere, here: CountryHere) -> JSONResponse:
    """What was answered since the check was last begun, what comes next, and what the answers say."""
    return JSONResponse(_answer(about, here))


@router.post("/check", responses=answers(404), dependencies=[Sender], openapi_extra=described(CHECK))
def answer_check(about: AboutHere, here: CountryHere, sent: SentJson, key: KeyHere) -> JSONResponse:
    """Answer some or all of it, once for each key. ``start_over`` begins a new check, and so does the first answer.

    Where ``person`` or ``episode`` is there, both count as told in full: what they leave out is not known.
    """
    only(sent, "for_another", "start_over", *PARTS)
    services, name = about.services, event_key("check", key)
    sheet = services.answers(about.visit)
    begins = truth(sent, "start_over", usual=False) or not sheet.started
    pages = _pages(sent, AnswerSheet(started=True) if begins else sheet, services)
    with named_by(key):
        if begins and not _is_known(about, f"{name}:start"):
            begin_again(about.visit, truth(sent, "for_another", usual=False), services, f"{name}:start")
        for page, parts in pages.items():
            keep(services, about.visit, page, parts, f"{name}:{page}")
    next_noted(about.visit, services.answers(about.visit), services, f"{name}:found")
    return JSONResponse(_answer(about, here))


@router.get("/plan", responses=answers(202, 404, 409))
def plan(about: AboutHere, here: CountryHere) -> JSONResponse:
    """The plan of this person, from the answers that are kept; 202 while it is being worked out."""
    from unclench.advice import answers as written

    asked = ask_plan(about.visit, here, about.services)
    prepared = prepared_plan(asked, about.services)
    if isinstance(prepared, JSONResponse):
        return prepared
    if prepared.answer.plan is not None and asked.job is not None:
        keep_expected(about.visit, asked.job.key, prepared.answer.plan, about.services)
    stand = where_they_stand(about.visit, about.services)
    told = {**written.plan_json(prepared.answer, about.services.knowledge), "dates": following_json(stand)}
    return JSONResponse(told)


def prepared_plan(asked: Asked, services: Services) -> Prepared | JSONResponse:
    """The plan that was worked out, or what to say meanwhile. Raises Busy, PlanFailed."""
    if asked.elsewhere:
        says = "The danger check is not finished, or it says to get help now: see `next` at /check."
        return api_error(409, says, next=_next(asked.elsewhere))
    job = asked.job
    if job is None:
        raise Busy
    if not job.done.is_set() or isinstance(job.error, Superseded):
        told = {"ready": False, "share": round(job.share, 3), "doing": job.doing}
        return JSONResponse(versioned(told, services.knowledge), 202, headers={"retry-after": "1"})
    if job.error is not None or job.result is None:
        raise PlanFailed from job.error
    return job.result


def _pages(sent: Mapping[str, Any], sheet: AnswerSheet, services: Services) -> dict[str, dict[str, Mapping[str, Any]]]:
    """What was sent as the pages that would have asked it, all checked before any is kept. Raises InvalidInput."""
    told = {part: mapping_at(sent[part], part) for part in PARTS if sent.get(part) is not None}
    pages: dict[str, dict[str, Mapping[str, Any]]] = {}
    if "person" in told or "episode" in told:
        read_value(Person, told.get("person", {}), "person")
        read_value(Episode, told.get("episode", {}), "episode")
        whole = {"person": dict.fromkeys(Person.__dataclass_fields__), "episode": dict.fromkeys(_EPISODE)}
        pages[ABOUT] = {**about_parts({name: {**keys, **told.get(name, {})} for name, keys in whole.items()}, services)}
    for finding, answer in told.get("findings", {}).items():
        if finding not in services.knowledge.findings:
            raise InvalidInput(f"findings.{finding}", answer, "an id of GET /api/v1/knowledge, under findings")
    repeated = {one.finding for one in _to_repeat(sheet, services)}
    pages |= {
        road.repeat_page(one): {"findings": {one: told["findings"][one]}}
        for one in repeated
        if one in told.get("findings", {})
    }
    rest = {one: answer for one, answer in told.get("findings", {}).items() if one not in repeated}
    if rest:
        pages[PAGE + ":findings"] = {"findings": rest}
    if "preferences" in told:
        only(told["preferences"], *WISHES_KEYS)
        preferences_of(AnswerSheet(preferences=told["preferences"]), Country.US)
        pages[WISHES] = {"preferences": told["preferences"]}
    for page, parts in pages.items():
        sheet = checked(sheet, page, parts, services)
    return pages


def _to_repeat(sheet: AnswerSheet, services: Services) -> tuple[Any, ...]:
    return road.questions_to_repeat(sheet, road.case_of(sheet, services.knowledge), services.knowledge)


def _is_known(about: About, key: str) -> bool:
    return any(event.key == key for event in about.services.store.events(about.visit.id))


_EPISODE = tuple(Episode.__dataclass_fields__)


def _answer(about: About, here: Country) -> dict[str, Any]:
    from unclench.advice import answers as written

    services = about.services
    sheet = services.answers(about.visit)
    case = road.case_of(sheet, services.knowledge)
    address = road.next_page(sheet, case, services.knowledge)
    stand = where_they_stand(about.visit, services)
    assessed = services.assess(case, here) if sheet.started else None
    told: dict[str, Any] = {
        "started": sheet.started,
        "for_another": sheet.for_another,
        "answers": {part: dict(getattr(sheet, part)) for part in PARTS},
        "next": _next(address),
        "ask": _asked(address, sheet, case, services),
        "assessment": assessed and written.assessment_json(assessed, services.knowledge),
        "dates": following_json(stand),
    }
    return versioned(told, services.knowledge)


def _next(address: str) -> str:
    return NEXT.get(address, "questions")


def _asked(address: str, sheet: AnswerSheet, case: Case, services: Services) -> list[dict[str, Any]]:
    """The questions of the page that comes next."""
    knowledge = services.knowledge
    if address == "/check/again":
        shown = road.questions_to_repeat(sheet, case, knowledge)
    elif _next(address) == "questions":
        page = road.screenful(int(address.rpartition("/")[2]), sheet, case, knowledge)
        shown = page.questions if page is not None else ()
    else:
        shown = ()
    return [
        {**asdict(one), "means": knowledge.findings[one.finding].means}
        for one in shown
        if one.finding not in sheet.findings or address == "/check/again"
    ]
