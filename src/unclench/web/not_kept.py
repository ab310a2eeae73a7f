"""Where answers cannot be kept: an emergency among them is told all the same, and the check goes on on the device."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from unclench.diary import DiaryUnavailable
from unclench.diary.answers import AnswerSheet
from unclench.language.catalogue import noted
from unclench.model.assessment import Assessment
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.web import road, words
from unclench.web.emergency import about_emergency
from unclench.web.forms import ANSWERS
from unclench.web.identity import visit_if_known
from unclench.web.language import _
from unclench.web.offline_pages import CARRY_ON, CHECK
from unclench.web.services import Services, services_of
from unclench.web.views import country, page

FINDING = "finding."
"""How the fields begin that answer a question."""

_ONLY_HERE = noted("This answer could not be kept. It is gone when you close this page.")


def page_when_not_kept(request: Request, form: Mapping[str, Any], error: DiaryUnavailable) -> Response:
    """What to do now, where the answers that were sent show an emergency; else that they cannot be kept, and why."""
    found = _emergency(request, form)
    if found is not None:
        return found
    says = f"{_('Your answers cannot be kept at the moment.')} {_(str(error))}"
    title = _("Your answers cannot be kept")
    check_here = _check_here(request)
    return page(request, "error.html", status=503, title=title, says=says, problem=None, check_here=check_here)


def _check_here(request: Request) -> str:
    """The danger check that needs no diary: with what was answered so far, where a page of the check was sent."""
    sent = request.url.path if request.method == "POST" else ""
    return next((address for begins, address in CARRY_ON.items() if sent.startswith(begins)), CHECK)


def _emergency(request: Request, form: Mapping[str, Any]) -> Response | None:
    services = services_of(request)
    sheets = services.knowledge.findings
    said = {name.removeprefix(FINDING): str(value) for name, value in form.items() if name.startswith(FINDING)}
    tapped = {finding: answer for finding, answer in said.items() if finding in sheets and answer in ANSWERS}
    if "yes" not in tapped.values():
        return None
    sheet, assessment = _judged(_answered_before(request, services), tapped, request, services)
    if assessment.screening.urgency is not Urgency.EMERGENCY_NOW:
        return None
    return page(
        request,
        "emergency.html",
        assessment=assessment,
        urgency=words.URGENCY[Urgency.EMERGENCY_NOW],
        mistaken=request.url.path,
        not_kept=_(_ONLY_HERE),
        **about_emergency(assessment, sheet, services.knowledge),
    )


def _answered_before(request: Request, services: Services) -> AnswerSheet:
    """What the diary holds, if it can be read at all."""
    with contextlib.suppress(DiaryUnavailable):
        return services.answers(visit_if_known(request))
    return AnswerSheet(started=True)


def _judged(
    before: AnswerSheet, tapped: Mapping[str, str], request: Request, services: Services
) -> tuple[AnswerSheet, Assessment]:
    """The sheet with these answers and what it means; where they contradict what was said before, they alone count."""
    sheet = road.merged(before, "", {"findings": tapped})
    try:
        case = road.case_of(sheet, services.knowledge)
    except InvalidInput:
        case = road.case_of(AnswerSheet(started=True, findings=tapped), services.knowledge)
    return sheet, services.assess(case, country(request), for_another=sheet.for_another)
