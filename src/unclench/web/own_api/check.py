"""The danger check of one person: what was answered, what comes next, what it says; the plan that follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from starlette.responses import JSONResponse

from unclench.diary import Kind
from unclench.diary.answers import SENT, AnswerSheet, fold
from unclench.diary.made_from import GRAVITY, said_since
from unclench.diary.standing_alarm import standing_alarm
from unclench.diary.thresholds import following
from unclench.model.case import Case, Episode, Person
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.model.reading import mapping_at, read_value
from unclench.web import road
from unclench.web.answering import checked, next_and_found, page_body
from unclench.web.api_answers import api_error, versioned
from unclench.web.check import about_parts
from unclench.web.follow_up_pages import where_they_stand
from unclench.web.gate import NEXT as NEXT_AFTER
from unclench.web.gate import Standing, assessed, lapse_json, standing_of, why_lapsed
from unclench.web.jobs import Busy, Superseded
from unclench.web.language import _
from unclench.web.own_api.asking import (
    KEY_HEADER,
    About,
    AboutHere,
    CountryHere,
    KeyHere,
    Sender,
    SentJson,
    only,
    truth,
)
from unclench.web.own_api.described import CHECK, answers, described
from unclench.web.own_api.plainly import following_json
from unclench.web.own_api.routes import own_router
from unclench.web.planning import Asked, PlanFailed, ask_plan, keep_expected, preferences_of
from unclench.web.road import ABOUT, WISHES
from unclench.web.services import Noted, Prepared, Services

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

    Where ``person`` or ``episode`` is there, both count as told in full: what they leave out is not known. With
    ``made_from``, as it was read here, answers that came in since are not made calmer: nothing is kept then (409).
    """
    only(sent, "for_another", "start_over", "made_from", *PARTS)
    digest = _digest(sent)
    name = about.event_key("check", key, Kind.ANSWERED, {"page": SENT + digest})
    if not _was_sent(about, name, digest, key):
        if newer := _said_since(about, sent):
            says = _("Other answers came in since, and yours would make them calmer. Nothing was kept: ask for them.")
            return api_error(409, says, next="questions", newer=newer)
        kept = _keep(about, sent, name, digest)
        if not kept and not _was_sent(about, name, digest, key):  # the same key, sent twice at one moment
            raise _key_taken(key)
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
    care = assessed(standing_of(about.visit, about.services), here, about.services).screening.seek_care
    answer = replace(prepared.answer, seek_care=care)  # in words for whoever answers
    told = {**written.plan_json(answer, about.services.knowledge), "dates": following_json(stand)}
    return JSONResponse(told)


def prepared_plan(asked: Asked, services: Services) -> Prepared | JSONResponse:
    """The plan that was worked out, or what to say meanwhile. Raises Busy, PlanFailed."""
    if asked.lapse is not None:
        return api_error(409, why_lapsed(asked.lapse), next=NEXT_AFTER[asked.lapse.why])
    if asked.elsewhere:
        says = _("The danger check is not finished, or it says to get help now: see `next` at /check.")
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


def _keep(about: About, sent: Mapping[str, Any], name: str, digest: str) -> bool:
    """Keep all that was sent, or nothing: False when the key is there already. Raises InvalidInput."""
    visit, services = about.visit, about.services
    sheet = services.answers(visit)
    begins = truth(sent, "start_over", usual=False) or not sheet.started
    for_another = _for_another(sent, begins)
    sheet = AnswerSheet(started=True, for_another=for_another) if begins else sheet
    pages, after = _pages(sent, sheet, services)
    noted: list[Noted] = [(Kind.ANSWERED, {"page": SENT + digest}, name)]
    if begins:
        noted.insert(0, (Kind.STARTED, {"for_another": for_another}, f"{name}:start"))
    noted += [(Kind.ANSWERED, page_body(page, parts), f"{name}:{page}") for page, parts in pages.items()]
    _, found = next_and_found(after, services)
    if found is not None:
        noted.append((Kind.SCREENED, found, f"{name}:found"))
    kept = services.record_all(visit, noted)
    if kept and begins:
        services.plans.forget(visit.id)
    return kept


def _said_since(about: About, sent: Mapping[str, Any]) -> dict[str, str]:
    """The newer answers that these would make calmer, where they say which ones they were made from."""
    made_from, findings = sent.get("made_from"), mapping_at(sent.get("findings") or {}, "findings")
    events = about.services.answered(about.visit)
    if made_from is None or made_from == fold(events).state:
        return {}
    given = {finding: answer for finding, answer in findings.items() if answer in GRAVITY}
    return said_since(events, str(made_from), given, ())


def _for_another(sent: Mapping[str, Any], begins: bool) -> bool:
    """Whether the check is about somebody else, which is said where it begins. Raises InvalidInput."""
    for_another = truth(sent, "for_another", usual=False)
    if "for_another" in sent and not begins:
        raise InvalidInput("for_another", for_another, "nothing, but where a check begins: see start_over")
    return for_another


def _digest(sent: Mapping[str, Any]) -> str:
    """What was sent as a whole, in a few letters, whatever order its names came in."""
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _was_sent(about: About, name: str, digest: str, key: str) -> bool:
    """Whether just this was sent with this key before. Raises InvalidInput: something else was.

    It is asked before anything is read from what was sent: what a question is answered with the second time depends on
    what is kept by then, and the same request sent again is no second answer.
    """
    kept = next((one for one in about.services.store.events(about.visit.id, [Kind.ANSWERED]) if one.key == name), None)
    if kept is not None and kept.body.get("page") != SENT + digest:
        raise _key_taken(key)
    return kept is not None


def _key_taken(key: str) -> InvalidInput:
    return InvalidInput(f"header.{KEY_HEADER}", key, "a key that was not sent with anything else")


def _pages(
    sent: Mapping[str, Any], sheet: AnswerSheet, services: Services
) -> tuple[dict[str, dict[str, Mapping[str, Any]]], AnswerSheet]:
    """What was sent as the pages that would have asked it, all checked, and the sheet after. Raises InvalidInput."""
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
    return pages, sheet


def _to_repeat(sheet: AnswerSheet, services: Services) -> tuple[Any, ...]:
    return road.questions_to_repeat(sheet, road.case_of(sheet, services.knowledge), services.knowledge)


_EPISODE = tuple(Episode.__dataclass_fields__)


def _answer(about: About, here: Country) -> dict[str, Any]:
    from unclench.advice import answers as written

    services = about.services
    standing = standing_of(about.visit, services)
    sheet, case, lapse = standing.sheet, standing.case, standing.lapse
    address = road.next_page(sheet, case, services.knowledge)
    stand = following(standing.events, services.now(), services.knowledge)
    found = assessed(standing, here, services) if sheet.started else None
    open_now = lapse is None or road.is_emergency(case, services.knowledge)
    told: dict[str, Any] = {
        "started": sheet.started,
        "for_another": sheet.for_another,
        "answers": {part: dict(getattr(sheet, part)) for part in PARTS},
        "made_from": sheet.state,
        "alarm": _alarm_json(standing, here, services),
        "lapsed": lapse_json(lapse),
        "next": _next(address) if lapse is None or open_now else NEXT_AFTER[lapse.why],
        "ask": _asked(address, sheet, case, services) if open_now else [],
        "assessment": found and written.assessment_json(found, services.knowledge),
        "dates": following_json(stand),
    }
    return versioned(told, services.knowledge)


def _alarm_json(standing: Standing, here: Country, services: Services) -> dict[str, Any] | None:
    """An emergency that was told and stands until a danger check was answered anew to its end."""
    from unclench.advice import answers as written

    alarm = standing_alarm(standing.events, services.knowledge, here.value)
    if alarm is None:
        return None
    care = written.plain(alarm.screening.seek_care)
    return {"at": alarm.at.isoformat(), "current": alarm.current, "seek_care": care}


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
