"""What of a visitor's danger check counts at this moment: for every page and route that opens something by it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from starlette.requests import Request

from unclench.diary import DiaryUnavailable, Event
from unclench.diary.answers import AnswerSheet, fold
from unclench.diary.doses import doses
from unclench.diary.lapse import OF_LAPSE, Lapse, Why, lapse_of, said_since
from unclench.diary.standing_alarm import OF_ALARM, StandingAlarm, standing_alarm
from unclench.language.catalogue import noted
from unclench.model.assessment import Assessment
from unclench.model.case import Case
from unclench.model.preferences import Country
from unclench.safety.held_back import after_doses, lapsed
from unclench.safety.ledger import Dose
from unclench.web import road, words
from unclench.web.identity import visit_if_known
from unclench.web.language import Table, _
from unclench.web.services import KnowledgeBroken, Services, services_of
from unclench.web.visits import Visit

TITLES = Table(
    {
        Why.NEW_SIGN: noted("Is there a new danger sign?"),
        Why.WRONG: noted("Something was wrong"),
        Why.EXPIRED: noted("Please answer again"),
    }
)

NEXT: Mapping[Why, str] = MappingProxyType({Why.NEW_SIGN: "signs", Why.WRONG: "start", Why.EXPIRED: "start"})
"""What follows it up, as programs are told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a visitor has told, and whether the danger check in it still counts."""

    events: tuple[Event, ...]
    sheet: AnswerSheet
    case: Case
    lapse: Lapse | None
    doses: tuple[Dose, ...]

    def is_closed(self) -> bool:
        """Whether the check was begun and opens nothing any more."""
        return self.sheet.started and self.lapse is not None


def standing_of(visit: Visit | None, services: Services) -> Standing:
    """Where this visitor stands now."""
    events = () if visit is None else services.store.events(visit.id)
    sheet, knowledge = fold(events), services.knowledge
    lapse = lapse_of(events, services.now(), knowledge)
    return Standing(events, sheet, road.case_of(sheet, knowledge), lapse, tuple(one.dose for one in doses(events)))


def assessed(standing: Standing, here: Country, services: Services) -> Assessment:
    """What the danger check says, without what has lapsed and without medicine that has to wait."""
    assessment = services.assess(standing.case, here, for_another=standing.sheet.for_another)
    analgesics = services.knowledge.analgesics
    screening = after_doses(assessment.screening, standing.doses, services.now(), analgesics)
    return replace(assessment, screening=lapsed(screening) if standing.lapse is not None else screening)


def why_lapsed(lapse: Lapse) -> str:
    """Why the danger check does not count any more, and what to do, in words."""
    if lapse.why is Why.NEW_SIGN:
        return _("Your diary says that there may be a new danger sign. Look closer before you do anything else.")
    if lapse.why is Why.WRONG:
        return _("You said that something was wrong. Do the danger check again before you do anything else.")
    when = words.day(lapse.at)
    return _("You answered these questions on {when}. Answer again: things may have changed.", when=when)


def lapse_json(lapse: Lapse | None) -> dict[str, Any] | None:
    """The same for programs."""
    if lapse is None:
        return None
    return {"because": lapse.why.value, "at": lapse.at.isoformat(), "says": why_lapsed(lapse)}


def alarm_for(request: Request, here: Country) -> StandingAlarm | None:
    """The emergency that stands at the top of the first page, the diary and the doses until it is answered anew.

    Neither a diary nor fact-sheets that cannot be read keep a page from opening.
    """
    visit, services = getattr(request.state, "visit", None) or visit_if_known(request), services_of(request)
    if visit is None or visit.is_new:
        return None
    with contextlib.suppress(DiaryUnavailable, KnowledgeBroken):
        return standing_alarm(services.store.events(visit.id, OF_ALARM), services.knowledge, here.value)
    return None


def alert_for(request: Request) -> Lapse | None:
    """What somebody has said that stands at the top of every page until it is followed up.

    A diary that cannot be read keeps no page from opening.
    """
    visit, services = getattr(request.state, "visit", None) or visit_if_known(request), services_of(request)
    if visit is None or visit.is_new:
        return None
    with contextlib.suppress(DiaryUnavailable):
        return said_since(services.store.events(visit.id, OF_LAPSE))
    return None
