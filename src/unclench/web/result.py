"""The result: how urgent it is, what probably happened, what may be used, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary.thresholds import following
from unclench.knowledge.load import Knowledge
from unclench.model.assessment import Assessment, OfferStatus
from unclench.model.preferences import Country
from unclench.model.urgency import Urgency
from unclench.safety.doubts import doubts
from unclench.safety.held_back import LEDGER, holding
from unclench.safety.ledger import never_together
from unclench.safety.screen import COMFORT
from unclench.web import road, words
from unclench.web.dose_words import held_words
from unclench.web.emergency import about_emergency
from unclench.web.gate import TITLES, Standing, assessed, standing_of
from unclench.web.sending import VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import country, form_page, go_to

NOT_SURE = "not_sure"
"""Stands for all danger rules that only may hold: what they would say if they did is no reason to give here."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """One remedy with its verdict's reasons as (rule id, words)."""

    id: str
    name: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The remedies with one verdict. Of those in ``family`` no two may be used together."""

    status: OfferStatus
    offers: tuple[ShownOffer, ...]
    family: tuple[ShownOffer, ...] = ()

    @property
    def rules(self) -> dict[str, str]:
        """The rules behind these verdicts, each once, with its words."""
        shown = (*self.offers, *self.family)
        return {rule: says for offer in shown for rule, says in offer.reasons if rule not in words.REASON}


@router.get("/result")
def result(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The whole answer; an emergency is shown whatever else is still open."""
    standing = standing_of(visit, services)
    sheet = standing.sheet
    if not sheet.started:
        return go_to("/")
    here = country(request)
    assessment = assessed(standing, here, services)
    raised = following(standing.events, services.now(), services.knowledge).raised
    emergency = assessment.screening.urgency is Urgency.EMERGENCY_NOW
    if standing.lapse is not None and not emergency:
        return form_page(
            request,
            visit,
            "lapsed.html",
            lapse=standing.lapse,
            title=TITLES[standing.lapse.why],
            screening=assessment.screening,
            raised=raised,
            for_another=sheet.for_another,
            alert=None,
        )
    if (onward := road.next_page(sheet, standing.case, services.knowledge)) != "/result":
        return go_to(onward)
    return form_page(
        request,
        visit,
        "emergency.html" if emergency else "result.html",
        assessment=assessment,
        urgency=words.URGENCY[max(assessment.screening.urgency, raised.urgency if raised else Urgency.SELF_CARE)],
        offers=grouped_offers(assessment, services.knowledge, here, ledger_words(standing, services)),
        causes=services.knowledge.causes,
        **about_emergency(assessment, sheet, services.knowledge),
        may_plan=worth_a_plan(assessment),
        raised=raised,
        doubts=doubts(standing.case, assessment.screening.possible, services.knowledge, here.value),
        going_on=road.going_on(sheet, standing.case, services.knowledge),
        mistaken=road.latest_page(sheet, services.knowledge),
    )


def worth_a_plan(assessment: Assessment) -> bool:
    """Whether anything is open besides a position of ease; otherwise somebody should be seen instead."""
    offers = assessment.screening.offers.items()
    return any(offer.status is OfferStatus.OFFERED and remedy != COMFORT for remedy, offer in offers)


def ledger_words(standing: Standing, services: Services) -> dict[str, str]:
    """What the dose ledger holds against a medicine now, by medicine."""
    now, analgesics = services.now(), services.knowledge.analgesics
    found = {drug: holding(drug, standing.doses, now, analgesics) for drug in map(str, analgesics)}
    return {
        drug: held_words(following, standing.doses, services)
        for drug, following in found.items()
        if following is not None
    }


def grouped_offers(
    assessment: Assessment, knowledge: Knowledge, here: Country, held: Mapping[str, str]
) -> list[ShownGroup]:
    """The remedies by verdict, what may be used first; empty groups are left out.

    ``held`` says in words what the dose ledger holds against a medicine, in place of the ledger's own reasons.
    """
    doubted = {rule.rule for rule in assessment.screening.possible}
    grouped: dict[OfferStatus, list[ShownOffer]] = {status: [] for status in OfferStatus}
    for remedy, offer in assessment.screening.offers.items():
        told = [rule for rule in offer.because if not rule.startswith(LEDGER)]
        rules = dict.fromkeys(NOT_SURE if rule in doubted else rule for rule in told)
        reasons = [(rule, words.reason(rule, knowledge)) for rule in rules]
        if len(told) < len(offer.because):
            reasons.append((LEDGER, held.get(remedy) or words.REASON[LEDGER]))
        grouped[offer.status].append(ShownOffer(remedy, words.remedy(remedy, here), tuple(reasons)))
    return [_group(status, shown, knowledge) for status, shown in grouped.items() if shown]


def _group(status: OfferStatus, shown: list[ShownOffer], knowledge: Knowledge) -> ShownGroup:
    alike = never_together((offer.id for offer in shown), knowledge.analgesics)
    if status is OfferStatus.BLOCKED or len(alike) < 2:
        return ShownGroup(status, tuple(shown))
    return ShownGroup(
        status,
        tuple(offer for offer in shown if offer.id not in alike),
        tuple(offer for offer in shown if offer.id in alike),
    )
