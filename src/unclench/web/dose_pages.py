"""Medicine: what was taken, and how long to wait before the next dose."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary import Kind
from unclench.diary.clock import clock_went_back
from unclench.diary.doses import dose_body, doses, read_dose
from unclench.diary.undoing import taken_back
from unclench.knowledge.schema import Analgesic
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.safety.tablets import mg_of_tablets, one_tablet_mg
from unclench.web import words
from unclench.web.dose_words import not_known, said_of
from unclench.web.forms import MILLIGRAMS, choice, number, text
from unclench.web.gate import assessed, standing_of
from unclench.web.just_kept import just_kept
from unclench.web.next_doses import known_products, verdicts
from unclench.web.sending import SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.taking_back import bring_back, take_back
from unclench.web.views import country, form_page, go_to
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Wait:
    """One medicine: whether it suits at all, and from when on."""

    name: str
    suits: bool | None
    says: str


class Unit(StrEnum):
    """What an amount was counted in."""

    TABLETS = "tablets"
    MG = "mg"


@router.get("/medicine")
def medicine(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The doses so far, the earliest next ones, and the form for a dose."""
    return _medicine_page(request, visit, services, {}, None)


@router.post("/medicine")
def add_dose(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep one dose, once, however often the button is tapped; ask first whether a small number means tablets."""
    analgesics = services.knowledge.analgesics
    try:
        product, said = text(sent.form, "product"), number(sent.form, "mg", MILLIGRAMS)
        unit = choice(sent.form, "unit", Unit)
        if one_tablet_mg(product, said, analgesics) is None:
            mg = said
        elif unit is None:
            return _medicine_page(request, sent.visit, services, dict(sent.form), None, asks_unit=True)
        else:
            mg = _amount(product, said, unit, sent.form, analgesics)
        dose = read_dose(product, number(sent.form, "hours_ago"), mg, services.now())
    except InvalidInput as problem:
        return _medicine_page(request, sent.visit, services, dict(sent.form), problem, asks_unit="unit" in sent.form)
    told = [text(sent.form, name) for name in ("nonce", "product", "hours_ago", "mg", "unit", "tablet_mg")]
    key = "dose:" + hashlib.sha256(repr(told).encode()).hexdigest()
    services.record_once(sent.visit, Kind.DOSE, dose_body(dose), key)
    return go_to("/medicine")


@router.post("/medicine/undo")
def undo(sent: SentHere, services: ServicesHere) -> Response:
    """Take one dose out again; a second tap changes nothing."""
    take_back(sent.visit, text(sent.form, "dose"), Kind.DOSE, services)
    return go_to("/medicine")


@router.post("/medicine/redo")
def redo(sent: SentHere, services: ServicesHere) -> Response:
    """Bring a dose that was taken out back again."""
    bring_back(sent.visit, text(sent.form, "dose"), Kind.DOSE, services)
    return go_to("/medicine")


def _amount(
    product: str, said: float | None, unit: Unit, form: FormData, analgesics: Mapping[str, Analgesic]
) -> float | None:
    """The milligrams behind a small number, once somebody said what it counts. Raises InvalidInput."""
    tablet_mg = number(form, "tablet_mg", MILLIGRAMS)
    check_range("tablet_mg", tablet_mg, 1, 10_000, or_null=True)
    if said is None or unit is Unit.MG:
        return said
    return mg_of_tablets(product, said, tablet_mg, analgesics)


def _medicine_page(
    request: Request,
    visit: Visit | None,
    services: Services,
    filled: Mapping[str, Any],
    problem: InvalidInput | None,
    *,
    asks_unit: bool = False,
) -> Response:
    standing, here = standing_of(visit, services), country(request)
    kept, analgesics = doses(standing.events), services.knowledge.analgesics
    screening = assessed(standing, here, services).screening if standing.sheet.started else None
    emergency = screening is not None and screening.urgency is Urgency.EMERGENCY_NOW
    contact = services.knowledge.contacts.get(here.value)
    return form_page(
        request,
        visit,
        "medicine.html",
        status=422 if problem or asks_unit else 200,
        asks_unit=asks_unit,
        counted_whole={one.id for one in kept if one_tablet_mg(one.dose.product, one.dose.mg, analgesics)},
        kept=kept[::-1],
        went_back=clock_went_back(standing.events, services.now()),
        now=services.now(),
        just_kept=None if problem or asks_unit else just_kept(standing.events, Kind.DOSE, services.now()),
        out=[(one.id, str(one.body["product"])) for one in taken_back(standing.events, Kind.DOSE)][::-1],
        not_known=not_known(kept, services),
        waits=[
            Wait(words.remedy(one.drug, here), one.suits, said_of(one, standing.doses, services))
            for one in verdicts(standing, here, services)
        ],
        care=screening.seek_care if emergency and screening else None,
        **({"alarm": None} if emergency else {}),  # the page itself says it
        closed=standing.is_closed(),
        lapse=standing.lapse if standing.is_closed() else None,
        poison_line=contact.poison_line if contact else None,
        products=known_products(services),
        nonce=secrets.token_hex(8),
        filled=filled,
        problem=problem,
    )
