"""The JSON routes: the same operations as the library and the command line, with the same answers."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from unclench.knowledge.documents import read_documents
from unclench.language.tags import LANGUAGES
from unclench.model.case import Case, Unmentioned
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.preferences import Country, Order, Preferences
from unclench.model.reading import check_keys, mapping_at, read_person, read_scenario
from unclench.safety.intake import read_cases
from unclench.web.api_answers import api_error, versioned
from unclench.web.api_examples import ASSESS, ERRORS, PLAN, SIMULATE, VALIDATE
from unclench.web.api_options import only_known_options
from unclench.web.headers import API_LIMIT_BYTES
from unclench.web.services import Services, ServicesHere
from unclench.web.tasks import Simulate, Validate

DESCRIPTION = (
    "Danger check, likely cause, relief plan and the model behind them. Educational self-management software: not a "
    "medical device, not reviewed by a clinician, never a way to rule a serious cause out. Every answer carries "
    "`schema_version` and `knowledge_hash`. What is sent to assess, plan, simulate and validate is not kept; what is "
    "sent below `/api/v1/people` is one person's own diary, and is."
)
LIST_LIMIT = 100
PLAN_LIST_LIMIT = 10
MEMBERS_LIMIT = 20_000
PLAN_MEMBERS_LIMIT = 4096
VALIDATE_MEMBERS_LIMIT = 256
MEMBER_HOURS_LIMIT = 500_000
"""People times simulated hours that one request may ask for: about as much as ten thousand people over two days."""

LanguageTag = StrEnum("LanguageTag", {tag.replace("-", "_"): tag for tag in LANGUAGES})  # type: ignore[misc]


def language(
    language: Annotated[
        LanguageTag | None,
        Query(description="Language of the texts; without it that of Accept-Language, else English."),
    ] = None,
) -> None:
    """Declares the option to readers of the interface; :mod:`unclench.web.language` has acted on it already."""


router = APIRouter(prefix="/api/v1", tags=["unclench"], dependencies=[Depends(only_known_options), Depends(language)])

UnmentionedOption = Annotated[
    Unmentioned | None, Query(description="How findings that are not listed count; overrides what the case says.")
]
CountryOption = Annotated[Country, Query(description="Phone numbers, drug names and what is on sale.")]
MembersOption = Annotated[int, Query(ge=16, le=MEMBERS_LIMIT, description="How many virtual people.")]
PlanMembersOption = Annotated[int, Query(ge=16, le=PLAN_MEMBERS_LIMIT, description="How many virtual people.")]
ValidateMembersOption = Annotated[
    int, Query(ge=16, le=VALIDATE_MEMBERS_LIMIT, description="How many virtual people in each arm.")
]
SeedOption = Annotated[int, Query(ge=0, le=2**53, description="The same seed gives the same answer.")]


async def document(request: Request) -> Any:  # noqa: ANN401 - any JSON value until it is checked
    """The request's body as one strict JSON or YAML document. Raises InvalidInput."""
    data = await request.body()
    return await run_in_threadpool(read_documents, data, "request body", API_LIMIT_BYTES)


async def document_or_nothing(request: Request) -> Any:  # noqa: ANN401 - any JSON value until it is checked
    """The same, or None where the body is empty. Raises InvalidInput."""
    return await document(request) if await request.body() else None


DocumentHere = Annotated[Any, Depends(document)]
DocumentOrNothing = Annotated[Any, Depends(document_or_nothing)]


def wishes(
    country: CountryOption = Country.US,
    order: Annotated[Order, Query(description="Today's evidence, or the popular article's order.")] = Order.EVIDENCE,
    medicine: bool = True,
    floor: bool = True,
    ice: bool = True,
    towel: bool = True,
    tablets: bool = True,
) -> Preferences:
    """What the person wants and has."""
    return Preferences(
        medicine=medicine,
        floor=floor,
        has_ice=ice,
        has_towel=towel,
        has_tablets=tablets,
        order=order,
        country=country,
    )


@router.post("/assess", openapi_extra=ASSESS, responses=ERRORS)
def assess(
    services: ServicesHere,
    raw: DocumentHere,
    unmentioned: UnmentionedOption = None,
    country: CountryOption = Country.US,
) -> JSONResponse:
    """How urgent is it, what is it likely to be, what may be used? One case, or a list of at most 100."""
    from unclench.advice import answers

    cases = _cases(raw, services, unmentioned, LIST_LIMIT)
    assessed = [services.assess(case, country) for case in cases]
    return _answer([answers.assessment_json(one, services.knowledge) for one in assessed], raw)


@router.post("/plan", openapi_extra=PLAN, responses=ERRORS)
def plan(
    services: ServicesHere,
    raw: DocumentHere,
    preferences: Annotated[Preferences, Depends(wishes)],
    unmentioned: UnmentionedOption = None,
    members: PlanMembersOption = 512,
    seed: SeedOption = 1,
) -> JSONResponse:
    """A relief plan whose every step was simulated first; without clearance, whom to see. At most 10 cases."""
    from unclench.advice import answers

    cases = _cases(raw, services, unmentioned, PLAN_LIST_LIMIT)
    today = services.now().date()
    with services.heavy_work():
        planned = [
            services.advice.plan(
                case, services.knowledge, today=today, preferences=preferences, members=members, seed=seed
            )
            for case in cases
        ]
    return _answer([answers.plan_json(one, services.knowledge) for one in planned], raw)


@router.post("/simulate", openapi_extra=SIMULATE, responses=ERRORS)
def simulate(
    services: ServicesHere,
    raw: DocumentHere,
    members: MembersOption = 512,
    seed: SeedOption = 1,
    every: Annotated[float, Query(ge=0.1, le=10_000, description="Minutes between output times.")] = 10.0,
) -> JSONResponse:
    """Run virtual people through a scenario: quantiles of every outcome over time."""
    from unclench.advice import answers

    mapping = mapping_at(raw, "request")
    check_keys(mapping, {"person": None, "scenario": None, "note": None}, "")
    person = read_person(mapping.get("person") or {})
    scenario = read_scenario(mapping.get("scenario"))
    if members * scenario.hours > MEMBER_HOURS_LIMIT:
        allowed = f"members times scenario.hours of at most {MEMBER_HOURS_LIMIT}"
        raise InvalidInput("members", members, allowed)
    if scenario.hours * 60 / every > 10_000:
        raise InvalidInput("every", every, f"at least {scenario.hours * 60 / 10_000:g} for so many hours")
    with services.heavy_work():
        course = services.workshop.do(Simulate(person, scenario, members, seed, every), services.knowledge)
    return JSONResponse(answers.course_json(course))


@router.get("/validate")
def studies(services: ServicesHere) -> JSONResponse:
    """The published studies that the model is held against. One request runs one of them: all take about a minute."""
    return JSONResponse(versioned({"studies": shipped_studies()}, services.knowledge))


@router.post("/validate", openapi_extra=VALIDATE, responses=ERRORS)
def validate(
    services: ServicesHere,
    raw: DocumentOrNothing,
    study: Annotated[str | None, Query(description="Id of a shipped study; leave it out to send one.")] = None,
    members: ValidateMembersOption = 64,
    seed: SeedOption = 1,
) -> JSONResponse:
    """Predicted beside observed for one study: a shipped one by its id, or the one in the body (studies/README.md)."""
    known = shipped_studies()
    if raw is None and study not in known:
        raise InvalidInput("query.study", study, f"{one_of(known)}; or a study as the request body")
    if raw is not None and study is not None:
        raise InvalidInput("query.study", study, "nothing beside a study in the request body")
    task = Validate(study or "request", raw, members, seed, MEMBER_HOURS_LIMIT)
    with services.heavy_work():
        return JSONResponse(services.workshop.do(task, services.knowledge))


@router.get("/knowledge")
def knowledge(services: ServicesHere) -> JSONResponse:
    """Every fact-sheet's id by kind, and the hash of this state of the knowledge."""
    from unclench.knowledge import describe

    return JSONResponse(versioned({"sheets": describe.list_sheets(services.knowledge, None)}, services.knowledge))


@router.get("/knowledge/{sheet_id}", responses={404: {"description": "No such fact-sheet; the nearest ids are named."}})
def knowledge_sheet(services: ServicesHere, sheet_id: str) -> JSONResponse:
    """One fact-sheet: a rule, a question, a remedy, a source ..."""
    from unclench.knowledge import describe

    try:
        described = describe.describe(services.knowledge, sheet_id)
    except InvalidInput as error:
        return api_error(404, str(error), **error.as_dict())
    return JSONResponse(versioned({"sheet": described}, services.knowledge))


@functools.cache
def shipped_studies() -> list[str]:
    """The ids of the shipped studies."""
    from unclench import validate as validation

    return sorted(path.parent.name for path in validation.shipped_studies().glob("*/study.yaml"))


def _cases(raw: object, services: Services, unmentioned: Unmentioned | None, limit: int) -> list[Case]:
    if isinstance(raw, Sequence) and not isinstance(raw, str) and len(raw) > limit:
        raise InvalidInput("case", f"a list of {len(raw)}", f"one case, or a list of at most {limit}")
    return read_cases(raw, services.knowledge, unmentioned=unmentioned)


def _answer(written: list[dict[str, Any]], raw: object) -> JSONResponse:
    """A list for a list, one answer for one case, as on the command line."""
    return JSONResponse(written if isinstance(raw, list) else written[0])
